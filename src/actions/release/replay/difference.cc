#include "actions/release/replay/difference.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace ward::release {
namespace {

constexpr std::array<std::string_view, 3> artefacts{"post", "vuln-core", "cve"};
constexpr std::array<std::string_view, 4> rulings{"open", "ours-right", "theirs-right", "policy"};

template <typename Word, size_t count>
std::optional<Word> named(const std::array<std::string_view, count>& names, std::string_view name) {
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Word>(found - names.begin());
}

// "post.md:9" before "post.md:17".
std::pair<std::string_view, int> place_of_difference(const Difference& difference) {
    const std::string_view place = difference.place;
    const size_t colon = place.rfind(':');
    if (colon == std::string_view::npos) return {place, 0};
    return {place.substr(0, colon), to_number<int>(place.substr(colon + 1)).value_or(0)};
}

}  // namespace

std::string_view name_of(Artefact artefact) {
    return artefacts.at(static_cast<size_t>(artefact));
}

std::optional<Artefact> artefact_named(std::string_view name) {
    return named<Artefact>(artefacts, name);
}

std::string_view name_of(Ruling ruling) {
    return rulings.at(static_cast<size_t>(ruling));
}

std::optional<Ruling> ruling_named(std::string_view name) {
    return named<Ruling>(rulings, name);
}

void put_in_order(std::vector<Difference>& differences) {
    std::ranges::stable_sort(differences, [](const Difference& a, const Difference& b) {
        const auto key = [](const Difference& one) {
            return std::tuple(std::string_view(one.release), one.artefact, place_of_difference(one), one.key());
        };
        return key(a) < key(b);
    });
}

}  // namespace ward::release
