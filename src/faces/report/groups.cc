#include "faces/report/groups.h"

#include <algorithm>
#include <array>
#include <functional>
#include <tuple>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::report {

Group group_of(const Finding& finding) {
    if (finding.rule == "contradiction") return Group::contradiction;
    switch (finding.status) {
        case Status::open: return Group::open;
        case Status::assessed: return Group::assessed;
        case Status::fixed_by_backport: return Group::backported;
    }
    return Group::open;
}

std::vector<const Finding*> findings_in(const Report& report, Group group) {
    std::vector<const Finding*> found;
    for (const Finding& finding : report.findings)
        if (group_of(finding) == group) found.push_back(&finding);
    std::ranges::stable_sort(found, std::greater(), [](const Finding* finding) { return weight(finding->severity); });
    return found;
}

bool is_advisory(const Finding& finding) {
    return !finding.id.empty() && (finding.rule == "vulnerability" || finding.rule == "malicious-package");
}

std::set<std::string_view> new_keys(const Report& report) {
    if (!report.since) return {};
    return {report.since->new_keys.begin(), report.since->new_keys.end()};
}

std::vector<Contradiction> contradictions_of(const Report& report) {
    std::vector<Contradiction> found;
    std::set<std::string_view> told;
    for (const Component& component : report.components) {
        if (component.contradictions.empty()) continue;
        told.insert(component.id);
        Contradiction row{label_of(component), {}, {}};
        row.claims.push_back({component.version, component.evidence.empty() ? Evidence{} : component.evidence.front()});
        row.claims.insert(row.claims.end(), component.contradictions.begin(), component.contradictions.end());
        found.push_back(std::move(row));
    }
    for (const Finding* finding : findings_in(report, Group::contradiction)) {
        if (told.contains(finding->component)) continue;
        const Component* component = find_component(report, finding->component);
        Contradiction row{component == nullptr ? finding->purl : label_of(*component), finding->title, {}};
        for (const Evidence& evidence : finding->evidence) row.claims.push_back({{}, evidence});
        found.push_back(std::move(row));
    }
    return found;
}

std::vector<const Skipped*> skipped_of(const Report& report, SkipKind kind) {
    std::vector<const Skipped*> found;
    for (const Skipped& part : report.skipped)
        if (part.kind == kind) found.push_back(&part);
    std::ranges::stable_sort(found, {}, &Skipped::expected);
    return found;
}

Places::Places(const Report& report) : report_(report) {
    for (const Component& component : report.components)
        if (!component.purl.empty()) by_purl_[component.purl].push_back(&component);
}

std::vector<const Component*> Places::of(const Finding& finding) const {
    std::vector<const Component*> found;
    const Component* first = find_component(report_, finding.component);
    if (first != nullptr) found.push_back(first);
    // Other versions on other branches are the same finding.
    std::vector<std::string_view> purls{finding.purl};
    for (const OnRef& on : finding.refs)
        if (std::ranges::find(purls, on.purl) == purls.end()) purls.push_back(on.purl);
    for (const std::string_view purl : purls)
        if (const auto same = by_purl_.find(purl); same != by_purl_.end())
            for (const Component* component : same->second)
                if (component != first) found.push_back(component);
    return found;
}

namespace {

const OnRef* on_ref(const Finding& finding, std::string_view ref) {
    const auto found = std::ranges::find(finding.refs, ref, &OnRef::ref);
    return found == finding.refs.end() ? nullptr : &*found;
}

std::string version_on(const Report& report, const OnRef& on) {
    const Component* component = find_component(report, on.component);
    return component == nullptr || component->version.empty() ? "?" : component->version;
}

std::string_view package_of(std::string_view purl) {
    return purl.substr(0, purl.find_first_of("@?#"));
}

}  // namespace

std::string on_ref_text(const Report& report, const Finding& finding, std::string_view ref) {
    const OnRef* on = on_ref(finding, ref);
    if (on == nullptr) return "-";
    switch (on->status) {
        case Status::open: return version_on(report, *on);
        case Status::assessed: return "assessed";
        case Status::fixed_by_backport: return "backport";
    }
    return "-";
}

std::string on_refs_text(const Report& report, const Finding& finding) {
    std::array<std::string, 4> groups;
    constexpr std::array<std::string_view, 4> words{"open on ", "assessed on ", "fixed by a backport on ", "not on "};
    for (const SubjectRef& ref : report.subject.refs) {
        const OnRef* on = on_ref(finding, ref.name);
        std::string& group = groups.at(on == nullptr ? 3 : static_cast<size_t>(on->status));
        (group += group.empty() ? "" : ", ") += ref.name;
        if (on != nullptr) group += " (" + version_on(report, *on) + ")";
    }
    std::string text;
    for (size_t i = 0; i < groups.size(); ++i)
        if (!groups.at(i).empty()) text += fmt::format("{}{}{}", text.empty() ? "" : "; ", words.at(i), groups.at(i));
    return text;
}

std::string some_refs_text(const Report& report, const std::vector<std::string>& refs) {
    return refs.size() == report.subject.refs.size() ? std::string() : " on " + join(refs, ", ");
}

std::vector<BranchRow> branch_rows(const Report& report) {
    std::map<std::tuple<std::string_view, std::string_view, std::string_view>, size_t> numbers;
    std::vector<BranchRow> rows;
    const auto& refs = report.subject.refs;
    for (const Component& component : report.components) {
        const auto [place, fresh] =
            numbers.try_emplace({component.path, package_of(component.purl), component.name}, rows.size());
        if (fresh) rows.push_back({&component, std::vector<std::string>(refs.size())});
        // What stands above the subjects of the branches has no version of its own.
        const bool is_above = component.path.empty() && component.version.empty() && component.parent.empty();
        for (size_t i = 0; i < refs.size(); ++i) {
            if (is_above || std::ranges::find(component.refs, refs[i].name) == component.refs.end()) continue;
            std::string& cell = rows[place->second].versions[i];
            const std::string version = component.version.empty() ? "?" : component.version;
            if (cell != version) (cell += cell.empty() ? "" : ", ") += version;
        }
    }
    for (BranchRow& row : rows)
        for (std::string& cell : row.versions)
            if (cell.empty()) cell = "-";
    return rows;
}

}  // namespace ward::report
