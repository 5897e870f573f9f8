// Nothing embargoed goes to a public place by a plan; what is public decides the place, and an unknown one is.
#include "actions/release/run/public_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/record/testing.h"
#include "actions/release/run/effect_kind.h"

namespace ward::release {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class PublicCheck : public testing::Test {
  protected:
    std::vector<std::string> breaches(engine::Effect effect, Instant now) {
        StepPlan plan{.plan = {.action = "release x", .scope = release_.id}, .after = release_};
        plan.plan.effects.push_back(std::move(effect));
        Doors doors;
        return breaches_of(plan, doors, now);
    }
    std::vector<std::string> breaches_of_draft(std::string text, GroupFile::Use use, Instant now) {
        StepPlan plan{.plan = {.action = "release x", .scope = release_.id}, .after = release_};
        plan.files.push_back({"outputs/mail-pre.txt", std::move(text), use});
        Doors doors;
        return breaches_of(plan, doors, now);
    }
    std::vector<std::string> breaches_of(StepPlan& plan, Doors& doors, Instant now) {
        const StepInput input{.release = release_, .project = project_, .doors = doors, .now = now};
        const std::vector<std::string> rules{"github.com/closed/*"};
        EXPECT_TRUE(check_public_texts(plan, input, AudienceRules::of(rules, "/nowhere").value(), others_));
        return plan.breaches;
    }
    // The next release, with a report of its own by the same reporter, found while this one was fixed.
    void add_another() {
        Release other = release_;
        other.id = "2026-07-14";
        other.lift_at = *release_.lift_at + 1'000'000;
        other.reports = {release_.reports.back()};
        Report& report = other.reports.front();
        report.id = "9876543";
        report.cves = {"CVE-2026-77777"};
        report.title = "A header that is folded twice is taken for the next request of a pipeline";
        report.summary = "The fix of what is told as '" + title() + "' leaves a folded header of a pipeline behind.";
        others_.push_back(std::move(other));
    }
    static engine::Effect effect(std::string kind, std::string target, std::string text) {
        return {.kind = std::move(kind),
                .target = std::move(target),
                .summary = {},
                .content = {{"body", std::move(text)}}};
    }
    std::string title() const { return release_.reports.back().title; }

    Release release_ = sample_release();
    Project project_;
    std::vector<Release> others_;
    Instant before_ = *release_.lift_at - 1;
};

TEST_F(PublicCheck, TitlesIdsAndHandlesAreFound) {
    const std::string report = release_.reports.back().title;
    EXPECT_THAT(breaches(effect("issue.open", "o/build", "soon: " + report), before_),
                ElementsAre(HasSubstr("issue.open o/build: 'body' has words of a report's title")));
    EXPECT_THAT(breaches(effect("issue.comment", "o/build#7", release_.reports.back().cves.front()), before_),
                ElementsAre(HasSubstr("cve-id")));
    EXPECT_THAT(breaches(effect("file.write", "site a.md", report), before_), ElementsAre(HasSubstr("file.write")));
    for (const std::string& breach : breaches(effect("issue.open", "o/build", report), before_))
        EXPECT_THAT(breach, testing::Not(HasSubstr(report)));
    EXPECT_THAT(breaches(effect("issue.open", "o/build", "a release is planned"), before_), IsEmpty());
}

TEST_F(PublicCheck, ThePlaceDecides) {
    for (const std::string& place : {project_.private_repository, project_.record_repository, std::string("Closed/Any"),
                                     std::string("closed/any#7")})
        EXPECT_THAT(breaches(effect("pull.open", place, title()), before_), IsEmpty()) << place;
    for (const char* place : {"o/build", "closedx/any", "", "nodejs/node"})
        EXPECT_THAT(breaches(effect("pull.open", place, title()), before_), testing::SizeIs(1)) << place;
}

TEST_F(PublicCheck, BehindTheEmbargoAllMayBeSaid) {
    EXPECT_THAT(breaches(effect("issue.open", "o/build", title()), *release_.lift_at), IsEmpty());
    release_.embargo = Embargo::none;
    EXPECT_THAT(breaches(effect("issue.open", "o/build", title()), before_), IsEmpty());
}

TEST_F(PublicCheck, DraftsAreHandedOutAsTheyAre) {
    EXPECT_THAT(breaches_of_draft("soon: " + title(), GroupFile::Use::draft, before_),
                ElementsAre(HasSubstr("draft outputs/mail-pre.txt: has words of a report's title")));
    EXPECT_THAT(breaches_of_draft(title(), GroupFile::Use::group_alone, before_), IsEmpty());
    EXPECT_THAT(breaches_of_draft(title(), GroupFile::Use::draft, *release_.lift_at), IsEmpty());
}

TEST_F(PublicCheck, WhatIsOutTellsNothingOfTheNextRelease) {
    add_another();
    const Instant after = *release_.lift_at;
    EXPECT_THAT(
        breaches(effect("file.write", "site a.md", "see also: " + others_.front().reports.front().title), after),
        ElementsAre(testing::AllOf(HasSubstr("title"), HasSubstr("of release 2026-07-14"))));
    EXPECT_THAT(breaches(effect("issue.comment", "o/build#7", "CVE-2026-77777"), after), testing::SizeIs(1));
    EXPECT_THAT(breaches_of_draft("report 9876543", GroupFile::Use::draft, after), testing::SizeIs(1));
    // Its own texts, ids and reporters it tells, though the next release has them too.
    std::string own = title();
    for (const Report& report : release_.reports) {
        own += "\n" + report.summary;
        for (const std::string& cve : report.cves) own += " " + cve;
        for (const Credit& credit : report.credits) own += " @" + credit.handle;
    }
    EXPECT_THAT(breaches(effect("file.write", "site a.md", own), after), IsEmpty());
}

TEST_F(PublicCheck, ARepositoryThatThereIsNotIsNoPrivateOne) {
    project_.private_repository.clear();
    EXPECT_THAT(breaches(effect("pull.open", "", title()), before_), testing::SizeIs(1));
}

// A kind that nobody thought of is public: every one that may hold embargoed texts is named here with its reason.
TEST_F(PublicCheck, EveryKindWasThoughtOf) {
    std::vector<std::string> taken_for_public;
    for (const EffectKind* kind : all_effect_kinds())
        if (!breaches(effect(std::string(kind->name), "o/build", title()), before_).empty())
            taken_for_public.emplace_back(kind->name);
    EXPECT_THAT(taken_for_public, ElementsAre("cve.publish", "cve.reject", "file.write", "ghsa.publish",
                                              "issue.comment", "issue.open", "issue.retitle", "pull.open"));
}

}  // namespace
}  // namespace ward::release
