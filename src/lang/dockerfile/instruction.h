// One instruction from its line. For src/lang/dockerfile/*.cc only.
#pragma once

#include "lang/dockerfile/dockerfile.h"

namespace ward::dockerfile {

// Fails without a place, which the caller knows.
Result<Instruction> read_instruction(std::string_view line, char escape, size_t depth = 0);

struct FlagsAndRest {
    std::vector<std::string> flags = {};
    std::string_view rest = {};
};
FlagsAndRest take_flags(std::string_view text, char escape);
// Words with their quotes and escapes.
std::vector<std::string> quoted_words(std::string_view text, char escape);

// The heredocs that a line announces, without their contents.
Result<std::vector<Heredoc>> announced_heredocs(std::string_view line);

}  // namespace ward::dockerfile
