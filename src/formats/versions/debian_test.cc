// Debian versions: the manual's traps, and dpkg itself as oracle.
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "formats/versions/testing.h"

namespace ward::versions {
namespace {

const Ordering& ordering() {
    return *ordering_for("Debian:12");
}

TEST(DebianVersions, SortAsDpkgSorts) {
    expect_rising(ordering(), {
                                  {"~~"},
                                  {"~~a"},
                                  {"~"},
                                  {"0", "0-0", "0:0", "00-0", "0:0-0"},
                                  {"1.0~~"},
                                  {"1.0~~a"},
                                  {"1.0~beta1"},
                                  {"1.0~rc1"},
                                  {"1.0", "1.0-0", "1.00", "0:1.0", " 1.0 ", "1.0-00"},
                                  {"1.0-0.1"},
                                  {"1.0-1~bpo12+1"},
                                  {"1.0-1"},
                                  {"1.0-1a"},
                                  {"1.0-1+b1"},
                                  {"1.0-1.1"},
                                  {"1.0-2~deb12u1"},
                                  {"1.0-2"},
                                  {"1.0a"},
                                  {"1.0a1"},
                                  {"1.0ab"},
                                  {"1.0+dfsg-1"},
                                  {"1.0+dfsg1-1"},
                                  {"1.0-1-1"},
                                  {"1.0.1"},
                                  {"1.39"},
                                  {"1.40"},
                                  {"1.255"},
                                  {"1.256"},
                                  {"1.18446744073709551615"},
                                  {"1.18446744073709551616"},
                                  {"9.9"},
                                  {"10"},
                                  {"a"},
                                  {"1:0"},
                                  {"2:0~"},
                                  {"2147483647:1"},
                              });
}

TEST(DebianVersions, WhatDpkgRefusesHasNoKey) {
    expect_no_key(ordering(),
                  {"", "1.0-", ":1", "1:", "1:-1", "-1", "a:1", "-1:1", "2147483648:1", "1 2", "1.0\xc3\xa9", "1\n2"});
}

TEST(DebianVersions, RangesTakeDebianOperators) {
    EXPECT_TRUE(satisfies(ordering(), "1.0~rc1", "<< 1.0").value());
    EXPECT_FALSE(satisfies(ordering(), "1.0", "<< 1.0").value());
    EXPECT_TRUE(satisfies(ordering(), "1:0.1", ">> 99, << 2:0").value());
}

std::string random_version(std::mt19937& random) {
    const auto pick = [&](std::string_view choices) { return choices[random() % choices.size()]; };
    std::string text;
    if (random() % 6 == 0) text += std::to_string(random() % 3) + ":";
    text += pick("00123");
    const bool colons = text.find(':') != std::string::npos;  // the first one would end an epoch
    for (size_t i = random() % 8; i > 0; --i) text += pick(colons ? "001129abzAZ~~.++-:" : "001129abzAZ~~.++-");
    if (random() % 2 == 0)
        text += std::string("-") + pick("0112a~") + (random() % 2 == 0 ? std::string(1, pick("019~+.a")) : "");
    if (text.ends_with('-')) text += '1';
    return text;
}

// The same text with one thing changed, so that pairs differ late.
std::string neighbour(std::string text, std::mt19937& random) {
    const std::string_view changes = "0123~.+az";
    const size_t upstream = text.find(':') == std::string::npos ? 0 : text.find(':') + 1;
    const size_t at = upstream + 1 + random() % (text.size() - upstream);
    if (random() % 3 == 0) text.insert(at, 1, changes[random() % changes.size()]);
    else if (at < text.size() && text[at] != ':' && text[at] != '-' && at + 1 < text.size())
        text[at] = changes[random() % changes.size()];
    return text;
}

TEST(DebianOracle, DpkgAgreesOnTenThousandPairs) {
    if (!succeeds("dpkg --version")) GTEST_SKIP() << "needs dpkg";
    constexpr size_t pairs = 12'000;
    constexpr size_t processes = 2;
    std::mt19937 random(20261122);
    const auto folder = std::filesystem::path(testing::TempDir()) / "ward_debian_pairs";
    std::filesystem::create_directories(folder);
    std::map<int, size_t> orders;
    {
        std::array<std::ofstream, processes> files;
        for (size_t i = 0; i < processes; ++i) files.at(i).open(folder / std::to_string(i));
        for (size_t i = 0; i < pairs; ++i) {
            const std::string a = random_version(random);
            const std::string b = random() % 3 == 0 ? random_version(random) : neighbour(a, random);
            const int order = order_of(ordering(), a, b);
            ASSERT_NE(order, -2);
            ++orders[order];
            files[i % processes] << a << ' ' << (order < 0 ? "lt" : order > 0 ? "gt" : "eq") << ' ' << b << '\n';
        }
    }
    // One dpkg for each pair is what costs time here; it answers by its exit status.
    std::string command = "cd '" + folder.string() + "'";
    for (size_t i = 0; i < processes; ++i)
        command +=
            " && { (while read -r a op b; do dpkg --compare-versions \"$a\" $op \"$b\" 2>/dev/null || echo \"$a $op "
            "$b\"; "
            "done <" +
            std::to_string(i) + "; echo done) & }";
    size_t finished = 0;
    size_t differences = 0;
    for_each_row(command + "; wait", [&](const auto& row) {
        if (row[0] == "done") {
            ++finished;
        } else if (++differences <= 20) {
            ADD_FAILURE() << "dpkg denies " << row[0];
        }
    });
    EXPECT_EQ(finished, processes);
    EXPECT_EQ(differences, 0);
    for (const int order : {-1, 0, 1}) EXPECT_GT(orders[order], pairs / 20) << "the pairs do not exercise all answers";
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace ward::versions
