// path.Match and the file path functions.
//
// A pattern is read into pieces first: it is malformed or not whatever the name is. Then each run of pieces between two
// stars is set at the first place where it fits; a later place could only leave less of the name to the rest. The last
// run must reach the name's end, and so tries them all. No backtracking over more than one star.
#include <span>

#include "judges/scorecard/go_semantics.h"

namespace ward::scorecard {
namespace {

using Range = GoPathPattern::Range;
using Piece = GoPathPattern::Piece;
using Run = GoPathPattern::Run;

// One character of a class, perhaps escaped. The class must go on behind it.
std::optional<char32_t> take_class_character(std::string_view& pattern) {
    if (pattern.empty() || pattern[0] == '-' || pattern[0] == ']') return std::nullopt;
    if (pattern[0] == '\\') pattern.remove_prefix(1);
    if (pattern.empty()) return std::nullopt;
    const GoRune rune = go_rune(pattern);
    if (rune.value == go_rune_error && rune.width == 1) return std::nullopt;
    pattern.remove_prefix(rune.width);
    if (pattern.empty()) return std::nullopt;
    return rune.value;
}

// Behind the '['.
std::optional<Piece> take_class(std::string_view& pattern) {
    Piece out{.kind = Piece::Kind::one_of};
    if (pattern.starts_with('^')) {
        out.negated = true;
        pattern.remove_prefix(1);
    }
    while (out.ranges.empty() || !pattern.starts_with(']')) {
        const auto low = take_class_character(pattern);
        if (!low) return std::nullopt;
        auto high = low;
        if (pattern.starts_with('-')) {
            pattern.remove_prefix(1);
            high = take_class_character(pattern);
            if (!high) return std::nullopt;
        }
        out.ranges.push_back({*low, *high});
    }
    pattern.remove_prefix(1);
    return out;
}

std::optional<std::vector<Run>> runs_of(std::string_view pattern) {
    std::vector<Run> out(1);
    while (!pattern.empty()) {
        const char c = pattern[0];
        pattern.remove_prefix(1);
        if (c == '*') {
            if (!out.back().after_star || !out.back().pieces.empty()) out.push_back({.after_star = true});
        } else if (c == '?') {
            out.back().pieces.push_back({.kind = Piece::Kind::any});
        } else if (c == '[') {
            auto piece = take_class(pattern);
            if (!piece) return std::nullopt;
            out.back().pieces.push_back(std::move(*piece));
        } else if (c != '\\') {
            out.back().pieces.push_back({.byte = c});
        } else {
            if (pattern.empty()) return std::nullopt;
            out.back().pieces.push_back({.byte = pattern[0]});
            pattern.remove_prefix(1);
        }
    }
    return out;
}

bool fits(const Piece& piece, std::string_view& name) {
    if (name.empty()) return false;
    if (piece.kind == Piece::Kind::byte) {
        if (name[0] != piece.byte) return false;
        name.remove_prefix(1);
        return true;
    }
    const GoRune rune = go_rune(name);
    if (piece.kind == Piece::Kind::any) {
        if (name[0] == '/') return false;
    } else {
        bool found = false;
        for (const Range& range : piece.ranges) found = found || (range.low <= rune.value && rune.value <= range.high);
        if (found == piece.negated) return false;
    }
    name.remove_prefix(rune.width);
    return true;
}

// What is left of the name behind the run.
std::optional<std::string_view> rest_behind(const Run& run, std::string_view name) {
    for (const Piece& piece : run.pieces)
        if (!fits(piece, name)) return std::nullopt;
    return name;
}

bool all_fit(std::span<const Run> runs, std::string_view name) {
    for (size_t i = 0; i < runs.size(); ++i) {
        const bool last = i + 1 == runs.size();
        if (last && runs[i].after_star && runs[i].pieces.empty()) return name.find('/') == std::string_view::npos;
        std::optional<std::string_view> rest;
        for (size_t skipped = 0;; ++skipped) {
            rest = rest_behind(runs[i], name.substr(skipped));
            if (rest && (!last || rest->empty())) break;
            rest.reset();
            if (!runs[i].after_star || skipped >= name.size() || name[skipped] == '/') return false;
        }
        name = *rest;
    }
    return name.empty();
}

}  // namespace

std::optional<GoPathPattern> GoPathPattern::read(std::string_view pattern) {
    auto runs = runs_of(pattern);
    if (!runs) return std::nullopt;
    GoPathPattern out;
    out.runs_ = std::move(*runs);
    return out;
}

bool GoPathPattern::matches(std::string_view name) const {
    return all_fit(runs_, name);
}

std::optional<bool> go_path_match(std::string_view pattern, std::string_view name) {
    const auto read = GoPathPattern::read(pattern);
    if (!read) return std::nullopt;
    return read->matches(name);
}

std::string_view go_extension(std::string_view path) {
    const size_t found = path.find_last_of("./");
    return found == std::string_view::npos || path[found] == '/' ? std::string_view{} : path.substr(found);
}

std::string go_base(std::string_view path) {
    if (path.empty()) return ".";
    while (path.ends_with('/')) path.remove_suffix(1);
    if (path.empty()) return "/";
    return std::string(path.substr(path.rfind('/') + 1));
}

std::string go_clean(std::string_view path) {
    const bool rooted = path.starts_with('/');
    std::vector<std::string_view> elements;
    while (!path.empty()) {
        const size_t end = std::min(path.find('/'), path.size());
        const std::string_view element = path.substr(0, end);
        path.remove_prefix(std::min(end + 1, path.size()));
        if (element.empty() || element == ".") continue;
        const bool up = element == "..";
        if (up && !elements.empty() && elements.back() != "..") elements.pop_back();
        else if (!up || !rooted) elements.push_back(element);
    }
    std::string out = rooted ? "/" : "";
    for (size_t i = 0; i < elements.size(); ++i) {
        if (i != 0) out += '/';
        out += elements[i];
    }
    return out.empty() ? "." : out;
}

}  // namespace ward::scorecard
