// Characters that look alike in print: a small part of the Unicode Consortium's table (UTS #39, confusables.txt), for
// the letters that names of packages have held.
#pragma once

#include <optional>
#include <string_view>

namespace ward::names {

// The ASCII text that a character of another script, width or style looks like; nothing for what looks like none.
std::optional<std::string_view> ascii_look(char32_t character);

}  // namespace ward::names
