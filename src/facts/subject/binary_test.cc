#include "facts/subject/binary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/inventory/catalogue.h"
#include "facts/subject/banners.h"
#include "facts/subject/executable_fixture.h"
#include "facts/subject/needles.h"

namespace ward::subject {
namespace {
using namespace std::string_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

inventory::Inventory read(const std::string& bytes, Form form = Form::elf) {
    auto inventory = read_binary(bytes, form, "prog");
    EXPECT_TRUE(inventory) << (inventory ? "" : inventory.error().message());
    return inventory ? *std::move(inventory) : inventory::Inventory();
}

std::vector<std::pair<std::string, std::string>> contents_of(const inventory::Inventory& inventory) {
    std::vector<std::pair<std::string, std::string>> all;
    for (size_t i = 1; i < inventory.components.size(); ++i)
        all.emplace_back(inventory.components[i].name, inventory.components[i].version);
    return all;
}

TEST(Binary, shows_its_libraries_by_their_texts) {
    const std::string data =
        "\0OpenSSL 3.0.13+quic 30 Jan 2024\0 deflate 1.2.11 Copyright 1995-2017 Jean-loup Gailly and "
        "Mark Adler \0 inflate 1.2.11 Copyright 1995-2017 Mark Adler \0needs OpenSSL 3.0 or newer\0"s;
    const inventory::Inventory inventory = read(ElfMaker(data).make());
    EXPECT_THAT(contents_of(inventory), ElementsAre(Pair("openssl", "3.0.13+quic"), Pair("zlib", "1.2.11")));
    EXPECT_EQ(inventory.subject.kind, "binary");
    EXPECT_EQ(inventory.subject.name, "prog");
    const Component& openssl = inventory.components[1];
    EXPECT_EQ(openssl.path, "prog/openssl");
    EXPECT_EQ(openssl.source, Source::binary);
    ASSERT_EQ(openssl.evidence.size(), 1u);
    EXPECT_EQ(openssl.evidence[0].path, "prog");
    EXPECT_EQ(openssl.evidence[0].text, "byte 0xb1: OpenSSL 3.0.13+quic 30 Jan 2024");
    EXPECT_FALSE(openssl.cpe.empty());
}

TEST(Binary, keeps_two_copies_of_a_library_apart) {
    const std::string data =
        "\0deflate 1.2.11 Copyright 1995-2017 Jean-loup Gailly and Mark Adler \0"
        "deflate 1.3.1 Copyright 1995-2024 Jean-loup Gailly and Mark Adler \0"s;
    const inventory::Inventory inventory = read(ElfMaker(data).make());
    EXPECT_THAT(contents_of(inventory), ElementsAre(Pair("zlib", "1.2.11"), Pair("zlib", "1.3.1")));
    EXPECT_EQ(inventory.components[2].path, "prog/zlib@1.3.1");
}

TEST(Binary, shows_versions_by_functions_and_data) {
    std::string data = "1.44.2\0"s;                                                        // 0
    data += "3.45.1\0\0"s;                                                                 // 7
    data += "\xf3\x0f\x1e\xfa\x55\x48\x89\xe5\xb8"s + little(0x1001000, 4) + "\x5d\xc3"s;  // 15: brotli, 1.1.0
    const uint64_t lea = data.size();
    data += "\x48\x8d\x05"s + little(static_cast<uint64_t>(-static_cast<int64_t>(lea + 7)), 4) + "\xc3"s;  // to 0
    data += std::string(32, '\0');
    const std::string elf = ElfMaker(data)
                                .symbol("sqlite3_version", 7)
                                .symbol("BrotliDecoderVersion", 15)
                                .symbol("uv_version_string", lea)
                                .symbol("zlibVersion", 7)  // not a function: "3.45.1" is no instruction
                                .make();
    const inventory::Inventory inventory = read(elf);
    EXPECT_THAT(contents_of(inventory), testing::UnorderedElementsAre(Pair("brotli", "1.1.0"), Pair("libuv", "1.44.2"),
                                                                      Pair("SQLite", "3.45.1")));
}

TEST(Binary, reads_functions_of_arm64) {
    std::string data =
        little(0x52820000, 4) + little(0x72a02000, 4) + little(0xd65f03c0, 4);  // movz 0x1000; movk 0x100
    data += std::string(32, '\0');
    const inventory::Inventory inventory = read(ElfMaker(data).machine(183).symbol("BrotliEncoderVersion", 0).make());
    EXPECT_THAT(contents_of(inventory), ElementsAre(Pair("brotli", "1.1.0")));
}

TEST(Binary, names_who_built_it) {
    const std::string elf =
        ElfMaker("\0expat_2.5.0\0"s)
            .note("GNU", 3, "\x01\x02\xab")
            .note("FDO", 0xcafe1a7e, R"({"type":"deb","os":"debian","name":"expat","version":"2.5.0-1"})")
            .make();
    const inventory::Inventory inventory = read(elf);
    EXPECT_EQ(inventory.subject.name, "expat");
    EXPECT_EQ(inventory.subject.version, "2.5.0-1");
    ASSERT_EQ(inventory.components[0].evidence.size(), 2u);
    EXPECT_THAT(inventory.components[0].evidence[0].text, HasSubstr(".note.package: debian deb expat 2.5.0-1"));
    EXPECT_EQ(inventory.components[0].evidence[1].text, "ELF x86-64, build id 0102ab");
    EXPECT_THAT(contents_of(inventory), ElementsAre(Pair("expat", "2.5.0")));
}

TEST(Binary, says_where_nothing_is_known) {
    const inventory::Inventory inventory = read(ElfMaker("nothing").make());
    EXPECT_THAT(contents_of(inventory), IsEmpty());
    ASSERT_EQ(inventory.skipped.size(), 1u);
    EXPECT_EQ(inventory.skipped[0].kind, SkipKind::unread);
    EXPECT_THAT(inventory.skipped[0].reason, HasSubstr("shows no library that is known"));
}

TEST(Binary, that_is_node_is_node) {
    const std::string url = "\0https://nodejs.org/dist/v24.1.0/node-v24.1.0-headers.tar.gz\0"s;
    const std::string data = url + node_snapshot({{"node", "24.1.0"},
                                                  {"acorn", "8.14.1"},
                                                  {"ada", "3.2.2"},
                                                  {"amaro", "0.5.2"},
                                                  {"ares", "1.34.5"},
                                                  {"brotli", "1.1.0"},
                                                  {"llhttp", "9.3.0"},
                                                  {"modules", "137"},
                                                  {"napi", "10"},
                                                  {"nghttp2", "1.65.0"},
                                                  {"uv", "1.50.0"},
                                                  {"uvwasi", "0.0.21"},
                                                  {"v8", "13.6.233.8-node.12"},
                                                  {"zlib", "1.3.0.1-motley"}});
    const inventory::Inventory inventory = read(ElfMaker(data).make());
    EXPECT_EQ(inventory.subject.name, "node");
    EXPECT_EQ(inventory.subject.version, "24.1.0");
    EXPECT_EQ(inventory.components[0].identities[0], (Identity{"Node.js", "node", {}}));
    EXPECT_THAT(contents_of(inventory), testing::IsSupersetOf({Pair("c-ares", "1.34.5"), Pair("libuv", "1.50.0"),
                                                               Pair("V8", "13.6.233.8-node.12")}));
    EXPECT_THAT(inventory.skipped, IsEmpty());
}

TEST(Binary, survives_headers_that_lie) {
    const std::string whole =
        ElfMaker("\0OpenSSL 3.0.13 30 Jan 2024\0"s).symbol("sqlite3_version", 1).note("GNU", 3, "x").make();
    for (size_t at = 0; at < ElfMaker::data_offset; ++at)
        for (const char value : {'\0', '\x01', '\x7f', '\xff'}) {
            std::string bytes = whole;
            bytes[at] = value;
            if (bytes.substr(0, 4) ==
                "\x7f"
                "ELF") [[maybe_unused]]
                const auto read = read_binary(bytes, Form::elf, "prog");
        }
    for (size_t size = 4; size < whole.size(); ++size) {
        [[maybe_unused]] const auto read = read_binary(whole.substr(0, size), Form::elf, "prog");
    }
}

TEST(Binary, full_of_beginnings_ends_within_its_limit) {
    std::string data;
    for (size_t i = 0; i <= max_banner_tries; ++i) data += "expat_";
    const inventory::Inventory inventory = read(ElfMaker(data).make());
    ASSERT_THAT(inventory.skipped, testing::SizeIs(2));
    EXPECT_THAT(inventory.skipped[0].reason, HasSubstr("more than 200000 texts begin like a library's"));
}

TEST(Executable, whose_parts_overlap_is_looked_at_once) {
    std::string pe = "MZ" + std::string(58, '\0') + little(64, 4) + "PE\0\0"s + little(0x8664, 2) + little(200, 2) +
                     std::string(12, '\0') + little(0, 2) + little(0, 2);
    std::string row = ".rdata\0\0"s + little(8248, 4) + little(0x1000, 4) + little(8248, 4) + little(0, 4) +
                      std::string(12, '\0') + little(0x40000040, 4);
    for (int i = 0; i < 200; ++i) pe += row;
    const auto exe = read_executable(pe, Form::pe, "x");
    ASSERT_TRUE(exe);
    EXPECT_LE(exe->data.size(), 2u);
    EXPECT_THAT(exe->problems, ElementsAre(HasSubstr("overlap")));
}

TEST(Binary, of_windows_and_macos_is_read_by_its_sections) {
    const std::string text = "\0OpenSSL 3.0.13 30 Jan 2024\0"s;
    std::string pe = "MZ" + std::string(58, '\0') + little(64, 4) + "PE\0\0"s + little(0x8664, 2) + little(1, 2) +
                     std::string(12, '\0') + little(0, 2) + little(0, 2);
    const size_t data = pe.size() + 40;
    pe += ".rdata\0\0"s + little(text.size(), 4) + little(0x1000, 4) + little(text.size(), 4) + little(data, 4) +
          std::string(12, '\0') + little(0x40000040, 4) + text;
    EXPECT_THAT(contents_of(read(pe, Form::pe)), ElementsAre(Pair("openssl", "3.0.13")));
    EXPECT_FALSE(read_binary("MZ, a letter that begins like one", Form::pe, "x"));

    std::string mach = "\xcf\xfa\xed\xfe"s + little(0x0100000c, 4) + little(0, 4) + little(2, 4) + little(1, 4) +
                       little(72, 4) + little(0, 8);
    const size_t start = mach.size() + 72;
    mach += little(0x19, 4) + little(72, 4) + "__TEXT\0\0\0\0\0\0\0\0\0\0"s + little(0x1000, 8) +
            little(text.size(), 8) + little(start, 8) + little(text.size(), 8) + std::string(16, '\0') + text;
    EXPECT_THAT(contents_of(read(mach, Form::mach_o)), ElementsAre(Pair("openssl", "3.0.13")));
}

TEST(Banners, are_proven_by_their_samples_and_name_rows_of_the_catalogue) {
    for (const BannerChapter* chapter : all_banner_chapters()) {
        for (const Banner& row : chapter->banners) {
            SCOPED_TRACE(row.needle);
            EXPECT_NE(inventory::row_named(row.component), nullptr);
            EXPECT_GE(row.needle.size(), 4u);
            EXPECT_THAT(std::string(row.sample), testing::StartsWith(std::string(row.needle)));
            const std::string elf = ElfMaker("\0"s + std::string(row.sample) + "\0"s).make();
            auto exe = read_executable(elf, Form::elf, "x");
            ASSERT_TRUE(exe);
            const auto shown = find_banners(elf, *exe);
            ASSERT_EQ(shown.size(), 1u);
            EXPECT_EQ(shown[0].component, row.component);
            EXPECT_EQ(shown[0].version, row.sample_version);
            EXPECT_EQ(shown[0].offset, ElfMaker::data_offset + 1);
        }
        for (const VersionSymbol& row : chapter->symbols) {
            SCOPED_TRACE(row.symbol);
            EXPECT_NE(inventory::row_named(row.component), nullptr);
            EXPECT_EQ(row.shape == Shape::number, row.packing != inventory::Packing::none);
        }
    }
}

TEST(Needles, are_all_found_in_order) {
    const std::vector<std::string_view> texts{"alpha", "alphabet", "beta", "aaaa"};
    std::vector<std::pair<size_t, size_t>> found;
    const Needles needles(texts);
    needles.find("alphabeta alphabet aaaaa", [&](size_t text, size_t at) { found.emplace_back(at, text); });
    EXPECT_THAT(found, testing::UnorderedElementsAre(Pair(0, 0), Pair(0, 1), Pair(5, 2), Pair(10, 0), Pair(10, 1),
                                                     Pair(19, 3), Pair(20, 3)));
    EXPECT_TRUE(std::ranges::is_sorted(found, {}, &std::pair<size_t, size_t>::first));
    for (const std::string_view small : {"", "a", "alp"})
        needles.find(small, [](size_t, size_t) { FAIL() << "nothing fits in there"; });
}

}  // namespace
}  // namespace ward::subject
