#include "lang/shell/reserved.h"

#include <array>

namespace ward::shell {
namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, 29> texts = {
    "",      "!",      "{",   "}",       "[[",    "if",     "then",     "elif",    "else",    "fi",
    "while", "until",  "for", "select",  "do",    "done",   "case",     "in",      "esac",    "function",
    "time",  "coproc", "let", "declare", "local", "export", "readonly", "typeset", "nameref",
};

}  // namespace

Reserved reserved_word(std::string_view text) {
    if (text.empty() || text.size() > longest_reserved) return Reserved::none;
    for (size_t i = 1; i < texts.size(); ++i)
        if (texts[i][0] == text[0] && texts[i] == text) return static_cast<Reserved>(i);
    return Reserved::none;
}

std::string_view text_of(Reserved word) {
    return texts[static_cast<size_t>(word)];
}

}  // namespace ward::shell
