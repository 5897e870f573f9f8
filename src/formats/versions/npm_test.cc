// npm versions and ranges: the traps one by one, then npm's own `semver` package as oracle.
#include "formats/versions/npm.h"

#include <cstdlib>
#include <filesystem>

#include "formats/versions/testing.h"

namespace ward::versions {
namespace {

const Ordering& ordering() {
    return *ordering_for("npm");
}

bool inside(std::string_view version, std::string_view range) {
    const auto answer = npm::satisfies(version, range);
    EXPECT_TRUE(answer) << range << ": " << answer.error().message();
    return answer.value_or(false);
}

TEST(NpmVersions, SortAsNpmSorts) {
    expect_rising(ordering(), {
                                  {"0.0.0-0", "v0.0.0-0"},
                                  {"0.0.0"},
                                  {"0.0.1-alpha"},
                                  {"1.0.0-0", "1.0.0-00"},
                                  {"1.0.0-1"},
                                  {"1.0.0-1.0"},
                                  {"1.0.0-1.a"},
                                  {"1.0.0-2"},
                                  {"1.0.0-10"},
                                  {"1.0.0--", "1.0.0-"},
                                  {"1.0.0-A"},
                                  {"1.0.0-alpha", "1.0.0alpha"},
                                  {"1.0.0-alpha.1"},
                                  {"1.0.0-alpha.beta"},
                                  {"1.0.0-alpha1"},
                                  {"1.0.0-beta", "01.00.0-beta"},
                                  {"1.0.0-beta.2"},
                                  {"1.0.0-beta.11"},
                                  {"1.0.0-rc.1"},
                                  {"1.0.0", "v1.0.0", "=1.0.0", " = v 1.0.0 ", "1.0.0+build", "1.0.0+001"},
                                  {"1.0.1"},
                                  {"1.0.39"},
                                  {"1.0.40"},
                                  {"1.0.255"},
                                  {"1.0.256"},
                                  {"1.1.0"},
                                  {"1.2.3-4.5", "1.2.34.5"},
                                  {"1.2.3"},
                                  {"1.10.0"},
                                  {"2.0.0"},
                                  {"9007199254740991.0.0"},
                              });
}

TEST(NpmVersions, WhatNpmCannotReadHasNoKey) {
    expect_no_key(ordering(),
                  {"", " ", "1", "1.2", "1.x.0", "1.2.3.4", "1.2.3.", "1.2.3-.", "1.2.3+", "1.2.3-a..b", "latest",
                   "9007199254740992.0.0", "1.2.3 4", "1.2.3\xc3\xa9", ">1.2.3", "1.2.3-a_b", "V1.2.3"});
}

TEST(NpmVersions, LengthLimitCountsCharacters) {
    const std::string longest = "1.2.3-" + std::string(npm::max_version_characters - 6, 'a');
    EXPECT_TRUE(ordering().key(longest));
    expect_no_key(ordering(), {longest + "a", " " + longest});
    EXPECT_TRUE(ordering().key("\u3000" + longest.substr(0, longest.size() - 1)))
        << "a blank of three bytes is one character";
}

TEST(NpmVersions, KeysAreShort) {
    const auto size = [](std::string_view version) { return ordering().key(version).value_or("").size(); };
    EXPECT_EQ(size("1.2.3"), 4);
    EXPECT_EQ(size("10.0.0"), 2);
    EXPECT_EQ(size("1.2.3-beta.1"), 11);
}

TEST(NpmRanges, Forms) {
    struct Row {
        std::string_view range;
        std::vector<std::string_view> in, out;
    };
    const Row rows[] = {
        {"", {"0.0.0-0", "1.0.0", "99.0.0-a"}, {"x", ""}},
        {"*", {"1.2.3-a"}, {}},
        {"<1.0.0", {"1.0.0-beta", "0.9.9"}, {"1.0.0"}},
        {"1.2.3", {"1.2.3", "v1.2.3", "1.2.3+b"}, {"1.2.3-a", "1.2.4"}},
        {"1.2", {"1.2.0-0", "1.2.9"}, {"1.3.0-0", "1.1.9"}},
        {">1.2", {"1.3.0-0"}, {"1.2.9"}},
        {"<=1.2", {"1.2.99"}, {"1.3.0-0"}},
        {">1 <2", {}, {"1.5.0", "2.0.0-0"}},
        {">x", {}, {"1.0.0"}},
        {"<=x", {"1.0.0"}, {}},
        {"^1.2.3", {"1.2.3", "1.9.0"}, {"1.2.3-a", "2.0.0-0"}},
        {"^1.2.3-beta.2", {"1.2.3-beta.2", "1.2.4-alpha"}, {"1.2.3-beta.1", "2.0.0-0"}},
        {"^0.2.3", {"0.2.9"}, {"0.3.0-0"}},
        {"^0.0.3", {"0.0.3"}, {"0.0.4-0"}},
        {"^0.0", {"0.0.0-0", "0.0.9"}, {"0.1.0-0"}},
        {"^0", {"0.9.0"}, {"1.0.0-0"}},
        {"^00.1.2", {"0.9.0"}, {"1.0.0-0"}},  // "00" is not "0"
        {"^x", {"7.0.0"}, {}},
        {"^1.x.3", {"1.0.0-0"}, {"2.0.0-0"}},
        {"~1.2.3", {"1.2.3", "1.2.9"}, {"1.3.0-0", "1.2.3-a"}},
        {"~> 1.2", {"1.2.0-0"}, {"1.3.0-0"}},
        {"~ >= 1.2", {"1.2.0-0"}, {"1.3.0-0"}},
        {"~1", {"1.9.9"}, {"2.0.0-0"}},
        {"1.2 - 2.3", {"1.2.0-0", "2.3.9"}, {"2.4.0-0"}},
        {"1.2.3 - 2.3.4", {"1.2.3-0", "2.3.4"}, {"2.3.5-0"}},
        {"1.2.3-a - 2.3.4-b", {"1.2.3-a", "2.3.4-b"}, {"1.2.3-0", "2.3.4"}},
        {"x - 2", {"0.0.0-0", "2.9.9"}, {"3.0.0-0"}},
        {"1 - x", {"1.0.0-0", "9.0.0"}, {"0.9.9"}},
        {"= 1.2.3 - 2", {"1.2.3-0"}, {"1.2.3", "1.5.0"}},  // the space cuts the first bound off its operator
        {"1.x || >=2.5.0 || 5.0.0 - 7.2.3", {"1.2.3", "2.5.0", "6.0.0"}, {"2.4.9"}},
        {"1||", {"7.0.0"}, {}},
        {">= 1.2.3 <2", {"1.2.3"}, {"2.0.0-0", "1.2.3-a"}},
        {"> =1.0", {"1.0.0-0"}, {"0.9.9"}},
        {">v 1.0", {"1.0.5"}, {"1.1.0"}},  // only "1.0" is left
        {"1.2.3+build.7", {"1.2.3"}, {"1.2.4"}},
        {"1.2.3*", {"1.2.3"}, {"1.2.4"}},
        {"1.*2.3", {"1.2.3"}, {"1.0.0"}},
        {"1.2.3beta", {"1.2.3-beta"}, {"1.2.3"}},
        {"1.2.34.5", {"1.2.3-4.5"}, {"1.2.34"}},
        {"foo 1.x", {"1.2.3"}, {"2.0.0"}},
        {"foo *", {"2.0.0"}, {}},
        {"+a foo", {"2.0.0"}, {}},
        {"1.2 - 1.2.1000000000000000000000", {"1.2.0", "1.2.1-d"}, {"1.2.1-e"}},  // 1e+21: "<1.2.1e"
        {"\u00a01.2.3\u3000||\ufeff2", {"1.2.3", "2.0.0"}, {"1.2.4"}},
    };
    for (const Row& row : rows) {
        for (const auto version : row.in)
            EXPECT_TRUE(inside(version, row.range)) << version << " in \"" << row.range << "\"";
        for (const auto version : row.out)
            EXPECT_FALSE(inside(version, row.range)) << version << " in \"" << row.range << "\"";
    }
}

TEST(NpmRanges, WhatNpmCannotReadIsAnErrorOfOneLine) {
    for (const std::string_view range : {"foo", "foo * bar", "1.2.3.4", "x.1", ">=9007199254740992.0.0",
                                         "1 || ~9007199254740991", "=>1", "\x1b[31mred"}) {
        const auto answer = npm::satisfies("1.0.0", range);
        ASSERT_FALSE(answer) << range;
        EXPECT_EQ(answer.error().code, ErrorCode::parse);
        EXPECT_EQ(answer.error().what.find_first_of("\n\x1b"), std::string::npos);
    }
    EXPECT_EQ(npm::satisfies("1.0.0", std::string(npm::max_range_bytes + 1, ' ')).error().code, ErrorCode::limit);
    EXPECT_TRUE(npm::satisfies("1.0.0", std::string(npm::max_range_bytes, ' ')));
}

// ---- npm's own package ----

bool oracle_present() {
    return std::filesystem::exists("tests/oracles/node_modules/semver/package.json");
}

std::string oracle(std::string_view mode, long count) {
    return "node tests/oracles/versions_semver.js " + std::string(mode) + " " + std::to_string(count) + " 20261122";
}

constexpr size_t shown_differences = 20;

// A fifth of a million pairs; WARD_TEST_LONG=1 makes them a million.
TEST(NpmOracle, PairsOfVersionAndRange) {
    if (!oracle_present()) GTEST_SKIP() << "needs npm's semver in tests/oracles/node_modules";
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets it
    const long pairs = std::getenv("WARD_TEST_LONG") != nullptr ? 1'000'000 : 200'000;
    size_t differences = 0;
    const long rows = for_each_row(oracle("satisfies", pairs), [&](const std::vector<std::string_view>& row) {
        const bool expected = row.at(2) == "true";
        const bool answer = npm::satisfies(row[0], row[1]).value_or(false);
        if (answer != expected && ++differences <= shown_differences)
            ADD_FAILURE() << "[" << row[0] << "] in [" << row[1] << "]: npm says " << row[2];
    });
    EXPECT_EQ(rows, pairs);
    EXPECT_EQ(differences, 0);
}

TEST(NpmOracle, TwoHundredThousandComparisons) {
    if (!oracle_present()) GTEST_SKIP() << "needs npm's semver in tests/oracles/node_modules";
    constexpr long pairs = 200'000;
    size_t differences = 0;
    const long rows = for_each_row(oracle("compare", pairs), [&](const std::vector<std::string_view>& row) {
        const auto order = compare(ordering(), row.at(0), row.at(1));
        const std::string answer = order ? std::to_string(sign(*order)) : "?";
        if (answer != row.at(2) && ++differences <= shown_differences)
            ADD_FAILURE() << "[" << row[0] << "] and [" << row[1] << "]: npm says " << row[2];
    });
    EXPECT_EQ(rows, pairs);
    EXPECT_EQ(differences, 0);
}

}  // namespace
}  // namespace ward::versions
