// The inventory of real applications against npm itself: the same packages at the same places as `npm ls --all`, once
// from the lock file alone, once from the disk alone; and what is computed without the lock as npm's lock has it.
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "facts/inventory/tree_fixture.h"

namespace ward::inventory {
extern const Reader reader_npm;

namespace {
namespace fs = std::filesystem;

// Kept between runs.
constexpr const char* oracle_folder = "build/oracles/npm_ls";

// Empty when the oracle is there, else the reason.
std::string prepare_oracle() {
    const std::string command = fmt::format("node tests/oracles/npm_ls.mjs {} 2>&1", oracle_folder);
    FILE* pipe = popen(command.c_str(), "r");  // NOLINT(cert-env33-c): a fixed command of our own
    if (pipe == nullptr) return "cannot run node";
    std::string said;
    std::array<char, 4096> buffer{};
    while (fgets(buffer.data(), buffer.size(), pipe) != nullptr) said += buffer.data();
    return pclose(pipe) == 0 ? "" : said;
}

std::set<std::string> lines_of(const fs::path& path) {
    std::ifstream in(path);
    std::set<std::string> lines;
    for (std::string line; std::getline(in, line);)
        if (!line.empty()) lines.insert(line);
    return lines;
}

Collector inventory_of(const fs::path& folder, bool (*counts)(std::string_view path)) {
    const auto root = Root::open(folder.string());
    if (!root) throw std::runtime_error(root.error().message());
    Listing listing = root->walk({}, [](std::string_view) { return true; });
    std::erase_if(listing.entries, [&](const Entry& entry) { return !counts(entry.path); });
    const Tree tree(*root, std::move(listing));
    Collector out;
    reader_npm.read(tree, out);
    return out;
}

std::map<std::string, Component> by_path(const Collector& found) {
    std::map<std::string, Component> all;
    for (const Component& component : found.components)
        if (!component.purl.empty()) all.emplace(component.path, component);
    return all;
}

std::set<std::string> lines_of(const Collector& found) {
    std::set<std::string> lines;
    for (const auto& [path, component] : by_path(found))
        lines.insert(fmt::format("{}\t{}@{}", path, component.name, component.version));
    return lines;
}

class NpmLs : public testing::TestWithParam<std::string> {
  public:
    static void SetUpTestSuite() { missing = prepare_oracle(); }

  protected:
    void SetUp() override {
        if (!missing.empty()) GTEST_SKIP() << "needs npm and its registry: " << missing;
        folder_ = fs::path(oracle_folder) / GetParam();
    }
    Collector walked() const {
        return inventory_of(folder_ / "tree",
                            [](std::string_view path) { return !path.ends_with("package-lock.json"); });
    }
    Collector locked() const {
        return inventory_of(folder_ / "tree", [](std::string_view path) { return !path.starts_with("node_modules"); });
    }
    Collector both() const {
        return inventory_of(folder_ / "tree", [](std::string_view) { return true; });
    }

    static inline std::string missing;
    fs::path folder_;
};

TEST_P(NpmLs, LockFileGivesTheSamePackages) {
    const std::set<std::string> expected = lines_of(folder_ / "locked.txt");
    if (expected.empty()) GTEST_SKIP() << "has no lock file";
    EXPECT_EQ(lines_of(locked()), expected);
}

TEST_P(NpmLs, WalkingGivesTheSamePackages) {
    const std::set<std::string> expected = lines_of(folder_ / "walked.txt");
    EXPECT_GT(expected.size(), 50u);
    const Collector found = walked();
    EXPECT_EQ(lines_of(found), expected);
    EXPECT_THAT(found.skipped, testing::IsEmpty());
}

TEST_P(NpmLs, LockAndDiskAgreeWithoutContradiction) {
    const Collector found = both();
    std::set<std::string> expected = lines_of(folder_ / "walked.txt");
    expected.merge(lines_of(folder_ / "locked.txt"));
    EXPECT_EQ(lines_of(found), expected);
    for (const Component& component : found.components)
        EXPECT_THAT(component.contradictions, testing::IsEmpty()) << component.path;
}

TEST_P(NpmLs, ScopesBundlesAndNeedsAreWhatTheLockSays) {
    const auto by_lock = by_path(locked());
    if (by_lock.empty()) GTEST_SKIP() << "has no lock file";
    for (const auto& [path, component] : by_path(walked())) {
        const auto found = by_lock.find(path);
        if (found == by_lock.end()) continue;
        EXPECT_EQ(name_of(component.scope), name_of(found->second.scope)) << path;
        EXPECT_EQ(component.source == Source::bundled, found->second.source == Source::bundled) << path;
        // The lock may also name packages of other platforms, which are not on this disk.
        EXPECT_TRUE(std::ranges::includes(found->second.depends_on, component.depends_on)) << path;
    }
}

INSTANTIATE_TEST_SUITE_P(Applications, NpmLs,
                         testing::Values("express", "eslint", "webpack", "mocha", "npm", "npm-tarball"),
                         [](const auto& test) {
                             std::string name = test.param;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

}  // namespace
}  // namespace ward::inventory
