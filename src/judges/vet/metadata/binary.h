// Programs, libraries and WebAssembly by their first bytes (private to this folder).
#pragma once

#include <cstdint>
#include <string_view>

namespace ward::vet {

enum class BinaryKind : uint8_t { none, elf, pe, macho, wasm };
std::string_view name_of(BinaryKind kind);

BinaryKind binary_kind(std::string_view bytes);

// Is the file's name that of something else: a text, a picture, a script, a table?
bool is_disguised(std::string_view path, BinaryKind kind);

}  // namespace ward::vet
