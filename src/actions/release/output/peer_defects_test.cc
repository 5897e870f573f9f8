// The texts have none of the defects that `git node security` is known for. Each test is named by its number in the
// list of docs/release-outputs.md.
#include <cstdlib>
#include <ctime>

#include <gmock/gmock.h>

#include "actions/release/output/post.h"
#include "actions/release/output/testing.h"
#include "actions/release/record/peer_file.h"
#include "actions/release/record/testing.h"
#include "base/text.h"

namespace ward::release {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::Not;

constexpr std::array<std::string_view, 10> text_kinds{"blog-pre", "blog-post", "changelog", "commit-trailers",
                                                      "issue",    "mail-pre",  "mail-post", "mail-forward",
                                                      "social",   "peer"};

// 1, 2: texts are put in as they are; a placeholder or pattern in one means nothing, a title cannot be markup.
TEST(PeerDefects, d1_d2_texts_are_literal) {
    Release release = sample_release();
    release.reports[0].title = "$' $& %DOWNLOADS% {version} {slug} *x* [y](z) `code`";
    release.reports[0].summary = "Costs $' and $& and $` and %REPORTS% {} {0}.";
    const std::string post = text_of("blog-post", release);
    EXPECT_THAT(
        post,
        HasSubstr("## \\$' \\$& %DOWNLOADS% \\{version\\} \\{slug\\} \\*x\\* \\[y\\]\\(z) `code` (CVE-2026-0002)"));
    EXPECT_THAT(post, HasSubstr("\n\nCosts $' and $& and $` and %REPORTS% {} {0}.\n\n"));
    size_t headings = 0;
    for (const std::string_view line : split(post, '\n')) headings += line.starts_with("#") ? 1 : 0;
    EXPECT_EQ(headings, 8U) << post;
    EXPECT_THAT(text_of("mail-forward", release),
                HasSubstr("CVE-2026-0002: $' $& %DOWNLOADS% {version} {slug} *x* [y](z) `code` (low)\n"));
    EXPECT_THAT(text_of("changelog", release), HasSubstr("path: \\$' \\$& %DOWNLOADS% \\{version\\}"));
}

// 3: the clock's zone of the machine does not matter.
TEST(PeerDefects, d3_dates_are_the_same_everywhere) {
    Release release = sample_release();
    release.lift_at = parse_instant("2026-06-01T00:30:00Z");
    release.notices = {{.at = "2026-05-31T23:30:00Z", .title = "Moved", .text = {}}};
    const char* before = std::getenv("TZ");
    const std::optional<std::string> saved = before == nullptr ? std::nullopt : std::optional<std::string>(before);
    for (const std::string_view kind : text_kinds) {
        std::vector<std::string> seen;
        for (const char* zone : {"UTC", "Asia/Tokyo", "America/Los_Angeles", "XXX-14", "XXX+12"}) {
            setenv("TZ", zone, 1);
            tzset();
            seen.push_back(text_of(kind, release));
        }
        for (const std::string& text : seen) EXPECT_EQ(text, seen.front()) << kind;
    }
    if (saved) setenv("TZ", saved->c_str(), 1);
    else unsetenv("TZ");
    tzset();
    EXPECT_THAT(text_of("blog-pre", release), HasSubstr("title: Monday, June 1, 2026 Security"));
    EXPECT_THAT(text_of("blog-pre", release), HasSubstr("## (Update 31-May-2026) Moved"));
    release.timezone = "-07:00";
    EXPECT_THAT(text_of("blog-pre", release), HasSubstr("title: Sunday, May 31, 2026 Security"))
        << "as the record says";
}

Release release_of_lines(const std::vector<std::string>& lines) {
    Release release = sample_release();
    release.dependencies.clear();
    release.lines.clear();
    release.reports.resize(1);
    release.reports[0].ranges.clear();
    for (const std::string& line : lines) {
        release.lines.push_back({.name = line, .base_version = line + ".1.0", .fixed_version = line + ".2.0"});
        release.reports[0].ranges.push_back({.line = line, .fixed = line + ".2.0"});
    }
    return release;
}

// 4
TEST(PeerDefects, d4_lines_are_in_the_order_of_numbers) {
    const Release release = release_of_lines({"20", "8", "10"});
    const std::string post = text_of("blog-post", release);
    EXPECT_THAT(post, HasSubstr("20.x, 10.x, 8.x"));
    EXPECT_THAT(post, HasSubstr("in active release lines: 8.x, 10.x, 20.x"));
    EXPECT_THAT(post, HasSubstr("- 20.x: the most severe issue is rated LOW.\n- 10.x: the most severe issue is rated "
                                "LOW.\n- 8.x: "));
    EXPECT_THAT(post, HasSubstr("v8.2.0](/blog/release/v8.2.0/)\n- [Node.js v10.2.0](/blog/release/v10.2.0/)\n- "
                                "[Node.js v20.2.0]"));
    EXPECT_THAT(text_of("mail-post", release), HasSubstr("8.2.0, 10.2.0 and 20.2.0"));
}

// 5: "High" and "high" are one rating, and no reports have none.
TEST(PeerDefects, d5_ratings_count_in_any_case) {
    const auto read = release_from_peer(
        R"({"releaseDate": "2026/06/16", "reports": [
            {"id": "1", "title": "a", "cveIds": ["CVE-2026-1111"], "severity": {"rating": "High"}, "affectedVersions": ["22.x"], "patchedVersions": ["22.1.1"]},
            {"id": "2", "title": "b", "cveIds": ["CVE-2026-1112"], "severity": {"rating": "high"}, "affectedVersions": ["22.x"], "patchedVersions": ["22.1.1"]},
            {"id": "3", "title": "c", "cveIds": ["CVE-2026-1113"], "severity": {"rating": "LOW"}, "affectedVersions": ["22.x"], "patchedVersions": ["22.1.1"]}]})",
        "vulnerabilities.json");
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_THAT(text_of("social", read->release), HasSubstr("that fix 2 high, 1 low severity issues: 22.1.1."));
    Release empty = sample_release();
    empty.reports.clear();
    for (const std::string_view kind : {"blog-pre", "blog-post", "social", "mail-pre"}) {
        EXPECT_THAT(text_of(kind, empty), Not(HasSubstr("NONE"))) << kind;
        EXPECT_THAT(text_of(kind, empty), Not(HasSubstr("rated"))) << kind;
    }
    EXPECT_THAT(text_of("blog-pre", empty), HasSubstr("They bring updates of dependencies."));
    EXPECT_THAT(text_of("social", empty), HasSubstr("with updated dependencies"));
}

// 6: a line with versions has no pull request, and one with an address has no versions.
TEST(PeerDefects, d6_a_lines_versions_are_no_address) {
    const auto read = release_from_peer(
        R"({"releaseDate": "2026/06/16", "reports": [
            {"id": "1", "title": "a", "cveIds": ["CVE-2026-1111"], "severity": {"rating": "low"},
             "affectedVersions": {"22.x": {"affected": "<=22.1.0", "patched": "22.1.1"},
                                  "24.x": "https://github.com/nodejs-private/node-private/pull/1"}}]})",
        "vulnerabilities.json");
    ASSERT_TRUE(read) << read.error().message();
    for (const OutputFile& file : files_of("commit-trailers", read->release)) {
        if (file.name == "trailers-22-CVE-2026-1111.txt") EXPECT_EQ(file.content, "CVE-ID: CVE-2026-1111\n");
        else
            EXPECT_EQ(file.content,
                      "PR-URL: https://github.com/nodejs-private/node-private/pull/1\nCVE-ID: CVE-2026-1111\n");
    }
    EXPECT_EQ(files_of("commit-trailers", read->release).size(), 2U);
}

// 7: downloads are what ships, a new minor version too, before and behind the release.
TEST(PeerDefects, d7_downloads_are_what_ships) {
    Release release = release_of_lines({"22"});
    release.lines[0].base_version = "22.22.3";
    release.lines[0].fixed_version = "22.23.0";
    for (const State state : {State::announced, State::shipped, State::disclosed}) {
        release.state = state;
        EXPECT_THAT(section_of(text_of("blog-post", release), "## Downloads and release details"),
                    HasSubstr("details\n\n- [Node.js v22.23.0](/blog/release/v22.23.0/)\n"));
    }
}

// 15: a month's second release has a name of its own, and one that is moved keeps its name.
TEST(PeerDefects, d15_slugs_are_of_releases_and_not_of_months) {
    const Instant april = *parse_instant("2024-04-03T03:00:00Z");
    const std::vector<std::string> taken = {"april-2024-security-releases", "may-2024-security-releases",
                                            "april-2024-security-releases-2"};
    EXPECT_EQ(slug_of(april, "UTC", {}), "april-2024-security-releases");
    EXPECT_EQ(slug_of(april, "UTC", std::span(taken).first(1)), "april-2024-security-releases-2");
    EXPECT_EQ(slug_of(april, "UTC", taken), "april-2024-security-releases-3");
    Release release = sample_release();
    release.slug = "december-2025-security-releases";
    release.lift_at = parse_instant("2026-01-13T00:00:00Z");
    const auto files = files_of("blog-post", release);
    EXPECT_EQ(files.front().name, "december-2025-security-releases.md");
    EXPECT_THAT(files.front().content, HasSubstr("title: Tuesday, January 13, 2026 Security Releases\n"
                                                 "slug: december-2025-security-releases\n"));
    EXPECT_THAT(text_of("mail-post", release), HasSubstr("Subject: Node.js security updates for all active release "
                                                         "lines, January 2026\n"));
    EXPECT_THAT(text_of("mail-post", release), HasSubstr("/vulnerability/december-2025-security-releases\n"));
}

}  // namespace
}  // namespace ward::release
