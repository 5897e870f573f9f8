// npm's range language, as its `semver` package reads it with {loose: true, includePrerelease: true}.
//
// npm defines the language by rewriting: each form becomes simpler text until only comparators are left, and loose mode
// drops every word that does not become one. What is dropped, and what a number too large does, depends on that text.
// So this reader works in the same stages, each a single linear pass (all but the last are in npm_rewrite.cc):
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
#include <optional>
#include <vector>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/versions/npm.h"

namespace ward::versions::npm {
namespace {

enum class Op { equal, below, at_most, above, at_least };

struct Comparator {
    Op op;
    std::string key;
    std::string version;

    bool accepts(const std::string& candidate) const {
        switch (op) {
            case Op::below: return candidate < key;
            case Op::at_most: return candidate <= key;
            case Op::above: return candidate > key;
            case Op::at_least: return candidate >= key;
            case Op::equal: break;
        }
        return candidate == key;
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
        // A number behind a wildcard is no form npm knows: the word then stays as it is.
        const bool ordered =
            (!is_any(range->major) || is_any(range->minor)) && (!is_any(range->minor) || is_any(range->patch));
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
    alternative_.comparators.push_back({op, std::move(*key), std::string(version)});
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
    const std::string plain = rewrite_alternative(text);
    const auto words = split(plain, ' ');
    WordReader reader;
    for (size_t i = 0; i < words.size(); ++i)
        reader.read(words[i], i == 0 || i + 1 == words.size() ? WordReader::Place::end : WordReader::Place::middle);
    return std::move(reader).take();
}

// Calls `visit` with each valid alternative.
template <typename Visit>
Result<void> each_alternative(std::string_view range, Visit visit) {
    if (range.size() > max_range_bytes)
        return fail(ErrorCode::limit, fmt::format("npm range is longer than {} bytes", max_range_bytes));
    const std::string plain = collapse_spaces(range);
    bool valid = false;
    for (std::string_view rest = plain;;) {
        const size_t end = rest.find("||");
        const Alternative alternative = read_alternative(trim(rest.substr(0, end)));
        if (alternative.unusable)
            return fail(ErrorCode::parse, fmt::format("\"{}\" has a version above npm's limits", display(plain)));
        valid |= alternative.valid();
        if (alternative.valid()) visit(alternative);
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 2);
    }
    if (!valid) return fail(ErrorCode::parse, fmt::format("\"{}\" is not a range of npm versions", display(plain)));
    return {};
}

// What all comparators leave; nothing where they contradict each other.
std::optional<RangeInterval> interval_of(const Alternative& alternative) {
    RangeInterval interval;
    auto raise = [&](const Comparator& from, bool inclusive) {
        if (interval.lower && (interval.lower->key > from.key || (interval.lower->key == from.key && inclusive)))
            return;
        interval.lower = RangeEnd{from.key, from.version, inclusive};
    };
    auto lower = [&](const Comparator& to, bool inclusive) {
        if (interval.upper && (interval.upper->key < to.key || (interval.upper->key == to.key && inclusive))) return;
        interval.upper = RangeEnd{to.key, to.version, inclusive};
    };
    for (const Comparator& comparator : alternative.comparators) {
        const Op op = comparator.op;
        if (op != Op::below && op != Op::at_most) raise(comparator, op != Op::above);
        if (op != Op::above && op != Op::at_least) lower(comparator, op != Op::below);
    }
    if (interval.lower && interval.upper) {
        if (interval.lower->key > interval.upper->key) return std::nullopt;
        if (interval.lower->key == interval.upper->key && !(interval.lower->inclusive && interval.upper->inclusive))
            return std::nullopt;
    }
    return interval;
}

}  // namespace

Result<bool> satisfies(std::string_view version, std::string_view range) {
    const auto key = key_of(version);
    bool accepted = false;
    WARD_TRY_VOID(
        each_alternative(range, [&](const Alternative& alternative) { accepted |= key && alternative.accepts(*key); }));
    return accepted;
}

Result<std::vector<RangeInterval>> intervals_of(std::string_view range) {
    std::vector<RangeInterval> intervals;
    WARD_TRY_VOID(each_alternative(range, [&](const Alternative& alternative) {
        if (auto interval = interval_of(alternative)) intervals.push_back(std::move(*interval));
    }));
    return intervals;
}

}  // namespace ward::versions::npm
