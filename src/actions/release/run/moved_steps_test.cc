// A release whose day is public: what says it moves with it; incident mode, and the end of an embargo.
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

using Incidents = RecordSteps;

class Announced : public RecordSteps {
  protected:
    void SetUp() override {  // NOLINT(readability-identifier-naming): GoogleTest's name
        release = sample_release();
        release.state = State::cve_assigned;
        release.places.issues = {{"build", "https://github.com/o/build/issues/3"}};
        project.heads_up = {{.name = "build", .repository = "o/build", .team = "@o/build"}};
        forges["o/build"].add(3, title("2026/06/16"));
        folder_.write("site/apps/site/site.json",
                      R"({"websiteBanners": {"index": {"text": "old", "link": "x"}}, "z": 1})");
        doors.checkouts.emplace("site",
                                Checkout{"site", folder_.path("site"), Root::open(folder_.path("site")).value()});
        done("announce pre");
    }
    static std::string title(const std::string& day) {
        return "[NEXT-SECURITY-RELEASE] Heads up on upcoming Node.js security release " + day;
    }
    std::string site(const std::string& path) const {
        return doors.checkouts.at("site").root.read(path, 1u << 20).value();
    }
    std::string post() const { return site("apps/site/pages/en/blog/vulnerability/june-2026-security-releases.md"); }
    TalkInMemory& talk() { return forges.at("o/build"); }

    gitobjects::GitFixture folder_;
};

TEST_F(Announced, PostponingMovesEverythingThatSaysTheDay) {
    done("postpone", {}, {{"to", "2026-06-23"}, {"reason", "One fix needs more tests."}});
    EXPECT_EQ(release.state, State::postponed);
    EXPECT_EQ(format_instant(*release.lift_at), "2026-06-23T12:00:00Z");
    EXPECT_THAT(post(), HasSubstr("## (Update 01-Jun-2026) Security Release target"));
    EXPECT_THAT(post(), HasSubstr("One fix needs more tests."));
    EXPECT_THAT(post(), Not(HasSubstr("June 16")));
    EXPECT_THAT(site("apps/site/site.json"), HasSubstr("June 23, 2026"));
    EXPECT_EQ(talk().made.at(3).title, title("2026/06/23"));
    ASSERT_THAT(talk().said.at(3), SizeIs(1));
    EXPECT_THAT(talk().said.at(3).front().body, HasSubstr("2026/06/23"));
    EXPECT_THAT(kept.at("outputs/mail-pre.txt"), HasSubstr("June 23, 2026"));
}

TEST_F(Announced, ADayThatComesBackIsToldAgain) {
    done("postpone", {}, {{"to", "2026-06-23"}});
    done("postpone", {}, {{"to", "2026-06-30"}});
    done("postpone", {}, {{"to", "2026-06-23"}});
    EXPECT_EQ(talk().made.at(3).title, title("2026/06/23"));
    EXPECT_THAT(talk().said.at(3), SizeIs(3));
    EXPECT_THAT(release.notices, SizeIs(3));
}

TEST_F(Announced, ATitleThatSomebodyChangedStays) {
    talk().made.at(3).title = "Security release in June";
    const StepPlan plan = done("postpone", {}, {{"to", "2026-06-23"}});
    EXPECT_THAT(plan.notes, ElementsAre(HasSubstr("o/build#3")));
    EXPECT_EQ(talk().made.at(3).title, "Security release in June");
    EXPECT_THAT(talk().said.at(3), SizeIs(1));
}

TEST_F(Announced, ReasonsAndDaysThatCannotStandThereAreRefused) {
    EXPECT_EQ(plan("postpone").error().code, ErrorCode::usage);
    EXPECT_EQ(plan("postpone", {}, {{"to", "next week"}}).error().code, ErrorCode::usage);
    EXPECT_THAT(plan("postpone", {}, {{"to", "2026-05-26"}})->refused, ElementsAre(HasSubstr("is over")));
    EXPECT_FALSE(plan("postpone", {}, {{"to", "2026-06-23"}, {"reason", "hidden\xE2\x80\xAE"}}));
    release.state = State::open;
    EXPECT_THAT(plan("postpone", {}, {{"to", "2026-06-23"}})->refused, ElementsAre(HasSubstr("ward release date")));
}

TEST_F(Announced, AnIncidentMovesTheReleaseAndSaysWhoDoesWhat) {
    done("incident", {"zero-day"}, {{"to", "2026-06-03"}, {"time", "09:00"}, {"reason", "seen in the wild"}});
    EXPECT_EQ(release.incident, "zero-day");
    EXPECT_EQ(release.state, State::postponed);
    EXPECT_EQ(format_instant(*release.lift_at), "2026-06-03T09:00:00Z");
    EXPECT_EQ(talk().made.at(3).title, title("2026/06/03"));
    EXPECT_THAT(post(), HasSubstr("June 3, 2026"));
    EXPECT_THAT(post(), Not(HasSubstr("wild")));
    EXPECT_THAT(kept.at("outputs/incident-zero-day.md"), HasSubstr("- [ ] **releasers**"));
    EXPECT_THAT(kept.at("outputs/incident-zero-day-notice.txt"), HasSubstr("June 3, 2026"));
    // Nothing that mails carry says what it is about.
    for (const auto& [name, text] : kept)
        for (const Report& report : release.reports) {
            if (!name.contains("incident")) continue;
            EXPECT_THAT(text, Not(HasSubstr(report.title)));
            EXPECT_THAT(text, Not(HasSubstr(report.id)));
            EXPECT_THAT(text, Not(HasSubstr(report.cves.front())));
        }
    // What people ticked is theirs.
    kept["outputs/incident-zero-day.md"] = "ticked";
    EXPECT_THAT(done("incident", {"zero-day"}).files, SizeIs(2));
}

TEST_F(Incidents, IncidentModeIsOverWithAPostMortem) {
    release = sample_release();
    EXPECT_THAT(plan("incident", {"fire"}).error().what, HasSubstr("premature-disclosure, zero-day, dependency"));
    EXPECT_EQ(plan("incident").error().code, ErrorCode::usage);
    EXPECT_EQ(plan("incident", {"dependency"}, {{"time", "09:00"}}).error().code, ErrorCode::usage);
    done("incident", {"dependency"}, {{"to", "2026-06-09"}});
    EXPECT_EQ(release.state, State::open);  // nobody knew the day: nothing but the record says it
    EXPECT_THAT(release.notices, IsEmpty());
    EXPECT_EQ(format_instant(*release.lift_at), "2026-06-09T12:00:00Z");
    EXPECT_THAT(kept.at("outputs/incident-dependency.md"), HasSubstr("ward update check --json"));
    EXPECT_THAT(kept.at("outputs/incident-dependency.md"), HasSubstr("ward audit DIR --json"));
    done("incident", {"over"});
    EXPECT_EQ(release.incident, "");
    EXPECT_THAT(kept.at("outputs/incident-dependency-post-mortem.md"), HasSubstr("## Timeline"));
    release.state = State::shipped;
    EXPECT_THAT(plan("incident", {"zero-day"}, {{"to", "2026-06-10"}})->refused, SizeIs(1));
    release.state = State::closed;
    EXPECT_THAT(plan("incident", {"zero-day"})->refused, SizeIs(1));
}

TEST_F(Incidents, AnEmbargoIsBrokenForAReasonAndInAnIncidentAlone) {
    release = sample_release();
    EXPECT_EQ(plan("break-embargo").error().code, ErrorCode::usage);
    EXPECT_THAT(plan("break-embargo", {}, {{"reason", "it is in the news"}})->refused, SizeIs(1));
    release.incident = "premature-disclosure";
    const auto leaking = plan("break-embargo", {}, {{"reason", "because of CVE-2026-0001"}});
    EXPECT_THAT(leaking->breaches, SizeIs(1));
    const StepPlan broken = done("break-embargo", {}, {{"reason", "it is in the news"}});
    EXPECT_EQ(broken.log_note, "it is in the news");
    EXPECT_EQ(release.embargo, Embargo::none);
    EXPECT_FALSE(release.is_embargoed(now));
    EXPECT_FALSE(step_named("break-embargo")->no_return.empty());
}

}  // namespace
}  // namespace ward::release
