// npm's range language, as its `semver` package reads it with {loose: true, includePrerelease: true}.
//
// npm defines the language by rewriting: each form becomes simpler text until only comparators are left, and loose mode
// drops every word that does not become one. What is dropped, and what a number too large does, depends on that text.
// So this reader works in the same stages, each a single linear pass:
//
//     alternatives       `a || b`
//     strip_builds       1.2.3+build        -> 1.2.3
//     expand_hyphen      1.2 - 2.3          -> >=1.2.0-0 <2.4.0-0
//     join_operators     >= 1.2             -> >=1.2
//     join_marks         ~ 1.2, ~> 1.2, ^ 1 -> ~1.2, ~1.2, ^1
//     words              ^1.2  ~1.2  1.x  >=1.2  1.2.3beta -> comparators
//
// The language itself: https://github.com/npm/node-semver#ranges.
#include <algorithm>
#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "formats/versions/key.h"
#include "formats/versions/npm.h"

namespace ward::versions::npm {
namespace {

enum class Op { equal, below, at_most, above, at_least };

struct Comparator {
    Op op;
    std::string key;

    bool accepts(const std::string& version) const {
        switch (op) {
            case Op::below: return version < key;
            case Op::at_most: return version <= key;
            case Op::above: return version > key;
            case Op::at_least: return version >= key;
            case Op::equal: break;
        }
        return version == key;
    }
};

// The comparators of one alternative; all must accept.
struct Alternative {
    std::vector<Comparator> comparators;
    bool any = false;       // a comparator that accepts everything
    bool unusable = false;  // a number or length above npm's limits: the whole range is then invalid

    bool valid() const { return any || !comparators.empty(); }
    bool accepts(const std::string& version) const {
        return std::ranges::all_of(comparators, [&](const Comparator& c) { return c.accepts(version); });
    }
};

bool is_identifier_char(char c) {
    return is_alnum(c) || c == '-';
}

bool starts_part(char c) {
    return is_digit(c) || c == 'x' || c == 'X' || c == '*';
}

// The decimal number plus one as JavaScript prints it: exact up to 2^53, and with an exponent from 1e21 on, which no
// comparator can be read from.
std::string plus_one(std::string_view digits) {
    constexpr double exponent_from = 1e21;
    if (const auto value = to_number<uint64_t>(digits); value && *value < max_safe_integer)
        return std::to_string(*value + 1);
    double value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    value += 1;
    return value < exponent_from ? fmt::format("{:.0f}", value) : fmt::format("{}", value);
}

// Where the build metadata that starts at a `+` ends; `at` where none does.
size_t end_of_build(std::string_view text, const size_t at) {
    size_t end = at;
    for (size_t mark = at; mark < text.size() && text[mark] == (mark == at ? '+' : '.'); mark = end) {
        size_t next = mark + 1;
        while (next < text.size() && is_identifier_char(text[next])) ++next;
        if (next == mark + 1) break;
        end = next;
    }
    return end;
}

std::string strip_builds(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size();) {
        const size_t end = end_of_build(text, i);
        if (end == i) out += text[i++];
        i = std::max(i, end);
    }
    return out;
}

// `from - to`, if that is the whole text; otherwise the text as it is.
std::string expand_hyphen(std::string text) {
    const size_t hyphen = text.find(" - ");
    if (hyphen == std::string::npos) return text;
    std::string_view from = std::string_view(text).substr(0, hyphen);
    std::string_view to = std::string_view(text).substr(hyphen + 3);
    if (from.starts_with(' ')) from.remove_prefix(1);
    if (to.ends_with(' ')) to.remove_suffix(1);
    const auto low = read_partial(from);
    const auto high = read_partial(to);
    if (!low || !high) return text;

    std::string out;
    if (is_any(low->major)) out = "";
    else if (is_any(low->minor)) out = fmt::format(">={}.0.0-0 ", low->major);
    else if (is_any(low->patch)) out = fmt::format(">={}.{}.0-0 ", low->major, low->minor);
    else out = fmt::format(">={}{} ", from, low->prerelease.empty() ? "-0" : "");

    if (is_any(high->major)) return std::string(trim(out));
    if (is_any(high->minor)) out += fmt::format("<{}.0.0-0", plus_one(high->major));
    else if (is_any(high->patch)) out += fmt::format("<{}.{}.0-0", high->major, plus_one(high->minor));
    else if (high->prerelease.empty())
        out += fmt::format("<{}.{}.{}-0", high->major, high->minor, plus_one(high->patch));
    else out += fmt::format("<={}.{}.{}-{}", high->major, high->minor, high->patch, high->prerelease);
    return out;
}

enum class Zeros { allowed, refused };  // leading zeros of a number

size_t end_of_number(std::string_view text, size_t at, Zeros zeros) {
    if (zeros == Zeros::refused && at < text.size() && text[at] == '0') return at + 1;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at;
}

size_t end_of_identifier(std::string_view text, size_t at, Zeros zeros) {
    size_t end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end == text.size() || !is_identifier_char(text[end])) return end_of_number(text, at, zeros);
    while (end < text.size() && is_identifier_char(text[end])) ++end;
    return end;
}

// After the first identifier, which ends at `end`.
size_t end_of_identifiers(std::string_view text, size_t end, Zeros zeros) {
    while (end < text.size() && text[end] == '.') {
        const size_t next = end_of_identifier(text, end + 1, zeros);
        if (next == end + 1) break;
        end = next;
    }
    return end;
}

// Three numbers joined by dots; `at` where they are not there.
size_t end_of_numbers(std::string_view text, const size_t at) {
    size_t end = at;
    for (int count = 1;; ++count) {
        const size_t start = end;
        end = end_of_number(text, start, Zeros::allowed);
        if (end == start) return at;
        if (count == 3) return end;
        if (end == text.size() || text[end] != '.') return at;
        ++end;
    }
}

// Where the longest version that starts at `at` (a digit or wildcard) ends: a full loose one, or a partial strict one.
size_t end_of_version(std::string_view text, size_t at) {
    const auto holds = [&](size_t i, char c) { return i < text.size() && text[i] == c; };
    if (const size_t end = end_of_numbers(text, at); end != at) {
        const size_t first = holds(end, '-') ? end + 1 : end;
        size_t after = end_of_identifier(text, first, Zeros::allowed);
        if (after == first) after = end_of_identifier(text, end, Zeros::allowed);
        return after == end ? end : end_of_identifiers(text, after, Zeros::allowed);
    }
    // A strict number ends after a leading zero, and the next one would start there: skip to the last of them.
    while (holds(at, '0') && at + 1 < text.size() && is_digit(text[at + 1])) ++at;
    const auto end_of_part = [&](size_t i) {
        if (i == text.size() || !starts_part(text[i])) return i;
        return is_digit(text[i]) ? end_of_number(text, i, Zeros::refused) : i + 1;
    };
    size_t end = end_of_part(at);
    for (int part = 1; part < 3; ++part) {
        if (!holds(end, '.') || end_of_part(end + 1) == end + 1) return end;
        end = end_of_part(end + 1);
    }
    if (!holds(end, '-')) return end;
    const size_t after = end_of_identifier(text, end + 1, Zeros::refused);
    return after == end + 1 ? end : end_of_identifiers(text, after, Zeros::refused);
}

// Removes one space between an operator (perhaps empty) and the version after it.
std::string join_operators(std::string_view text) {
    const auto is_angle = [](char c) { return c == '<' || c == '>'; };
    const auto is_prefix = [](char c) { return c == 'v' || c == '=' || c == ' '; };
    std::string out;
    for (size_t i = 0; i < text.size();) {
        const size_t start = i;
        if (is_angle(text[i])) ++i;
        while (i < text.size() && is_prefix(text[i])) ++i;
        if (i == text.size() || !starts_part(text[i])) {
            i = std::max(i, start + 1);
            out += text.substr(start, i - start);
            continue;
        }
        size_t space = start;
        if (text[space] == ' ') ++space;
        if (is_angle(text[space])) ++space;
        if (text[space] == '=') ++space;
        const size_t resume = space + (text[space] == ' ' ? 1 : 0);
        i = end_of_version(text, i);
        out += text.substr(start, space - start);
        out += text.substr(resume, i - resume);
    }
    return out;
}

// Removes one space after `~`, `~>` (which then is `~`) and `^`.
std::string join_marks(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        out += text[i];
        const std::string_view rest = text.substr(i);
        if (rest.starts_with("~> ")) i += 2;
        else if (rest.starts_with("~ ") || rest.starts_with("^ ")) i += 1;
    }
    return out;
}

class WordReader {
  public:
    // Words at either end that accept everything count; in the middle npm loses them.
    enum class Place { middle, end };

    void read(std::string_view word, Place place);
    Alternative take() && { return std::move(alternative_); }

  private:
    void everything(Place place) { alternative_.any |= place == Place::end; }
    void comparator(Op op, std::string_view version);
    void caret(const Partial& from, Place place);
    void tilde(const Partial& from, Place place);
    void wildcards(Op op, const Partial& range, Place place);
    void raw(std::string word, Place place);

    Alternative alternative_;
};

Op take_operator(std::string_view& text) {
    const bool below = text.starts_with('<');
    const bool above = text.starts_with('>');
    if (below || above) text.remove_prefix(1);
    const bool equal = text.starts_with('=');
    if (equal) text.remove_prefix(1);
    if (below) return equal ? Op::at_most : Op::below;
    if (above) return equal ? Op::at_least : Op::above;
    return Op::equal;
}

void WordReader::read(std::string_view word, Place place) {
    if (word.starts_with('^'))
        if (const auto from = read_partial(word.substr(1))) return caret(*from, place);
    if (word.starts_with('~'))
        if (const auto from = read_partial(word.substr(word.starts_with("~>") ? 2 : 1))) return tilde(*from, place);
    std::string_view rest = word;
    const Op op = take_operator(rest);
    if (const auto range = read_partial(rest)) {
        const bool ordered =
            !(is_any(range->major) && !is_any(range->minor)) && !(is_any(range->minor) && !is_any(range->patch));
        if (ordered && is_any(range->patch)) return wildcards(op, *range, place);
        if (ordered) return comparator(op, rest);
    }
    raw(std::string(word), place);
}

// Loose mode drops what is no version, and gives up on one that is too large.
void WordReader::comparator(Op op, std::string_view version) {
    const auto parts = read_partial(version);
    if (!parts || is_any(parts->major) || is_any(parts->minor) || is_any(parts->patch)) return;
    auto key = version.size() > max_version_characters ? std::nullopt : key_of(*parts);
    if (!key) {
        alternative_.unusable = true;
        return;
    }
    alternative_.comparators.push_back({op, std::move(*key)});
}

void WordReader::caret(const Partial& from, Place place) {
    const auto& [major, minor, patch, prerelease] = from;
    if (is_any(major)) return everything(place);
    const bool keeps_minor = major == "0" && !is_any(minor);
    const bool keeps_patch = keeps_minor && minor == "0" && !is_any(patch);
    if (is_any(minor)) comparator(Op::at_least, fmt::format("{}.0.0-0", major));
    else if (is_any(patch)) comparator(Op::at_least, fmt::format("{}.{}.0-0", major, minor));
    else
        comparator(Op::at_least,
                   fmt::format("{}.{}.{}{}{}", major, minor, patch, prerelease.empty() ? "" : "-", prerelease));
    if (keeps_patch) comparator(Op::below, fmt::format("{}.{}.{}-0", major, minor, plus_one(patch)));
    else if (keeps_minor) comparator(Op::below, fmt::format("{}.{}.0-0", major, plus_one(minor)));
    else comparator(Op::below, fmt::format("{}.0.0-0", plus_one(major)));
}

void WordReader::tilde(const Partial& from, Place place) {
    const auto& [major, minor, patch, prerelease] = from;
    if (is_any(major)) return everything(place);
    if (is_any(minor) || is_any(patch)) return wildcards(Op::equal, {major, is_any(minor) ? "" : minor, "", ""}, place);
    comparator(Op::at_least,
               fmt::format("{}.{}.{}{}{}", major, minor, patch, prerelease.empty() ? "" : "-", prerelease));
    comparator(Op::below, fmt::format("{}.{}.0-0", major, plus_one(minor)));
}

// 1.x, >1.2.*, <=2: the bounds of all versions that the wildcard stands for.
void WordReader::wildcards(Op op, const Partial& range, Place place) {
    const auto& [major, minor, patch, prerelease] = range;
    if (is_any(major)) {
        if (op == Op::above || op == Op::below) return comparator(Op::below, "0.0.0-0");  // nothing
        return everything(place);
    }
    const std::string first = fmt::format("{}.{}.0-0", major, is_any(minor) ? "0" : minor);
    const std::string beyond =
        is_any(minor) ? fmt::format("{}.0.0-0", plus_one(major)) : fmt::format("{}.{}.0-0", major, plus_one(minor));
    if (op == Op::below || op == Op::at_least) return comparator(op, first);
    if (op == Op::above) return comparator(Op::at_least, beyond);
    if (op == Op::at_most) return comparator(Op::below, beyond);
    comparator(Op::at_least, first);
    comparator(Op::below, beyond);
}

// A word of no known form may still hold a star that npm removes, wherever it stands: "1.2.3*", "1.*2.3".
void WordReader::raw(std::string word, Place place) {
    if (const size_t star = word.find('*'); star != std::string::npos) {
        size_t start = star;
        if (start > 0 && word[start - 1] == '=') --start;
        if (start > 0 && (word[start - 1] == '<' || word[start - 1] == '>')) --start;
        word.erase(start, star + 1 - start);
    }
    if (word.empty()) return everything(place);
    std::string_view rest = word;
    const Op op = take_operator(rest);
    comparator(op, rest);
}

Alternative read_alternative(std::string_view text) {
    const std::string plain = join_marks(join_operators(expand_hyphen(strip_builds(text))));
    const auto words = split(plain, ' ');
    WordReader reader;
    for (size_t i = 0; i < words.size(); ++i)
        reader.read(words[i], i == 0 || i + 1 == words.size() ? WordReader::Place::end : WordReader::Place::middle);
    return std::move(reader).take();
}

std::string collapse_spaces(std::string_view text) {
    const std::string plain = with_plain_spaces(text);
    std::string out;
    for (const char c : trim(plain))
        if (c != ' ' || out.back() != ' ') out += c;
    return out;
}

}  // namespace

std::string with_plain_spaces(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::string_view three = text.substr(0, 3);
        size_t space = is_space(text.front()) ? 1 : 0;
        if (text.starts_with("\u00a0")) space = 2;
        if (three == "\u1680" || three == "\u2028" || three == "\u2029" || three == "\u202f" || three == "\u205f" ||
            three == "\u3000" || three == "\ufeff" || (three.size() == 3 && three >= "\u2000" && three <= "\u200a"))
            space = 3;
        out += space > 0 ? ' ' : text.front();
        text.remove_prefix(std::max<size_t>(space, 1));
    }
    return out;
}

Result<bool> satisfies(std::string_view version, std::string_view range) {
    if (range.size() > max_range_bytes)
        return fail(ErrorCode::limit, fmt::format("npm range is longer than {} bytes", max_range_bytes));
    const auto key = key_of(version);
    const std::string plain = collapse_spaces(range);
    bool valid = false;
    bool accepted = false;
    for (std::string_view rest = plain;;) {
        const size_t end = rest.find("||");
        const Alternative alternative = read_alternative(trim(rest.substr(0, end)));
        if (alternative.unusable)
            return fail(ErrorCode::parse, fmt::format("\"{}\" has a version above npm's limits", display(plain)));
        valid |= alternative.valid();
        accepted |= key && alternative.valid() && alternative.accepts(*key);
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 2);
    }
    if (!valid) return fail(ErrorCode::parse, fmt::format("\"{}\" is not a range of npm versions", display(plain)));
    return accepted;
}

}  // namespace ward::versions::npm
