#include "actions/update/tree/unpack.h"

#include <lzma.h>

#include <functional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include "io/gitobjects/git_fixture.h"
#include "support/tar_writer.h"
#include "support/zip_writer.h"

namespace ward::update {
namespace {

using testing::HasSubstr;
using ward::test::TarWriter;
using ward::test::ZipWriter;

std::string error_of(std::string bytes, int strip = 0, const TreeLimits& limits = {}) {
    const auto unpacked = unpack(std::move(bytes), "x.tar", strip, limits);
    return unpacked ? "" : std::string(name_of(unpacked.error().code)) + ": " + unpacked.error().message();
}

std::string xz(std::string_view text) {
    std::string out(lzma_stream_buffer_bound(text.size()), '\0');
    size_t used = 0;
    if (lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const uint8_t*>(text.data()),
                                text.size(), reinterpret_cast<uint8_t*>(out.data()), &used, out.size()) != LZMA_OK)
        return {};
    out.resize(used);
    return out;
}

std::string zstd(std::string_view text) {
    std::string out(ZSTD_compressBound(text.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
    return out;
}

std::string small_tar() {
    return TarWriter()
        .folder("pkg-1.0/")
        .add("pkg-1.0/a.txt", "text")
        .add("pkg-1.0/bin/run", "#!", 0755)
        .link("pkg-1.0/bin/again", "../a.txt")
        .finish();
}

void expect_small(const Result<UnpackedArchive>& unpacked) {
    ASSERT_TRUE(unpacked) << unpacked.error().message();
    ASSERT_EQ(unpacked->files.size(), 3u);
    EXPECT_EQ(unpacked->files.at("a.txt"), TreeFile("text"));
    EXPECT_EQ(unpacked->files.at("bin/run"), TreeFile("#!", FileKind::executable));
    EXPECT_EQ(unpacked->files.at("bin/again"), TreeFile("../a.txt", FileKind::symlink));
}

TEST(Unpack, reads_tar_in_each_packing_by_its_first_bytes) {
    expect_small(unpack(small_tar(), "x", 1));
    expect_small(unpack(ward::test::gzip(small_tar()), "x.zip", 1));
    expect_small(unpack(xz(small_tar()), "x", 1));
    expect_small(unpack(zstd(small_tar()), "x", 1));
}

TEST(Unpack, reads_zip_with_modes_and_links) {
    ZipWriter zip;
    zip.add("pkg-1.0/", "", ZipWriter::Method::stored, 0040755);
    zip.add("pkg-1.0/a.txt", "text", ZipWriter::Method::deflated, 0100644);
    zip.add("pkg-1.0/bin/run", "#!", ZipWriter::Method::stored, 0100755);
    zip.add("pkg-1.0/bin/again", "../a.txt", ZipWriter::Method::stored, 0120777);
    expect_small(unpack(zip.finish(), "x", 1));
    ZipWriter dos;
    dos.add("a.txt", "text");
    const auto unpacked = unpack(dos.finish(), "x", 0);
    ASSERT_TRUE(unpacked);
    EXPECT_EQ(unpacked->files.at("a.txt"), TreeFile("text"));
}

TEST(Unpack, drops_leading_folders_that_all_have) {
    EXPECT_EQ(unpack(TarWriter().add("./a/b/c", "1").finish(), "x", 2)->files.at("c").bytes(), "1");
    EXPECT_EQ(unpack(small_tar(), "x", 0)->files.count("pkg-1.0/bin/run"), 1u);
    EXPECT_THAT(error_of(TarWriter().add("top", "1").finish(), 1),
                HasSubstr("parse: x.tar: top: is no folder, and 1 leading folders"));
    EXPECT_THAT(error_of(TarWriter().add("a/x", "1").add("b/y", "2").finish(), 1),
                HasSubstr("b/y: is not below a/, as what came before it is"));
}

TEST(Unpack, takes_a_hard_link_as_a_copy_and_says_so) {
    const auto unpacked = unpack(TarWriter().add("p/a", "text", 04755).link("p/b", "p/a", '1').finish(), "x", 1);
    ASSERT_TRUE(unpacked) << unpacked.error().message();
    EXPECT_EQ(unpacked->files.at("b"), unpacked->files.at("a"));
    EXPECT_THAT(unpacked->passed_over, testing::ElementsAre("p/a: its set-user-id, set-group-id or sticky bit",
                                                            "p/b: a hard link, taken as a copy of p/a"));
    EXPECT_THAT(error_of(TarWriter().link("b", "a", '1').add("a", "x").finish()), HasSubstr("no file before it"));
    EXPECT_THAT(error_of(TarWriter().link("b", "../../etc/passwd", '1').finish()), HasSubstr("leads outside"));
}

// What a hostile archive does, and the words that refuse it. Each for tar and, where zip can say it, for zip.
struct Hostile {
    const char* name;
    const char* path;
    const char* reason;
};
class HostileName : public testing::TestWithParam<Hostile> {};

TEST_P(HostileName, is_refused_in_tar_and_zip) {
    const auto& [name, path, reason] = GetParam();
    EXPECT_THAT(error_of(TarWriter().add("a", "x").add(path, "x").finish()), HasSubstr(reason));
    ZipWriter zip;
    zip.add("a", "x");
    zip.add(path, "x");
    EXPECT_THAT(error_of(zip.finish()), HasSubstr(reason));
}
INSTANTIATE_TEST_SUITE_P(
    Names, HostileName,
    testing::Values(Hostile{"absolute", "/etc/passwd", "leads outside"}, Hostile{"up", "../x", "leads outside"},
                    Hostile{"up_inside", "b/../../x", "leads outside"}, Hostile{"up_at_end", "b/..", "leads outside"},
                    Hostile{"backslash", "b\\..\\..\\x", "cannot be a path"}, Hostile{"drive", "C:\\x", "cannot be"},
                    Hostile{"git", ".git/hooks/post-checkout", "cannot be"}, Hostile{"newline", "b\nc", "cannot be"},
                    Hostile{"bytes", "b\xff", "cannot be"}, Hostile{"twice", "a", "a: comes twice"},
                    Hostile{"below_file", "a/b", "a: is a file and a folder"}, Hostile{"case_twin", "A", "letter case"},
                    Hostile{"dot", "./a", "comes twice"}, Hostile{"empty_part", "b//c", "cannot be"}),
    [](const auto& row) { return row.param.name; });

TEST(Unpack, refuses_names_that_are_one_in_another_normalisation) {
    EXPECT_THAT(error_of(TarWriter().add("\xc3\xa9/x", "1").add("e\xcc\x81/y", "2").finish()),
                HasSubstr("normalisation"));
}

TEST(Unpack, strips_nothing_off_a_name_that_leads_outside) {
    EXPECT_THAT(error_of(TarWriter().add("../evil", "x").finish(), 1), HasSubstr("leads outside"));
    EXPECT_THAT(error_of(TarWriter().add("/evil/x", "x").finish(), 1), HasSubstr("leads outside"));
}

TEST(Unpack, refuses_links_that_lead_outside) {
    for (const char* target : {"/etc", "../x", "b/../../x", "a/../x"}) {
        EXPECT_THAT(error_of(TarWriter().link("l", target).finish()), HasSubstr("link that leads outside")) << target;
        ZipWriter zip;
        zip.add("l", target, ZipWriter::Method::stored, 0120777);
        EXPECT_THAT(error_of(zip.finish()), HasSubstr("link that leads outside")) << target;
    }
    // Inside of the archive, but not of what is left of it.
    EXPECT_THAT(error_of(TarWriter().link("p/l", "../q").finish(), 1), HasSubstr("link that leads outside"));
    // Through a link into the folder it leads to: a file cannot stand below a link.
    EXPECT_THAT(error_of(TarWriter().link("d", "e").add("d/x", "1").finish()), HasSubstr("a file and a folder"));
}

TEST(Unpack, refuses_devices_and_kinds_nobody_knows) {
    for (const char flag : {'3', '4', '6', 'V'})
        EXPECT_THAT(error_of(TarWriter().add(TarWriter::Header{.name = "dev", .flag = flag}).finish()),
                    HasSubstr("unsupported: x.tar: dev: is a device"))
            << flag;
    ZipWriter zip;
    zip.add("dev", "", ZipWriter::Method::stored, 0020600);
    EXPECT_THAT(error_of(zip.finish()), HasSubstr("is a device"));
}

TEST(Unpack, refuses_a_folder_and_a_file_of_one_name) {
    EXPECT_THAT(error_of(TarWriter().folder("a/").add("a", "x").finish()), HasSubstr("a file and a folder"));
    EXPECT_THAT(error_of(TarWriter().add("a", "x").folder("a/").finish()), HasSubstr("a file and a folder"));
    EXPECT_THAT(error_of(TarWriter().folder("../b/").finish()), HasSubstr("leads outside"));
}

TEST(Unpack, stops_at_bombs_and_counts) {
    const std::string bomb = TarWriter().add("a", std::string(30u << 20, '\0')).finish();
    EXPECT_THAT(error_of(ward::test::gzip(bomb, 9), 0), HasSubstr("limit: x.tar: expands more than 1000 times"));
    EXPECT_THAT(error_of(ward::test::gzip(TarWriter().add("a", std::string(5'000, 'x')).finish()), 0,
                         {.files = 1, .total_bytes = 100}),
                HasSubstr("limit: x.tar: expands to more than"));
    EXPECT_THAT(error_of(TarWriter().add("a", "12").finish(), 0, {.file_bytes = 1}), HasSubstr("larger than 1 bytes"));
    EXPECT_THAT(error_of(TarWriter().add("a", "12").add("b", "34").finish(), 0, {.total_bytes = 3}),
                HasSubstr("makes the tree larger than 3 bytes"));
    EXPECT_THAT(error_of(TarWriter().add("a", "").add("b", "").finish(), 0, {.files = 1}),
                HasSubstr("comes after 1 files"));
    EXPECT_THAT(error_of(TarWriter().add("a/b/c", "").finish(), 0, {.depth = 1}), HasSubstr("deeper than 1 folders"));
    EXPECT_THAT(error_of(TarWriter().folder("a/b/c/").finish(), 0, {.depth = 2}), HasSubstr("deeper than 2 folders"));
    EXPECT_THAT(error_of(TarWriter().add("abcdef", "").finish(), 0, {.path_bytes = 5}), HasSubstr("longer than 5"));
    TarWriter folders;
    for (int i = 0; i < 5; ++i) folders.folder(std::to_string(i) + "/");
    EXPECT_THAT(error_of(folders.finish(), 0, {.files = 1}), HasSubstr("limit:"));
    ZipWriter zip;
    zip.add("a", std::string(2'000, 'x'));
    EXPECT_THAT(error_of(zip.finish(), 0, {.total_bytes = 1'000}), HasSubstr("expands to more than 1000 bytes"));
}

TEST(Unpack, refuses_what_is_no_archive_and_says_what_it_is) {
    EXPECT_THAT(error_of(""), HasSubstr("is empty"));
    EXPECT_THAT(error_of("\xef\xbb\xbf \n<!DOCTYPE html><title>Not found</title>"), HasSubstr("is a web page"));
    EXPECT_THAT(error_of("<html>" + std::string(1'000, ' ')), HasSubstr("is a web page"));
    EXPECT_THAT(error_of("{\"message\":\"Not Found\"}"), HasSubstr("parse: x.tar: is too short for a tar archive"));
    EXPECT_THAT(error_of("BZh91AY&SY"), HasSubstr("unsupported: x.tar: is packed by bzip2"));
    EXPECT_THAT(error_of(std::string(2'000, 'x')), HasSubstr("parse: x.tar: "));
}

TEST(Unpack, refuses_every_cut) {
    const std::string packed = ward::test::gzip(small_tar());
    for (size_t size = 0; size < packed.size(); ++size) EXPECT_NE(error_of(packed.substr(0, size), 1), "") << size;
}

class UnpackGit : public testing::Test, protected gitobjects::GitFixture {};

TEST_F(UnpackGit, reads_what_git_archive_writes) {
    NEEDS_GIT();
    run("git init -q .");
    write("lib/a.c", "int a;\n");
    write("run.sh", "#!/bin/sh\n");
    run("chmod +x run.sh && ln -s lib/a.c link && git add -A && git commit -qm x");
    for (const char* format : {"tar", "tar.gz", "zip"}) {
        const std::string bytes = output(std::string("git archive --prefix=p-1/ --format=") + format + " HEAD");
        const auto unpacked = unpack(bytes, format, 1);
        ASSERT_TRUE(unpacked) << unpacked.error().message();
        EXPECT_EQ(git_tree_id(unpacked->files), run("git rev-parse HEAD^{tree}")) << format;
        EXPECT_EQ(unpacked->commit, run("git rev-parse HEAD")) << format;
    }
}

}  // namespace
}  // namespace ward::update
