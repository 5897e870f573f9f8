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
        const StepInput input{.release = release_, .project = project_, .doors = doors, .now = now};
        const std::vector<std::string> rules{"github.com/closed/*"};
        EXPECT_TRUE(check_public_texts(plan, input, AudienceRules::of(rules, "/nowhere").value()));
        return plan.breaches;
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
