#include "facts/subject/sbom_builder.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/subject/package.h"
#include "formats/cpe.h"

namespace ward::subject {
namespace {

constexpr size_t max_evidence_bytes = 200;

std::string cut(std::string_view text) {
    return valid_utf8(text.substr(0, max_evidence_bytes));
}

std::string generic_purl(const std::string& name, std::string_view version) {
    Purl purl;
    purl.type = "generic";
    purl.name = name;
    purl.version = version;
    return purl.to_string();
}

}  // namespace

std::string_view told(std::optional<std::string_view> text) {
    const std::string_view value = text ? trim(*text) : std::string_view();
    return value == "NOASSERTION" || value == "NONE" ? std::string_view() : value;
}

Component SbomBuilder::component_of(const Entry& entry) {
    Component component;
    std::string problem;
    std::string spelled;  // the version as the purl has it
    if (!entry.purl.empty()) {
        if (const auto purl = Purl::parse(entry.purl)) {
            component = component_of_purl(*purl);
            spelled = purl->version;
        } else problem = fmt::format("'{}' is no package URL: {}", cut(entry.purl), purl.error().what);
    }
    if (component.name.empty()) component.name = entry.name.empty() ? std::string(entry.ref) : entry.name;
    // The version of the field and the one in the purl are the same thing said twice; the purl's is what matches.
    if (component.version.empty()) component.version = entry.version;
    else if (!entry.version.empty() && entry.version != component.version && entry.version != spelled &&
             entry.version != "v" + component.version)
        component.contradictions.push_back({std::string(entry.version), {file_, entry.line, cut(entry.version)}});
    for (const std::string_view text : entry.cpe) {
        const auto cpe = Cpe::parse(text);
        if (!cpe) {
            problem += (problem.empty() ? "'" : "; '") + cut(text) + "' is no CPE name";
            continue;
        }
        if (component.version.empty()) component.version = cpe->version_text();
        if (std::ranges::find(component.cpe, text) == component.cpe.end()) component.cpe.emplace_back(text);
    }
    if (component.purl.empty()) component.purl = generic_purl(component.name, component.version);
    component.source = Source::sbom;
    component.scope = entry.scope;
    component.path = entry.pointer.empty() ? "" : fmt::format("{}/{}", file_, entry.pointer);
    const std::string_view proof = !entry.purl.empty() ? entry.purl
                                   : entry.cpe.empty() ? std::string_view(component.name)
                                                       : entry.cpe[0];
    component.evidence = {{file_, entry.line, cut(proof)}};

    if (!problem.empty()) inventory_.skipped.push_back({component.path, SkipKind::unread, problem, false});
    const bool is_nameless = component.identities.empty() && component.cpe.empty() && entry.purl.empty();
    if (is_nameless && !entry.pointer.empty()) {
        if (entry.kind == "file") ++nameless_files_;
        else if (++nameless_ <= max_reported_nameless)
            inventory_.skipped.push_back({component.path, SkipKind::unexplained,
                                          fmt::format("{} has neither a package URL nor a CPE name", component.name),
                                          false});
    }
    if (component.version.empty() && component.identities.empty() && !component.cpe.empty())
        inventory_.skipped.push_back(
            {component.path, SkipKind::unexplained, fmt::format("version of {} unknown", component.name), false});
    return component;
}

void SbomBuilder::remember(const Entry& entry, size_t number) {
    if (entry.ref.empty()) return;
    if (!by_ref_.try_emplace(std::string(entry.ref), number).second) ++repeated_refs_;
}

Result<void> SbomBuilder::set_subject(const Entry& entry) {
    subject_ = component_of(entry);
    remember(entry, 0);
    return {};
}

Result<void> SbomBuilder::add(const Entry& entry) {
    if (inventory_.components.size() >= max_sbom_components)
        return fail(ErrorCode::limit, fmt::format("lists more than {} components", max_sbom_components), file_);
    inventory_.components.push_back(component_of(entry));
    remember(entry, inventory_.components.size());
    return {};
}

Result<void> SbomBuilder::need(std::string_view from, std::string_view to) {
    if (edges_.size() >= max_sbom_edges)
        return fail(ErrorCode::limit, fmt::format("has more than {} dependencies", max_sbom_edges), file_);
    edges_.emplace_back(from, to);
    return {};
}

void SbomBuilder::set_scope(std::string_view ref, Scope scope) {
    const auto found = by_ref_.find(std::string(ref));
    if (found != by_ref_.end() && found->second != 0) inventory_.components[found->second - 1].scope = scope;
}

inventory::Inventory SbomBuilder::take() {
    if (!subject_) {
        subject_.emplace();
        subject_->name = file_;
        subject_->purl = generic_purl(file_, {});
    }
    subject_->path.clear();
    if (subject_->scope == Scope::unknown) subject_->scope = Scope::runtime;
    const auto at = [&](size_t number) -> Component& {
        return number == 0 ? *subject_ : inventory_.components[number - 1];
    };
    size_t loose = 0;
    for (const auto& [from, to] : edges_) {
        const auto holder = by_ref_.find(from);
        const auto needed = by_ref_.find(to);
        if (holder == by_ref_.end() || needed == by_ref_.end()) ++loose;
        else if (needed->second != 0) at(holder->second).depends_on.push_back(at(needed->second).path);
    }
    for (size_t i = 0; i <= inventory_.components.size(); ++i) {
        std::vector<std::string>& needs = at(i).depends_on;
        std::ranges::sort(needs);
        const auto doubles = std::ranges::unique(needs);
        needs.erase(doubles.begin(), doubles.end());
    }
    const auto note = [&](std::string text) { inventory_.notes.push_back({"sbom", std::move(text), file_}); };
    if (loose != 0) note(fmt::format("{} dependencies lead from or to what the document does not list", loose));
    if (repeated_refs_ != 0)
        note(fmt::format("{} references name several components; the first one counts", repeated_refs_));
    if (nameless_files_ != 0) note(fmt::format("{} files have neither a package URL nor a CPE name", nameless_files_));
    if (nameless_ > max_reported_nameless)
        inventory_.skipped.push_back({file_, SkipKind::unexplained,
                                      fmt::format("{} more components have neither a package URL nor a CPE name",
                                                  nameless_ - max_reported_nameless),
                                      false});
    inventory_.subject.kind = "sbom";
    inventory_.subject.name = subject_->name;
    inventory_.subject.version = subject_->version;
    inventory_.components.insert(inventory_.components.begin(), *std::move(subject_));
    return std::move(inventory_);
}

}  // namespace ward::subject
