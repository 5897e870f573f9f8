#include "judges/audit/not_compared.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "facts/advisory/names.h"

namespace ward::audit {
namespace {

std::string_view base_of(std::string_view ecosystem) {
    return advisory::split_ecosystem(ecosystem).base;
}

// "pkg:docker/alpine@3" is of the kind "docker". Where code came from says less than how it is here.
std::string_view kind_of(const Component& component) {
    constexpr std::array<std::string_view, 4> hosts{"generic", "github", "gitlab", "bitbucket"};
    constexpr std::string_view scheme = "pkg:";
    const std::string_view purl = component.purl;
    const std::string_view kind =
        purl.starts_with(scheme) ? purl.substr(scheme.size(), purl.find('/') - scheme.size()) : std::string_view();
    return kind.empty() || std::ranges::find(hosts, kind) != hosts.end() ? name_of(component.source) : kind;
}

// The folder of a lock file or of installed packages, where its package.json tells no name. What is only listed stands
// at "FILE#NAME".
bool is_nameless_project(const Component& component) {
    return (component.source == Source::lockfile || component.source == Source::installed) && !component.ecosystem &&
           component.version.empty() && component.commit.empty() && component.path.find('#') == std::string::npos;
}

// What is a project's own (a workspace, the project itself) is in nobody's records.
bool is_own(const Component& component, const std::set<std::string_view>& known) {
    if (!component.identities.empty() || !component.cpe.empty()) return false;
    return (component.path.empty() && component.parent.empty()) || is_nameless_project(component) ||
           (component.ecosystem && known.contains(*component.ecosystem));
}

}  // namespace

std::vector<NotCompared> not_compared(std::span<const Component> components, const advisory::Index& index) {
    if (index.info().starter) return {};
    std::set<std::string_view> known;
    for (const advisory::EcosystemCount& one : index.info().ecosystems)
        if (one.records != 0) known.insert(base_of(one.name));
    std::map<std::string, int64_t> counts;
    for (const Component& component : components) {
        if (is_own(component, known)) continue;
        const bool is_asked = std::ranges::any_of(
            component.identities, [&known](const Identity& one) { return known.contains(base_of(one.ecosystem)); });
        if (is_asked || (!component.cpe.empty() && known.contains("CPE"))) continue;
        ++counts[component.ecosystem.value_or(std::string(kind_of(component)))];
    }
    std::vector<NotCompared> out;
    out.reserve(counts.size());
    for (const auto& [ecosystem, count] : counts) out.push_back({ecosystem, count});
    std::ranges::stable_sort(out, std::ranges::greater(), &NotCompared::components);
    return out;
}

}  // namespace ward::audit
