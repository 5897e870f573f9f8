// The oracle of an archive is the commit that it was made of: both must give the same tree.
#include "facts/inventory/tar_source.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/inventory/git_trees.h"
#include "io/gitobjects/git_fixture.h"
#include "support/tar_writer.h"

namespace ward::inventory {
namespace {

using test::TarWriter;
using testing::HasSubstr;

// "folder a", one an entry, or the error.
std::string listing(const std::string& bytes, const WalkLimits& limits = {}) {
    const auto source = TarSource::open(bytes, "x.tar");
    if (!source) return fmt::format("{}: {}", name_of(source.error().code), source.error().what);
    const Listing listing = (*source)->list(limits);
    std::string out;
    for (const Entry& entry : listing.entries)
        out += fmt::format("{} {}\n",
                           entry.kind == EntryKind::folder    ? "folder"
                           : entry.kind == EntryKind::symlink ? "link"
                                                              : "file",
                           entry.path);
    for (const Problem& problem : listing.problems) out += fmt::format("{}: {}\n", problem.path, problem.reason);
    return out;
}

TEST(TarSource, lists_as_a_walk_does_without_the_folder_at_the_top) {
    TarWriter tar;
    tar.folder("app-1/").add("app-1/a-b", "").add("app-1/a/z", "text").link("app-1/a/link", "../a-b");
    EXPECT_EQ(listing(tar.finish()), "folder a\nlink a/link\nfile a/z\nfile a-b\n");
}

TEST(TarSource, reads_files_and_nothing_through_links) {
    const std::string bytes =
        TarWriter().add("t/a/f", "hello").link("t/l", "a").link("t/a/out", "/etc/passwd").finish();
    const auto source = *TarSource::open(bytes, "x.tar");
    EXPECT_EQ(source->read("a/f", 5).value_or("?"), "hello");
    EXPECT_EQ(source->read("a/f", 4).error().code, ErrorCode::limit);
    EXPECT_EQ(source->read("a", 10).error().code, ErrorCode::unsupported);
    EXPECT_EQ(source->read("b", 10).error().code, ErrorCode::not_found);
    EXPECT_EQ(source->read("l/f", 10).error().code, ErrorCode::unsupported);
    EXPECT_EQ(source->read("a/out", 100).error().code, ErrorCode::unsupported);
    EXPECT_EQ(source->link_target("a/out").value_or("?"), "/etc/passwd");
    EXPECT_EQ(source->link_target("a/f").error().code, ErrorCode::unsupported);
    const FileStart start = *source->start("a/f", 2);
    EXPECT_EQ(start.bytes, "he");
    EXPECT_EQ(start.size, 5u);
    EXPECT_FALSE(source->gitlinks()->has_value());
    EXPECT_EQ(source->commit(), "");
}

TEST(TarSource, refuses_what_git_never_writes) {
    const auto refused = [](TarWriter tar) { return listing(tar.add("t/last", "").finish()); };
    EXPECT_THAT(refused(TarWriter().add("t/../x", "")), HasSubstr("t/../x: has a name that no file"));
    EXPECT_THAT(refused(TarWriter().add("/t/x", "")), HasSubstr("has a name that no file"));
    EXPECT_THAT(refused(TarWriter().add("t/./x", "")), HasSubstr("has a name that no file"));
    EXPECT_THAT(refused(TarWriter().add("t//x", "")), HasSubstr("has a name that no file"));
    EXPECT_THAT(refused(TarWriter().link("t/h", "t/last", '1')), HasSubstr("t/h: is neither a file"));
    EXPECT_THAT(refused(TarWriter().add({.name = "t/fifo", .flag = '6'})), HasSubstr("t/fifo: is neither a file"));
    EXPECT_THAT(refused(TarWriter().add("t/x", "1").add("t/x", "2")), HasSubstr("x: is there twice"));
    EXPECT_THAT(refused(TarWriter().add("t/x", "1").add("t/x/y", "2")), HasSubstr("x: is a folder, and something"));
    EXPECT_THAT(refused(TarWriter().link("t/x", "/tmp").add("t/x/y", "2")), HasSubstr("x: is a folder, and something"));
    EXPECT_THAT(refused(TarWriter().add("other/x", "1")), HasSubstr("stands beside the folder"));
    EXPECT_THAT(refused(TarWriter().add("t", "a file")), HasSubstr("stands beside the folder"));
    // The reader's own refusals come through.
    EXPECT_THAT(listing("short"), HasSubstr("is too short"));
    EXPECT_THAT(listing(TarWriter().add("t/x", std::string(2000, 'x')).cut().substr(0, 1024)),
                HasSubstr("is cut short"));
}

TEST(TarSource, keeps_to_the_limits_of_a_walk) {
    const std::string bytes = TarWriter().add("t/a/b/c/d", "").add("t/e", "").finish();
    EXPECT_EQ(listing(bytes, {.depth = 2}), "folder a\nfolder a/b\nfile e\na/b: nested deeper than 2 folders\n");
    EXPECT_EQ(listing(bytes, {.entries = 1}), "folder a\na/b: more than 1 entries; this and all that sorts after it\n");
}

TEST(TarSource, takes_the_commit_from_the_comment_alone) {
    const auto commit = [](std::string_view comment) {
        const std::string bytes = TarWriter().pax(TarWriter::record("comment", comment), 'g').add("t/x", "").finish();
        return (*TarSource::open(bytes, "x.tar"))->commit();
    };
    const std::string id(40, 'a');
    EXPECT_EQ(commit(id), id);
    EXPECT_EQ(commit("release 1.0"), "");
    EXPECT_EQ(commit(std::string(40, 'G')), "");
}

class TarOfCommit : public testing::Test, protected gitobjects::GitFixture {};

TEST_F(TarOfCommit, is_the_tree_of_the_commit) {
    NEEDS_GIT();
    run("git init -q -b main; mkdir -p a/deep " + std::string(120, 'n') + "; ln -s ../README a/link; ln -s a dir");
    write("README", "hello");
    write("a/deep/file.txt", "text");
    write("a.b", "sorts between");
    write("empty", "");
    write(std::string(120, 'n') + "/" + std::string(150, 'm'), "a long name");
    run("git add .; git commit -qm 1; git archive --prefix=app-1/ -o ../out.tar main; mv ../out.tar .");
    const gitobjects::Repository repository = *gitobjects::Repository::open(path());
    const gitobjects::Revision revision = *repository.resolve("main");
    GitTrees trees(repository);
    GitSource git(trees, revision.tree);
    const Listing expected = git.list({}, [](std::string_view) { return true; });
    const auto source = TarSource::open(*Root::open(path())->read("out.tar", 1u << 20), "out.tar");
    ASSERT_TRUE(source) << source.error().message();
    const Listing listing = (*source)->list({});
    ASSERT_EQ(listing.entries.size(), expected.entries.size());
    for (size_t i = 0; i < listing.entries.size(); ++i) {
        const Entry& entry = listing.entries[i];
        EXPECT_EQ(entry.path, expected.entries[i].path);
        EXPECT_EQ(entry.kind, expected.entries[i].kind);
        if (entry.kind == EntryKind::file) {
            EXPECT_EQ(*(*source)->read(entry.path, 100), *git.read(entry.path, 100));
        }
        if (entry.kind == EntryKind::symlink) {
            EXPECT_EQ(*(*source)->link_target(entry.path), *git.link_target(entry.path));
        }
    }
    EXPECT_EQ((*source)->commit(), revision.commit.hex());
}

}  // namespace
}  // namespace ward::inventory
