// Words in braces. What this file decides: that a brace always means something. "{{" and "}}" stand for the braces
// themselves; any other one that is no known word is an error, so that a slip does not end up in a commit message.
#include <algorithm>

#include <fmt/core.h>

#include "actions/update/derive/derive.h"
#include "base/text.h"

namespace ward::update {
namespace {

std::unexpected<Error> unknown(std::string_view word, const std::map<std::string, std::string>& words) {
    std::string known;
    for (const auto& [name, value] : words) known += fmt::format("{}{{{}}}", known.empty() ? "" : ", ", name);
    return fail(ErrorCode::usage, fmt::format("nothing is known for {{{}}}; there are {}", display(word),
                                              known.empty() ? "no words here" : display(known)));
}

}  // namespace

Result<std::string> fill(std::string_view text, const std::map<std::string, std::string>& words) {
    std::string out;
    while (!text.empty()) {
        const size_t brace = std::min(text.find_first_of("{}"), text.size());
        out += text.substr(0, brace);
        text.remove_prefix(brace);
        if (text.empty()) break;
        if (text.starts_with("{{") || text.starts_with("}}")) {
            out += text[0];
            text.remove_prefix(2);
            continue;
        }
        const size_t close = text.find('}');
        if (text[0] == '}' || close == std::string_view::npos)
            return fail(ErrorCode::usage, "a brace stands alone; two stand for one");
        const std::string_view word = text.substr(1, close - 1);
        const auto found = words.find(std::string(word));
        if (found == words.end()) return unknown(word, words);
        out += found->second;  // never looked at again: a value's own braces are text
        text.remove_prefix(close + 1);
    }
    return out;
}

}  // namespace ward::update
