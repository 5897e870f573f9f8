// See elf.h. Every offset comes from the file: each is checked where it is used.
// https://refspecs.linuxfoundation.org/elf
#include "permission/elf.h"

#include <elf.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace ward::permission {
namespace {

// How the cache marks libraries of this architecture's 64-bit programs (glibc, ldconfig.h); 0: not known.
#if defined(__x86_64__)
constexpr int32_t own_libraries = 0x0303;
#elif defined(__aarch64__)
constexpr int32_t own_libraries = 0x0a03;
#else
constexpr int32_t own_libraries = 0;
#endif

constexpr size_t max_headers = 4096;
constexpr size_t max_dynamic = 65536;
constexpr size_t max_folders = 64;
constexpr size_t longest_text = 4096;  // PATH_MAX: nothing longer can be opened

template <typename Value>
std::optional<Value> value_at(std::string_view bytes, uint64_t offset) {
    if (offset > bytes.size() || bytes.size() - offset < sizeof(Value)) return std::nullopt;
    Value out{};
    std::memcpy(&out, bytes.data() + offset, sizeof out);
    return out;
}

std::string text_at(std::string_view bytes, uint64_t offset) {
    if (offset >= bytes.size()) return {};
    const std::string_view rest = bytes.substr(offset, longest_text);
    const size_t end = rest.find('\0');
    return end == std::string_view::npos ? std::string() : std::string(rest.substr(0, end));
}

std::vector<Elf64_Phdr> program_headers(std::string_view file) {
    std::vector<Elf64_Phdr> out;
    const auto header = value_at<Elf64_Ehdr>(file, 0);
    if (!header || header->e_phentsize != sizeof(Elf64_Phdr) || header->e_phnum > max_headers) return out;
    for (size_t i = 0; i < header->e_phnum; ++i)
        if (const auto one = value_at<Elf64_Phdr>(file, header->e_phoff + i * sizeof(Elf64_Phdr))) out.push_back(*one);
    return out;
}

// Where in the file the byte at this address is.
std::optional<uint64_t> offset_of(const std::vector<Elf64_Phdr>& headers, uint64_t address) {
    for (const Elf64_Phdr& header : headers)
        if (header.p_type == PT_LOAD && address >= header.p_vaddr && address - header.p_vaddr < header.p_filesz) {
            const uint64_t offset = header.p_offset + (address - header.p_vaddr);
            if (offset >= header.p_offset) return offset;  // it did not wrap
        }
    return std::nullopt;
}

}  // namespace

std::optional<ElfNeeds> elf_needs(std::string_view file) {
    if (!file.starts_with("\x7f"
                          "ELF") ||
        file.size() < EI_NIDENT || file[EI_CLASS] != ELFCLASS64 || file[EI_DATA] != ELFDATA2LSB)
        return std::nullopt;
    ElfNeeds out;
    const auto headers = program_headers(file);
    std::vector<uint64_t> names;
    std::vector<uint64_t> folders;
    uint64_t strings_address = 0;
    // One table, as a program has it: thousands that all point to the same would be read for hours.
    const auto dynamic = std::ranges::find(headers, Elf64_Word{PT_DYNAMIC}, &Elf64_Phdr::p_type);
    const auto interpreter = std::ranges::find(headers, Elf64_Word{PT_INTERP}, &Elf64_Phdr::p_type);
    if (interpreter != headers.end()) out.interpreter = text_at(file, interpreter->p_offset);
    for (size_t i = 0; dynamic != headers.end() && i < max_dynamic; ++i) {
        const auto entry = value_at<Elf64_Dyn>(file, dynamic->p_offset + i * sizeof(Elf64_Dyn));
        if (!entry || entry->d_tag == DT_NULL) break;
        const uint64_t value = entry->d_un.d_val;
        if (entry->d_tag == DT_NEEDED && names.size() < max_libraries) names.push_back(value);
        const bool is_folder = entry->d_tag == DT_RUNPATH || entry->d_tag == DT_RPATH;
        if (is_folder && folders.size() < max_folders) folders.push_back(value);
        if (entry->d_tag == DT_STRTAB) strings_address = value;
    }
    const uint64_t strings = offset_of(headers, strings_address).value_or(0);
    if (strings == 0) return out;
    // An offset is counted from the texts; one that is no place in the file must not come round to another.
    const auto text_of = [&](uint64_t offset) {
        return offset < file.size() ? text_at(file, strings + offset) : std::string();
    };
    for (const uint64_t name : names)
        if (auto text = text_of(name); !text.empty()) out.libraries.push_back(std::move(text));
    for (const uint64_t folder : folders)
        for (const std::string text = text_of(folder); const std::string_view one : split(text, ':'))
            if (!one.empty() && out.folders.size() < max_folders) out.folders.emplace_back(one);
    return out;
}

// The new form of the cache: a header, entries of 24 bytes with offsets of name and path from the header's start. An
// old cache of libc5 may stand before it.
std::vector<std::string> cached_libraries(std::string_view cache, std::string_view name) {
    constexpr std::string_view magic = "glibc-ld.so.cache1.1";
    struct Header {
        char magic[20];
        uint32_t entries;
        uint32_t strings;
        uint32_t unused[5];
    };
    struct CacheEntry {
        int32_t flags;
        uint32_t name;
        uint32_t path;
        uint32_t system;
        uint64_t hardware;
    };
    std::vector<std::string> out;
    const size_t start = cache.find(magic);
    if (start == std::string_view::npos) return out;
    const std::string_view body = cache.substr(start);
    const auto header = value_at<Header>(body, 0);
    if (!header) return out;
    const uint64_t count = std::min<uint64_t>(header->entries, body.size() / sizeof(CacheEntry));
    for (uint64_t i = 0; i < count; ++i) {
        const auto entry = value_at<CacheEntry>(body, sizeof(Header) + i * sizeof(CacheEntry));
        if (!entry) break;
        // 32-bit programs' libraries have the same names.
        if (own_libraries != 0 && entry->flags != own_libraries) continue;
        // Compared in place: a cache has thousands of entries.
        if (entry->name >= body.size() || !body.substr(entry->name).starts_with(name) ||
            entry->name + name.size() >= body.size() || body[entry->name + name.size()] != '\0')
            continue;
        if (auto path = text_at(body, entry->path); path.starts_with('/')) out.push_back(std::move(path));
    }
    return out;
}

}  // namespace ward::permission
