#include "judges/audit/unordered.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <fmt/core.h>

namespace ward::audit {
namespace {

constexpr size_t most_named = 5;  // packages in one note; the rest is counted

struct Undecided {
    std::set<std::string> packages;  // "rack@2.2.3"
    std::set<advisory::RecordNumber> records;
};

void look_at(const Component& component, const advisory::Index& index, Undecided& undecided) {
    for (const Identity& identity : component.identities) {
        if (identity.ecosystem != component.ecosystem) continue;
        std::set<advisory::RecordNumber> found;
        for (const advisory::Hit& hit : index.query({identity.ecosystem, identity.name, component.version, {}}))
            found.insert(hit.record);
        bool any = false;
        for (const advisory::RecordNumber record : index.records_of(identity.ecosystem, identity.name)) {
            if (found.contains(record) || index.record(record).withdrawn) continue;
            undecided.records.insert(record);
            any = true;
        }
        if (any) undecided.packages.insert(component.name + "@" + component.version);
    }
}

std::string words_for(const std::string& ecosystem, const Undecided& undecided) {
    std::string names;
    size_t named = 0;
    for (const std::string& package : undecided.packages) {
        if (++named > most_named) break;
        names += (names.empty() ? "" : ", ") + package;
    }
    if (undecided.packages.size() > most_named)
        names += fmt::format(" and {} more", undecided.packages.size() - most_named);
    return fmt::format(
        "no order of {} versions is known here: {} advisor{} of {} {} compared with listed versions alone, not by "
        "range",
        ecosystem, undecided.records.size(), undecided.records.size() == 1 ? "y" : "ies", names,
        undecided.records.size() == 1 ? "was" : "were");
}

}  // namespace

std::vector<Note> unordered_notes(std::span<const Component> components, const advisory::Index& index) {
    std::map<std::string, Undecided> by_ecosystem;
    for (const advisory::EcosystemCount& one : index.info().ecosystems)
        if (!one.ordered) by_ecosystem.try_emplace(one.name);
    for (const Component& component : components) {
        if (!component.ecosystem || component.version.empty()) continue;
        if (const auto found = by_ecosystem.find(*component.ecosystem); found != by_ecosystem.end())
            look_at(component, index, found->second);
    }
    std::vector<Note> notes;
    for (const auto& [ecosystem, undecided] : by_ecosystem)
        if (!undecided.packages.empty())
            notes.push_back({"version-order-unknown", words_for(ecosystem, undecided), ""});
    return notes;
}

}  // namespace ward::audit
