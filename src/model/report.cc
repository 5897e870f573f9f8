// Order, identity and counting: what makes two runs over the same input give the same report.
#include "model/report.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "formats/digest.h"

namespace ward {
namespace {

// "pkg:npm/a@1.0.0?x=y#z" without version, qualifiers and subpath. '@' of an npm scope is "%40" in a canonical purl.
std::string_view package_part(std::string_view purl) {
    return purl.substr(0, purl.find_first_of("@?#"));
}

auto order_of(const Component& component) {
    const bool no_evidence = component.evidence.empty();
    return std::tuple(std::string_view(component.path), std::string_view(component.purl),
                      no_evidence ? std::string_view() : std::string_view(component.evidence[0].path),
                      no_evidence ? int64_t{0} : component.evidence[0].line, std::string_view(component.name),
                      std::string_view(component.version), component.source);
}

// The nearest folder above `path` that is a component's, as the number of that component.
std::optional<size_t> enclosing(const std::map<std::string_view, size_t>& first_at, std::string_view path) {
    while (!path.empty()) {
        const size_t slash = path.rfind('/');
        path = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
        if (const auto found = first_at.find(path); found != first_at.end()) return found->second;
    }
    return std::nullopt;
}

// A component is large: each one is moved once, not at every step of the sort.
void sort_in_order(std::vector<Component>& components) {
    std::vector<Component*> order;
    order.reserve(components.size());
    for (Component& component : components) order.push_back(&component);
    std::ranges::stable_sort(order, {}, [](const Component* component) { return order_of(*component); });
    std::vector<Component> sorted;
    sorted.reserve(components.size());
    for (Component* component : order) sorted.push_back(std::move(*component));
    components = std::move(sorted);
}

}  // namespace

std::vector<std::string> ids_of(const Finding& finding) {
    std::set<std::string> ids(finding.aliases.begin(), finding.aliases.end());
    ids.insert(finding.records.begin(), finding.records.end());
    if (!finding.id.empty()) ids.insert(finding.id);
    return {ids.begin(), ids.end()};
}

std::string key_of(const Finding& finding) {
    const std::vector<std::string> ids = ids_of(finding);
    std::string text;
    for (const std::string_view part :
         {std::string_view(finding.judge), std::string_view(finding.rule), package_part(finding.purl),
          finding.evidence.empty() ? std::string_view() : std::string_view(finding.evidence[0].path),
          ids.empty() ? std::string_view() : std::string_view(ids[0])}) {
        text += part;
        text += '\0';
    }
    return sha256_hex(text).substr(0, 16);
}

void distinguish_keys(std::vector<Finding>& findings) {
    std::map<std::string, std::vector<Finding*>> by_key;
    for (Finding& finding : findings) by_key[finding.key].push_back(&finding);
    for (auto& [key, same] : by_key) {
        std::ranges::sort(same, {}, [](const Finding* finding) { return std::string_view(finding->purl); });
        for (size_t i = 1; i < same.size(); ++i) same[i]->key = sha256_hex(key + '\0' + same[i]->purl).substr(0, 16);
    }
}

void number_components(std::vector<Component>& components) {
    sort_in_order(components);
    const auto doubles = std::ranges::unique(components);
    components.erase(doubles.begin(), doubles.end());
    std::map<std::string_view, size_t> first_at;
    for (size_t i = 0; i < components.size(); ++i) {
        components[i].id = "c" + std::to_string(i + 1);
        first_at.try_emplace(components[i].path, i);
    }
    for (size_t i = 0; i < components.size(); ++i) {
        Component& component = components[i];
        if (i == 0 && component.path.empty()) {
            component.parent.clear();
            continue;
        }
        const auto named = component.parent.empty() ? first_at.end() : first_at.find(component.parent);
        const auto parent =
            named != first_at.end() ? std::optional(named->second) : enclosing(first_at, component.path);
        // Several components may stand at one path; none is its own parent.
        component.parent = parent && *parent != i ? components[*parent].id : std::string();
        if (component.parent.empty() && components[0].path.empty()) component.parent = components[0].id;
    }
}

void sort_findings(std::vector<Finding>& findings) {
    std::ranges::stable_sort(findings, {}, [](const Finding& finding) {
        return std::tuple(finding.status != Status::open, -weight(finding.severity),
                          -need(finding.scope.value_or(Scope::unknown)), std::string_view(finding.id),
                          std::string_view(finding.purl), std::string_view(finding.key));
    });
}

Summary summarise(const Report& report) {
    Summary summary;
    summary.components = static_cast<int64_t>(report.components.size());
    for (const Finding& finding : report.findings) {
        if (finding.status == Status::assessed) ++summary.assessed;
        if (finding.status != Status::open) continue;
        switch (finding.severity) {
            case Severity::none: ++summary.none; break;
            case Severity::low: ++summary.low; break;
            case Severity::medium: ++summary.medium; break;
            case Severity::high: ++summary.high; break;
            case Severity::critical: ++summary.critical; break;
            case Severity::unknown: ++summary.unknown; break;
        }
    }
    summary.skipped = static_cast<int64_t>(report.skipped.size());
    const bool unread = std::ranges::any_of(
        report.skipped, [](const Skipped& part) { return part.kind == SkipKind::unread && !part.expected; });
    // The subject itself is a component: with nothing else there was nothing to look at, unless it has a name that
    // advisories use and is all that was asked about.
    const bool is_asked = (report.subject.kind == "package" || report.subject.kind == "binary") &&
                          !report.components.empty() && !report.components[0].identities.empty();
    summary.complete = !unread && report.advisories.snapshot != "starter" && (is_asked || report.components.size() > 1);
    return summary;
}

const Component* find_component(const Report& report, std::string_view id) {
    // Ids are positions, so the usual look-up is one comparison.
    if (id.size() > 1)
        if (const auto number = to_number<size_t>(id.substr(1));
            number && *number >= 1 && *number <= report.components.size())
            if (report.components[*number - 1].id == id) return &report.components[*number - 1];
    const auto found = std::ranges::find(report.components, id, &Component::id);
    return found == report.components.end() ? nullptr : &*found;
}

std::string label_of(const Component& component) {
    return component.version.empty() ? component.name : component.name + '@' + component.version;
}

}  // namespace ward
