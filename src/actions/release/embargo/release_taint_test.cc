#include "actions/release/embargo/release_taint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/embargo/embargo_fixture.h"

namespace ward::release {
namespace {

using testing::ElementsAre;

TEST(ReleaseTaint, is_what_the_record_says_and_nobody_knows) {
    Release release;
    release.reports.push_back(
        {.id = "2871234",
         .source = "hackerone",
         .link = "https://hackerone.com/reports/2871234",
         .title = test::secret_title,
         .cves = {"CVE-2026-41414", "CVE-2026-1000"},
         .summary = test::secret_summary,
         .credits = {{.name = "", .handle = "quiet_finder9"},
                     {.name = "", .handle = "Known-Person"},
                     {.name = "", .handle = "developer1", .kind = CreditKind::developer}},
         .ranges = {{.line = "24", .pull = "https://github.com/example-private/engine-private/pull/77"},
                    {.line = "22", .pull = "https://github.com/example-private/engine-private/pull/77"},
                    {.line = "20", .pull = "https://github.com/Example/engine/pull/8"}},
         .advisory = "GHSA-aaaa-bbbb-cccc"});
    release.lines.push_back({.name = "24", .proposal = "https://github.com/example-private/engine-private/pull/78"});
    Project project;
    project.repository = "example/engine";
    const std::vector<std::string> cves{"cve-2026-1000"};
    const std::vector<std::string> handles{"known-person"};
    const std::vector<std::string> texts{"an earlier post"};
    const TaintSet set = taint_of(release, project, {cves, handles, texts});
    EXPECT_THAT(set.report_ids, ElementsAre("2871234", "GHSA-aaaa-bbbb-cccc"));
    EXPECT_THAT(set.cve_ids, ElementsAre("CVE-2026-41414"));
    EXPECT_THAT(set.private_urls, ElementsAre("https://hackerone.com/reports/2871234",
                                              "https://github.com/example-private/engine-private/pull/77",
                                              "https://github.com/example-private/engine-private/pull/78"));
    EXPECT_THAT(set.titles, ElementsAre(test::secret_title));
    EXPECT_THAT(set.summaries, ElementsAre(test::secret_summary));
    EXPECT_THAT(set.handles, ElementsAre("quiet_finder9"));
    EXPECT_EQ(set.public_texts, texts);
}

}  // namespace
}  // namespace ward::release
