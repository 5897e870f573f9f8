#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <numeric>
#include <thread>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/fd.h"
#include "base/parallel.h"
#include "base/root.h"
#include "base/text.h"
#include "base/time.h"

namespace ward {
namespace {

std::string fresh_folder(std::string_view name) {
    std::string path = testing::TempDir() + "ward_base_" + std::string(name) + std::to_string(::getpid());
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path);
    return path;
}

TEST(Text, splits_trims_and_joins) {
    EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
    EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
    EXPECT_EQ(trim(" \t x y\r\n"), "x y");
    EXPECT_EQ(replace_all("aXbXX", "X", "--"), "a--b----");
    EXPECT_EQ(to_number<int>("12x"), std::nullopt);
    EXPECT_EQ(to_number<int>("99999999999"), std::nullopt);
    EXPECT_EQ(to_number<int>("-7"), -7);
}

TEST(Glob, follows_folders) {
    EXPECT_TRUE(glob_match("deps/*/x.h", "deps/zlib/x.h"));
    EXPECT_FALSE(glob_match("deps/*/x.h", "deps/zlib/y/x.h"));
    EXPECT_TRUE(glob_match("deps/**", "deps/a/b/c"));
    EXPECT_TRUE(glob_match("**/x.h", "x.h"));
    EXPECT_TRUE(glob_match("**/x.h", "a/b/x.h"));
    EXPECT_TRUE(glob_match("a/**/b", "a/b"));
    EXPECT_FALSE(glob_match("a/**/b", "a/xb"));
    EXPECT_TRUE(glob_match("?.c", "a.c"));
    EXPECT_FALSE(glob_match("?.c", "/.c"));
    EXPECT_FALSE(glob_match("", "a"));
}

TEST(Glob, is_not_slowed_down_by_hostile_patterns) {
    std::string pattern;
    for (int i = 0; i < 200; ++i) pattern += "*a";
    EXPECT_FALSE(glob_match(pattern + "b", std::string(5000, 'a')));
}

TEST(Closest, finds_slips_and_nothing_far) {
    constexpr std::string_view words[] = {"audit", "review", "inventory"};
    EXPECT_EQ(closest("audti", words), "audit");
    EXPECT_EQ(closest("reveiw", words), "review");
    EXPECT_EQ(closest("zzz", words), std::nullopt);
    const std::vector<std::string_view> branches{"2.x", "v5.x", "6.x"};
    EXPECT_EQ(closest("5.x", branches), "v5.x") << "as near as 2.x, and nothing in it is changed";
}

TEST(Display, shows_what_moves_or_hides_text) {
    EXPECT_EQ(display("a\x1b[31m\r\n"), "a\\x1b[31m\\x0d\\x0a");
    EXPECT_EQ(display("x\xe2\x80\xaey"), "x\\u202ey");
    EXPECT_EQ(display("\xff\xc3\xa9"), "\\xff\xc3\xa9");
}

RC_GTEST_PROP(Display, leaves_no_control_byte, (const std::string& text)) {
    for (const char c : display(text)) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
}

RC_GTEST_PROP(Utf8, repaired_text_is_valid, (const std::string& text)) {
    const std::string repaired = valid_utf8(text);
    for (std::string_view rest = repaired; !rest.empty(); rest.remove_prefix(utf8_length(rest)))
        RC_ASSERT(utf8_length(rest) > 0);
}

TEST(Time, reads_and_writes_rfc_3339) {
    EXPECT_EQ(format_instant(0), "1970-01-01T00:00:00Z");
    EXPECT_EQ(parse_instant("2026-11-22T12:00:00Z"), parse_instant("2026-11-22T13:30:00.125+01:30"));
    EXPECT_EQ(parse_instant("2024-02-30"), std::nullopt);
    EXPECT_EQ(parse_instant("2024-02-29T25:00:00Z"), std::nullopt);
    EXPECT_EQ(parse_instant("2024-02-29T00:00:00"), std::nullopt) << "an instant needs its offset";
}

RC_GTEST_PROP(Time, round_trips, ()) {
    const auto instant = *rc::gen::inRange<int64_t>(-60'000'000'000, 250'000'000'000);
    RC_ASSERT(parse_instant(format_instant(instant)) == instant);
}

TEST(Files, are_replaced_at_once_or_not_at_all) {
    const std::string folder = fresh_folder("replace");
    const std::string path = folder + "/x";
    ASSERT_TRUE(replace_file(path, "one"));
    ASSERT_TRUE(replace_file(path, "two"));
    EXPECT_EQ(read_file(path, 10).value(), "two");
    EXPECT_EQ(read_file(path, 2).error().code, ErrorCode::limit);
    EXPECT_EQ(read_file(folder + "/none", 2).error().code, ErrorCode::not_found);
    EXPECT_FALSE(replace_file(folder + "/none/x", "y"));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1) << "no temporary file is left";
}

TEST(Root, stays_beneath_follows_no_link_and_waits_for_no_fifo) {
    const std::string folder = fresh_folder("root");
    std::filesystem::create_directories(folder + "/tree/in");
    ASSERT_TRUE(replace_file(folder + "/secret", "secret"));
    ASSERT_TRUE(replace_file(folder + "/tree/in/file", "text"));
    std::filesystem::create_symlink("../secret", folder + "/tree/link");
    std::filesystem::create_symlink("in", folder + "/tree/folder_link");
    ASSERT_EQ(::mkfifo((folder + "/tree/fifo").c_str(), 0600), 0);
    const auto root = Root::open(folder + "/tree");
    ASSERT_TRUE(root);
    EXPECT_EQ(root->read("in/file", 100).value(), "text");
    EXPECT_EQ(root->read("in/file", 3).error().code, ErrorCode::limit);
    for (const char* path : {"../secret", "link", "folder_link/file", "/etc/passwd", "fifo", "in"})
        EXPECT_FALSE(root->read(path, 100)) << path;
    const Listing listing = root->walk({}, [](std::string_view) { return true; });
    std::vector<std::string> paths;
    paths.reserve(listing.entries.size());
    for (const Entry& entry : listing.entries) paths.push_back(entry.path);
    EXPECT_EQ(paths, (std::vector<std::string>{"fifo", "folder_link", "in", "in/file", "link"}));
    EXPECT_TRUE(listing.problems.empty());
}

TEST(Root, names_what_is_too_deep_too_long_or_too_much) {
    const std::string folder = fresh_folder("limits");
    std::filesystem::create_directories(folder + "/a/b/c/d");
    const auto root = Root::open(folder);
    ASSERT_TRUE(root);
    const auto all = [](std::string_view) { return true; };
    const Listing shallow = root->walk({.depth = 2}, all);
    ASSERT_EQ(shallow.problems.size(), 1u);
    EXPECT_EQ(shallow.problems[0].path, "a/b");
    EXPECT_EQ(root->walk({.entries = 2}, all).problems.size(), 1u);
    EXPECT_EQ(root->walk({.path_bytes = 3}, all).problems.size(), 1u);
    EXPECT_EQ(root->walk({}, [](std::string_view path) { return path != "a/b"; }).entries.size(), 2u);
}

// Enough folders in a level for several threads, and the same answer as from one folder after the other.
TEST(Root, walks_wide_trees_in_order) {
    const std::string folder = fresh_folder("wide");
    std::vector<std::string> expected;
    for (char first = 'a'; first < 'k'; ++first)
        for (char second = 'a'; second < 'k'; ++second) {
            const std::string path = folder + '/' + std::string{first, '/', second};
            std::filesystem::create_directories(path);
            ASSERT_TRUE(replace_file(path + "/x", ""));
            ASSERT_TRUE(replace_file(path + ".x", ""));
        }
    for (char first = 'a'; first < 'k'; ++first) {
        expected.emplace_back(1, first);
        for (char second = 'a'; second < 'k'; ++second) {
            const std::string path = {first, '/', second};
            expected.push_back(path);
            expected.push_back(path + "/x");
            expected.push_back(path + ".x");
        }
    }
    const auto root = Root::open(folder);
    ASSERT_TRUE(root);
    size_t asked = 0;
    const auto all = [&](std::string_view) { return ++asked > 0; };
    const auto paths_of = [](const Listing& listing) {
        std::vector<std::string> out;
        out.reserve(listing.entries.size());
        for (const Entry& entry : listing.entries) out.push_back(entry.path);
        return out;
    };
    EXPECT_EQ(paths_of(root->walk({}, all)), expected);
    EXPECT_EQ(asked, 110u) << "each folder once";
    // Cut anywhere, it is the beginning of the same list, and says where it ends.
    for (const size_t limit : {1u, 2u, 30u, 31u, 109u, 300u, 309u}) {
        const Listing cut = root->walk({.entries = limit}, all);
        EXPECT_EQ(paths_of(cut),
                  std::vector<std::string>(expected.begin(), expected.begin() + static_cast<ptrdiff_t>(limit)));
        ASSERT_EQ(cut.problems.size(), 1u) << limit;
        EXPECT_EQ(cut.problems[0].path, expected[limit]);
    }
    EXPECT_TRUE(root->walk({.entries = 310}, all).problems.empty());
}

TEST(Parallel, does_each_item_once) {
    std::vector<int> seen(10'000, 0);
    parallel_for(seen.size(), [&](size_t i) { ++seen[i]; });
    EXPECT_EQ(std::accumulate(seen.begin(), seen.end(), 0), 10'000);
    EXPECT_EQ(*std::max_element(seen.begin(), seen.end()), 1);
}

TEST(Parallel, loops_within_a_loop_stay_on_its_thread) {
    std::array<std::atomic<int>, 8> elsewhere{};
    std::array<std::atomic<int>, 8> done{};
    parallel_for(done.size(), [&](size_t i) {
        const auto here = std::this_thread::get_id();
        parallel_for(50, [&](size_t) {
            ++done[i];
            if (std::this_thread::get_id() != here) ++elsewhere[i];
        });
    });
    for (size_t i = 0; i < done.size(); ++i) {
        EXPECT_EQ(done[i], 50);
        EXPECT_EQ(elsewhere[i], 0);
    }
}

}  // namespace
}  // namespace ward
