#include "formats/glob.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"

namespace ward {
namespace {

std::unexpected<Error> refuse(std::string_view pattern, std::string_view reason) {
    constexpr size_t shown_bytes = 80;
    return fail(ErrorCode::usage, fmt::format("the glob '{}'{} {}", display(pattern.substr(0, shown_bytes)),
                                              pattern.size() > shown_bytes ? "…" : "", reason));
}

// What is wrong with a part between slashes; empty: nothing.
std::string_view fault_of(std::string_view part) {
    if (part.empty()) return "has an empty part: '//', or a slash at its end (write 'folder/**')";
    if (part == "." || part == "..") return "has a part '.' or '..', which no path of a tree has";
    if (part != "**" && part.contains("**")) return "has '**' beside other characters: it stands alone between slashes";
    return {};
}

}  // namespace

Result<Glob> Glob::compile(std::string_view pattern) {
    if (pattern.empty() || pattern == "/") return refuse(pattern, "is empty");
    if (pattern.size() > max_glob_bytes) return refuse(pattern, fmt::format("is longer than {} bytes", max_glob_bytes));
    if (pattern.front() == '!') return refuse(pattern, "is a negation; write what is left out in its own list");
    for (const char c : pattern) {
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') return refuse(pattern, "has a control character");
        if (c == '\\') return refuse(pattern, "has a backslash; folders are separated by '/'");
        if (c == '[' || c == ']') return refuse(pattern, "has a character class; '?' stands for any one character");
        if (c == '{' || c == '}') return refuse(pattern, "has alternatives; write one pattern for each");
    }
    const std::string_view inner = pattern.front() == '/' ? pattern.substr(1) : pattern;
    for (const std::string_view part : split(inner, '/'))
        if (const std::string_view fault = fault_of(part); !fault.empty()) return refuse(pattern, fault);
    return Glob(std::string(pattern), pattern.contains('/') ? Scope::path : Scope::name);
}

bool Glob::matches(std::string_view path) const {
    if (scope_ == Scope::name) return glob_match(pattern_, path.substr(path.rfind('/') + 1));
    return glob_match(std::string_view(pattern_).substr(pattern_.front() == '/' ? 1 : 0), path);
}

bool matches_any(std::span<const Glob> globs, std::string_view path) {
    return std::ranges::any_of(globs, [&](const Glob& glob) { return glob.matches(path); });
}

}  // namespace ward
