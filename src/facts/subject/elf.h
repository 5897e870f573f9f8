// ELF, as https://gabi.xinuos.com describes it: program headers, notes and symbol tables. Behind executable.h.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/subject/executable.h"

namespace ward::subject {

Result<Executable> read_elf(std::string_view bytes, std::string_view name);
std::vector<Symbol> find_elf_symbols(std::string_view bytes, const std::vector<std::string_view>& names);

}  // namespace ward::subject
