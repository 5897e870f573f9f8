// Finds the ordering of an ecosystem, and derives comparison and simple ranges from its keys.
//
// Simple ranges are what GitHub's advisories and people write: comparators joined by commas, all of which must hold,
// and
// `||` between alternatives (`>= 1.0, < 1.2.3 || = 2.0`). Operators: = == != < <= > >=, Debian's << and >>, none (=);
// `*` holds for everything. Ecosystems with a language of their own (npm, PyPI) bring their own reader.
#include "formats/versions/versions.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::versions {
namespace {

struct Operator {
    std::string_view text;
    bool (*holds)(std::strong_ordering);
};
constexpr auto below = [](std::strong_ordering o) { return o < 0; };
constexpr auto above = [](std::strong_ordering o) { return o > 0; };
constexpr auto equal = [](std::strong_ordering o) { return o == 0; };
// Longer ones before their own beginnings; the empty one matches always.
constexpr Operator operators[] = {
    {"<=", [](std::strong_ordering o) { return o <= 0; }},
    {">=", [](std::strong_ordering o) { return o >= 0; }},
    {"!=", [](std::strong_ordering o) { return o != 0; }},
    {"<<", below},
    {">>", above},
    {"==", equal},
    {"<", below},
    {">", above},
    {"=", equal},
    {"", equal},
};

Result<bool> satisfies_one(const Ordering& ordering, const std::optional<std::string>& key,
                           std::string_view comparator) {
    if (comparator == "*") return true;
    const auto* op = std::ranges::find_if(operators, [&](const Operator& o) { return comparator.starts_with(o.text); });
    const std::string_view bound = trim(comparator.substr(op->text.size()));
    const auto bound_key = ordering.key(bound);
    if (!bound_key)
        return fail(ErrorCode::parse,
                    fmt::format("\"{}\" is not a comparator and a {} version, like \">= 1.2\" (join several by commas)",
                                display(comparator), ordering.name));
    return key && op->holds(*key <=> *bound_key);
}

}  // namespace

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

Result<bool> satisfies(const Ordering& ordering, std::string_view version, std::string_view range) {
    if (ordering.satisfies != nullptr) return ordering.satisfies(version, range);
    const auto key = ordering.key(version);
    bool any = false;
    for (std::string_view rest = range;;) {
        const size_t end = rest.find("||");
        bool all = true;
        for (const std::string_view comparator : split(rest.substr(0, end), ',')) {
            WARD_TRY(const bool holds, satisfies_one(ordering, key, trim(comparator)));
            all = all && holds;
        }
        any = any || all;
        if (end == std::string_view::npos) return any;
        rest.remove_prefix(end + 2);
    }
}

}  // namespace ward::versions
