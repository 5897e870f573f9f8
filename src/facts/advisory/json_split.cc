#include "facts/advisory/json_split.h"

#include <algorithm>

#include "base/text.h"

namespace ward::advisory {

std::optional<size_t> json_value_end(std::string_view text, size_t begin) {
    size_t depth = 0;
    for (size_t at = begin; at < text.size(); ++at) {
        switch (text[at]) {
            case '{':
            case '[': ++depth; break;
            case '}':
            case ']':
                if (--depth == 0) return at + 1;
                break;
            case '"':
                // To the quote that no odd number of backslashes precedes.
                for (++at; at < text.size() && text[at] != '"'; ++at)
                    if (text[at] == '\\') ++at;
                break;
            default: break;
        }
    }
    return std::nullopt;
}

JsonSlices split_json(std::string_view text) {
    JsonSlices slices;
    size_t at = 0;
    uint64_t line = 1;
    auto skip_blanks = [&] {
        for (; at < text.size() && is_space(text[at]); ++at) line += text[at] == '\n' ? 1 : 0;
    };
    skip_blanks();
    const bool array = at < text.size() && text[at] == '[';
    if (array) {
        ++at;
        skip_blanks();
        if (at < text.size() && text[at] == ']') {  // an empty one
            ++at;
            skip_blanks();
            if (at != text.size()) slices.broken_line = line;
            return slices;
        }
    }
    while (at < text.size()) {
        const auto end = text[at] == '{' ? json_value_end(text, at) : std::nullopt;
        if (!end) {
            slices.broken_line = line;
            return slices;
        }
        slices.values.push_back({at, *end - at, line});
        line += static_cast<uint64_t>(std::ranges::count(text.substr(at, *end - at), '\n'));
        at = *end;
        skip_blanks();
        if (!array) continue;
        const bool more = at < text.size() && text[at] == ',';
        const bool done = at < text.size() && text[at] == ']';
        if (!more && !done) {
            slices.broken_line = line;
            return slices;
        }
        ++at;
        skip_blanks();
        if (more && at < text.size()) continue;
        if (more || at != text.size()) slices.broken_line = line;
        return slices;
    }
    return slices;
}

}  // namespace ward::advisory
