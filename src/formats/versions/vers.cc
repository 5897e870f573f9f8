// The containment algorithm of the specification: equal versions first, then the pairs of bounds in their order. The
// text must be in that order already; ours sorts, and refuses what the specification forbids (the same version twice,
// bounds that do not alternate), because such a range has no agreed meaning.
#include "formats/versions/vers.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/escape.h"

namespace ward::versions {
namespace {

enum class Comparator { equal, unequal, below, at_most, above, at_least };

struct Constraint {
    Comparator comparator;
    std::string key;
};

constexpr bool is_upper(Comparator comparator) {
    return comparator == Comparator::below || comparator == Comparator::at_most;
}

std::unexpected<Error> bad(std::string_view vers, std::string_view why) {
    return fail(ErrorCode::parse, fmt::format("\"{}\" is not a range of versions: {}", display(vers), why));
}

// The scheme names of VERS that are not names of ours.
const Ordering* ordering_of(std::string_view type, const Ordering* otherwise) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> types{{{"deb", "debian"},
                                                                                  {"golang", "go"},
                                                                                  {"cargo", "semver"},
                                                                                  {"hex", "semver"},
                                                                                  {"openssl", "upstream"},
                                                                                  {"github", "upstream"}}};
    if (type == "generic" || type == "all" || type == "none") return otherwise;
    for (const auto& [name, ours] : types)
        if (name == type) return ordering_named(ours);
    return ordering_named(type);
}

Result<Constraint> read_constraint(std::string_view vers, std::string_view text, const Ordering& ordering) {
    constexpr std::array<std::pair<std::string_view, Comparator>, 6> words{{{"!=", Comparator::unequal},
                                                                            {">=", Comparator::at_least},
                                                                            {"<=", Comparator::at_most},
                                                                            {">", Comparator::above},
                                                                            {"<", Comparator::below},
                                                                            {"=", Comparator::equal}}};
    Comparator comparator = Comparator::equal;
    for (const auto& [word, meaning] : words)
        if (text.starts_with(word)) {
            comparator = meaning;
            text.remove_prefix(word.size());
            break;
        }
    const auto version = percent_decoded(trim(text));
    if (!version) return bad(vers, "a '%' without two hexadecimal digits");
    auto key = ordering.key(*version);
    // "<2" is written where the order knows only 2.0.0.
    for (const char* zeros : {".0", ".0.0"})
        if (!key && !version->empty()) key = ordering.key(*version + zeros);
    if (!key) return bad(vers, fmt::format("\"{}\" is no {} version", display(*version), ordering.name));
    return Constraint{comparator, *std::move(key)};
}

Result<std::vector<Constraint>> read_constraints(std::string_view vers, std::string_view text,
                                                 const Ordering& ordering) {
    std::vector<Constraint> constraints;
    for (const std::string_view part : split(text, '|')) {
        if (trim(part).empty()) return bad(vers, "an empty constraint");
        if (constraints.size() == max_vers_constraints) return bad(vers, "too many constraints");
        WARD_TRY(Constraint constraint, read_constraint(vers, trim(part), ordering));
        constraints.push_back(std::move(constraint));
    }
    std::ranges::sort(constraints, {}, &Constraint::key);
    if (std::ranges::adjacent_find(constraints, {}, &Constraint::key) != constraints.end())
        return bad(vers, "the same version twice");
    return constraints;
}

bool holds(const Constraint& bound, const std::string& key) {
    switch (bound.comparator) {
        case Comparator::equal: return key == bound.key;
        case Comparator::unequal: return key != bound.key;
        case Comparator::below: return key < bound.key;
        case Comparator::at_most: return key <= bound.key;
        case Comparator::above: return key > bound.key;
        case Comparator::at_least: return key >= bound.key;
    }
    return false;
}

}  // namespace

Result<bool> vers_contains(std::string_view vers, std::string_view version, const Ordering* otherwise) {
    if (vers.size() > max_vers_bytes) return bad(vers.substr(0, 40), "too long");
    const size_t slash = vers.find('/');
    if (!is_vers(vers) || slash == std::string_view::npos) return bad(vers, "it has the form vers:TYPE/CONSTRAINTS");
    const std::string_view text = trim(vers.substr(slash + 1));
    if (text == "*") return true;
    if (text.empty()) return bad(vers, "it has no constraint");
    // What has no order is at least equal to itself.
    if (text[0] == '=' && text.find('|') == std::string_view::npos && percent_decoded(text.substr(1)) == version)
        return true;
    const Ordering* ordering = ordering_of(to_lower(vers.substr(5, slash - 5)), otherwise);
    if (ordering == nullptr) return bad(vers, "the order of its versions is not known");
    WARD_TRY(const std::vector<Constraint> constraints, read_constraints(vers, text, *ordering));
    const auto key = ordering->key(version);

    std::vector<Constraint> bounds;
    for (const Constraint& constraint : constraints) {
        const bool same = key && *key == constraint.key;
        if (constraint.comparator == Comparator::equal && same) return true;
        if (constraint.comparator == Comparator::unequal && same) return false;
        if (constraint.comparator != Comparator::equal && constraint.comparator != Comparator::unequal)
            bounds.push_back(constraint);
    }
    for (size_t i = 1; i < bounds.size(); ++i)
        if (is_upper(bounds[i].comparator) == is_upper(bounds[i - 1].comparator))
            return bad(vers, "its bounds do not alternate");
    if (!key) return false;
    if (bounds.empty())  // nothing but exceptions: everything else
        return std::ranges::all_of(constraints,
                                   [](const Constraint& one) { return one.comparator == Comparator::unequal; });
    if (is_upper(bounds.front().comparator) && holds(bounds.front(), *key)) return true;
    if (!is_upper(bounds.back().comparator) && holds(bounds.back(), *key)) return true;
    for (size_t i = 0; i + 1 < bounds.size(); ++i)
        if (!is_upper(bounds[i].comparator) && holds(bounds[i], *key) && holds(bounds[i + 1], *key)) return true;
    return false;
}

}  // namespace ward::versions
