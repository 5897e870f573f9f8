#include "judges/policy/hash.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "base/fd.h"
#include "judges/policy/file_index.h"

namespace ward::policy {
namespace {

class Hash : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = testing::TempDir() + "ward_policy_hash_" + std::to_string(::getpid());
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    void put(const std::string& name, const std::string& bytes) const {
        ASSERT_TRUE(replace_file(folder_ + '/' + name, bytes));
    }
    Root root() const { return Root::open(folder_).value(); }
    std::string folder_;
};

constexpr ShaSet two{ShaAlgorithm::sha256, ShaAlgorithm::sha512};

TEST_F(Hash, IsThatOfTheBytesInPieces) {
    const std::string bytes(3 * (256u << 10) + 17, 'x');
    put("large", bytes);
    const auto file = hash_file(root(), "large", two);
    ASSERT_TRUE(file);
    EXPECT_EQ(file->digests.algorithms(), two);
    EXPECT_EQ(*file->digests.find(ShaAlgorithm::sha256), sha2(ShaAlgorithm::sha256, bytes));
    EXPECT_EQ(*file->digests.find(ShaAlgorithm::sha512), sha2(ShaAlgorithm::sha512, bytes));
    EXPECT_EQ(file->status.identity.size, bytes.size());
    EXPECT_FALSE(file->was_known);
}

TEST_F(Hash, ReadsRegularFilesAlone) {
    put("a", "a");
    std::filesystem::create_symlink("a", folder_ + "/link");
    EXPECT_FALSE(hash_file(root(), "link", two));
    EXPECT_FALSE(hash_file(root(), ".", two));
    EXPECT_EQ(hash_file(root(), "none", two).error().code, ErrorCode::not_found);
    EXPECT_FALSE(hash_file(root(), "../" + std::filesystem::path(folder_).filename().string() + "/a", two));
}

// By what the file system says of it: nothing of it is read.
TEST_F(Hash, RefusesWhatIsTooLarge) {
    put("big", "");
    std::filesystem::resize_file(folder_ + "/big", max_file_bytes + 1);
    const auto file = hash_file(root(), "big", two);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, ErrorCode::limit);
}

TEST_F(Hash, AsksWhileTheFileIsOpen) {
    put("a", "abc");
    int asked = 0;
    const auto file = hash_file(root(), "a", two, LineEndings::as_they_are, nullptr,
                                [&](const Fd& fd, const HashedFile& hashed) -> Result<void> {
                                    ++asked;
                                    EXPECT_EQ(status_of(fd, "a").value(), hashed.status);
                                    return fail(ErrorCode::cancelled, "no");
                                });
    EXPECT_EQ(asked, 1);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, ErrorCode::cancelled);
}

TEST_F(Hash, OtherLineEndings) {
    EXPECT_EQ(with_other_endings("a\nb\n"), "a\r\nb\r\n");
    EXPECT_EQ(with_other_endings("a\r\nb\r\n"), "a\nb\n");
    EXPECT_EQ(with_other_endings("\n"), "\r\n");
    for (const std::string_view none : {"", "a", "a\r", "a\rb\n", "a\r\nb\n", "a\nb\r\n", "\r\r\n"})
        EXPECT_FALSE(with_other_endings(none)) << testing::PrintToString(none);
    EXPECT_FALSE(with_other_endings(std::string_view("a\n\0", 3)));
    put("text", "one\ntwo\n");
    const auto text = hash_file(root(), "text", two, LineEndings::both);
    ASSERT_TRUE(text && text->other_endings);
    EXPECT_EQ(*text->other_endings->find(ShaAlgorithm::sha256), sha2(ShaAlgorithm::sha256, "one\r\ntwo\r\n"));
    put("binary", std::string("\0\n", 2));
    EXPECT_FALSE(hash_file(root(), "binary", two, LineEndings::both)->other_endings);
}

// ---- the index ----

constexpr int64_t minute = 60'000'000'000;

TEST_F(Hash, KnownFilesAreNotReadAgain) {
    put("a", "abc");
    const auto first = hash_file(root(), "a", two);
    ASSERT_TRUE(first);
    FileIndex index;
    index.add("a", first->status.identity, first->digests, first->status.identity.changed + minute);
    const auto again = hash_file(root(), "a", {ShaAlgorithm::sha256}, LineEndings::as_they_are, &index);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->was_known);
    EXPECT_EQ(*again->digests.find(ShaAlgorithm::sha256), sha2(ShaAlgorithm::sha256, "abc"));
    // Another algorithm than the index has, or another file by that name.
    EXPECT_FALSE(hash_file(root(), "a", {ShaAlgorithm::sha384}, LineEndings::as_they_are, &index)->was_known);
    put("a", "abd");
    const auto changed = hash_file(root(), "a", two, LineEndings::as_they_are, &index);
    ASSERT_TRUE(changed);
    EXPECT_FALSE(changed->was_known);
    EXPECT_EQ(*changed->digests.find(ShaAlgorithm::sha256), sha2(ShaAlgorithm::sha256, "abd"));
}

// Size and times put back: the inode's own time tells.
TEST_F(Hash, ForgedTimesDoNotHideAChange) {
    put("a", "abc");
    const auto first = hash_file(root(), "a", two);
    ASSERT_TRUE(first);
    FileIndex index;
    index.add("a", first->status.identity, first->digests, first->status.identity.changed + minute);
    const auto time = std::filesystem::last_write_time(folder_ + "/a");
    {
        const Fd file = open_file(folder_ + "/a", O_WRONLY).value();
        ASSERT_EQ(::pwrite(file.get(), "x", 1, 0), 1);
    }
    std::filesystem::last_write_time(folder_ + "/a", time);
    const auto changed = hash_file(root(), "a", two, LineEndings::as_they_are, &index);
    ASSERT_TRUE(changed);
    EXPECT_FALSE(changed->was_known);
}

TEST(FileIndexTest, FilesThatJustChangedAreNotKept) {
    FileIndex index;
    const FileIdentity identity{.device = 1, .inode = 2, .size = 3, .modified = 10 * minute, .changed = 10 * minute};
    index.add("young", identity, {}, 10 * minute + 1'000'000'000);
    EXPECT_EQ(index.size(), 0u);
    index.add("old", identity, {}, 11 * minute);
    EXPECT_EQ(index.size(), 1u);
    EXPECT_NE(index.find("old", identity), nullptr);
    EXPECT_EQ(index.find("young", identity), nullptr);
}

TEST(FileIndexTest, IsReadAsItWasWrittenOrNotAtAll) {
    FileIndex index;
    ShaDigests digests;
    digests.set(sha2(ShaAlgorithm::sha384, "abc"));
    const FileIdentity identity{.device = 1, .inode = 2, .size = 3, .modified = 4, .changed = 5};
    for (const char* path : {"a", "b/c", "d"}) index.add(path, identity, digests, minute);
    index.set_verdict({std::string(32, 'v'), 3, std::string(32, 'm'), {.serial = 7, .exclude = {".git", "**/cache"}}});
    const std::string bytes = index.bytes();
    const auto read = FileIndex::read(bytes, "index");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->bytes(), bytes);
    EXPECT_EQ(read->verdict(), index.verdict());
    ASSERT_NE(read->find("b/c", identity), nullptr);
    EXPECT_EQ(*read->find("b/c", identity)->find(ShaAlgorithm::sha384), sha2(ShaAlgorithm::sha384, "abc"));
    FileIdentity other = identity;
    other.changed = 6;
    EXPECT_EQ(read->find("b/c", other), nullptr);
    ASSERT_TRUE(read->verdict());
    EXPECT_EQ(read->verdict()->head, (ManifestHead{.serial = 7, .exclude = {".git", "**/cache"}}));
    for (size_t length = 0; length < bytes.size(); ++length)
        EXPECT_FALSE(FileIndex::read(bytes.substr(0, length), "x"));
    for (size_t i = 0; i < bytes.size(); ++i) {
        std::string damaged = bytes;
        damaged[i] = static_cast<char>(damaged[i] ^ 1);
        EXPECT_FALSE(FileIndex::read(damaged, "x")) << i;
    }
}

}  // namespace
}  // namespace ward::policy
