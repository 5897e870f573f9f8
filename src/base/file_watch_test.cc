#include "base/file_watch.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>

#include <gtest/gtest.h>

namespace ward {
namespace {

class FileWatchTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string path = (std::filesystem::temp_directory_path() / "ward-watch-XXXXXX").string();
        ASSERT_NE(::mkdtemp(path.data()), nullptr);
        folder_ = path;
        std::ofstream(file()) << "one";
        auto made = FileWatch::make();
        if (!made) GTEST_SKIP() << made.error().message();
        watch_.emplace(std::move(*made));
        auto opened = open_file(file(), O_RDONLY);
        ASSERT_TRUE(opened);
        if (const auto added = watch_->add(opened->get(), "file"); !added) GTEST_SKIP() << added.error().message();
    }
    void TearDown() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    std::string file() const { return (folder_ / "file").string(); }
    // What wait() says when `act` is done first, and then there is something to read from `stop`.
    bool told_after(const auto& act) {
        const Fd stop(::eventfd(0, EFD_CLOEXEC));
        act();
        EXPECT_EQ(::eventfd_write(stop.get(), 1), 0);
        return watch_->wait(stop.get());
    }

    std::filesystem::path folder_;
    std::optional<FileWatch> watch_;
};

TEST_F(FileWatchTest, TellsOfWritingInPlace) {
    EXPECT_FALSE(told_after([] {}));
    EXPECT_FALSE(told_after([&] { EXPECT_TRUE(read_file(file(), 10)); }));
    EXPECT_TRUE(told_after([&] { std::ofstream(file(), std::ios::app) << "two"; }));
}

TEST_F(FileWatchTest, TellsOfCutting) {
    EXPECT_TRUE(told_after([&] { std::filesystem::resize_file(file(), 1); }));
}

TEST_F(FileWatchTest, TellsOfAMappingWhenItsFileIsClosed) {
    EXPECT_TRUE(told_after([&] {
        const auto opened = open_file(file(), O_RDWR);
        ASSERT_TRUE(opened);
        void* bytes = ::mmap(nullptr, 3, PROT_READ | PROT_WRITE, MAP_SHARED, opened->get(), 0);
        ASSERT_NE(bytes, MAP_FAILED);
        static_cast<char*>(bytes)[0] = 'X';
        ::munmap(bytes, 3);
    }));
}

// A file that takes the name is another file: what was verified is not touched.
TEST_F(FileWatchTest, ANewFileByTheNameIsAnother) {
    EXPECT_FALSE(told_after([&] {
        std::ofstream(folder_ / "new") << "other";
        std::filesystem::rename(folder_ / "new", file());
        std::ofstream(file(), std::ios::app) << "more";
    }));
}

}  // namespace
}  // namespace ward
