// What the kernel lets a program read and execute where files are listed; the program is /bin/cat, confined for real.
#include "permission/file_list.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/fd.h"
#include "ward/permission.h"

namespace ward::permission {
namespace {

class FileListed : public testing::Test {
  protected:
    void SetUp() override {  // NOLINT(readability-identifier-naming): GoogleTest's name
        if (landlock_abi() < 1) GTEST_SKIP() << "needs a kernel with Landlock";
        char name[] = "/tmp/ward-listed-XXXXXX";
        folder_ = ::mkdtemp(name);
        for (const char* file : {"a", "b"}) std::ofstream(path(file)) << "content of " << file;
        const auto program = allow_start(others_, "/bin/cat", "", "/");
        ASSERT_TRUE(program);
        launch_.program = *program;
    }
    void TearDown() override {  // NOLINT(readability-identifier-naming)
        if (!folder_.empty()) std::filesystem::remove_all(folder_);
    }

    std::string path(const std::string& name) const { return folder_ + '/' + name; }

    void list(const std::string& name) const {
        const Fd file = open_file(path(name), O_RDONLY).value();
        ASSERT_TRUE(launch_.files->add(file.get()));
    }

    // The policy grants the whole folder: what is refused is refused for want of being listed.
    Policy policy() const {
        Policy out = others_;
        out.grants.push_back({Scope::fs_read, folder_, Grant::Reach::tree});
        return out;
    }

    std::string cat(const std::string& name) const {
        Launch launch = launch_;
        launch.arguments = {"cat", path(name)};
        const Fd output = open_file(folder_ + ".out", O_RDWR | O_CREAT | O_TRUNC).value();
        const Fd errors = open_file("/dev/null", O_WRONLY).value();
        launch.output = output.get();
        launch.errors = errors.get();
        auto child = spawn(policy(), launch);
        if (!child) return child.error().message();
        const int status = child->wait().value();
        ::lseek(output.get(), 0, SEEK_SET);
        std::string text = read_all(output.get(), 1000, "").value();
        ::unlink((folder_ + ".out").c_str());
        return status == 0 ? text : "refused";
    }

    std::string folder_;
    Policy others_;
    Launch launch_;
};

TEST_F(FileListed, WithoutAListThePolicyDecides) {
    EXPECT_EQ(cat("a"), "content of a");
    EXPECT_EQ(cat("b"), "content of b");
}

TEST_F(FileListed, OnlyListedFilesAreRead) {
    launch_.files = FileList::make(others_).value();
    list("a");
    EXPECT_EQ(cat("a"), "content of a");
    EXPECT_EQ(cat("b"), "refused");
    std::filesystem::create_symlink("a", path("link_to_a"));
    std::filesystem::create_symlink("b", path("link_to_b"));
    EXPECT_EQ(cat("link_to_a"), "content of a");
    EXPECT_EQ(cat("link_to_b"), "refused");
}

TEST_F(FileListed, FilesAreListedAndNotNames) {
    launch_.files = FileList::make(others_).value();
    list("a");
    std::filesystem::rename(path("a"), path("moved"));
    std::filesystem::rename(path("b"), path("a"));
    EXPECT_EQ(cat("moved"), "content of a");
    EXPECT_EQ(cat("a"), "refused") << "another file by the listed name";
    std::ofstream(path("new")) << "made later";
    EXPECT_EQ(cat("new"), "refused");
}

TEST_F(FileListed, ProgramsHaveToBeListedToo) {
    std::filesystem::copy_file("/bin/cat", path("tool"));
    std::filesystem::permissions(path("tool"), std::filesystem::perms::all);
    Policy more = policy();
    ASSERT_TRUE(allow_start(more, path("tool"), "", "/"));
    launch_.program = path("tool");
    launch_.arguments = {"tool", path("a")};
    launch_.streams = Launch::Streams::null;
    launch_.files = FileList::make(others_).value();
    list("a");
    const auto refused = spawn(more, launch_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::io) << refused.error().message();
    list("tool");
    auto child = spawn(more, launch_);
    ASSERT_TRUE(child) << child.error().message();
    EXPECT_EQ(child->wait().value(), 0);
}

TEST_F(FileListed, RegularFilesAlone) {
    const FileList files = FileList::make(others_).value();
    const Fd folder = open_file(folder_, O_RDONLY | O_DIRECTORY).value();
    EXPECT_FALSE(files.add(folder.get()));
    EXPECT_FALSE(files.add(-1));
}

TEST(FileListWithoutLandlock, IsAnError) {
    const auto none = FileList::make({}, 0);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace ward::permission
