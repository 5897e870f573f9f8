// Posts of ward's form and of older ones, and what is no post.
#include "actions/release/replay/published_post.h"

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace ward::release {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string seed(const std::string& name) {
    std::ifstream in("fuzz/corpus/release_replay/" + name, std::ios::binary);
    EXPECT_TRUE(in) << name;
    return {std::istreambuf_iterator<char>(in), {}};
}

PublishedPost read(const std::string& text) {
    auto post = read_post(text, "post.md");
    EXPECT_TRUE(post) << post.error().message();
    return post.value_or(PublishedPost{});
}

TEST(PublishedPost, OwnForm) {
    const PublishedPost post = read(seed("own.md"));
    EXPECT_EQ(post.matter.at("title"), "Tuesday, June 16, 2026 Security Releases");
    EXPECT_THAT(post.lines, ElementsAre("24", "22"));
    ASSERT_EQ(post.reports.size(), 1U);
    const PostReport& report = post.reports.front();
    EXPECT_EQ(report.cve, "CVE-2026-41414");
    EXPECT_EQ(report.title, "A title with `code` and \\*stars\\*");
    EXPECT_EQ(report.rating, "high");
    EXPECT_THAT(report.lines, ElementsAre("22", "24"));
    EXPECT_EQ(report.concerns, "all Windows users");
    EXPECT_EQ(report.reporters, "ada");
    EXPECT_EQ(report.fixers, "bo and cy");
    EXPECT_EQ(report.line, 19);
    EXPECT_EQ(post.dependencies.at("undici").text(), "7.28.0 on 24");
    EXPECT_EQ(post.dependencies.at("llhttp").text(), " on 22 24");
    EXPECT_EQ(post.downloaded(), "22.23.0 24.17.0");
    EXPECT_EQ(post.downloads.front().linked, "22.23.0");
    EXPECT_EQ(post.announced.at("22"), "high");
    EXPECT_TRUE(post.counts.empty());
}

TEST(PublishedPost, OlderForms) {
    const PublishedPost post = read(seed("old.md"));
    EXPECT_EQ(post.matter.at("date"), "2023-02-16T21:00:00.000Z");
    // The post names no line: those of its downloads.
    EXPECT_THAT(post.lines, ElementsAre("19", "18"));
    ASSERT_EQ(post.reports.size(), 2U);
    EXPECT_EQ(post.reports[0].title, "Policies can be bypassed");
    EXPECT_EQ(post.reports[0].fixers, "Bo and Cy");
    EXPECT_THAT(post.reports[0].lines, ElementsAre("18", "19"));
    EXPECT_EQ(post.reports[1].rating, "medium");
    EXPECT_THAT(post.reports[1].lines, ElementsAre("18"));
    EXPECT_EQ(post.reports[1].reporters, "Ada (ada)");
    EXPECT_EQ(post.reports[1].fixers, "Ada (ada)");
    EXPECT_EQ(post.dependencies.at("openssl").text(), "3.0.8 on 18 19");
    EXPECT_EQ(post.downloads[1].version, "19.6.1");
    EXPECT_EQ(post.downloads[1].linked, "19.6.0");
    EXPECT_EQ(post.announced.at("19"), "high");
    EXPECT_EQ(post.counts.at("18").at("medium"), 1);
    EXPECT_EQ(post.totals.at("medium"), 2);
}

TEST(PublishedPost, WhatStandsInCodeIsNoHeading) {
    const PublishedPost post =
        read("## A (CVE-2026-1111) - (low)\n\n```\n## B (CVE-2026-2222) - (high)\n```\n\nThis affects 22.x.\n");
    ASSERT_EQ(post.reports.size(), 1U);
    EXPECT_THAT(post.reports.front().lines, ElementsAre("22"));
}

TEST(PublishedPost, LimitsOfStrangersPosts) {
    const std::string start = "## A (CVE-2026-1111) - (low)\n";
    const auto error_of = [&](const std::string& text) {
        const auto post = read_post(text, "post.md");
        EXPECT_FALSE(post);
        return post ? std::string() : post.error().message();
    };
    EXPECT_THAT(error_of(std::string(max_post_bytes + 1, 'a')), HasSubstr("post.md: is larger than"));
    EXPECT_THAT(error_of(start + std::string(max_post_lines, '\n')), HasSubstr("post.md: has more than 20000 lines"));
    EXPECT_THAT(error_of(start + std::string(max_post_line_bytes + 1, 'a')), HasSubstr("post.md:2: is longer than"));
    std::string headings;
    for (size_t i = 0; i <= max_post_headings; ++i) headings += "# a\n";
    EXPECT_THAT(error_of(headings), HasSubstr("post.md:2001: has more than 2000 headings"));
    std::string many = "## Security releases available\n\nThe 22.x line.\n\n";
    for (size_t i = 0; i <= max_post_dependencies; ++i) many += "- d" + std::to_string(i) + " on 22.x\n";
    EXPECT_THAT(error_of(many), HasSubstr("has more than 1000 dependencies"));
    std::string lines = "## Security releases available\n\n";
    for (size_t i = 0; i < 200; ++i) lines += std::to_string(i + 1) + ".x ";
    EXPECT_THAT(error_of(lines), HasSubstr("post.md:3: names 200 release lines or more"));
    EXPECT_THAT(error_of("Any text.\n"), HasSubstr("is no post about a security release"));
    EXPECT_THAT(error_of(""), HasSubstr("is no post"));
    EXPECT_THAT(error_of("---\ntitle: x\n" + start), HasSubstr("is no post"));
}

// Time grows with the size of what has no end, and not with its square.
TEST(PublishedPost, WhatHasNoEndIsReadOnce) {
    const std::string start = "## A (CVE-2026-1111) - (low)\n\n";
    for (const std::string part :
         {"](", "[", "(", "all the ", "all ", " for reporting", "Node.js 22 ", "`", "**", ". "}) {
        std::string text = start;
        while (text.size() + 2 * part.size() < max_post_line_bytes) text += part;
        text += '\n';
        const std::string line = text.substr(start.size());
        while (text.size() + line.size() < max_post_bytes) text += line;
        EXPECT_TRUE(read_post(text, "post.md")) << part;
    }
}

}  // namespace
}  // namespace ward::release
