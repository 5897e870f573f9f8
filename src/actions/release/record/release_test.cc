#include "actions/release/record/release.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/record/project.h"
#include "actions/release/record/ranges.h"
#include "actions/release/record/testing.h"

namespace ward::release {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(Record, IsTheSameBehindItsText) {
    const Release release = sample_release();
    const auto read = release_from_json(to_json(release), "release.json");
    ASSERT_TRUE(read) << read.error().message();
    Release sorted = release;
    put_in_order(sorted);
    EXPECT_EQ(*read, sorted);
    EXPECT_EQ(to_json(*read), to_json(release));
}

TEST(Record, OrderOfWritingDoesNotMatter) {
    const Release release = sample_release();
    Release turned = release;
    std::ranges::reverse(turned.reports);
    std::ranges::reverse(turned.lines);
    for (Report& report : turned.reports) std::ranges::reverse(report.ranges);
    EXPECT_EQ(to_json(turned), to_json(release));
}

TEST(Record, RefusesWhatIsWrongWithoutQuotingIt) {
    const auto error_of = [](std::string_view from, std::string_view to) {
        std::string json = to_json(sample_release());
        const size_t at = json.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        json.replace(at, from.size(), to);
        const auto read = release_from_json(json, "release.json");
        EXPECT_FALSE(read) << to;
        return read ? std::string() : read.error().message();
    };
    EXPECT_THAT(error_of(R"("title": "Buffer)", R"("titel": "Buffer)"), HasSubstr("'titel' is no key"));
    EXPECT_THAT(error_of("CVE-2026-0001", "CVE-26-1"), HasSubstr("'cves' has one that is no CVE id"));
    EXPECT_THAT(error_of(R"("fixed": "22.1.1")", R"("fixed": "24.1.1")"), HasSubstr("version of another line"));
    EXPECT_THAT(error_of(R"("schema": 1)", R"("schema": 2)"), HasSubstr("not of schema 1"));
    EXPECT_THAT(error_of(R"("state": "open")", R"("state": "opne")"), HasSubstr("'state' is one of open"));
    const std::string bidi = error_of("Buffer", "Buf\\u202efer");
    EXPECT_THAT(bidi, HasSubstr("hides or moves text"));
    EXPECT_THAT(bidi, Not(HasSubstr("Buf")));
    EXPECT_THAT(error_of("Buffer", "Buf\\u001bfer"), HasSubstr("control character"));
}

TEST(Record, IsEmbargoedUntilItIsLifted) {
    Release release = sample_release();
    EXPECT_TRUE(release.is_embargoed(*release.lift_at - 1));
    EXPECT_FALSE(release.is_embargoed(*release.lift_at));
    release.lift_at.reset();
    EXPECT_TRUE(release.is_embargoed(INT64_MAX));
    release.embargo = Embargo::none;
    EXPECT_FALSE(release.is_embargoed(0));
}

TEST(Lines, AreNamedInManyWays) {
    EXPECT_EQ(line_named("v22.x"), "22");
    EXPECT_EQ(line_named("22.1.2"), "22");
    EXPECT_EQ(line_named("v0.12.x"), "0.12");
    EXPECT_EQ(line_named("main"), std::nullopt);
    EXPECT_EQ(line_named("0"), std::nullopt);
    EXPECT_EQ(line_of_version("0.10.48"), "0.10");
    EXPECT_EQ(line_of_version("v24.0.0-rc.1"), "24");
    EXPECT_EQ(line_of_version("24"), "");
    EXPECT_TRUE(line_before("8", "20"));
    EXPECT_TRUE(line_before("0.12", "4"));
}

TEST(Ranges, CoverSupportedAndOldLines) {
    const Release release = sample_release();
    const Report& report = *release.report("1001");
    EXPECT_THAT(intervals_of(release, report, EolPolicy::none),
                ElementsAre(Interval{"20.0.0", "20.5.2", "20", false}, Interval{"22.0.0", "22.1.1", "22", false}));
    EXPECT_THAT(intervals_of(release, report, EolPolicy::each_line),
                ElementsAre(Interval{"18.0.0", "19.0.0", "18", true}, Interval{"19.0.0", "20.0.0", "19", true},
                            Interval{"20.0.0", "20.5.2", "20", false}, Interval{"22.0.0", "22.1.1", "22", false}));
    const auto zero = intervals_of(release, report, EolPolicy::from_zero);
    EXPECT_EQ(zero.front(), (Interval{"0", "20.0.0", "", true}));
    EXPECT_TRUE(is_affected(zero, "0.1.14"));
    EXPECT_TRUE(is_affected(zero, "20.5.1"));
    EXPECT_FALSE(is_affected(zero, "20.5.2"));
    EXPECT_FALSE(is_affected(zero, "21.0.0"));
    EXPECT_FALSE(is_affected(zero, "20.5.2-rc.1"));
    EXPECT_FALSE(is_affected(zero, "no version"));
    EXPECT_EQ(first_version_behind("0.12"), "0.13.0");
}

TEST(ProjectFile, HasNodesNamesWhereItSaysNothing) {
    const auto project = project_from_toml(
        "schema = 1\nname = \"Thing\"\neol = \"none\"\n"
        "[[heads_up]]\nname = \"build\"\nrepository = \"a/b\"\nteam = \"@a/b\"\n",
        "ward.release.toml");
    ASSERT_TRUE(project) << project.error().message();
    EXPECT_EQ(project->name, "Thing");
    EXPECT_EQ(project->purl, "pkg:generic/nodejs/node");
    EXPECT_EQ(project->eol, EolPolicy::none);
    EXPECT_EQ(project->heads_up.size(), 1U);
    const auto wrong = project_from_toml("schema = 1\nnmae = \"Thing\"\n", "ward.release.toml");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().message(), "ward.release.toml:2: the project: 'nmae' is no key that schema 1 has");
}

TEST(Filled, PutsValuesInLiterally) {
    EXPECT_EQ(filled("a/{slug}.md", {{"slug", "{id}$&"}, {"id", "x"}}), "a/{id}$&.md");
    EXPECT_EQ(filled("{other} {", {{"slug", "x"}}), "{other} {");
}

}  // namespace
}  // namespace ward::release
