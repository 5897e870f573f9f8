#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/archive/archive.h"
#include "support/zip_writer.h"

namespace ward::archive {
namespace {

using test::ZipWriter;

std::string two_files() {
    ZipWriter zip;
    zip.add("a.json", R"({"id":"A-1"})");
    zip.add("b/c.json", std::string(10'000, 'x'), ZipWriter::Method::stored);
    return zip.finish();
}

std::string contents(const Zip& zip, const ZipEntry& entry) {
    std::string out(entry.expanded_bytes, '\0');
    const auto done = Inflater().expand(zip, entry, out);
    return done ? out : "error: " + done.error().message();
}

std::string open_error(std::string_view bytes, const ZipLimits& limits = {}) {
    const auto zip = Zip::open(bytes, "x.zip", limits);
    return zip ? "" : std::string(name_of(zip.error().code)) + ": " + zip.error().what;
}

// `bytes` with the little-endian number at `at` replaced.
std::string patched(std::string bytes, size_t at, uint64_t value, int width) {
    for (int i = 0; i < width; ++i) bytes[at + static_cast<size_t>(i)] = static_cast<char>(value >> (8 * i));
    return bytes;
}

size_t last_of(std::string_view bytes, std::string_view signature) {
    return bytes.rfind(signature);
}
size_t end_record(std::string_view bytes) {
    return last_of(bytes, "PK\x05\x06");
}
size_t first_central(std::string_view bytes) {
    return bytes.find("PK\x01\x02");
}

TEST(Zip, reads_stored_and_deflated_entries) {
    const std::string bytes = two_files();
    const auto zip = Zip::open(bytes, "x.zip");
    ASSERT_TRUE(zip) << zip.error().message();
    ASSERT_EQ(zip->entries().size(), 2u);
    EXPECT_EQ(zip->entries()[0].name, "a.json");
    EXPECT_EQ(contents(*zip, zip->entries()[0]), R"({"id":"A-1"})");
    EXPECT_EQ(contents(*zip, zip->entries()[1]), std::string(10'000, 'x'));
}

TEST(Zip, reads_zip64_and_more_than_65535_entries) {
    ZipWriter small;
    small.add("a", "hello");
    const std::string bytes = small.finish(true);
    const auto zip = Zip::open(bytes, "x.zip");
    ASSERT_TRUE(zip) << zip.error().message();
    EXPECT_EQ(contents(*zip, zip->entries()[0]), "hello");

    ZipWriter many(1);
    for (int i = 0; i < 70'000; ++i) many.add(std::to_string(i), "x", ZipWriter::Method::stored);
    const std::string large = many.finish();
    const auto opened = Zip::open(large, "x.zip");
    ASSERT_TRUE(opened) << opened.error().message();
    EXPECT_EQ(opened->entries().size(), 70'000u);
    EXPECT_EQ(opened->entries().back().name, "69999");
}

TEST(Zip, tells_the_mode_that_a_unix_wrote_and_the_comment) {
    ZipWriter writer;
    writer.add("bin/run", "#!", ZipWriter::Method::stored, 0100755);
    writer.add("plain", "x");
    std::string bytes = writer.finish();
    bytes[bytes.size() - 2] = 4;
    bytes += "note";
    const auto zip = Zip::open(bytes, "x.zip");
    ASSERT_TRUE(zip) << zip.error().message();
    EXPECT_EQ(zip->entries()[0].unix_mode, 0100755);
    EXPECT_EQ(zip->entries()[1].unix_mode, 0);
    EXPECT_EQ(zip->comment(), "note");
    // The same bits of another system's writer mean something else.
    const std::string other = patched(bytes, first_central(bytes) + 5, 0, 1);
    EXPECT_EQ(Zip::open(other, "x.zip")->entries()[0].unix_mode, 0);
}

TEST(Zip, reads_an_empty_archive) {
    const std::string bytes = ZipWriter().finish();
    const auto zip = Zip::open(bytes, "x.zip");
    ASSERT_TRUE(zip) << zip.error().message();
    EXPECT_TRUE(zip->entries().empty());
}

TEST(Zip, refuses_what_two_readers_could_read_differently) {
    const std::string bytes = two_files();
    EXPECT_THAT(open_error("junk" + bytes), testing::HasSubstr("right before its end record"));
    // A comment that is itself a complete end record.
    const size_t end = end_record(bytes);
    std::string two = patched(bytes, end + 20, 22, 2) + bytes.substr(end);
    EXPECT_THAT(open_error(two), testing::HasSubstr("two end records"));
    // Bytes that no entry owns, before the first one.
    ZipWriter zip;
    zip.add("a", "x");
    std::string moved = zip.finish();
    const size_t central = first_central(moved);
    moved = patched(moved, central + 42, 1, 4);
    EXPECT_THAT(open_error(moved), testing::HasSubstr("before its first entry"));
    // The second entry points at the first one's data.
    std::string overlap = patched(bytes, bytes.find("PK\x01\x02", first_central(bytes) + 4) + 42, 0, 4);
    EXPECT_THAT(open_error(overlap), testing::HasSubstr("overlapping"));
}

TEST(Zip, refuses_an_entry_whose_local_header_disagrees) {
    std::string bytes = two_files();
    bytes[30] = 'Z';  // first letter of the local name
    const auto zip = Zip::open(bytes, "x.zip");
    ASSERT_TRUE(zip);
    EXPECT_THAT(contents(*zip, zip->entries()[0]), testing::HasSubstr("described differently"));
    EXPECT_EQ(contents(*zip, zip->entries()[1]).size(), 10'000u) << "the others stay readable";
}

TEST(Zip, refuses_wrong_sizes_and_checksums) {
    const std::string bytes = two_files();
    const size_t central = first_central(bytes);
    const std::string wrong_crc = patched(bytes, central + 16, 1, 4);
    const auto a = Zip::open(wrong_crc, "x.zip");
    ASSERT_TRUE(a);
    EXPECT_THAT(contents(*a, a->entries()[0]), testing::HasSubstr("CRC-32"));
    const std::string wrong_size = patched(patched(bytes, central + 24, 5, 4), 22, 5, 4);
    const auto b = Zip::open(wrong_size, "x.zip");
    ASSERT_TRUE(b);
    EXPECT_THAT(contents(*b, b->entries()[0]), testing::HasSubstr("does not expand to"));
    const std::string encrypted = patched(bytes, central + 8, 1, 2);
    const auto c = Zip::open(encrypted, "x.zip");
    ASSERT_TRUE(c);
    EXPECT_THAT(contents(*c, c->entries()[0]), testing::HasSubstr("encrypted"));
}

TEST(Zip, names_each_limit) {
    const std::string bytes = two_files();
    EXPECT_THAT(open_error(bytes, {.archive_bytes = 100}), testing::HasSubstr("limit: is larger than 100 bytes"));
    EXPECT_THAT(open_error(bytes, {.entries = 1}), testing::HasSubstr("limit: has more than 1 entries"));
    EXPECT_THAT(open_error(bytes, {.entry_bytes = 9'999}), testing::HasSubstr("limit: has an entry larger than 9999"));
    EXPECT_THAT(open_error(bytes, {.name_bytes = 7}), testing::HasSubstr("limit: has a name longer than 7 bytes"));
    EXPECT_THAT(open_error(bytes, {.expand = {.expanded_bytes = 10'000}}),
                testing::HasSubstr("limit: expands to more than 10000 bytes"));
    ZipWriter bomb;
    bomb.add("zeros", std::string(20u << 20, '\0'));
    EXPECT_THAT(open_error(bomb.finish(), {.expand = {.ratio = 500}}),
                testing::HasSubstr("limit: expands more than 500 times"));
}

TEST(Zip, survives_every_cut_and_every_flipped_byte) {
    ZipWriter writer;
    writer.add("a.json", R"({"id":"A-1"})");
    writer.add("b.json", R"({"id":"B-1","aliases":["A-1"]})");
    for (const bool zip64 : {false, true}) {
        ZipWriter zip;
        zip.add("a.json", R"({"id":"A-1"})");
        zip.add("b.json", R"({"id":"B-1","aliases":["A-1"]})");
        const std::string bytes = zip.finish(zip64);
        for (size_t size = 0; size < bytes.size(); ++size)
            EXPECT_NE(open_error(bytes.substr(0, size)), "") << "cut at " << size;
        for (size_t at = 0; at < bytes.size(); ++at) {
            std::string damaged = bytes;
            damaged[at] = static_cast<char>(damaged[at] ^ 0xff);
            const auto opened = Zip::open(damaged, "x.zip");
            if (!opened) continue;
            for (const ZipEntry& entry : opened->entries()) contents(*opened, entry);
        }
    }
}

}  // namespace
}  // namespace ward::archive
