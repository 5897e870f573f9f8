#include "judges/vet/metadata/binary.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace ward::vet {
namespace {

// What is expected to hold text, pictures or data. Other names, and none, are usual for programs.
constexpr std::array<std::string_view, 24> other_kinds{
    ".bmp", ".cjs", ".css", ".csv", ".gif", ".htm", ".html", ".ico", ".jpeg", ".jpg",  ".js",  ".json",
    ".log", ".md",  ".mjs", ".pdf", ".png", ".svg", ".ts",   ".ttf", ".txt",  ".woff", ".xml", ".yml"};

uint32_t little(std::string_view bytes, size_t at) {
    uint32_t value = 0;
    for (size_t i = 0; i < 4; ++i) value |= static_cast<uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    return value;
}

// "MZ" also begins texts: the header that it points to decides.
bool is_pe(std::string_view bytes) {
    constexpr size_t place = 0x3c;
    if (!bytes.starts_with("MZ") || bytes.size() < place + 4) return false;
    const uint32_t header = little(bytes, place);
    return header <= bytes.size() - 4 && bytes.substr(header, 4) == std::string_view("PE\0\0", 4);
}

bool is_macho(std::string_view bytes) {
    if (bytes.size() < 8) return false;
    const uint32_t magic = little(bytes, 0);
    if (magic == 0xfeedface || magic == 0xfeedfacf) return true;
    // A universal binary; Java's classes begin alike, and have a version of at least 45 where this has a count.
    return magic == 0xbebafeca && static_cast<unsigned char>(bytes[7]) < 40 &&
           bytes.substr(4, 3) == std::string_view("\0\0\0", 3);
}

}  // namespace

std::string_view name_of(BinaryKind kind) {
    switch (kind) {
        case BinaryKind::none: return "no binary";
        case BinaryKind::elf: return "an ELF binary";
        case BinaryKind::pe: return "a Windows binary";
        case BinaryKind::macho: return "a Mach-O binary";
        case BinaryKind::wasm: return "WebAssembly";
    }
    return "";
}

BinaryKind binary_kind(std::string_view bytes) {
    if (bytes.starts_with("\x7f"
                          "ELF"))
        return BinaryKind::elf;
    if (bytes.starts_with(std::string_view("\0asm", 4))) return BinaryKind::wasm;
    if (is_pe(bytes)) return BinaryKind::pe;
    return is_macho(bytes) ? BinaryKind::macho : BinaryKind::none;
}

bool is_disguised(std::string_view path, BinaryKind kind) {
    if (kind == BinaryKind::none) return false;
    const std::string_view base = path.substr(path.rfind('/') + 1);
    const size_t dot = base.rfind('.');
    return dot != std::string_view::npos && std::ranges::binary_search(other_kinds, to_lower(base.substr(dot)));
}

}  // namespace ward::vet
