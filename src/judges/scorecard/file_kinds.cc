#include "judges/scorecard/file_kinds.h"

#include <algorithm>
#include <array>

namespace ward::scorecard {
namespace {

using namespace std::string_view_literals;

bool is_dex(std::string_view content) {
    // "dex\n", and in the header's size its low byte.
    return content.size() > 36 && content.starts_with("dex\n") && content[36] == 0x70;
}

bool is_dey(std::string_view content) {
    return content.size() > 100 && content.starts_with("dey\n") && is_dex(content.substr(40, 60));
}

bool is_iso(std::string_view content) {
    constexpr size_t place = 32769;
    return content.size() > place + 4 && content.substr(place).starts_with("CD001");
}

bool is_macho(std::string_view content) {
    constexpr std::array marks{"\xFE\xED\xFA\xCF"sv, "\xFE\xED\xFA\xCE"sv, "\xBE\xBA\xFE\xCA"sv,
                               "\xCF\xFA\xED\xFE"sv, "\xCE\xFA\xED\xFE"sv, "\xCA\xFE\xBA\xBE"sv};
    return std::ranges::any_of(marks, [&](std::string_view mark) { return content.starts_with(mark); });
}

struct Matcher {
    FileKind kind;
    std::string_view name;
    bool (*matches)(std::string_view);
};

constexpr std::array matchers = std::to_array<Matcher>({
    {FileKind::crx, "crx", [](std::string_view c) { return c.starts_with("Cr24"); }},
    {FileKind::deb, "deb", [](std::string_view c) { return c.starts_with("!<arch>\ndebian-binary"); }},
    {FileKind::dex, "dex", is_dex},
    {FileKind::dey, "dey", is_dey},
    {FileKind::elf, "elf",
     [](std::string_view c) {
         return c.size() > 52 && c.starts_with(
                                     "\x7F"
                                     "ELF");
     }},
    {FileKind::exe, "exe", [](std::string_view c) { return c.starts_with("MZ"); }},
    {FileKind::iso, "iso", is_iso},
    {FileKind::macho, "macho", is_macho},
    {FileKind::rpm, "rpm", [](std::string_view c) { return c.size() > 96 && c.starts_with("\xED\xAB\xEE\xDB"); }},
    {FileKind::wasm, "wasm", [](std::string_view c) { return c.starts_with("\0asm\x01\0\0\0"sv); }},
    {FileKind::ar, "ar", [](std::string_view c) { return c.starts_with("!<arch>"); }},
});

constexpr std::array extensions = std::to_array<std::string_view>(
    {"a",   "bundle", "class", "crx", "deb", "dex", "dey", "dll", "drv", "dylib", "efi", "elf",  "exe", "iso",
     "jar", "lib",    "macho", "msi", "o",   "ocx", "par", "pyc", "pyo", "rpm",   "so",  "wasm", "whl"});
static_assert(std::ranges::is_sorted(extensions));

// 1 for a control character that no text has.
constexpr unsigned char control_of(char c) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_control = (byte < 0x20) & (byte != '\n') & (byte != '\t') & (byte != '\r');
    return static_cast<unsigned char>(is_control);
}

}  // namespace

std::vector<FileKind> kinds_of_content(std::string_view content) {
    std::vector<FileKind> out;
    for (const Matcher& matcher : matchers)
        if (matcher.matches(content)) out.push_back(matcher.kind);
    return out;
}

FileKind kind_of_content(std::string_view content) {
    for (const Matcher& matcher : matchers)
        if (matcher.matches(content)) return matcher.kind;
    return FileKind::unknown;
}

std::string_view name_of(FileKind kind) {
    for (const Matcher& matcher : matchers)
        if (matcher.kind == kind) return matcher.name;
    return {};
}

bool is_binary_kind(FileKind kind) {
    return kind != FileKind::unknown && kind != FileKind::ar;
}

bool is_binary_extension(std::string_view extension) {
    return std::ranges::binary_search(extensions, extension);
}

bool is_text(std::string_view content) {
    // The peer decodes characters; a byte below 0x80 is one of its own wherever it stands, so bytes tell the same.
    constexpr size_t unseen = 3;
    content = content.substr(0, examined_bytes);
    content = content.substr(0, std::max(content.size(), unseen) - unseen);
    // Blocks without a branch, which the compiler makes vectors of: this is asked of every file of a tree.
    constexpr size_t block = 64;
    for (; content.size() >= block; content.remove_prefix(block)) {
        unsigned char found = 0;
        for (size_t i = 0; i < block; ++i) found |= control_of(content[i]);
        if (found != 0) return false;
    }
    return std::ranges::none_of(content, [](char c) { return control_of(c) != 0; });
}

}  // namespace ward::scorecard
