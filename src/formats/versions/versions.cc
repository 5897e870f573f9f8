// Finds the ordering of an ecosystem and derives comparison and simple ranges from its keys.
#include "formats/versions/versions.h"

#include <algorithm>

#include "base/text.h"

namespace ward::versions {

const Ordering* ordering_for(std::string_view ecosystem) {
    const std::string_view base = ecosystem.substr(0, ecosystem.find(':'));
    for (const Ordering* ordering : all_orderings())
        if (std::ranges::find(ordering->ecosystems, base) != ordering->ecosystems.end()) return ordering;
    return nullptr;
}

const Ordering* ordering_named(std::string_view name) {
    for (const Ordering* ordering : all_orderings())
        if (ordering->name == name) return ordering;
    return ordering_for(name);
}

std::optional<std::strong_ordering> compare(const Ordering& ordering, std::string_view a, std::string_view b) {
    const auto key_a = ordering.key(a);
    const auto key_b = ordering.key(b);
    if (!key_a || !key_b) return std::nullopt;
    return *key_a <=> *key_b;
}

}  // namespace ward::versions
