// What steps put into their plans: files, comments, words of the command line.
#include "actions/release/run/step_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/run/records_testing.h"

namespace ward::release {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class Parts : public RecordSteps {
  protected:
    Parts() { release = sample_release(); }
    void open_site() {
        folder_.write("site/site.json", "{}");
        project.banner_path = "site.json";
        doors.checkouts.emplace("site",
                                Checkout{"site", folder_.path("site"), Root::open(folder_.path("site")).value()});
    }
    StepPlan empty(const StepInput& in) const { return plan_of(*step_named("sync"), in); }
    void perform(const StepPlan& plan) {
        ReleaseDriver driver(doors);
        for (const engine::Effect& effect : plan.plan.effects) EXPECT_TRUE(driver.perform(effect));
    }

    gitobjects::GitFixture folder_;
};

TEST(StepWords, ADayIsInTheReleasesTimeZone) {
    EXPECT_EQ(format_instant(*instant_of_day("2026-06-16", "", "UTC", "--to")), "2026-06-16T00:00:00Z");
    EXPECT_EQ(format_instant(*instant_of_day("2026-06-16", "08:30", "+09:00", "--to")), "2026-06-15T23:30:00Z");
    for (const auto& [day, time, zone] :
         {std::tuple("2026-6-16", "", "UTC"), std::tuple("2026-02-30", "", "UTC"),
          std::tuple("2026-06-16", "8:30", "UTC"), std::tuple("2026-06-16", "25:00", "UTC"),
          std::tuple("2026-06-16T00", "", "UTC"), std::tuple("2026-06-16", "", "CET")}) {
        const auto bad = instant_of_day(day, time, zone, "--to");
        ASSERT_FALSE(bad) << day << ' ' << time << ' ' << zone;
        EXPECT_EQ(bad.error().code, ErrorCode::usage);
    }
}

TEST(StepWords, IssuesOfTheForgeAreTargets) {
    EXPECT_EQ(issue_target("https://github.com/nodejs/build/issues/7"), "nodejs/build#7");
    EXPECT_EQ(issue_target("https://github.com/nodejs/build/pull/7"), std::nullopt);
    EXPECT_EQ(issue_target("https://gitlab.example/nodejs/build/issues/7"), std::nullopt);
}

TEST_F(Parts, WordsThatWereGivenSeveralTimesAreLines) {
    const StepInput in = input({}, {{"line", "22\n24"}, {"empty", ""}});
    EXPECT_THAT(words_of(in, "line"), ElementsAre("22", "24"));
    EXPECT_THAT(words_of(in, "other"), IsEmpty());
    EXPECT_EQ(word_of(in, "other"), "");
    EXPECT_EQ(needed_word(in, "line").value(), "22\n24");
    EXPECT_THAT(needed_word(in, "empty").error().what, HasSubstr("--empty is needed"));
}

TEST_F(Parts, AFileIsWrittenWhereItIsNotThereYet) {
    StepInput in = input({}, {});
    StepPlan without = empty(in);
    ASSERT_TRUE(plan_file(without, in, "site", "a/b.md", "text"));
    EXPECT_THAT(without.plan.effects, IsEmpty());
    EXPECT_EQ(without.files.front().name, "outputs/b.md");  // no such checkout: into the group's folder
    open_site();
    StepPlan first = empty(in);
    ASSERT_TRUE(plan_file(first, in, "site", "a/b.md", "text"));
    EXPECT_THAT(first.plan.effects, SizeIs(1));
    perform(first);
    StepPlan second = empty(in);
    ASSERT_TRUE(plan_file(second, in, "site", "a/b.md", "text"));
    EXPECT_THAT(second.plan.effects, IsEmpty());
    EXPECT_THAT(second.files, IsEmpty());
}

TEST_F(Parts, ACommentIsMadeOnceAndClosesOnce) {
    release.places.issues = {{"build", "https://github.com/o/build/issues/3"}, {"old", "https://example.org/issues/1"}};
    forges["o/build"].add(3, "heads up");
    const StepInput in = input({}, {});
    for (const bool close : {false, true}) {
        StepPlan plan = empty(in);
        ASSERT_TRUE(plan_comments(plan, in, "what", "text", close));
        ASSERT_THAT(plan.plan.effects, SizeIs(1));  // open still: it is to be closed
        perform(plan);
        EXPECT_THAT(forges.at("o/build").said.at(3), SizeIs(1));
        StepPlan again = empty(in);
        ASSERT_TRUE(plan_comments(again, in, "what", "text", close));
        EXPECT_THAT(again.plan.effects, IsEmpty());
    }
    EXPECT_FALSE(forges.at("o/build").made.at(3).open);
    // What is found at a stranger's hand is not ours.
    forges.at("o/build").said.at(3).front().author.login = "stranger";
    StepPlan forged = empty(in);
    ASSERT_TRUE(plan_comments(forged, in, "what", "text", false));
    EXPECT_THAT(forged.plan.effects, SizeIs(1));
}

TEST_F(Parts, ABannerKeepsItsBeginningAndWhatElseIsInTheFile) {
    open_site();
    folder_.write("site/site.json", R"({"title": "Node.js", "websiteBanners": {"other": 1}})");
    const StepInput in = input({}, {});
    StepPlan first = empty(in);
    ASSERT_TRUE(plan_banner(first, in));
    perform(first);
    const std::string text = doors.checkouts.at("site").root.read("site.json", 1u << 20).value();
    EXPECT_THAT(text, HasSubstr("\"title\": \"Node.js\""));
    EXPECT_THAT(text, HasSubstr("\"other\": 1"));
    now += 2 * seconds_per_day;
    const StepInput later = input({}, {});
    StepPlan second = empty(later);
    ASSERT_TRUE(plan_banner(second, later));
    EXPECT_THAT(second.plan.effects, IsEmpty());
}

TEST_F(Parts, WhatGoesIntoTheLogIsOneCleanLine) {
    const auto told = [&](const std::string& reason) {
        const StepInput in = input({}, {{"reason", reason}});
        StepPlan plan = empty(in);
        auto done = tell_log(plan, in, "reason");
        return std::pair(done.has_value(), plan);
    };
    EXPECT_EQ(told("upstream is late").second.log_note, "upstream is late");
    EXPECT_TRUE(told("").first);
    EXPECT_FALSE(told("two\nlines").first);
    EXPECT_FALSE(told(std::string(3'000, 'a')).first);
    EXPECT_FALSE(told("turned \xE2\x80\xAE round").first);
    EXPECT_THAT(told("CVE-2026-0001 is late").second.breaches, SizeIs(1));
    EXPECT_THAT(told("cve_2026_0001").second.breaches.front(), Not(HasSubstr("2026")));
    release.embargo = Embargo::none;
    EXPECT_THAT(told("CVE-2026-0001 is late").second.breaches, IsEmpty());
}

TEST_F(Parts, LinesAreKnownByTheNewestVersionOfTheDay) {
    EXPECT_EQ(newest_of_line(doors, "22", now), "22.22.2");
    EXPECT_EQ(newest_of_line(doors, "22", *parse_instant("2026-03-02T00:00:00Z")), "22.22.1");
    EXPECT_EQ(newest_of_line(doors, "26", now), "");
    doors.released = nullptr;
    EXPECT_EQ(newest_of_line(doors, "22", now), "");
}

}  // namespace
}  // namespace ward::release
