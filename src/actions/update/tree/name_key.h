// Which two file names are one to a file system that ignores letter case or Unicode normalisation.
#pragma once

#include <string>
#include <string_view>

namespace ward::update {

// Equal for names that some file system takes for one: full case folding over canonical decomposition, with the marks
// behind a character in one order. Bytes that are no UTF-8 stay as they are. Slashes stay.
std::string name_key(std::string_view name);

}  // namespace ward::update
