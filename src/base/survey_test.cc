#include "base/survey.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/fd.h"

namespace ward {
namespace {

class SurveyTest : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = testing::TempDir() + "ward_survey_" + std::to_string(::getpid());
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_ + "/b/deep/deeper");
        std::filesystem::create_directories(folder_ + "/empty");
        for (const char* name : {"b.js", "b/a.js", "b/deep/deeper/z", "a"})
            ASSERT_TRUE(replace_file(folder_ + '/' + name, name));
        std::filesystem::create_symlink("b", folder_ + "/link");
        ASSERT_EQ(::mkfifo((folder_ + "/fifo").c_str(), 0600), 0);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    Root root() const { return Root::open(folder_).value(); }
    std::string folder_;
};

const auto everywhere = [](std::string_view) { return true; };

TEST_F(SurveyTest, ListsWhatAWalkListsInItsOrder) {
    const Listing listing = root().walk({}, everywhere);
    const Survey seen = survey(root(), {}, everywhere);
    ASSERT_EQ(seen.entries.size(), listing.entries.size());
    ASSERT_EQ(seen.entries.size(), 10u);
    for (size_t i = 0; i < seen.entries.size(); ++i) {
        EXPECT_EQ(seen.entries[i].path, listing.entries[i].path);
        EXPECT_EQ(seen.entries[i].kind, listing.entries[i].kind) << seen.entries[i].path;
    }
    EXPECT_TRUE(seen.problems.empty());
}

TEST_F(SurveyTest, TellsWhatAnOpenFileTells) {
    const Survey seen = survey(root(), {}, everywhere);
    const auto found = std::ranges::find(seen.entries, "b/a.js", &SurveyEntry::path);
    ASSERT_NE(found, seen.entries.end());
    const auto open = status_of(root().open_regular("b/a.js").value(), "b/a.js");
    ASSERT_TRUE(open);
    EXPECT_EQ(found->status, *open);
    EXPECT_EQ(open->identity.size, 6u);
    // Of the link, not of where it leads.
    const auto link = std::ranges::find(seen.entries, "link", &SurveyEntry::path);
    ASSERT_NE(link, seen.entries.end());
    EXPECT_EQ(link->kind, EntryKind::symlink);
    EXPECT_NE(link->status.identity.inode,
              std::ranges::find(seen.entries, "b", &SurveyEntry::path)->status.identity.inode);
}

TEST_F(SurveyTest, ChangesOfAFileChangeItsIdentity) {
    const auto identity = [&] { return status_of(root().open_regular("a").value(), "a").value().identity; };
    const FileIdentity before = identity();
    ASSERT_TRUE(replace_file(folder_ + "/a", "b"));
    EXPECT_NE(identity(), before);
}

TEST_F(SurveyTest, NamesWhatItDoesNotEnter) {
    const Survey chosen = survey(root(), {}, [](std::string_view path) { return path != "b"; });
    EXPECT_EQ(chosen.entries.size(), 6u);
    const Survey shallow = survey(root(), {.depth = 1}, everywhere);
    ASSERT_EQ(shallow.problems.size(), 1u);
    EXPECT_EQ(shallow.problems[0].path, "b/deep");
    const Survey few = survey(root(), {.entries = 3}, everywhere);
    ASSERT_FALSE(few.problems.empty());
    EXPECT_LE(few.entries.size(), 3u);
    const Survey brief = survey(root(), {.path_bytes = 8}, everywhere);
    ASSERT_EQ(brief.problems.size(), 1u);
    EXPECT_EQ(brief.problems[0].path, "b/deep");
}

}  // namespace
}  // namespace ward
