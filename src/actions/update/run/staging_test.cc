#include "actions/update/run/staging.h"

#include <sys/stat.h>

#include <filesystem>

#include <gtest/gtest.h>

#include "base/fd.h"
#include "base/path.h"
#include "base/root.h"
#include "base/temporary_folder.h"

namespace ward::update {
namespace {

class Staging : public testing::Test {
  protected:
    void SetUp() override {
        auto made = TemporaryFolder::make("ward-staging");
        ASSERT_TRUE(made);
        folder_ = std::move(*made);
    }
    std::string at(std::string_view path) const { return folder_.path() + "/" + std::string(path); }
    TemporaryFolder folder_;
};

TEST_F(Staging, writes_a_tree_as_it_is) {
    FileTree tree;
    tree["a/b.txt"] = TreeFile("text");
    tree["run.sh"] = TreeFile("#!/bin/sh\n", FileKind::executable);
    tree["link"] = TreeFile("a/b.txt", FileKind::symlink);
    tree["empty"] = TreeFile("");
    ASSERT_TRUE(write_tree(at("new"), tree));
    const auto root = Root::open(at("new"));
    ASSERT_TRUE(root);
    const auto read = tree_of_folder(*root, "");
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(*read, tree);
    EXPECT_EQ(tree_sha256(*read), tree_sha256(tree));
}

TEST_F(Staging, writes_nothing_over_what_is_there) {
    ASSERT_TRUE(make_folders(at("new")));
    const auto written = write_tree(at("new"), {});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::conflict);
}

TEST_F(Staging, refuses_paths_that_lead_outside) {
    for (const std::string path : {"../x", "/x", "a/../../x", ".git/config", "a//b"}) {
        FileTree tree;
        tree[path] = TreeFile("x");
        EXPECT_FALSE(write_tree(at("out"), tree)) << path;
        EXPECT_FALSE(path_exists(at("x"))) << path;
        ASSERT_TRUE(remove_folder(at("out")));
    }
}

TEST_F(Staging, never_writes_through_a_link) {
    ASSERT_TRUE(make_folders(at("victim")));
    FileTree tree;
    tree["l"] = TreeFile("../victim", FileKind::symlink);
    tree["l/x"] = TreeFile("x");  // a folder where a link is: no tree
    EXPECT_FALSE(write_tree(at("new"), tree));
    EXPECT_FALSE(path_exists(at("victim/x")));
}

TEST_F(Staging, exchanges_two_folders_at_once) {
    FileTree old_tree;
    old_tree["f"] = TreeFile("old");
    FileTree new_tree;
    new_tree["g"] = TreeFile("new");
    ASSERT_TRUE(write_tree(at("place"), old_tree));
    ASSERT_TRUE(write_tree(at("staged"), new_tree));
    ASSERT_TRUE(exchange(at("staged"), at("place")));
    EXPECT_TRUE(path_exists(at("place/g")));
    EXPECT_TRUE(path_exists(at("staged/f")));
    EXPECT_FALSE(path_exists(at("place/f")));
}

TEST_F(Staging, puts_a_tree_where_nothing_was) {
    FileTree tree;
    tree["g"] = TreeFile("new");
    ASSERT_TRUE(write_tree(at("staged"), tree));
    ASSERT_TRUE(exchange(at("staged"), at("deep/er/place")));
    EXPECT_TRUE(path_exists(at("deep/er/place/g")));
    EXPECT_FALSE(path_exists(at("staged")));
}

TEST_F(Staging, removes_links_and_not_what_they_lead_to) {
    ASSERT_TRUE(make_folders(at("victim")));
    ASSERT_TRUE(replace_file(at("victim/f"), "x"));
    FileTree tree;
    tree["l"] = TreeFile("../victim", FileKind::symlink);
    ASSERT_TRUE(make_folders(at("old")));
    std::filesystem::create_symlink("../victim", at("old/l"));
    ASSERT_TRUE(remove_folder(at("old")));
    EXPECT_TRUE(path_exists(at("victim/f")));
}

}  // namespace
}  // namespace ward::update
