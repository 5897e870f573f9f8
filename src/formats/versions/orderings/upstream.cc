// Versions of C and C++ libraries as their own projects write them, in headers, READMEs, file names and Git tags.
//
// There is no specification; these are the rules, made so that every text with a digit has exactly one key:
//
//  1. A name in front is skipped: `openssl-3.0.13`, `OpenSSL_1_1_1w`, `curl-8_1_0`, `libxml2-2.9.14`, `release-74-2`
//  and
//     `v1.2.3` start at the first segment that starts with a digit (or v, n, r and a digit), else at the first digit. A
//     prerelease word in that name counts as if it stood behind: curl's `rc-8_15_0-2` is 8.15.0-rc2.
//  2. Numbers are joined by any one of `. _ - ~ :` and compare as numbers. Trailing zeros do not count: 1.3 is 1.3.0.
//  3. One or two letters right behind a number are a release of their own: 1.0.2 < 1.0.2a < 1.0.2z < 1.0.2zk < 1.0.3.
//  So
//     is a patch level, `p` and digits behind a number or separator: 9.6 < 9.6p1 = V_9_6_P1 < 9.7.
//  4. A prerelease sorts before what it precedes: dev, snapshot, nightly, test < alpha < beta < pre, preview < rc, each
//     with a number or without. `a1` and `b2` right behind a number are alpha and beta.
//  5. Anything else ends the version: it is a qualifier of whoever packaged or forked it (`1.3.0.1-motley-76b7e8f`,
//     `10.2.154.26-node.36`, `3.0.13+quic`, `2.1.12-stable`) and does not count. A fork is its base plus patches, so
//     what affects the base affects it until an assessment says otherwise.
//  6. Seven digits that start with 3 and stand alone are SQLite's: 3450100 as its files are named (3XXYYZZ), 3045001 as
//     SQLITE_VERSION_NUMBER (3MMMPPP, recognised by its zeros); both are 3.45.1.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "formats/versions/key.h"
#include "formats/versions/versions.h"

namespace ward::versions {
namespace {

// CPE names are of the products of everybody: theirs are versions as upstream writes them.
constexpr std::string_view upstream_ecosystems[] = {"Upstream", "CPE"};

// What may stand where a number may stand, in rising order: 1.0-rc1 < 1.0 < 1.0a < 1.0.1.
enum class After : uint8_t { development = 0x01, alpha, beta, preview, candidate, end, letters };

struct PrereleaseWord {
    std::string_view word;
    After rank;
};
constexpr std::array prerelease_words = {
    PrereleaseWord{"dev", After::development},
    PrereleaseWord{"devel", After::development},
    PrereleaseWord{"snapshot", After::development},
    PrereleaseWord{"nightly", After::development},
    PrereleaseWord{"test", After::development},
    PrereleaseWord{"alpha", After::alpha},
    PrereleaseWord{"beta", After::beta},
    PrereleaseWord{"pre", After::preview},
    PrereleaseWord{"preview", After::preview},
    PrereleaseWord{"rc", After::candidate},
};
constexpr size_t most_release_letters = 2;

bool is_separator(char c) {
    return c == '.' || c == '_' || c == '-' || c == '~' || c == ':';
}

bool ends_name_segment(char c) {
    return c == '-' || c == '_' || c == '/' || c == '@';
}

std::string_view take_letters(std::string_view& text) {
    const auto end = std::ranges::find_if_not(text, is_alpha);
    const std::string_view letters(text.begin(), end);
    text.remove_prefix(letters.size());
    return letters;
}

std::optional<After> prerelease_rank(std::string_view word) {
    for (const auto& [name, rank] : prerelease_words)
        if (equal_ignoring_case(name, word)) return rank;
    return std::nullopt;
}

// Takes the project's name off a tag; what is left starts with a digit, or is empty where there is none.
void skip_name(std::string_view& text, After& prerelease) {
    const std::string_view whole = text;
    for (bool segment_starts = true; !text.empty(); text.remove_prefix(1)) {
        if (segment_starts) {
            if (text.size() > 1 && std::string_view("vVnNrR").contains(text[0]) && is_digit(text[1]))
                text.remove_prefix(1);
            if (is_digit(text[0])) return;
            std::string_view rest = text;
            const auto rank = prerelease_rank(take_letters(rest));
            if (rank && (rest.empty() || ends_name_segment(rest[0]))) prerelease = *rank;
        }
        segment_starts = ends_name_segment(text[0]);
    }
    prerelease = After::end;
    text = whole.substr(std::min(whole.find_first_of("0123456789"), whole.size()));
}

// Seven digits alone as SQLite means them; 0 where they are something else.
uint64_t sqlite_number(std::string_view digits, std::string_view after) {
    if (digits.size() != 7 || digits[0] != '3' || !after.empty()) return 0;
    return to_number<uint64_t>(digits).value_or(0);
}

class Writer {
  public:
    void number(std::string_view digits) {
        if (digits.find_first_not_of('0') == std::string_view::npos) ++zeros_;
        else flush(), key_.digits(digits);
    }
    void after(After what) { zeros_ = 0, key_.tag(static_cast<uint8_t>(what)); }
    void count(std::string_view digits) { key_.digits(digits); }  // of a prerelease or patch level; none is 0
    void letters(std::string_view word) {
        after(After::letters);
        key_.text(to_lower(word));
    }
    std::string finish() && {
        after(After::end);
        return std::move(key_).take();
    }

  private:
    void flush() {
        for (; zeros_ > 0; --zeros_) key_.number(0);
    }
    Key key_;
    size_t zeros_ = 0;  // written only once another number follows
};

std::string sqlite_key(uint64_t number) {
    uint64_t minor = number / 10'000 % 100;
    uint64_t patch = number / 100 % 100;
    uint64_t branch = number % 100;
    constexpr uint64_t minor_not_reached = 70;  // 3070000 is 3.7.0's file, not yet 3.70.0's number
    if (number / 100'000 % 10 == 0 && number / 100 % 10 == 0 && number / 1'000 % 1'000 < minor_not_reached) {
        minor = number / 1'000 % 1'000;
        patch = number % 1'000;
        branch = 0;
    }
    Writer out;
    for (const uint64_t part : {uint64_t{3}, minor, patch, branch}) out.number(std::to_string(part));
    return std::move(out).finish();
}

// Reads one step behind a number; false where the version ends.
bool read_step(std::string_view& rest, Writer& out) {
    std::string_view at = rest;
    const bool separated = !at.empty() && is_separator(at[0]);
    if (separated) at.remove_prefix(1);
    if (at.empty()) return false;
    if (is_digit(at[0])) {
        if (!separated) return false;
        out.number(take_digits(at));
        rest = at;
        return true;
    }
    const std::string_view word = take_letters(at);
    const bool ends_word = at.empty() || is_separator(at[0]) || at[0] == '+';
    const bool counted = !at.empty() && is_digit(at[0]);
    auto rank = prerelease_rank(word);
    if (!separated && counted && equal_ignoring_case(word, "a")) rank = After::alpha;
    if (!separated && counted && equal_ignoring_case(word, "b")) rank = After::beta;
    if (rank && (ends_word || counted)) {
        out.after(*rank);
        if (at.size() > 1 && is_separator(at[0]) && is_digit(at[1])) at.remove_prefix(1);
        out.count(take_digits(at));
    } else if (!word.empty() &&
               (separated ? equal_ignoring_case(word, "p") && counted : word.size() <= most_release_letters)) {
        out.letters(word);
        out.count(take_digits(at));
    } else {
        return false;
    }
    rest = at;
    return true;
}

std::optional<std::string> key_of(std::string_view version) {
    const auto word = one_word(version);
    if (!word) return std::nullopt;
    std::string_view rest = *word;
    After prerelease = After::end;
    skip_name(rest, prerelease);
    if (rest.empty()) return std::nullopt;

    const std::string_view first = take_digits(rest);
    if (const uint64_t number = sqlite_number(first, rest); number != 0) return sqlite_key(number);
    Writer out;
    out.number(first);
    if (prerelease != After::end) {
        // The separator of the version itself tells its numbers from the prerelease's own: rc-8_15_0-2.
        for (const char separator = rest.empty() ? '.' : rest[0];
             rest.size() > 1 && rest[0] == separator && is_digit(rest[1]);) {
            rest.remove_prefix(1);
            out.number(take_digits(rest));
        }
        if (!rest.empty() && is_separator(rest[0])) rest.remove_prefix(1);
        out.after(prerelease);
        out.count(take_digits(rest));
        return std::move(out).finish();
    }
    while (read_step(rest, out)) {
    }
    return std::move(out).finish();
}

}  // namespace

WARD_ORDERING(upstream) = {
    .name = "upstream",
    .ecosystems = upstream_ecosystems,
    .summary =
        "C and C++ libraries by their headers and tags: OpenSSL's letters, patch levels, prerelease words; a "
        "packager's or fork's suffix does not count",
    .key = key_of,
    .satisfies = nullptr,
};

}  // namespace ward::versions
