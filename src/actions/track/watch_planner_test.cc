// The planner of the one issue, over watches and issues put together by hand, and the driver on its effects.
#include "actions/track/watch_planner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/track/driver.h"
#include "actions/track/effects.h"
#include "base/text.h"
#include "judges/scorecard/monitor/issue_marker.h"
#include "judges/scorecard/monitor/watch_reports.h"

namespace ward::track {
namespace {

namespace monitor = scorecard::monitor;
using monitor::Row;
using monitor::Watch;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const net::Person workflow{"github-actions[bot]", true, "NONE"};
const net::Person stranger{"mallory", false, "CONTRIBUTOR"};
const Instant today = *parse_instant("2030-02-01");
const monitor::Repository one{"github.com", "a", "one"};

Row scored(double score, const std::string& date) {
    return {.repository = one, .score = score, .date = date, .commit = std::string(40, 'b')};
}

Watch look(const std::vector<Row>& before, const std::vector<Row>& now, const std::string& identity = "one") {
    monitor::Database database;
    monitor::History history;
    history.append(today - 30 * seconds_per_day, before);
    return monitor::watch({}, {.at = today, .rows = now}, {database, history}, {.identity = identity});
}

const Watch changed = look({scored(5, "2030-01-01")}, {scored(6, "2030-01-20")});
const Watch quiet = look({scored(6, "2030-01-20")}, {scored(6, "2030-01-27")});
const Watch changed_again = look({scored(6, "2030-01-27")}, {scored(4, "2030-01-30")});

const WatchIssueOptions options{.repository = "OWNER/REPO",
                                .scope = "here owner/repo",
                                .title = "Scores",
                                .labels = {"security"},
                                .assignees = {"ada", "bob"}};

// A tracker that does what effects say.
struct Tracker {
    std::vector<net::Issue> issues;

    engine::Plan plan(const Watch& watch) const { return plan_watch_issue(watch, issues, options); }
    void add(const std::string& body, const net::Person& author = workflow, bool open = true) {
        net::Issue issue;
        issue.number = static_cast<int64_t>(issues.size()) + 1;
        issue.title = "Scores";
        issue.body = body;
        issue.open = open;
        issue.author = author;
        issues.push_back(std::move(issue));
    }
    void apply(const engine::Plan& plan) {
        for (const engine::Effect& effect : plan.effects) {
            const std::string& body = effect.content.at("body");
            if (effect.kind == effect_open) {
                add(body);
                continue;
            }
            ASSERT_EQ(effect.kind, effect_change);
            net::Issue& issue = issues.at(static_cast<size_t>(issue_number(effect.target)) - 1);
            EXPECT_EQ(effect.requires_state.at("body"), body_digest(issue.body));
            EXPECT_FALSE(effect.content.contains("state")) << "neither opened again nor closed";
            issue.body = body;
        }
    }
    // Carries it out; what is planned for the same watch then must be nothing.
    std::vector<std::string> run(const Watch& watch) {
        const engine::Plan planned = plan(watch);
        apply(planned);
        EXPECT_THAT(plan(watch).effects, IsEmpty()) << "planned again";
        std::vector<std::string> summaries;
        for (const engine::Effect& effect : planned.effects) summaries.push_back(effect.summary);
        return summaries;
    }
};

std::string tagged(const Watch& watch) {
    return std::string(monitor::issue_start_tag) + "\n" + monitor::watch_issue(watch) + "\n" +
           std::string(monitor::issue_end_tag) + "\n";
}

TEST(WatchPlanner, opens_one_issue_when_a_score_changed) {
    Tracker tracker;
    const engine::Plan plan = tracker.plan(changed);
    ASSERT_EQ(plan.effects.size(), 1u);
    EXPECT_EQ(plan.effects[0].content.at("title"), "Scores");
    EXPECT_EQ(plan.effects[0].content.at("labels"), "security");
    EXPECT_EQ(plan.effects[0].content.at("assignees"), "ada\nbob");
    EXPECT_EQ(plan.effects[0].content.at("body"), tagged(changed)) << "the text is that of --issue-body";
    EXPECT_THAT(tracker.run(changed),
                ElementsAre("open Scores: 1 repository: 1 scored, 0 failed; 1 changed (1 better, 0 worse)"));
}

TEST(WatchPlanner, opens_none_while_nothing_changed) {
    Tracker tracker;
    EXPECT_THAT(tracker.run(quiet), IsEmpty());
    EXPECT_THAT(tracker.plan(quiet).notes, ElementsAre("no issue is opened: no score changed"));
    EXPECT_THAT(tracker.run(look({}, {scored(6, "2030-01-20")})), IsEmpty()) << "a first look is no change";
    EXPECT_THAT(tracker.run(look({scored(6, "2030-01-20")}, {monitor::failed_row(one, "down")})), IsEmpty());
}

TEST(WatchPlanner, what_changed_stays_until_there_is_more_to_say) {
    Tracker tracker;
    tracker.run(changed);
    const std::string body = tracker.issues[0].body;
    EXPECT_THAT(tracker.run(quiet), IsEmpty());
    EXPECT_THAT(body, HasSubstr("5 → 6"));
    EXPECT_THAT(tracker.run(changed_again),
                ElementsAre("update #1 Scores: 1 repository: 1 scored, 0 failed; 1 changed (0 better, 1 worse)"));
    EXPECT_THAT(tracker.issues[0].body, HasSubstr("6 → 4"));
    EXPECT_THAT(tracker.run(look({scored(4, "2030-01-30")}, {monitor::failed_row(one, "down")})).size(), 1u)
        << "that there is no score any more is to be said";
    EXPECT_EQ(tracker.issues.size(), 1u);
}

TEST(WatchPlanner, what_people_write_stays) {
    Tracker tracker;
    tracker.add("Kept by people.\r\n\r\n" + replace_all(tagged(changed), "\n", "\r\n") + "\r\nSee #7.\r\n");
    EXPECT_THAT(tracker.run(quiet), IsEmpty()) << "a web form's line ends are no change";
    tracker.run(changed_again);
    EXPECT_TRUE(tracker.issues[0].body.starts_with("Kept by people.\r\n\r\n<!-- ward-scorecard-monitor:start -->\n"));
    EXPECT_TRUE(tracker.issues[0].body.ends_with("<!-- ward-scorecard-monitor:end -->\r\n\r\nSee #7.\r\n"));
    EXPECT_THAT(tracker.issues[0].body, HasSubstr(monitor::watch_issue(changed_again)));
}

TEST(WatchPlanner, an_issue_that_lost_a_tag_is_left_alone) {
    for (const std::string_view tag : {monitor::issue_start_tag, monitor::issue_end_tag}) {
        Tracker tracker;
        tracker.add(replace_all(tagged(changed), tag, ""));
        EXPECT_THAT(tracker.run(changed_again), IsEmpty()) << tag;
        EXPECT_THAT(tracker.plan(changed_again).notes, ElementsAre(HasSubstr("left alone"))) << tag;
    }
    Tracker tracker;
    tracker.add(std::string(60'000, 'x') + "\n" + tagged(changed) + std::string(5'000, 'y'));
    EXPECT_THAT(tracker.run(changed_again), IsEmpty());
    EXPECT_THAT(tracker.plan(changed_again).notes, ElementsAre(HasSubstr("too long")));
}

TEST(WatchPlanner, what_was_closed_stays_closed) {
    Tracker tracker;
    tracker.run(changed);
    tracker.issues[0].open = false;
    EXPECT_THAT(tracker.run(quiet), IsEmpty());
    EXPECT_THAT(tracker.plan(quiet).notes,
                ElementsAre("#1 was closed, and no score changed since: no other is opened"));
    EXPECT_THAT(tracker.run(changed), IsEmpty()) << "a run that was interrupted comes again with what it told";
    EXPECT_THAT(tracker.plan(changed).notes, ElementsAre("#1 was closed, and tells these changes: no other is opened"));
    EXPECT_EQ(tracker.run(changed_again).size(), 1u) << "other changes are for another issue";
    EXPECT_EQ(tracker.issues.size(), 2u);
    EXPECT_FALSE(tracker.issues[0].open);
    tracker.issues[0].open = true;
    EXPECT_THAT(tracker.plan(changed_again).notes, ElementsAre("#2 is about the same as #1: left alone"));
}

TEST(WatchPlanner, strangers_copies_pull_requests_and_other_watches_do_not_count) {
    Tracker tracker;
    tracker.add(tagged(changed), stranger);
    tracker.add(tagged(changed));
    tracker.issues[1].pull_request = true;
    tracker.add(tagged(look({scored(5, "2030-01-01")}, {scored(6, "2030-01-20")}, "another")));
    tracker.add("<!-- ward-scorecard-monitor:start -->\nmine\n<!-- ward-scorecard-monitor:end -->");
    EXPECT_EQ(tracker.run(changed_again).size(), 1u);
    EXPECT_EQ(tracker.issues.size(), 5u);
    EXPECT_THAT(tracker.plan(changed_again).notes,
                ElementsAre("#1 has the marker of this issue, but mallory may not write here: left alone"));
}

// What a driver needs, with the answers of a tracker.
struct FakeForge : net::Forge {
    Tracker tracker;
    bool lose_next = false;  // the answer, not the request

    Result<std::optional<std::string>> own_login() override { return std::nullopt; }
    Result<std::vector<net::Issue>> issues() override { return tracker.issues; }
    Result<std::vector<net::Issue>> newest_issues() override { return tracker.issues; }
    Result<std::vector<net::Issue>> open_issues(const std::string&) override { return tracker.issues; }
    Result<net::Issue> issue(int64_t number) override { return tracker.issues.at(static_cast<size_t>(number) - 1); }
    Result<std::vector<net::Comment>> comments(int64_t) override { return std::vector<net::Comment>(); }
    Result<net::Issue> open_issue(const net::NewIssue& issue) override {
        tracker.add(issue.body);
        if (std::exchange(lose_next, false)) return fail(ErrorCode::network, "lost", "forge");
        return tracker.issues.back();
    }
    Result<net::Issue> change_issue(int64_t number, const net::IssueChange& change) override {
        net::Issue& issue = tracker.issues.at(static_cast<size_t>(number) - 1);
        issue.body = change.body.value_or(issue.body);
        return issue;
    }
    Result<void> comment(int64_t, const std::string&) override { return {}; }
};

engine::Standing standing_of(FakeForge& forge, const engine::Effect& effect, engine::Doubt doubt) {
    const net::Trust trust;
    IssueDriver driver(forge, trust, {.waits = {}});
    const auto sight = driver.look(effect, doubt);
    EXPECT_TRUE(sight);
    return sight->standing;
}

TEST(WatchDriver, knows_the_issue_that_it_opened) {
    FakeForge forge;
    const engine::Effect effect = forge.tracker.plan(changed).effects.at(0);
    for (const auto doubt : {engine::Doubt::none, engine::Doubt::sent}) {
        forge.tracker.issues.clear();
        EXPECT_EQ(standing_of(forge, effect, doubt), engine::Standing::missing);
        forge.tracker.add(tagged(changed), stranger);
        EXPECT_EQ(standing_of(forge, effect, doubt), engine::Standing::missing);
        forge.tracker.add(tagged(changed_again), workflow, false);
        EXPECT_EQ(standing_of(forge, effect, doubt), engine::Standing::missing) << "an earlier one, closed";
        forge.tracker.add(tagged(changed), workflow, false);
        EXPECT_EQ(standing_of(forge, effect, doubt), engine::Standing::present) << "this one, closed meanwhile";
        forge.tracker.issues.pop_back();
        forge.tracker.add(tagged(changed_again));
        EXPECT_EQ(standing_of(forge, effect, doubt), engine::Standing::present) << "another run opened one";
    }
}

TEST(WatchDriver, opens_once_though_the_answer_is_lost) {
    FakeForge forge;
    const net::Trust trust;
    IssueDriver driver(forge, trust, {.waits = {}});
    const engine::Effect effect = forge.tracker.plan(changed).effects.at(0);
    forge.lose_next = true;
    EXPECT_FALSE(driver.perform(effect));
    EXPECT_EQ(standing_of(forge, effect, engine::Doubt::sent), engine::Standing::present);
    EXPECT_EQ(forge.tracker.issues.size(), 1u);
    EXPECT_EQ(forge.tracker.issues[0].body, tagged(changed));
}

}  // namespace
}  // namespace ward::track
