// What the texts for people say, when they say it, and what they do not.
#include <array>

#include <gmock/gmock.h>

#include "actions/release/output/testing.h"
#include "actions/release/record/testing.h"
#include "base/fd.h"
#include "base/text.h"

namespace ward::release {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Posts, have_the_parts_of_the_published_ones_in_their_order) {
    Release release = sample_release();
    release.notices = {{.at = "2026-06-20T10:00:00Z", .title = "Correction", .text = "Text of it."},
                       {.at = "2026-06-12T10:00:00Z", .title = "Security Release target June 16th", .text = {}}};
    release.dependencies.push_back(
        {.name = "undici", .line = "20", .from = "6.1.0", .to = "6.1.1", .fixes = {"GHSA-1234-5678-9abc"}});
    const std::string post = text_of("blog-post", release);
    EXPECT_THAT(post, StartsWith("---\ndate: 2026-06-16T12:00:00.000Z\ncategory: vulnerability\n"
                                 "title: Tuesday, June 16, 2026 Security Releases\n"
                                 "slug: june-2026-security-releases\nlayout: blog-post\n"
                                 "author: The Node.js Project\n---\n\n"
                                 "## (Update 20-Jun-2026) Correction\n\nText of it.\n\n"
                                 "## Security releases available\n\n"));
    size_t last = 0;
    for (const std::string_view part :
         {"## Security releases available", "22.x, 20.x",
          "- undici (6.1.1) on all release lines (GHSA-1234-5678-9abc)\n",
          "## Buffer of a request is read after it was freed (CVE-2026-0001) - (high)\n\nA request that ends",
          "Impact:\n\n- This vulnerability affects all users in active release lines: 20.x, 22.x\n\n",
          "Reported by Alex Example. Fixed by Bo Builder.",
          "## A path with \\*stars\\* leaves its folder (CVE-2026-0002) - (low)\n\nCosts $' and $&",
          " of somebody: %DOWNLOADS%.", "active release lines: 22.x\n\n",
          "Reported by cleo. Thank you!\n\n## Downloads and release details\n\n",
          "- [Node.js v20.5.2](/blog/release/v20.5.2/)\n- [Node.js v22.1.1](/blog/release/v22.1.1/)\n\n",
          "## (Update 12-Jun-2026) Security Release target June 16th\n\n# Summary\n\n",
          "## Impact\n\n- 22.x: the most severe issue is rated HIGH.\n- 20.x: ", "## Release timing\n\n",
          "## Contact and future updates\n\n"}) {
        const size_t at = post.find(part, last);
        ASSERT_NE(at, std::string::npos) << part << "\n" << post;
        last = at;
    }
    EXPECT_TRUE(post.ends_with("\n"));
    EXPECT_FALSE(post.contains("\n\n\n"));
}

TEST(Posts, tell_who_is_concerned_and_what_to_do) {
    Release release = sample_release();
    Report& report = release.reports[1];
    report.platforms = {"win32", "darwin"};
    report.workaround = "Close the port.";
    report.revert_option = "--security-revert=CVE-2026-0001";
    report.incomplete_fix_of = "CVE-2025-1234";
    report.credits[1] = {.name = "Alex Example", .handle = {}, .kind = CreditKind::developer};
    report.credits.push_back({.name = "Shy One", .handle = {}, .consent = false});
    const std::string section = section_of(text_of("blog-post", release), "## Buffer");
    EXPECT_THAT(section, HasSubstr("- This vulnerability affects all Windows and macOS users in active"));
    EXPECT_THAT(section, HasSubstr("Workaround:\n\nClose the port.\n"));
    EXPECT_THAT(section, HasSubstr("The option `--security-revert=CVE-2026-0001` takes the fix back."));
    EXPECT_THAT(section, HasSubstr("The fix of CVE-2025-1234 was incomplete"));
    EXPECT_THAT(section, HasSubstr("Reported and fixed by Alex Example."));
    for (const std::string_view kind : {"blog-post", "changelog", "mail-forward"})
        EXPECT_THAT(text_of(kind, release), Not(HasSubstr("Shy"))) << kind;
    report.impact = "users of `http2`";
    EXPECT_THAT(text_of("blog-post", release), HasSubstr("affects users of `http2` in active release lines: 20.x"));
}

TEST(Posts, keep_what_was_announced) {
    Release release = sample_release();
    const std::string before = text_of("blog-pre", release);
    EXPECT_THAT(before, StartsWith("---\ndate: 2026-06-10T14:48:27.000Z\n"));
    release.lift_at = parse_instant("2026-06-18T12:00:00Z");
    // Moved: the announcement says the new day and keeps its own date.
    release.notices = {{.at = "2026-06-15T10:00:00Z", .title = "Security Release target June 18th", .text = {}}};
    const std::string moved = text_of("blog-pre", release, before);
    EXPECT_THAT(moved, StartsWith("---\ndate: 2026-06-10T14:48:27.000Z\n"));
    EXPECT_THAT(moved, HasSubstr("---\n\n## (Update 15-Jun-2026) Security Release target June 18th\n\n# Summary"));
    EXPECT_THAT(moved, Not(HasSubstr("June 16")));
    // Out: below the new text, what was announced by hand or by ward stays. A summary cannot pass for its begin.
    release.reports[0].summary += "\n\n# Summary\n\nfaked";
    const std::string out = text_of("blog-post", release, "---\ndate: x\n---\n\n# Summary\n\nAs it was announced.\n");
    EXPECT_TRUE(out.ends_with("\n# Summary\n\nAs it was announced.\n")) << out;
    EXPECT_EQ(text_of("blog-post", release, out), out) << "made once more, it is the same";
    EXPECT_THAT(error_of("blog-post", release, "---\n---\nnothing"), HasSubstr("no line '# Summary'"));
}

TEST(Posts, say_what_a_record_lacks_without_quoting_it) {
    Release release = sample_release();
    release.reports[0].summary.clear();
    EXPECT_EQ(error_of("blog-post", release), "1 of 2 reports of the record without 'summary'");
    release.reports[0].cves.clear();
    for (const std::string_view kind : {"blog-post", "changelog", "commit-trailers", "mail-forward", "social"})
        EXPECT_EQ(error_of(kind, release), "1 of 2 reports of the record without 'cves'") << kind;
    release.reports[1].severity = Severity::unknown;
    EXPECT_EQ(error_of("blog-pre", release), "1 of 2 reports of the record without 'severity'");
    release = sample_release();
    release.lines[0].fixed_version.clear();
    EXPECT_EQ(error_of("mail-post", release), "line 20 of the record has no 'fixed_version'");
    release.timezone = "Europe/Berlin";
    EXPECT_THAT(error_of("mail-pre", release), HasSubstr("'timezone' is neither UTC"));
    release.lift_at.reset();
    for (const std::string_view kind : {"blog-pre", "blog-post", "issue", "mail-pre", "mail-post", "social"})
        EXPECT_THAT(error_of(kind, release), HasSubstr("'lift_at'")) << kind;
}

TEST(Posts, announce_nothing_of_what_it_is_about) {
    const Release release = sample_release();
    for (const OutputKind* kind : all_outputs()) {
        if (kind->phase != Phase::announcement) continue;
        std::string told;
        for (const OutputFile& file : files_of(kind->name, release)) told += file.name + "\n" + file.content;
        EXPECT_FALSE(told.empty()) << kind->name;
        for (const std::string_view secret : {"CVE-", "1001", "1002", "Buffer", "stars", "Costs", "Alex", "cleo",
                                              "Bo B", "hackerone", "http:", "undici", "20.5.2", "22.1.1"})
            EXPECT_THAT(told, Not(HasSubstr(secret))) << kind->name;
    }
}

TEST(DocsOfOutputs, list_every_output_with_its_phase) {
    const std::string page = read_file("docs/release-outputs.md", 1u << 20).value();
    size_t rows = 0;
    for (const std::string_view line : split(page, '\n')) rows += line.starts_with("| `") ? 1 : 0;
    EXPECT_EQ(rows, all_outputs().size());
    constexpr std::array<std::string_view, 3> phases{"internal", "announcement", "published"};
    for (const OutputKind* kind : all_outputs()) {
        const std::string_view phase = phases.at(static_cast<size_t>(kind->phase));
        EXPECT_THAT(page, HasSubstr("\n| `" + std::string(kind->name) + "` | " + std::string(phase) + " | "));
    }
}

}  // namespace
}  // namespace ward::release
