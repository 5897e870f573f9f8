// The words of a build file in Python's syntax (literal_code.h). Private to its reader.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::inventory {

struct Token {
    enum class Kind { end, line, name, string, number, mark };
    Kind kind = Kind::end;
    size_t offset = 0;
    std::string text;

    bool is(char c) const { return kind == Kind::mark && text.size() == 1 && text[0] == c; }
};

// All words of a text, ended by a `line` and an `end`; a line ends only outside of brackets. Errors name `path` and
// line.
Result<std::vector<Token>> read_tokens(std::string_view text, std::string_view path);

}  // namespace ward::inventory
