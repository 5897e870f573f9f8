#include "actions/track/failure_planner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/track/effects.h"
#include "actions/track/marker.h"

namespace ward::track {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

DependencyUpdate row(std::string state, std::string reason = "") {
    DependencyUpdate out;
    out.id = "acorn";
    out.path = "deps/acorn";
    out.current = "1.0.0";
    out.state = std::move(state);
    out.failed_in = out.state == "FAILED" ? "FETCHED" : "";
    out.reason = std::move(reason);
    return out;
}

const FailureIssueOptions options{.repository = "o/r", .scope = "s", .labels = {"deps"}, .trust = {.logins = {"bot"}}};

// What the forge would have after the plan.
net::Issue issue_after(const engine::Effect& effect, net::Issue issue = {}) {
    issue.number = issue.number == 0 ? 7 : issue.number;
    issue.author = {.login = "bot", .bot = true, .association = "NONE"};
    issue.body = effect.content.at("body");
    if (const auto title = effect.content.find("title"); title != effect.content.end()) issue.title = title->second;
    if (const auto state = effect.content.find("state"); state != effect.content.end())
        issue.open = state->second == "open";
    return issue;
}

TEST(FailureIssues, are_opened_kept_closed_and_opened_again) {
    auto plan = plan_failure_issues({row("FAILED", "404")}, {}, options);
    ASSERT_THAT(plan.effects, SizeIs(1));
    EXPECT_EQ(plan.effects[0].kind, effect_open);
    net::Issue issue = issue_after(plan.effects[0]);
    EXPECT_THAT(issue.body, HasSubstr("404"));
    EXPECT_EQ(issue.title, "The update of acorn fails");

    EXPECT_THAT(plan_failure_issues({row("FAILED", "404")}, {issue}, options).effects, IsEmpty())
        << "the same failure is no news";
    plan = plan_failure_issues({row("FAILED", "a digest differs")}, {issue}, options);
    ASSERT_THAT(plan.effects, SizeIs(1));
    EXPECT_EQ(plan.effects[0].kind, effect_change);
    issue = issue_after(plan.effects[0], issue);
    EXPECT_THAT(issue.body, HasSubstr("a digest differs"));

    plan = plan_failure_issues({row("CURRENT")}, {issue}, options);
    ASSERT_THAT(plan.effects, SizeIs(1));
    issue = issue_after(plan.effects[0], issue);
    EXPECT_FALSE(issue.open);
    EXPECT_THAT(plan_failure_issues({row("CURRENT")}, {issue}, options).effects, IsEmpty());

    plan = plan_failure_issues({row("FAILED", "a digest differs")}, {issue}, options);
    ASSERT_THAT(plan.effects, SizeIs(1)) << "ward closed it: it is opened again";
    EXPECT_TRUE(issue_after(plan.effects[0], issue).open);
}

TEST(FailureIssues, that_a_person_closed_stay_closed_until_the_reason_is_another) {
    const auto opened = plan_failure_issues({row("FAILED", "404")}, {}, options);
    net::Issue issue = issue_after(opened.effects.at(0));
    issue.open = false;
    const auto same = plan_failure_issues({row("FAILED", "404")}, {issue}, options);
    EXPECT_THAT(same.effects, IsEmpty());
    EXPECT_THAT(same.notes, SizeIs(1));
    EXPECT_THAT(plan_failure_issues({row("FAILED", "another")}, {issue}, options).effects, SizeIs(1));
}

TEST(FailureIssues, of_strangers_are_left_alone) {
    const auto opened = plan_failure_issues({row("FAILED", "404")}, {}, options);
    net::Issue issue = issue_after(opened.effects.at(0));
    issue.author.login = "stranger";
    const auto plan = plan_failure_issues({row("CURRENT")}, {issue}, options);
    EXPECT_THAT(plan.effects, IsEmpty());
    EXPECT_THAT(plan.notes, SizeIs(1));
}

TEST(FailureIssues, keep_what_people_wrote) {
    const auto opened = plan_failure_issues({row("FAILED", "404")}, {}, options);
    net::Issue issue = issue_after(opened.effects.at(0));
    issue.body = "I look into it.\n" + issue.body + "cc @somebody\n";
    const auto plan = plan_failure_issues({row("FAILED", "other")}, {issue}, options);
    ASSERT_THAT(plan.effects, SizeIs(1));
    EXPECT_THAT(plan.effects[0].content.at("body"), HasSubstr("I look into it."));
    EXPECT_THAT(plan.effects[0].content.at("body"), HasSubstr("cc @somebody"));
}

TEST(FailureIssues, have_no_markup_of_a_stranger) {
    const auto plan = plan_failure_issues({row("FAILED", "<img src=x> | @everyone\n- [ ] x")}, {}, options);
    const std::string body = plan.effects.at(0).content.at("body");
    EXPECT_THAT(body, testing::Not(HasSubstr("<img")));
    EXPECT_THAT(body, testing::Not(HasSubstr("\n- [ ]")));
}

TEST(FailureIssues, mention_whom_the_recipe_names) {
    FailureIssueOptions with_people = options;
    with_people.notify["acorn"] = {"o/team", "mary"};
    const auto plan = plan_failure_issues({row("FAILED", "404 of @somebody")}, {}, with_people);
    ASSERT_THAT(plan.effects, SizeIs(1));
    const std::string& body = plan.effects[0].content.at("body");
    EXPECT_THAT(body, HasSubstr("\n\ncc @o/team @mary\n"));
    EXPECT_THAT(body, testing::Not(HasSubstr("@somebody"))) << "a reason is a stranger's text";
    const net::Issue issue = issue_after(plan.effects[0]);
    EXPECT_THAT(plan_failure_issues({row("FAILED", "404 of @somebody")}, {issue}, with_people).effects, IsEmpty());
    EXPECT_FALSE(
        plan_failure_issues({row("CURRENT")}, {issue}, with_people).effects[0].content.at("body").contains("cc @"));
}

}  // namespace
}  // namespace ward::track
