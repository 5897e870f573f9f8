#include "judges/audit/blockers.h"

#include <algorithm>

#include <fmt/core.h>

#include "formats/versions/versions.h"
#include "model/report.h"

namespace ward::audit {
namespace {

// Does the range allow one of the versions? A tag or a word that is no range allows what its author publishes; a URL or
// a path names one thing and nothing else.
bool allows(const versions::Ordering& ordering, std::string_view range, std::span<const std::string> fixed) {
    if (range.starts_with("npm:")) {
        const size_t at = range.rfind('@');
        range = at == std::string_view::npos || at < 5 ? std::string_view("*") : range.substr(at + 1);
    }
    if (range.starts_with("workspace:")) return true;
    if (range.find_first_of(":/") != std::string_view::npos) return false;
    return std::ranges::any_of(fixed, [&](const std::string& version) {
        return versions::satisfies(ordering, version, range).value_or(true);
    });
}

void put(std::vector<Blocker>& blockers, const Component& component, std::string reason) {
    if (blockers.size() >= max_blockers) return;
    const bool told = std::ranges::any_of(blockers, [&](const Blocker& one) { return one.component == component.id; });
    if (!told) blockers.push_back({component.id, label_of(component), std::move(reason)});
}

}  // namespace

Blockers::Blockers(std::span<const Component> components) : components_(components) {
    for (size_t i = 0; i < components.size(); ++i) {
        by_id_.emplace(components[i].id, i);
        for (const auto& [path, range] : components[i].declared) demands_[path].push_back({i, range});
    }
}

// The nearest component above whose own release brings this one along; nullptr where that is the project itself.
const Component* Blockers::holder_of(const Component& component) const {
    const bool bundled = component.source == Source::bundled;
    const Component* at = &component;
    // Parents may form a circle in a report from a file: no chain is longer than all components.
    for (size_t steps = 0; steps <= components_.size(); ++steps) {
        const auto above = by_id_.find(at->parent);
        if (above == by_id_.end()) return nullptr;
        at = &components_[above->second];
        if (at->path.empty() || at->parent.empty()) return nullptr;
        const bool delivered = at->source == Source::vendored || at->source == Source::submodule;
        if (delivered || (bundled && at->source != Source::bundled)) return at;
    }
    return nullptr;
}

void Blockers::add(const Component& component, std::span<const std::string> fixed,
                   std::vector<Blocker>& blockers) const {
    if (fixed.empty()) return;
    if (const Component* holder = holder_of(component)) {
        put(blockers, *holder, "carries it in its own tree");
        return;
    }
    const auto demands = demands_.find(component.path);
    const versions::Ordering* ordering = versions::ordering_for(component.ecosystem.value_or(""));
    if (demands == demands_.end() || ordering == nullptr) return;
    for (const Demand& demand : demands->second)
        if (!allows(*ordering, demand.range, fixed))
            put(blockers, components_[demand.by], fmt::format("asks for {}", demand.range));
}

}  // namespace ward::audit
