#include "actions/release/output/markdown.h"

#include <algorithm>

#include "base/text.h"
#include "formats/escape.h"

namespace ward::release {
namespace {

// How many backticks stand at `at`.
size_t backticks(std::string_view text, size_t at) {
    return std::min(text.find_first_not_of('`', at), text.size()) - at;
}

// Where the span ends that `count` backticks open before `at`: at the next run of exactly so many.
size_t span_end(std::string_view text, size_t at, size_t count) {
    while ((at = text.find('`', at)) != std::string_view::npos) {
        const size_t run = backticks(text, at);
        at += run;
        if (run == count) return at;
    }
    return std::string_view::npos;
}

}  // namespace

std::string markdown_title(std::string_view title) {
    std::string out;
    size_t plain = 0;  // where the text begins that is not copied yet
    for (size_t at = title.find('`'); at != std::string_view::npos; at = title.find('`', at)) {
        const size_t count = backticks(title, at);
        const size_t end = span_end(title, at + count, count);
        if (end == std::string_view::npos) {
            at += count;
            continue;
        }
        out += escape_markdown_within(title.substr(plain, at - plain));
        out += title.substr(at, end - at);
        plain = at = end;
    }
    return out + escape_markdown_within(title.substr(plain));
}

std::string markdown_code(std::string_view text) {
    if (text.empty()) return {};
    size_t longest = 0;
    for (size_t at = text.find('`'); at != std::string_view::npos; at = text.find('`', at)) {
        const size_t run = backticks(text, at);
        longest = std::max(longest, run);
        at += run;
    }
    const std::string fence(longest + 1, '`');
    // A blank on both sides is not part of the code, and keeps its backticks apart from the fence.
    const std::string_view gap = text.front() == '`' || text.back() == '`' ? " " : "";
    return fence + std::string(gap) + std::string(text) + std::string(gap) + fence;
}

std::string yaml_value(std::string_view text) {
    constexpr std::string_view plain_signs = " ,.&()-_'";
    const auto is_plain = [&](char c) {
        return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80 || plain_signs.contains(c);
    };
    const std::string lower = to_lower(text);
    const bool is_word = lower == "true" || lower == "false" || lower == "null" || lower == "yes" || lower == "no" ||
                         lower == "on" || lower == "off";
    if (!text.empty() && is_alpha(text.front()) && text.back() != ' ' && !is_word &&
        std::ranges::all_of(text, is_plain))
        return std::string(text);
    return "'" + replace_all(text, "'", "''") + "'";
}

}  // namespace ward::release
