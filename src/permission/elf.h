// Of an ELF file, what the kernel and the dynamic loader open for it: the interpreter and the names of libraries.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ward::permission {

struct ElfNeeds {
    std::string interpreter;             // PT_INTERP; empty for a static program or a library
    std::vector<std::string> libraries;  // DT_NEEDED: "libc.so.6", or a path
    std::vector<std::string> folders;    // DT_RUNPATH or DT_RPATH, as written ($ORIGIN is not replaced)
};

inline constexpr size_t max_libraries = 4096;

// Nothing where the bytes are no little-endian ELF file of 64 bits. What points outside the file is left out.
std::optional<ElfNeeds> elf_needs(std::string_view file);

// "libc.so.6" to its paths in /etc/ld.so.cache (several: 32 and 64 bits). `cache` is the file's bytes.
std::vector<std::string> cached_libraries(std::string_view cache, std::string_view name);

}  // namespace ward::permission
