#include "actions/update/tree/tree.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/update/tree/name_key.h"
#include "io/gitobjects/git_fixture.h"

namespace ward::update {
namespace {

using testing::HasSubstr;

FileTree tree_of(std::initializer_list<std::pair<std::string, std::string>> files) {
    FileTree tree;
    for (const auto& [path, text] : files) tree.emplace(path, TreeFile(text));
    return tree;
}

std::string check_error(const FileTree& tree, const TreeLimits& limits = {}) {
    const auto done = check_tree(tree, limits);
    return done ? "" : std::string(name_of(done.error().code)) + ": " + done.error().message();
}

std::string add_error(FileTree tree, const std::string& path) {
    const auto done = add_file(tree, path, TreeFile("x"));
    return done ? "" : done.error().message();
}

TEST(TreePath, is_relative_clean_and_shows_all_of_itself) {
    for (const std::string_view path :
         {"a", "a/b.c", "lib/\xc3\xa9.js", ".github/x", "a b/[c]", "...", "gitx/.gitignore"})
        EXPECT_TRUE(is_tree_path(path)) << path;
    const std::string nul("a\0b", 3);
    // Two literals: the escape would go on with the `c`.
    constexpr std::string_view turned =
        "a\xe2\x80\xae"
        "cod.exe";
    for (const std::string_view path :
         std::initializer_list<std::string_view>{"", "/a", "a/", "a//b", ".", "..", "a/..", "./a", "a/./b", "a\\b",
                                                 "C:\\x\\..", "a\nb", "a\x7f", "a\xff", turned, "a\xe2\x80\x8b"})
        EXPECT_FALSE(is_tree_path(path)) << path;
    EXPECT_FALSE(is_tree_path(nul));
}

TEST(TreePath, is_none_where_git_or_a_file_system_takes_it_for_dot_git) {
    for (const std::string_view path : {".git", "a/.git/hooks/x", ".GIT/config", "GIT~1", ".git.", ".git ",
                                        ".git::$INDEX_ALLOCATION", ".g\xe2\x80\x8cit"})
        EXPECT_FALSE(is_tree_path(path)) << path;
}

TEST(Link, stays_inside_only_where_no_other_link_can_change_that) {
    EXPECT_TRUE(link_stays_inside("a", "b"));
    EXPECT_TRUE(link_stays_inside("a/b/c", "../../x"));
    EXPECT_TRUE(link_stays_inside("a/b", "./x/./y"));
    EXPECT_FALSE(link_stays_inside("a", "../x"));
    EXPECT_FALSE(link_stays_inside("a/b/c", "../../../x"));
    EXPECT_FALSE(link_stays_inside("a", "/etc/passwd"));
    EXPECT_FALSE(link_stays_inside("a", ""));
    EXPECT_FALSE(link_stays_inside("a", "..\\..\\x"));
    // With a/s leading to "..", a/s/.. is the folder above the tree, though it reads like a.
    EXPECT_FALSE(link_stays_inside("e", "a/s/../x"));
}

TEST(NameKey, is_one_for_names_that_some_file_system_takes_for_one) {
    const std::array<std::array<std::string_view, 2>, 7> same{{{"README", "readme"},
                                                               {"\xc3\xa9", "e\xcc\x81"},  // NFC, NFD
                                                               {"\xc3\x89", "e\xcc\x81"},  // and case
                                                               {"stra\xc3\x9f"
                                                                "e",
                                                                "STRASSE"},  // full folding
                                                               {"\xea\xb0\x81", "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8"},
                                                               {"a\xcc\xa3\xcc\x82", "a\xcc\x82\xcc\xa3"},
                                                               {"\xe2\x84\xaa", "k"}}};  // the Kelvin sign
    for (const auto& [a, b] : same) EXPECT_EQ(name_key(a), name_key(b)) << a << ' ' << b;
    EXPECT_NE(name_key("\xc3\xa9"), name_key("e"));
    EXPECT_NE(name_key("a\xff"), name_key("a\xfe"));
    EXPECT_NE(name_key("\xc3\xbf"), name_key("\xff")) << "a byte that is no character is not that character";
}

// Python knows Unicode by itself; its newer tables may only add to these.
TEST(NameKey, agrees_with_another_reader_of_unicode) {
    gitobjects::GitFixture scratch;
    const std::string rows = scratch.output(
        "python3 -c \"import unicodedata as u\n"
        "for p in range(0x80, 0x30000):\n"
        "  if 0xd800 <= p < 0xe000 or u.category(chr(p)) == 'Cn': continue\n"
        "  f = u.normalize('NFD', u.normalize('NFD', chr(p)).casefold())\n"
        "  if f != chr(p): print(chr(p).encode().hex(), f.encode().hex(), u.normalize('NFC', f).encode().hex())\"");
    if (rows.empty()) GTEST_SKIP() << "needs python3";
    const auto bytes = [](std::string_view digits) {
        std::string out;
        for (size_t i = 0; i + 1 < digits.size(); i += 2)
            out += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
        return out;
    };
    size_t compared = 0;
    for (const std::string_view row : split(trim(rows), '\n')) {
        const auto words = split(row, ' ');
        ASSERT_EQ(words.size(), 3u);
        const std::string key = name_key(bytes(words[0]));
        EXPECT_EQ(key, name_key(bytes(words[1]))) << row;
        EXPECT_EQ(key, name_key(bytes(words[2]))) << row;
        ++compared;
    }
    EXPECT_GT(compared, 14'000u);
}

TEST(Tree, refuses_what_is_not_the_same_on_every_system) {
    EXPECT_THAT(check_error(tree_of({{"lib/a.c", ""}, {"lib/A.c", ""}})), HasSubstr("letter case"));
    EXPECT_THAT(check_error(tree_of({{"Lib/a", ""}, {"lib/b", ""}})), HasSubstr("differs from"));
    EXPECT_THAT(check_error(tree_of({{"\xc3\xa9", ""}, {"e\xcc\x81", ""}})), HasSubstr("normalisation"));
    EXPECT_THAT(check_error(tree_of({{"a", ""}, {"a/b", ""}})), HasSubstr("is a file and a folder"));
    EXPECT_THAT(check_error(tree_of({{"../a", ""}})), HasSubstr("no path that a tree may have"));
    EXPECT_EQ(check_error(tree_of({{"a/b", ""}, {"a/c/d", ""}, {"b", ""}, {"a.c", ""}})), "");
}

TEST(Tree, takes_one_more_file_by_the_same_rules) {
    const FileTree tree = tree_of({{"lib/a.c", ""}, {"lib/deep/x", ""}, {"other", ""}});
    EXPECT_EQ(add_error(tree, "lib/b.c"), "");
    EXPECT_EQ(add_error(tree, "new/place/b.c"), "");
    EXPECT_THAT(add_error(tree, "lib/a.c"), HasSubstr("there already"));
    EXPECT_THAT(add_error(tree, "lib/A.c"), HasSubstr("differs from lib/a.c"));
    EXPECT_THAT(add_error(tree, "LIB/z"), HasSubstr("differs from lib"));
    EXPECT_THAT(add_error(tree, "lib/Deep/y"), HasSubstr("differs from lib/deep"));
    EXPECT_THAT(add_error(tree, "other/x"), HasSubstr("is a file and a folder"));
    EXPECT_THAT(add_error(tree, "lib"), HasSubstr("is a file and a folder"));
    EXPECT_THAT(add_error(tree, "a/../b"), HasSubstr("no path"));
}

TEST(Tree, keeps_its_limits) {
    const FileTree tree = tree_of({{"a/b/c", "12345"}, {"d", "123"}});
    EXPECT_EQ(check_error(tree, {.files = 2, .file_bytes = 5, .total_bytes = 8, .path_bytes = 5, .depth = 2}), "");
    EXPECT_THAT(check_error(tree, {.files = 1}), HasSubstr("limit: d: comes after 1 files"));
    EXPECT_THAT(check_error(tree, {.file_bytes = 4}), HasSubstr("limit: a/b/c: is larger than 4 bytes"));
    EXPECT_THAT(check_error(tree, {.total_bytes = 7}), HasSubstr("makes the tree larger than 7 bytes"));
    EXPECT_THAT(check_error(tree, {.path_bytes = 4}), HasSubstr("is longer than 4 bytes"));
    EXPECT_THAT(check_error(tree, {.depth = 1}), HasSubstr("is deeper than 1 folders"));
    TreeBuilder builder({.files = 1});
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(builder.add_folder(std::to_string(i)));
    EXPECT_THAT(builder.add_folder("x").error().what, HasSubstr("comes after 4 names"));
}

TEST(Tree, gives_the_part_below_a_folder) {
    const FileTree tree = tree_of({{"a/b", "1"}, {"a/c/d", "2"}, {"a.b", "3"}, {"ab", "4"}});
    EXPECT_EQ(subtree(tree, "a"), tree_of({{"b", "1"}, {"c/d", "2"}}));
    EXPECT_EQ(subtree(tree, ""), tree);
    EXPECT_TRUE(subtree(tree, "x").empty());
}

TEST(TreeDigest, tells_names_kinds_and_bytes_apart_and_nothing_else) {
    const std::string digest = tree_sha256(tree_of({{"a", "1"}, {"b", "2"}}));
    EXPECT_EQ(digest.size(), 64u);
    EXPECT_EQ(digest, tree_sha256(tree_of({{"b", "2"}, {"a", "1"}})));
    EXPECT_NE(digest, tree_sha256(tree_of({{"a", "1"}, {"c", "2"}})));
    EXPECT_NE(digest, tree_sha256(tree_of({{"a", "1"}, {"b", "3"}})));
    FileTree executable = tree_of({{"a", "1"}, {"b", "2"}});
    executable.at("a").set_kind(FileKind::executable);
    EXPECT_NE(digest, tree_sha256(executable));
    EXPECT_EQ(tree_sha256({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

class TreeOfGit : public testing::Test, protected gitobjects::GitFixture {};

TEST_F(TreeOfGit, has_the_id_that_git_gives_it_and_reads_back) {
    NEEDS_GIT();
    run("git init -q .");
    // Names around '/' in the order of bytes, where git's order of folders matters.
    for (const char* path : {"a.b", "a/c", "a/b/d", "a0", "a-b/x", "lib/\xc3\xa9", "z/y/x/w"})
        write(path, fmt::format("text of {}\n", path));
    write("run.sh", "#!/bin/sh\n");
    run("chmod +x run.sh && ln -s a/c link && ln -s nowhere/at/all a/dangling && git add -A && git commit -qm x");
    const auto root = Root::open(path());
    ASSERT_TRUE(root);
    const auto tree = tree_of_folder(*root, "");
    ASSERT_TRUE(tree) << tree.error().message();
    EXPECT_EQ(tree->size(), 10u);
    EXPECT_EQ(tree->at("link").kind(), FileKind::symlink);
    EXPECT_EQ(tree->at("link").bytes(), "a/c");
    EXPECT_EQ(tree->at("run.sh").kind(), FileKind::executable);
    EXPECT_EQ(git_tree_id(*tree), run("git write-tree"));
    EXPECT_EQ(git_tree_id(subtree(*tree, "a")), run("git rev-parse HEAD:a"));
    EXPECT_EQ(git_tree_id({}), "4b825dc642cb6eb9a060e54bf8d69288fbee4904");

    const auto repository = gitobjects::Repository::open(path());
    ASSERT_TRUE(repository) << repository.error().message();
    const auto revision = repository->resolve("HEAD");
    ASSERT_TRUE(revision) << revision.error().message();
    const auto committed = tree_of_commit(*repository, revision->tree, "");
    ASSERT_TRUE(committed) << committed.error().message();
    EXPECT_TRUE(*committed == *tree);
    EXPECT_EQ(*tree_of_commit(*repository, revision->tree, "a/b"), subtree(*tree, "a/b"));
    EXPECT_EQ(*tree_of_folder(*root, "a/b"), subtree(*tree, "a/b"));
    EXPECT_EQ(tree_of_commit(*repository, revision->tree, "nope").error().code, ErrorCode::not_found);
    EXPECT_EQ(tree_of_commit(*repository, revision->tree, "a.b").error().code, ErrorCode::unsupported);
    EXPECT_EQ(tree_of_commit(*repository, revision->tree, "", {.files = 3}).error().code, ErrorCode::limit);
}

TEST_F(TreeOfGit, has_no_submodule) {
    NEEDS_GIT();
    run("git init -q . && git init -q sub && cd sub && git commit -q --allow-empty -m x && cd .. && git add sub && "
        "git commit -qm y");
    const auto repository = gitobjects::Repository::open(path());
    ASSERT_TRUE(repository);
    const auto tree = tree_of_commit(*repository, repository->resolve("HEAD")->tree, "");
    ASSERT_FALSE(tree);
    EXPECT_THAT(tree.error().message(), HasSubstr("sub: is a submodule"));
}

class TreeOfFolder : public testing::Test, protected gitobjects::GitFixture {};

TEST_F(TreeOfFolder, is_known_whole_or_not_at_all) {
    write("deps/x/a", "1");
    write("elsewhere/y", "2");
    const auto root = Root::open(path());
    ASSERT_TRUE(root);
    EXPECT_EQ(tree_of_folder(*root, "nope").error().code, ErrorCode::not_found);
    EXPECT_EQ(*tree_of_folder(*root, "deps/x"), tree_of({{"a", "1"}}));
    EXPECT_EQ(tree_of_folder(*root, "deps/x", {.file_bytes = 0}).error().code, ErrorCode::limit);

    ASSERT_EQ(::symlink("elsewhere", path("link").c_str()), 0);
    EXPECT_FALSE(tree_of_folder(*root, "link")) << "a link in the place of the folder is not followed";
    ASSERT_EQ(::mkfifo(path("elsewhere/pipe").c_str(), 0600), 0);
    EXPECT_THAT(tree_of_folder(*root, "elsewhere").error().message(), HasSubstr("elsewhere/pipe: is neither"));
    EXPECT_TRUE(tree_of_folder(*root, "deps")) << "what stands elsewhere does not matter";

    write("deps/x/.git/config", "");
    EXPECT_THAT(tree_of_folder(*root, "deps").error().message(), HasSubstr("no path that a tree may have"));
    if (::getuid() != 0) {
        write("deps/z/a", "");
        std::filesystem::permissions(path("deps/z"), std::filesystem::perms::none);
        EXPECT_FALSE(tree_of_folder(*root, "deps/z"));
        std::filesystem::permissions(path("deps/z"), std::filesystem::perms::owner_all);
    }
}

}  // namespace
}  // namespace ward::update
