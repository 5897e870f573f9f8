// npm: versions as the registry's clients read them, that is by npm's `semver` package in loose mode.
//
// Loose mode takes `v1.2.3`, `= 1.2.3`, leading zeros, and prereleases without a hyphen (`1.2.3beta`). Its grammar is a
// backtracking expression, with two effects that this reader states outright: a `-` that no identifier follows is an
// identifier itself (`1.2.3-` is 1.2.3 with prerelease "-"), and a patch that is followed by a dot gives its last digit
// to the prerelease (`1.2.34.5` is 1.2.3-4.5, and `1.2.3.4` is nothing).
//
// Deviation: identifiers of 2^53 and more compare as doubles in npm, and two that round to the same one end the
// comparison whatever follows them. That is no order, so no key can say it; here the next identifiers decide.
#include "formats/versions/npm.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>

#include "base/text.h"
#include "formats/versions/semver_key.h"
#include "formats/versions/versions.h"

namespace ward::versions {
namespace npm {
namespace {

// Repetition limits of the expressions, which decide what is read and what is dropped from a range.
constexpr size_t max_digits = 256;
constexpr size_t max_identifier_tail = 250;  // after its digits and first letter
constexpr size_t max_build_identifier = 250;

bool is_prefix(char c) {
    return c == 'v' || c == '=' || is_space(c);
}

std::string_view take_identifier(std::string_view& text) {
    const auto end = std::ranges::find_if_not(text, is_identifier_char);
    const std::string_view identifier(text.begin(), end);
    text.remove_prefix(identifier.size());
    return identifier;
}

bool is_prerelease_identifier(std::string_view identifier) {
    std::string_view rest = identifier;
    const size_t digits = take_digits(rest).size();
    return !identifier.empty() && digits <= max_digits && rest.size() <= max_identifier_tail + 1;
}

bool is_build_identifier(std::string_view identifier) {
    return !identifier.empty() && identifier.size() <= max_build_identifier;
}

// Takes identifiers joined by dots off `text`; empty where the first one is none, and then nothing is taken.
std::string_view take_identifiers(std::string_view& text, bool (*accept)(std::string_view)) {
    std::string_view rest = text;
    size_t end = 0;
    while (accept(take_identifier(rest))) {
        end = text.size() - rest.size();
        if (!rest.starts_with('.')) break;
        rest.remove_prefix(1);
    }
    const std::string_view taken = text.substr(0, end);
    text.remove_prefix(end);
    return taken;
}

// Takes a number or a wildcard.
std::string_view take_part(std::string_view& text) {
    std::string_view rest = text;
    size_t length = std::min(take_digits(rest).size(), max_digits);
    if (length == 0 && !text.empty() && is_any(text.substr(0, 1))) length = 1;
    const std::string_view part = text.substr(0, length);
    text.remove_prefix(length);
    return part;
}

// What may follow the third part, to the end of the text.
bool read_suffixes(std::string_view rest, Partial& version) {
    if (rest.empty()) return true;
    if (rest.front() != '+') {
        std::string_view after_hyphen = rest.substr(rest.front() == '-' ? 1 : 0);
        version.prerelease = take_identifiers(after_hyphen, is_prerelease_identifier);
        if (!version.prerelease.empty()) rest = after_hyphen;
        else version.prerelease = take_identifiers(rest, is_prerelease_identifier);
        if (version.prerelease.empty()) return false;
    }
    if (rest.starts_with('+')) {
        rest.remove_prefix(1);
        if (take_identifiers(rest, is_build_identifier).empty()) return false;
    }
    return rest.empty();
}

// npm holds identifiers below 2^53 as integers and compares larger ones as doubles.
void append_number(Key& key, std::string_view digits) {
    constexpr double beyond_u64 = 18446744073709551616.0;
    if (const auto value = to_number<uint64_t>(digits); value && *value < max_safe_integer) return key.number(*value);
    double value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (value < beyond_u64) return key.number(static_cast<uint64_t>(value));
    // Above every 64-bit number, in the order of the doubles, which is that of their bits.
    key.tag(0x40);
    const auto bits = std::bit_cast<uint64_t>(value);
    for (int shift = 56; shift >= 0; shift -= 8) key.tag(static_cast<uint8_t>(bits >> shift));
}

constexpr std::string_view ecosystems[] = {"npm"};

}  // namespace

bool is_identifier_char(char c) {
    return is_alnum(c) || c == '-';
}

bool is_any(std::string_view part) {
    return part.empty() || part == "x" || part == "X" || part == "*";
}

std::optional<Partial> read_partial(std::string_view text) {
    const auto start = std::ranges::find_if_not(text, is_prefix);
    text.remove_prefix(static_cast<size_t>(start - text.begin()));

    Partial version;
    version.major = take_part(text);
    if (version.major.empty()) return std::nullopt;
    for (std::string_view* part : {&version.minor, &version.patch}) {
        if (text.empty()) return version;
        if (text.front() != '.') return std::nullopt;
        text.remove_prefix(1);
        *part = take_part(text);
        if (part->empty()) return std::nullopt;
    }
    if (text.starts_with('.') && version.patch.size() > 1) {
        version.patch.remove_suffix(1);
        text = {text.data() - 1, text.size() + 1};
    }
    if (!read_suffixes(text, version)) return std::nullopt;
    return version;
}

std::optional<std::string> key_of(const Partial& version) {
    Key key;
    size_t zeros = 0;  // trailing zeros need no bytes: what follows the numbers sorts below any number
    for (const std::string_view part : {version.major, version.minor, version.patch}) {
        const std::string_view digits = part.substr(std::min(part.find_first_not_of('0'), part.size()));
        const auto value = digits.empty() ? 0 : to_number<uint64_t>(digits);
        if (!value || *value > max_safe_integer) return std::nullopt;
        if (*value == 0) {
            ++zeros;
            continue;
        }
        for (; zeros > 0; --zeros) key.number(0);
        key.number(*value);
    }
    if (version.prerelease.empty()) {
        key.tag(static_cast<uint8_t>(AfterNumbers::release));
        return std::move(key).take();
    }
    for (std::string_view rest = version.prerelease;;) {
        const std::string_view identifier = take_identifier(rest);
        if (is_numeric(identifier)) {
            key.tag(static_cast<uint8_t>(AfterNumbers::numeric_identifier));
            append_number(key, identifier);
        } else {
            key.tag(static_cast<uint8_t>(AfterNumbers::text_identifier));
            key.text(identifier);
        }
        if (rest.empty()) return std::move(key).take();
        rest.remove_prefix(1);
    }
}

std::optional<std::string> key_of(std::string_view text) {
    // Only spaces may be outside ASCII in a version, and each is one character of the limit.
    std::string plain;
    if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
        plain = with_plain_spaces(text);
        text = plain;
    }
    if (text.size() > max_version_characters) return std::nullopt;
    const auto version = read_partial(trim(text));
    if (!version) return std::nullopt;
    for (const std::string_view part : {version->major, version->minor, version->patch})
        if (!is_numeric(part)) return std::nullopt;
    return key_of(*version);
}

}  // namespace npm

WARD_ORDERING(npm) = {
    .name = "npm",
    .ecosystems = npm::ecosystems,
    .summary = "versions and ranges as npm's semver package reads them in loose mode, prereleases included",
    .key = npm::key_of,
    .satisfies = npm::satisfies,
};

}  // namespace ward::versions
