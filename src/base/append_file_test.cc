#include "base/append_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temporary_folder.h"

namespace ward {
namespace {

struct AppendFileTest : testing::Test {
    TemporaryFolder folder = TemporaryFolder::make("append-test").value();
    std::string path = folder.path() + "/log";

    AppendFile open() const { return AppendFile::open(path, 1000, "somebody writes").value(); }
    std::string content() const { return read_file(path, 1000).value_or("(none)"); }
};

TEST_F(AppendFileTest, grows_and_is_read_again) {
    {
        AppendFile file = open();
        EXPECT_EQ(file.take_text(), "");
        EXPECT_FALSE(file.append("too early\n"));
        ASSERT_TRUE(file.begin(0));
        ASSERT_TRUE(file.append("one\n"));
        ASSERT_TRUE(file.append("two\n"));
    }
    struct stat info{};
    ASSERT_EQ(::stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    AppendFile file = open();
    EXPECT_EQ(file.take_text(), "one\ntwo\n");
    ASSERT_TRUE(file.begin(8));
    ASSERT_TRUE(file.append("three\n"));
    EXPECT_EQ(content(), "one\ntwo\nthree\n");
}

TEST_F(AppendFileTest, a_torn_line_is_cut) {
    ASSERT_TRUE(replace_file(path, "one\ntw"));
    AppendFile file = open();
    ASSERT_TRUE(file.begin(4));
    ASSERT_TRUE(file.append("two\n"));
    EXPECT_EQ(content(), "one\ntwo\n");
}

TEST_F(AppendFileTest, has_one_writer) {
    {
        const AppendFile first = open();
        const auto second = AppendFile::open(path, 1000, "somebody writes");
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().code, ErrorCode::conflict);
        EXPECT_THAT(second.error().message(), testing::HasSubstr("somebody writes"));
    }
    EXPECT_TRUE(AppendFile::open(path, 1000, "somebody writes"));
}

TEST_F(AppendFileTest, is_set_aside) {
    ASSERT_TRUE(replace_file(path, "old\n"));
    AppendFile file = open();
    ASSERT_TRUE(file.set_aside(path + ".old"));
    ASSERT_TRUE(file.begin(0));
    ASSERT_TRUE(file.append("new\n"));
    EXPECT_EQ(content(), "new\n");
    EXPECT_EQ(read_file(path + ".old", 1000).value(), "old\n");
}

TEST_F(AppendFileTest, limits_and_links) {
    ASSERT_TRUE(replace_file(path, std::string(1001, 'x')));
    EXPECT_EQ(AppendFile::open(path, 1000, "").error().code, ErrorCode::limit);
    ASSERT_EQ(::unlink(path.c_str()), 0);
    ASSERT_EQ(::symlink("elsewhere", path.c_str()), 0);
    AppendFile file = open();
    EXPECT_FALSE(file.begin(0));
}

}  // namespace
}  // namespace ward
