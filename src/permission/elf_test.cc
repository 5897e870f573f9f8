#include "permission/elf.h"

#include <elf.h>

#include <chrono>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/fd.h"

namespace ward::permission {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

template <typename Value>
void put(std::string& bytes, size_t at, const Value& value) {
    if (bytes.size() < at + sizeof value) bytes.resize(at + sizeof value);
    std::memcpy(bytes.data() + at, &value, sizeof value);
}

// A file as small as one can be: program headers, one loaded segment at address 0x1000, a dynamic table and texts.
struct Made {
    std::string interpreter = "/lib64/ld.so";
    std::vector<std::pair<int64_t, std::string>> dynamic = {};  // tag and text
    size_t dynamic_tables = 1;

    static constexpr uint64_t address = 0x1000;

    std::string bytes() const {
        std::string texts(1, '\0');
        std::vector<Elf64_Dyn> entries;
        for (const auto& [tag, text] : dynamic) {
            entries.push_back({tag, {texts.size()}});
            texts += text + '\0';
        }
        const size_t headers = 2 + dynamic_tables;
        const size_t table_at = sizeof(Elf64_Ehdr) + headers * sizeof(Elf64_Phdr);
        const size_t texts_at = table_at + (entries.size() + 2) * sizeof(Elf64_Dyn);
        entries.push_back({DT_STRTAB, {address + texts_at}});
        entries.push_back({DT_NULL, {0}});
        const size_t interpreter_at = texts_at + texts.size();

        Elf64_Ehdr header{};
        std::memcpy(header.e_ident, ELFMAG, SELFMAG);
        header.e_ident[EI_CLASS] = ELFCLASS64;
        header.e_ident[EI_DATA] = ELFDATA2LSB;
        header.e_phoff = sizeof header;
        header.e_phentsize = sizeof(Elf64_Phdr);
        header.e_phnum = static_cast<Elf64_Half>(headers);
        std::string out;
        put(out, 0, header);
        size_t at = sizeof header;
        const auto segment = [&](Elf64_Word type, uint64_t offset, uint64_t size) {
            put(out, at, Elf64_Phdr{type, 0, offset, address + offset, 0, size, size, 0});
            at += sizeof(Elf64_Phdr);
        };
        segment(PT_LOAD, 0, interpreter_at + interpreter.size() + 1);
        segment(PT_INTERP, interpreter_at, interpreter.size() + 1);
        for (size_t i = 0; i < dynamic_tables; ++i) segment(PT_DYNAMIC, table_at, entries.size() * sizeof(Elf64_Dyn));
        for (size_t i = 0; i < entries.size(); ++i) put(out, table_at + i * sizeof(Elf64_Dyn), entries[i]);
        return out + texts + interpreter + '\0';
    }
};

// Field of the first dynamic header's row: what of the file a test spoils.
size_t dynamic_header(const std::string& bytes) {
    for (size_t at = sizeof(Elf64_Ehdr); at + sizeof(Elf64_Phdr) <= bytes.size(); at += sizeof(Elf64_Phdr)) {
        Elf64_Word type = 0;
        std::memcpy(&type, bytes.data() + at, sizeof type);
        if (type == PT_DYNAMIC) return at;
    }
    ADD_FAILURE();
    return 0;
}

TEST(Elf, made) {
    const auto needs = elf_needs(Made{
        .dynamic = {{DT_NEEDED, "libc.so.6"},
                    {DT_SONAME, "itself"},
                    {DT_NEEDED, "/opt/libx.so"},
                    {DT_RUNPATH, "$ORIGIN/../lib::/opt/lib"},
                    {DT_RPATH, "/old"},
                    {DT_NEEDED, ""}}}.bytes());
    ASSERT_TRUE(needs);
    EXPECT_EQ(needs->interpreter, "/lib64/ld.so");
    EXPECT_THAT(needs->libraries, ElementsAre("libc.so.6", "/opt/libx.so"));
    EXPECT_THAT(needs->folders, ElementsAre("$ORIGIN/../lib", "/opt/lib", "/old"));
}

TEST(Elf, other_files) {
    std::string half = Made{}.bytes();
    half[EI_CLASS] = ELFCLASS32;
    std::string big = Made{}.bytes();
    big[EI_DATA] = ELFDATA2MSB;
    for (const std::string& bytes : {std::string(),
                                     std::string("\x7f"
                                                 "EL"),
                                     std::string("\x7f"
                                                 "ELF"),
                                     half, big, std::string("#!/bin/sh\n"), std::string(1000, '\0')})
        EXPECT_FALSE(elf_needs(bytes));
    // An ELF file without anything in it needs nothing.
    const auto bare = elf_needs(Made{}.bytes().substr(0, EI_NIDENT));
    ASSERT_TRUE(bare);
    EXPECT_EQ(bare->interpreter, "");
    EXPECT_THAT(bare->libraries, IsEmpty());
}

// Cut anywhere, and each byte of headers and table turned over: fewer answers, nothing else.
TEST(Elf, damaged) {
    const Made made{.dynamic = {{DT_NEEDED, "libc.so.6"}, {DT_RUNPATH, "/opt/lib"}}};
    const std::string whole = made.bytes();
    for (size_t size = 0; size < whole.size(); ++size) {
        const std::vector<char> exact(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        const auto needs = elf_needs({exact.data(), exact.size()});
        EXPECT_EQ(needs.has_value(), size >= EI_NIDENT) << size;
        EXPECT_LE(needs ? needs->libraries.size() : 0, 1u);
    }
    for (size_t at = EI_NIDENT; at < whole.size(); ++at)
        for (const char wrong : {'\0', '\xff', '\x7f', '\x80'}) {
            std::string bytes = whole;
            bytes[at] = wrong;
            const auto needs = elf_needs(bytes);
            ASSERT_TRUE(needs);
            EXPECT_LE(needs->libraries.size(), max_libraries);
        }
}

TEST(Elf, offsets_beyond) {
    const std::string whole = Made{.dynamic = {{DT_NEEDED, "libc.so.6"}}}.bytes();
    for (const uint64_t far :
         {uint64_t{whole.size()}, uint64_t{1} << 32, ~uint64_t{0}, ~uint64_t{0} - 15, uint64_t{1} << 63}) {
        std::string bytes = whole;
        put(bytes, offsetof(Elf64_Ehdr, e_phoff), far);
        EXPECT_THAT(elf_needs(bytes)->libraries, IsEmpty());
        bytes = whole;
        put(bytes, dynamic_header(bytes) + offsetof(Elf64_Phdr, p_offset), far);
        EXPECT_THAT(elf_needs(bytes)->libraries, IsEmpty());
        bytes = whole;
        const size_t table = sizeof(Elf64_Ehdr) + 3 * sizeof(Elf64_Phdr);
        put(bytes, table + offsetof(Elf64_Dyn, d_un), far);  // the name
        EXPECT_THAT(elf_needs(bytes)->libraries, IsEmpty()) << far;
        bytes = whole;
        put(bytes, table + sizeof(Elf64_Dyn) + offsetof(Elf64_Dyn, d_un), far);  // the table of texts
        EXPECT_THAT(elf_needs(bytes)->libraries, IsEmpty());
    }
    // The segment that the texts are said to be in points far behind the file.
    std::string bytes = whole;
    put(bytes, sizeof(Elf64_Ehdr) + offsetof(Elf64_Phdr, p_offset), ~uint64_t{0} - 64);
    EXPECT_THAT(elf_needs(bytes)->libraries, IsEmpty());
}

TEST(Elf, limits) {
    Made many;
    for (size_t i = 0; i < max_libraries + 10; ++i) many.dynamic.emplace_back(DT_NEEDED, "l" + std::to_string(i));
    EXPECT_EQ(elf_needs(many.bytes())->libraries.size(), max_libraries);

    Made folders;
    for (int i = 0; i < 100; ++i) folders.dynamic.emplace_back(DT_RUNPATH, "/a:/b:/c");
    EXPECT_EQ(elf_needs(folders.bytes())->folders.size(), 64u);

    // What is longer than a path is none.
    Made names;
    names.dynamic = {{DT_NEEDED, std::string(4095, 'x')}, {DT_NEEDED, std::string(4096, 'x')}};
    EXPECT_EQ(elf_needs(names.bytes())->libraries.size(), 1u);
    names.interpreter = std::string(5000, 'i');
    EXPECT_EQ(elf_needs(names.bytes())->interpreter, "");

    // A table without end, and 4,000 headers that say it is theirs: read once.
    Made loops{.dynamic_tables = 4000};
    for (int i = 0; i < 60'000; ++i) loops.dynamic.emplace_back(DT_STRTAB, "");
    const std::string bytes = loops.bytes();
    const auto start = std::chrono::steady_clock::now();
    EXPECT_TRUE(elf_needs(bytes));
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));

    std::string headers = Made{}.bytes();
    put(headers, offsetof(Elf64_Ehdr, e_phnum), uint16_t{0xffff});
    EXPECT_EQ(elf_needs(headers)->interpreter, "");
}

// ---- programs of this machine, by another way through the file: section headers ----

std::vector<std::string> libraries_by_sections(std::string_view file) {
    std::vector<std::string> out;
    Elf64_Ehdr header{};
    std::memcpy(&header, file.data(), sizeof header);
    const auto section = [&](size_t index) {
        Elf64_Shdr one{};
        std::memcpy(&one, file.data() + header.e_shoff + index * sizeof one, sizeof one);
        return one;
    };
    for (size_t i = 0; i < header.e_shnum; ++i) {
        const Elf64_Shdr table = section(i);
        if (table.sh_type != SHT_DYNAMIC) continue;
        const char* texts = file.data() + section(table.sh_link).sh_offset;
        for (size_t at = 0; at < table.sh_size; at += sizeof(Elf64_Dyn)) {
            Elf64_Dyn entry{};
            std::memcpy(&entry, file.data() + table.sh_offset + at, sizeof entry);
            if (entry.d_tag == DT_NULL) break;
            if (entry.d_tag == DT_NEEDED) out.emplace_back(texts + entry.d_un.d_val);
        }
    }
    return out;
}

TEST(Elf, programs_of_this_machine) {
    int compared = 0;
    for (const char* folder : {"/usr/bin", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"}) {
        std::error_code error;
        for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
            if (!entry.is_regular_file(error) || compared >= 600) continue;
            const auto map = Map::open(entry.path());
            if (!map || !map->bytes().starts_with(ELFMAG)) continue;
            const auto needs = elf_needs(map->bytes());
            ASSERT_TRUE(needs) << entry.path();
            EXPECT_EQ(needs->libraries, libraries_by_sections(map->bytes())) << entry.path();
            ++compared;
        }
    }
    EXPECT_GT(compared, 20);
    const auto map = Map::open("/bin/true");
    ASSERT_TRUE(map);
    const auto needs = elf_needs(map->bytes());
    ASSERT_TRUE(needs);
    EXPECT_THAT(needs->libraries, ElementsAre("libc.so.6"));
    EXPECT_THAT(needs->interpreter, testing::StartsWith("/lib"));
}

// ---- the loader's cache ----

struct CacheRow {
    std::string name;
    std::string path;
};
constexpr size_t cache_header = 48;
constexpr size_t cache_entry = 24;

std::string cache_of(const std::vector<CacheRow>& rows) {
    std::string out = "glibc-ld.so.cache1.1";
    put(out, 20, static_cast<uint32_t>(rows.size()));
    put(out, cache_header - 4, uint32_t{0});
    std::string texts;
    const size_t texts_at = cache_header + rows.size() * cache_entry;
    for (size_t i = 0; i < rows.size(); ++i) {
        const size_t at = cache_header + i * cache_entry;
        put(out, at, int32_t{0x303});
        put(out, at + 4, static_cast<uint32_t>(texts_at + texts.size()));
        texts += rows[i].name + '\0';
        put(out, at + 8, static_cast<uint32_t>(texts_at + texts.size()));
        texts += rows[i].path + '\0';
        put(out, at + 16, uint64_t{0});
    }
    return out + texts;
}

TEST(Cache, made) {
    const std::string cache = cache_of({{"libc.so.6", "/lib/libc.so.6"},
                                        {"libc.so.6", "/lib32/libc.so.6"},
                                        {"libc.so.60", "/lib/libc.so.60"},
                                        {"libm.so.6", "/lib/libm.so.6"},
                                        {"libr.so", "relative/libr.so"}});
    EXPECT_THAT(cached_libraries(cache, "libc.so.6"), ElementsAre("/lib/libc.so.6", "/lib32/libc.so.6"));
    EXPECT_THAT(cached_libraries(cache, "libm.so.6"), ElementsAre("/lib/libm.so.6"));
    for (const std::string_view name : {"libc.so", "libc.so.", "ibc.so.6", "", "libx.so", "libr.so", "/lib/libc.so.6"})
        EXPECT_THAT(cached_libraries(cache, name), IsEmpty()) << name;
    // Behind a cache of the old form.
    EXPECT_THAT(cached_libraries("ld.so-1.7.0" + std::string(53, '\0') + cache, "libm.so.6"),
                ElementsAre("/lib/libm.so.6"));
}

TEST(Cache, damaged) {
    const std::string whole = cache_of({{"libc.so.6", "/lib/libc.so.6"}, {"libm.so.6", "/lib/libm.so.6"}});
    for (size_t size = 0; size < whole.size(); ++size) {
        const std::vector<char> exact(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_LE(cached_libraries({exact.data(), exact.size()}, "libm.so.6").size(), 1u);
        EXPECT_THAT(cached_libraries({exact.data(), exact.size()}, "libz.so"), IsEmpty());
    }
    for (size_t at = 20; at < whole.size(); ++at)
        for (const char wrong : {'\0', '\xff', '\x7f', '/'}) {
            std::string bytes = whole;
            bytes[at] = wrong;
            for (const std::string& path : cached_libraries(bytes, "libc.so.6")) EXPECT_EQ(path[0], '/');
        }
    std::string many = whole;
    put(many, 20, ~uint32_t{0});
    EXPECT_THAT(cached_libraries(many, "libc.so.6"), ElementsAre("/lib/libc.so.6"));
    for (const size_t field : {size_t{4}, size_t{8}})
        for (const uint32_t far : {static_cast<uint32_t>(whole.size()), ~uint32_t{0}, uint32_t{1} << 31}) {
            std::string bytes = whole;
            put(bytes, cache_header + field, far);
            EXPECT_THAT(cached_libraries(bytes, "libc.so.6"), IsEmpty()) << far;
        }
    EXPECT_THAT(cached_libraries("glibc-ld.so.cache1.1", "libc.so.6"), IsEmpty());
}

TEST(Cache, of_this_machine) {
    const auto map = Map::open("/etc/ld.so.cache");
    if (!map) GTEST_SKIP() << "this machine has no /etc/ld.so.cache";
    const auto paths = cached_libraries(map->bytes(), "libc.so.6");
    ASSERT_FALSE(paths.empty());
    for (const std::string& path : paths) EXPECT_TRUE(std::filesystem::exists(path)) << path;
}

}  // namespace
}  // namespace ward::permission
