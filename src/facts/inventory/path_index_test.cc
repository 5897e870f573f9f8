#include "facts/inventory/path_index.h"

#include <map>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace ward::inventory {
namespace {

TEST(PathIndex, of_nothing_finds_nothing) {
    const PathIndex index({});
    EXPECT_FALSE(index.find(""));
    EXPECT_FALSE(index.find("a"));
    EXPECT_TRUE(index.files_named("a").empty());
}

TEST(PathIndex, finds_what_maps_find) {
    std::mt19937 random(7);  // NOLINT(bugprone-random-generator-seed): the same every time
    constexpr size_t count = 5'000;
    std::vector<Entry> entries;
    entries.reserve(count);
    for (size_t i = 0; i < count; ++i)
        entries.push_back({"d" + std::to_string(random() % 40) + "/f" + std::to_string(random() % 700),
                           random() % 10 == 0 ? EntryKind::folder : EntryKind::file});
    std::map<std::string, uint32_t> by_path;
    std::map<std::string, std::vector<std::string_view>> by_name;
    for (uint32_t i = 0; i < entries.size(); ++i) {
        by_path.try_emplace(entries[i].path, i);
        if (entries[i].kind == EntryKind::file)
            by_name[entries[i].path.substr(entries[i].path.find('/') + 1)].push_back(entries[i].path);
    }
    const PathIndex index(entries);
    for (const auto& [path, number] : by_path) EXPECT_EQ(index.find(path), number) << path;
    for (const auto& [name, paths] : by_name) {
        const auto found = index.files_named(name);
        EXPECT_TRUE(std::ranges::equal(found, paths)) << name;
    }
    EXPECT_FALSE(index.find("d1"));
    EXPECT_TRUE(index.files_named("f700").empty());
}

}  // namespace
}  // namespace ward::inventory
