#include "io/archive/tar.h"

#include <algorithm>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "support/tar_writer.h"

namespace ward::archive {
namespace {

using test::TarWriter;
using testing::HasSubstr;

std::string shown(const TarEntry& entry) {
    return fmt::format("{} {} {:o} [{}] {}", name_of(entry.type), entry.name, entry.mode, entry.target, entry.bytes);
}

// One line an entry, or the error.
std::string listing(std::string_view bytes, const TarLimits& limits = {}) {
    const auto entries = read_tar(bytes, "x.tar", limits);
    if (!entries) return fmt::format("{}: {}", name_of(entries.error().code), entries.error().what);
    std::string out;
    for (const TarEntry& entry : *entries) out += shown(entry) + "\n";
    return out;
}

TEST(Tar, reads_files_folders_and_links) {
    TarWriter tar;
    tar.folder("package/").add("package/a.js", "hello", 0755).add("package/empty", "");
    tar.link("package/s", "a.js").link("package/h", "package/a.js", '1');
    EXPECT_EQ(listing(tar.finish()),
              "folder package/ 755 [] \n"
              "file package/a.js 755 [] hello\n"
              "file package/empty 644 [] \n"
              "symbolic link package/s 644 [a.js] \n"
              "hard link package/h 644 [package/a.js] \n");
}

TEST(Tar, tells_where_each_header_stands) {
    const std::string bytes = TarWriter().add("a", std::string(513, 'x')).add("b", "").finish();
    const auto entries = read_tar(bytes, "x.tar");
    ASSERT_TRUE(entries) << entries.error().message();
    ASSERT_EQ(entries->size(), 2u);
    EXPECT_EQ((*entries)[0].offset, 0u);
    EXPECT_EQ((*entries)[1].offset, 3 * TarWriter::block);
}

TEST(Tar, tells_the_comment_of_the_whole_archive) {
    const std::string record = TarWriter::record("comment", "0123456789");
    const std::string bytes = TarWriter().pax(record, 'g').add("a", "x").finish();
    auto reader = TarReader::open(bytes, "x.tar");
    ASSERT_TRUE(reader);
    EXPECT_EQ(reader->comment(), "");
    ASSERT_TRUE(reader->next());
    EXPECT_EQ(reader->comment(), "0123456789");
    EXPECT_THAT(listing(TarWriter().pax(record, 'g').pax(record, 'g').add("a", "x").finish()),
                HasSubstr("has two comments for all of its entries"));
}

TEST(Tar, joins_a_name_that_ustar_has_split) {
    EXPECT_EQ(listing(TarWriter().add({.name = "b.js", .prefix = "package/a"}, "x").finish()),
              "file package/a/b.js 644 [] x\n");
}

TEST(Tar, reads_what_was_written_before_ustar_and_by_gnu) {
    // No magic: the bytes of the prefix mean nothing.
    EXPECT_EQ(listing(TarWriter().add({.name = "a", .flag = '\0', .prefix = "p", .magic = {}}, "x").finish()),
              "file a 644 [] x\n");
    EXPECT_EQ(listing(TarWriter().add({.name = "a", .prefix = "1234", .magic = std::string("ustar  \0", 8)}).finish()),
              "file a 644 [] \n");
    EXPECT_EQ(listing(TarWriter().add({.name = "a/", .magic = {}}).finish()), "folder a/ 644 [] \n");
}

TEST(Tar, applies_extended_headers_to_the_next_entry_alone) {
    TarWriter tar;
    const std::string longer = "package/" + std::string(200, 'n');
    tar.pax(TarWriter::record("comment", "of all"), 'g');
    tar.pax(TarWriter::record("path", longer) + TarWriter::record("mtime", "1.5") + TarWriter::record("size", "2"));
    tar.add("package/short", "ab").add("package/next", "");
    tar.pax(TarWriter::record("linkpath", "elsewhere")).link("l", "cut");
    EXPECT_EQ(listing(tar.finish()),
              "file " + longer + " 644 [] ab\nfile package/next 644 [] \n" + "symbolic link l 644 [elsewhere] \n");
}

TEST(Tar, reads_long_names_of_gnu) {
    const std::string name(150, 'n');
    const std::string target(160, 't');
    TarWriter tar;
    tar.long_name(target, 'K').long_name(name).link(name.substr(0, 100), target.substr(0, 100)).add("next", "");
    EXPECT_EQ(listing(tar.finish()), fmt::format("symbolic link {} 644 [{}] \nfile next 644 [] \n", name, target));
}

TEST(Tar, gives_a_name_as_often_as_it_comes) {
    EXPECT_EQ(listing(TarWriter().add("a", "first").add("a", "second").finish()),
              "file a 644 [] first\nfile a 644 [] second\n");
}

TEST(Tar, gives_names_that_lead_outside_as_they_are) {
    EXPECT_EQ(listing(TarWriter().add("../../etc/passwd", "").add("/etc/passwd", "").finish()),
              "file ../../etc/passwd 644 [] \nfile /etc/passwd 644 [] \n");
}

TEST(Tar, passes_over_types_that_nobody_knows) {
    EXPECT_EQ(listing(TarWriter().add({.name = "v", .flag = 'V'}).add({.name = "z", .flag = 'Z'}, "zz").finish()),
              "other v 644 [] \nother z 644 [] \n");
    EXPECT_EQ(listing(TarWriter().add({.name = "tty", .flag = '3'}).finish()), "other tty 644 [] \n");
}

TEST(Tar, needs_no_zero_blocks_at_the_end) {
    TarWriter tar;
    tar.add("a", "x");
    EXPECT_EQ(listing(tar.cut()), "file a 644 [] x\n");
    EXPECT_EQ(listing(tar.cut() + std::string(10, '\0')), "file a 644 [] x\n");
    EXPECT_EQ(listing(tar.cut() + std::string(20 * TarWriter::block, '\0')), "file a 644 [] x\n");
    EXPECT_EQ(listing(std::string(2 * TarWriter::block, '\0')), "");
}

TEST(Tar, reads_sizes_in_base_256_inside_the_limits) {
    const std::string size = "\x80" + std::string(10, '\0') + "\x02";
    EXPECT_EQ(listing(TarWriter().add({.name = "a", .size = size}, "ab").finish()), "file a 644 [] ab\n");
    const std::string huge = "\x80" + std::string(3, '\0') + "\x7f" + std::string(7, '\xff');
    EXPECT_EQ(listing(TarWriter().add({.name = "a", .size = huge}).finish()),
              "limit: has an entry larger than 1073741824 bytes, at offset 0");
    const std::string larger = "\x80" + std::string(11, '\xff');
    EXPECT_EQ(listing(TarWriter().add({.name = "a", .size = larger}).finish()),
              "parse: has an oversized size, at offset 0");
    EXPECT_EQ(listing(TarWriter().add({.name = "a", .size = std::string(12, '\xff')}).finish()),
              "parse: has a negative or oversized size, at offset 0");
}

struct Hostile {
    std::string_view what;
    std::string bytes;
    std::string_view error;
};

std::string forged(std::string bytes, size_t at, char value, bool seal) {
    bytes[at] = value;
    if (seal) TarWriter::seal(bytes, 0);
    return bytes;
}

TEST(Tar, refuses_what_two_readers_understand_differently) {
    const std::string one = TarWriter().add("a", "x").finish();
    const std::string next = TarWriter().add("evil", "y").cut();
    const auto pax = [](std::string_view records) { return TarWriter().pax(records).add("a", "x").finish(); };
    using Header = TarWriter::Header;
    const Hostile cases[]{
        {"checksum", forged(one, 0, 'b', false), "wrong checksum"},
        {"checksum of no digits", forged(one, 149, 'x', false), "wrong checksum"},
        {"size of no digits", forged(one, 130, '9', true), "size that is no octal number"},
        {"size with a sign", forged(one, 124, '-', true), "size that is no octal number"},
        {"mode of no digits", forged(one, 101, 'x', true), "mode that is no octal number"},
        {"line break behind a name", forged(one, 50, '\n', true), "line break behind the end of its name"},
        {"no name", TarWriter().add("", "x").finish(), "entry without a name"},
        {"empty", "", "too short"},
        {"cut header", one.substr(0, 600 + 512), ""},  // an end of zeros only: nothing is missing
        {"cut in a header", one.substr(0, 1024) + "abc", "cut short"},
        {"cut in a body", one.substr(0, 512), "cut short in an entry"},
        {"cut in padding", one.substr(0, 700), "cut short behind an entry"},
        {"cut behind an extended header", TarWriter().pax("").cut(), "extended header without an entry"},
        {"bytes behind the end", one + next, "bytes behind its end"},
        {"garbage behind the end", one + "garbage", "bytes behind its end"},
        {"one zero block", TarWriter().add("a", "").raw(std::string(512, '\0')).raw(next).finish(), "zero block amid"},
        {"folder with a size", TarWriter().add(Header{.name = "d", .flag = '5'}, next).finish(), "folder with a size"},
        {"folder by its name", TarWriter().add("d/", next).finish(), "folder with a size"},
        {"link with a size", TarWriter().add(Header{.name = "l", .flag = '2', .target = "t"}, next).finish(),
         "symbolic link with a size"},
        {"device with a size", TarWriter().add(Header{.name = "d", .flag = '3'}, next).finish(), "device with a size"},
        {"link without target", TarWriter().link("l", "").finish(), "link without a target"},
        {"file with target", TarWriter().add(Header{.name = "f", .target = "t"}, "x").finish(), "link target where"},
        {"long name with target",
         TarWriter().add(Header{.name = "L", .flag = 'L', .target = "t"}, "n").add("a", "").finish(),
         "link target where"},
        {"contiguous file of a folder's name", TarWriter().add(Header{.name = "f/", .flag = '7'}).finish(),
         "file with a folder's name"},
        {"split name in unknown form",
         TarWriter().add(Header{.name = "b", .prefix = "a", .magic = std::string("ustar\0xx", 8)}).finish(),
         "split name in a form"},
        {"sparse", TarWriter().add(Header{.name = "s", .flag = 'S'}, "x").finish(), "sparse file or an obsolete"},
        {"old extended header", TarWriter().add(Header{.name = "s", .flag = 'X'}, "x").finish(), "obsolete kind"},
        {"sparse by pax", pax(TarWriter::record("GNU.sparse.name", "b")), "sparse file"},
        {"two sizes", pax(TarWriter::record("size", "0")), "two different sizes"},
        {"size in words", pax(TarWriter::record("size", "0x1")), "broken record \"size\""},
        {"two paths", pax(TarWriter::record("path", "b") + TarWriter::record("path", "c")), "two records \"path\""},
        {"path with NUL", pax(TarWriter::record("path", std::string_view("b\0c", 3))), "no single line"},
        {"path of two lines", pax(TarWriter::record("path", "b\n9 path=c")), "no single line"},
        {"empty path", pax(TarWriter::record("path", "")), "is empty"},
        {"type by pax", pax(TarWriter::record("type", "5")), "broken record \"type\""},
        {"record too long", pax("99 path=b\n"), "broken record"},
        {"record too short", pax("3 path=b\n"), "broken record"},
        {"record without length", pax("path=b\n"), "broken record"},
        {"record without key", pax("6 =bc\n"), "broken record"},
        {"record without value", pax("7 path\n"), "broken record"},
        {"padding in records", pax(TarWriter::record("path", "b") + std::string(9, '\0')), "broken record"},
        {"two extended headers", TarWriter().pax("").pax("").add("a", "").finish(), "two extended headers"},
        {"two long names", TarWriter().long_name("a").long_name("b").add("a", "").finish(), "two long names"},
        {"two kinds of names", TarWriter().long_name("b").pax(TarWriter::record("path", "c")).add("a", "").finish(),
         "two different names"},
        {"two kinds of targets",
         TarWriter().long_name("b", 'K').pax(TarWriter::record("linkpath", "c")).link("a", "d").finish(),
         "two different link targets"},
        {"long name with a tail", TarWriter().long_name(std::string_view("a\0b", 3)).add("a", "").finish(),
         "bytes behind its end"},
        {"empty long name", TarWriter().long_name("").add("a", "").finish(), "empty long name"},
        {"path of all", TarWriter().pax(TarWriter::record("path", "b"), 'g').add("a", "").finish(), "for all of its"},
        {"size of all", TarWriter().pax(TarWriter::record("size", "1"), 'g').add("a", "").finish(), "for all of its"},
    };
    for (const Hostile& hostile : cases) {
        const std::string found = listing(hostile.bytes);
        if (hostile.error.empty()) EXPECT_EQ(found, "file a 644 [] x\n") << hostile.what;
        else {
            EXPECT_THAT(found, testing::AnyOf(testing::StartsWith("parse: "), testing::StartsWith("unsupported: ")))
                << hostile.what;
            EXPECT_THAT(found, HasSubstr(hostile.error)) << hostile.what;
        }
    }
}

TEST(Tar, keeps_its_error) {
    const std::string bytes = TarWriter().add("a", "x").cut() + TarWriter().add("", "").finish();
    auto reader = TarReader::open(bytes, "x.tar");
    ASSERT_TRUE(reader);
    const auto first = reader->next();
    ASSERT_TRUE(first && *first);
    EXPECT_EQ((*first)->name, "a");
    for (int i = 0; i < 2; ++i) {
        const auto second = reader->next();
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().message(), "x.tar: has an entry without a name, at offset 1024");
    }
}

TEST(Tar, keeps_its_limits) {
    const std::string two = TarWriter().add("a", "xyz").pax("").add("b", "").finish();
    EXPECT_EQ(listing(two, {.archive_bytes = two.size() - 1}),
              fmt::format("limit: is larger than {} bytes", two.size() - 1));
    EXPECT_THAT(listing(two, {.archive_bytes = two.size()}), HasSubstr("file b"));
    EXPECT_EQ(listing(two, {.entries = 2}), "limit: has more than 2 headers, at offset 1536");
    EXPECT_THAT(listing(two, {.entries = 3}), HasSubstr("file b"));
    EXPECT_EQ(listing(two, {.entry_bytes = 2}), "limit: has an entry larger than 2 bytes, at offset 0");
    EXPECT_THAT(listing(two, {.entry_bytes = 3}), HasSubstr("file b"));

    const std::string named = TarWriter().long_name("abcde").add("abc", "").finish();
    EXPECT_EQ(listing(named, {.name_bytes = 4}), "limit: has a name longer than 4 bytes, at offset 1024");
    EXPECT_EQ(listing(named, {.name_bytes = 5}), "file abcde 644 [] \n");
    const std::string target = TarWriter().link("a", "abcde").finish();
    EXPECT_EQ(listing(target, {.name_bytes = 4}), "limit: has a name longer than 4 bytes, at offset 0");
    EXPECT_EQ(listing(named, {.extension_bytes = 5}), "limit: has an extended header larger than 5 bytes, at offset 0");
    EXPECT_EQ(listing(named, {.extension_bytes = 6}), "file abcde 644 [] \n");
}

// Names of files that every form of tar can hold, and some only by an extended header.
rc::Gen<std::string> a_name() {
    const auto letter = rc::gen::elementOf(std::string("abcXYZ019._-@ \xc3\xa9"));
    return rc::gen::map(rc::gen::mapcat(rc::gen::inRange(1, 300),
                                        [=](int length) {
                                            return rc::gen::container<std::string>(static_cast<size_t>(length), letter);
                                        }),
                        [](std::string name) { return "p/" + std::move(name); });
}

RC_GTEST_PROP(TarProperties, what_is_written_is_read, ()) {
    const auto count = *rc::gen::inRange<size_t>(0, 8);
    TarWriter tar;
    std::string expected;
    for (size_t i = 0; i < count; ++i) {
        const std::string name = *a_name();
        const auto body =
            *rc::gen::container<std::string>(*rc::gen::inRange<size_t>(0, 1500), rc::gen::arbitrary<char>());
        const auto mode = *rc::gen::inRange<uint32_t>(0, 010000);
        if (name.size() > 100 && *rc::gen::arbitrary<bool>()) tar.long_name(name);
        else if (name.size() > 100) tar.pax(TarWriter::record("path", name));
        tar.add(name, body, mode);
        expected += fmt::format("file {} {:o} [] {}\n", name, mode, body);
    }
    RC_ASSERT(listing(tar.finish()) == expected);
}

// Whatever one byte becomes, the archive is refused or the change is seen: no byte of a header goes unchecked, and a
// changed body is a changed entry. Bytes of padding may be anything.
RC_GTEST_PROP(TarProperties, one_changed_byte_never_hides, ()) {
    const std::string text(40, 't');
    std::string bytes = TarWriter().add("p/a", text).add("p/b", "").finish();
    const std::string before = listing(bytes);
    const auto at = *rc::gen::inRange<size_t>(0, bytes.size());
    const bool is_padding = at >= TarWriter::block + text.size() && at < 2 * TarWriter::block;
    const char value = *rc::gen::arbitrary<char>();
    RC_PRE(!is_padding && bytes[at] != value);
    const bool is_sum = at % TarWriter::block >= 148 && at % TarWriter::block < 156;  // leading 0 or blank
    bytes[at] = value;
    RC_ASSERT(is_sum || listing(bytes) != before);
}

}  // namespace
}  // namespace ward::archive
