// PyPI: versions and specifiers as https://packaging.python.org/en/latest/specifications/version-specifiers/ (PEP 440)
// defines them.
//
// Texts that are not PEP 440 (`2004d`, `0.1-bulbasaur`) have no key: they can only match by equality.
// Specifiers are intervals of keys. Prereleases are always candidates, as for an advisory they must be: `>=1.0` holds
// for 1.1a1, but `<1.1` does not (PEP 440's exclusive comparison).
#include <algorithm>
#include <vector>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/versions/key.h"
#include "formats/versions/pep440.h"
#include "formats/versions/versions.h"

namespace ward::versions {
namespace {

constexpr std::string_view pypi_ecosystems[] = {"PyPI"};

std::optional<std::string> key_of_text(std::string_view version) {
    const auto word = one_word(version);
    if (!word) return std::nullopt;
    const std::string lower = to_lower(*word);
    const auto parsed = parse_pep440(lower);
    if (!parsed) return std::nullopt;
    return key_of(*parsed);
}

// ---- Specifiers ----

struct Interval {
    std::string low;                  // inclusive
    std::optional<std::string> high;  // exclusive
    bool contains(const std::string& key) const { return key >= low && (!high || key < *high); }
};

// All versions whose release starts with the first `count` numbers of `version`'s.
Interval with_prefix(const Pep440& version, size_t count) {
    const auto at = [&](const std::vector<std::string_view>& release) {
        return before_prereleases({.epoch = version.epoch, .release = release});
    };
    std::vector<std::string_view> release(version.release.begin(), version.release.begin() + static_cast<long>(count));
    Interval interval{at(release), std::nullopt};
    // One more in the last place, as text: the numbers may be of any length.
    std::string next(release.back());
    size_t i = next.size();
    while (i > 0 && next[i - 1] == '9') next[--i] = '0';
    if (i > 0) ++next[i - 1];
    else next.insert(next.begin(), '1');
    release.back() = next;
    interval.high = at(release);
    return interval;
}

constexpr std::string_view operators[] = {"===", "~=", "==", "!=", "<=", ">=", "<", ">"};

Result<bool> satisfies_one(std::string_view version, const std::optional<std::string>& key,
                           std::string_view specifier) {
    const auto bad = [&](std::string_view why) {
        return fail(ErrorCode::parse, fmt::format("\"{}\" is not a version specifier: {}", display(specifier), why));
    };
    const auto op = std::ranges::find_if(operators, [&](std::string_view o) { return specifier.starts_with(o); });
    if (op == std::end(operators)) return bad("it needs one of ~= == != <= >= < > ===");
    std::string_view text = trim(specifier.substr(op->size()));
    if (*op == "===") {  // the escape hatch: plain text, any version
        if (text.find_first_of(" \t\v\f\r\n;)") != std::string_view::npos) return bad("=== takes one word");
        return text == version;
    }

    const bool wildcard = text.ends_with(".*") && (*op == "==" || *op == "!=");
    if (wildcard) text.remove_suffix(2);
    const auto bound = one_word(text) ? parse_pep440(text) : std::nullopt;
    if (!bound) return bad("its version is not PEP 440");
    const bool plain = bound->pre == Pre::final && !bound->post && !bound->dev && bound->local.empty();
    if (wildcard && !plain) return bad("a wildcard can only follow release numbers");
    if (!bound->local.empty() && *op != "==" && *op != "!=") return bad("a local label needs == or !=");
    if (*op == "~=" && bound->release.size() < 2) return bad("~= needs two release numbers");
    if (!key) return false;  // a version outside PEP 440 is in no interval

    if (wildcard) return with_prefix(*bound, bound->release.size()).contains(*key) == (*op == "==");
    if (*op == "==" || *op == "!=") {
        const bool equal =
            bound->local.empty() ? *key >= key_of(*bound) && *key < above_local_labels(*bound) : *key == key_of(*bound);
        return equal == (*op == "==");
    }
    if (*op == ">=") return *key >= key_of(*bound);
    if (*op == "<=") return *key < above_local_labels(*bound);
    if (*op == "<") return *key < (bound->is_prerelease() ? key_of(*bound) : before_prereleases(*bound));
    if (*op == ">")
        return *key >= (bound->dev || bound->post ? above_local_labels(*bound) : above_post_releases(*bound));
    return *key >= key_of(*bound) && with_prefix(*bound, bound->release.size() - 1).contains(*key);  // ~=
}

Result<bool> satisfies(std::string_view version, std::string_view range) {
    const std::string wanted = to_lower(trim(version));
    const auto key = key_of_text(wanted);
    const std::string lower = to_lower(range);
    bool all = true;
    for (const std::string_view part : split(lower, ',')) {
        const std::string_view specifier = trim(part);
        if (specifier.empty()) continue;
        WARD_TRY(const bool one, satisfies_one(wanted, key, specifier));
        all = all && one;
    }
    return all;
}

}  // namespace

WARD_ORDERING(pypi) = {
    .name = "pypi",
    .ecosystems = pypi_ecosystems,
    .summary =
        "PEP 440: epoch, release, prereleases, post releases, development releases and local labels; what is not "
        "PEP 440 has no order",
    .key = key_of_text,
    .satisfies = satisfies,
};

}  // namespace ward::versions
