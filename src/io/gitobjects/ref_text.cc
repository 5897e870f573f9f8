#include "io/gitobjects/ref_text.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::gitobjects {

bool is_object_id(std::string_view text) {
    return (text.size() == 40 || text.size() == 64) &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'); });
}

bool is_ref_name(std::string_view name) {
    if (!name.starts_with("refs/") || name.find("..") != std::string_view::npos) return false;
    if (std::ranges::any_of(name,
                            [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f || c == '\\'; }))
        return false;
    return std::ranges::all_of(split(name, '/'), [](std::string_view part) {
        return !part.empty() && !part.starts_with('.') && !part.ends_with(".lock");
    });
}

Result<RefTarget> parse_ref_file(std::string_view text, const std::string& where) {
    text = trim(text);
    if (is_object_id(text)) return RefTarget{to_lower(text), {}};
    constexpr std::string_view mark = "ref:";
    if (!text.starts_with(mark)) return fail(ErrorCode::parse, "is neither a commit id nor \"ref: NAME\"", where);
    const std::string_view name = trim(text.substr(mark.size()));
    // The name that reftable repositories put there for readers like this one.
    if (name == "refs/heads/.invalid")
        return fail(ErrorCode::unsupported, "refs are kept in a reftable, which is not read", where);
    if (!is_ref_name(name)) return fail(ErrorCode::parse, fmt::format("\"{}\" is not a ref", display(name)), where);
    return RefTarget{{}, std::string(name)};
}

Result<std::optional<PackedRef>> next_packed_ref(std::string_view& rest, int& number, const std::string& where) {
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        ++number;
        // "^" lines have what the tag before them peels to.
        if (line.empty() || line[0] == '#' || line[0] == '^') continue;
        const size_t blank = line.find(' ');
        if (blank == std::string_view::npos || !is_object_id(line.substr(0, blank)))
            return fail(ErrorCode::parse, "is not a line of packed refs", fmt::format("{}:{}", where, number));
        return PackedRef{line.substr(blank + 1), line.substr(0, blank)};
    }
    return std::nullopt;
}

}  // namespace ward::gitobjects
