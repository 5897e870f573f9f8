// M19: what the tarball has and an honest one has not.
#include <fmt/core.h>

#include "judges/vet/metadata/signs.h"
#include "judges/vet/signals.h"

namespace ward::vet {
namespace {

void see_all(Signs& signs, std::string_view what, const std::vector<Evidence>& places, std::optional<double> weight) {
    if (places.empty()) return;
    signs.see("M19",
              places.size() == 1 ? fmt::format("{} {}", places[0].path, what)
                                 : fmt::format("{} entries: {} {} and others", places.size(), places[0].path, what),
              places, weight);
}

}  // namespace

void look_at_archive(Signs& signs) {
    if (signs.inputs.package == nullptr) return;
    const npm::Package& package = *signs.inputs.package;
    // A folder has links and names of its own, by the hand of whoever installed it.
    if (package.packed_bytes == 0) return;
    std::vector<Evidence> outside;
    std::vector<Evidence> others;
    for (const npm::NamedText& passed : package.passed_over) {
        const bool leads_out = passed.text.contains("leads up") || passed.text.contains("root of Windows");
        (leads_out ? outside : others).push_back({passed.name, 0, passed.text});
    }
    std::vector<Evidence> twice;
    std::vector<Evidence> cases;
    std::vector<Evidence> behind;
    for (const npm::NamedText& odd : package.ambiguous) {
        if (odd.text.contains("different bytes")) twice.push_back({odd.name, 0, odd.text});
        else if (odd.text.contains("letter case")) cases.push_back({odd.name, 0, odd.text});
        else if (odd.text.contains("behind the end")) behind.push_back({odd.name, 0, odd.text});
    }
    see_all(signs, "leads out of the package", outside, std::nullopt);
    see_all(signs, "is there twice with different contents", twice, std::nullopt);
    see_all(signs, "has bytes behind its end", behind, std::nullopt);
    see_all(signs, "is not unpacked by npm", others, low_weight);
    see_all(signs, "differs from another name by letter case alone", cases, faint);
}

}  // namespace ward::vet
