// The swap under kill -9 and on a full disk: whatever happens, the old database or the new one answers.
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <random>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "facts/advisory/advisory.h"
#include "facts/advisory/swap.h"

namespace ward::advisory {
namespace {

std::string records(int count) {
    std::string text;
    std::minstd_rand random(static_cast<unsigned>(count));
    for (int i = 0; i < count; ++i) {
        text += R"({"id":"R-)" + std::to_string(i) + R"(","modified":"2024-01-01T00:00:00Z","details":")";
        for (int k = 0; k < 1'000; ++k) text += static_cast<char>('a' + random() % 26);
        text += "\"}\n";
    }
    return text;
}

class Crash : public testing::Test {
  protected:
    Crash() {
        std::string pattern = testing::TempDir() + "/ward-crash-XXXXXX";
        folder_ = ::mkdtemp(pattern.data());
        database_ = folder_ + "/advisories.db";
    }
    ~Crash() override { std::filesystem::remove_all(folder_); }
    std::string source(int count) {
        const std::string path = folder_ + "/" + std::to_string(count) + ".ndjson";
        EXPECT_TRUE(replace_file(path, records(count)));
        return path;
    }
    Result<ImportResult> run(const std::string& path) { return import({{path}, database_, true, std::nullopt}, Log()); }

    std::string folder_;
    std::string database_;
};

TEST_F(Crash, fifty_kills_leave_a_whole_database) {
    const std::vector<std::string> sources = {source(3'000), source(3'100)};
    const auto start = std::chrono::steady_clock::now();
    ASSERT_TRUE(run(sources[0]));
    const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
    std::minstd_rand random(7);
    int killed = 0;
    int replaced = 0;
    uint64_t before = 3'000;
    for (int round = 0; round < 50; ++round) {
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            // Again and again, so that the kill falls anywhere within an import, and between two.
            for (int i = 0;; ++i)
                if (!run(sources[static_cast<size_t>(i + round) % 2])) ::_exit(1);
        }
        std::this_thread::sleep_for(std::chrono::microseconds(random() % (2 * whole.count() + 1)));
        ASSERT_EQ(::kill(child, SIGKILL), 0);
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status)) << "an import failed: exit status " << WEXITSTATUS(status);
        ++killed;

        const auto index = Index::open(database_);
        ASSERT_TRUE(index) << index.error().message();
        const auto verified = index->verify();
        ASSERT_TRUE(verified) << verified.error().message();
        ASSERT_TRUE(index->info().records == 3'000 || index->info().records == 3'100);
        replaced += index->info().records != before ? 1 : 0;
        before = index->info().records;
        if (std::filesystem::exists(previous_path(database_))) {
            const auto previous = Index::open(previous_path(database_));
            ASSERT_TRUE(previous) << previous.error().message();
            ASSERT_TRUE(previous->verify());
        }
    }
    EXPECT_EQ(killed, 50);
    EXPECT_GT(replaced, 0) << "some kills must come after a swap, or nothing was tested";
    ASSERT_TRUE(run(sources[0])) << "the lock died with its holder";
    size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
        files += entry.path().filename().string().contains(".tmp.") ? 1 : 0;
    EXPECT_EQ(files, 0u) << "leftovers are cleared by the next run";
}

// A file system of `bytes` at `path`, taken away at the end.
class TinyFileSystem {
  public:
    TinyFileSystem(std::string path, size_t bytes) : path_(std::move(path)) {
        std::filesystem::create_directory(path_);
        const std::string size = "size=" + std::to_string(bytes);
        mounted_ = ::mount("ward-test", path_.c_str(), "tmpfs", 0, size.c_str()) == 0;
    }
    ~TinyFileSystem() {
        if (mounted_) ::umount2(path_.c_str(), MNT_DETACH);
    }
    TinyFileSystem(const TinyFileSystem&) = delete;
    TinyFileSystem& operator=(const TinyFileSystem&) = delete;
    bool mounted() const { return mounted_; }

  private:
    std::string path_;
    bool mounted_ = false;
};

TEST_F(Crash, a_full_disk_leaves_the_old_database) {
    const std::string small = source(50);
    const std::string large = source(2'000);
    const TinyFileSystem disk(folder_ + "/disk", 600u << 10);
    if (!disk.mounted()) GTEST_SKIP() << "needs the right to mount a tmpfs";
    database_ = folder_ + "/disk/advisories.db";
    ASSERT_TRUE(run(small));
    const auto failed = run(large);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::io);
    EXPECT_THAT(failed.error().what, testing::HasSubstr("No space left on device"));
    const auto index = Index::open(database_);
    ASSERT_TRUE(index) << index.error().message();
    EXPECT_TRUE(index->verify());
    EXPECT_EQ(index->info().records, 50u);
    EXPECT_TRUE(run(small)) << "nothing that fills the disk was left";
}

TEST_F(Crash, a_size_limit_leaves_the_old_database) {
    const std::string small = source(50);
    const std::string large = source(2'000);
    ASSERT_TRUE(run(small));
    rlimit old{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old), 0);
    const auto handler = ::signal(SIGXFSZ, SIG_IGN);
    const rlimit tight{.rlim_cur = 400u << 10, .rlim_max = old.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
    const auto failed = run(large);
    ::setrlimit(RLIMIT_FSIZE, &old);
    ::signal(SIGXFSZ, handler);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::io);
    EXPECT_EQ(Index::open(database_).value().info().records, 50u);
}

TEST_F(Crash, a_read_only_folder_is_an_error) {
    const std::string small = source(50);
    database_ = "/proc/self/advisories.db";
    const auto failed = run(small);
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().message(), testing::HasSubstr("/proc/self/advisories.db.lock"));
}

}  // namespace
}  // namespace ward::advisory
