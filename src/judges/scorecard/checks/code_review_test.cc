#include "judges/scorecard/checks/facts_fixture.h"
#include "judges/scorecard/uncategorised.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view code_review_check = "Code-Review";

forge::User user(std::string_view login, bool is_bot = false) {
    return {.login = std::string(login), .is_bot = is_bot};
}

forge::Commit pushed(std::string_view id, std::string_view message = "fix") {
    return {.id = std::string(id), .message = std::string(message)};
}

// A merged request of `author`, merged by `merger`.
forge::Commit merged(int64_t number, std::string_view author, std::string_view merger,
                     std::vector<forge::Review> reviews = {}) {
    forge::Commit out = pushed("c" + std::to_string(number));
    out.pull_request = forge::PullRequest{.number = number,
                                          .head = "h",
                                          .merged = "2026-01-01T00:00:00Z",
                                          .author = user(author),
                                          .merged_by = user(merger),
                                          .reviews = std::move(reviews)};
    return out;
}

CheckResult judge(std::vector<forge::Commit> commits) {
    FactsFixture with;
    with.forge().commits = std::move(commits);
    return with.run(code_review_check);
}

TEST(CodeReview, is_proportional) {
    const CheckResult all = judge({merged(1, "a", "b"), merged(2, "b", "a")});
    EXPECT_EQ(all.score, 10);
    EXPECT_EQ(all.reason, "all changesets reviewed");
    EXPECT_EQ(probes_of(all), Lines{"codeApproved True All changesets approved"});
    const CheckResult some = judge({merged(1, "a", "b"), merged(2, "a", "b"), pushed("x")});
    EXPECT_EQ(some.score, 6);
    EXPECT_EQ(some.reason, "Found 2/3 approved changesets -- score normalized to 6");
    EXPECT_EQ(some.findings[0].values,
              (std::map<std::string, std::string>{{"approvedChangesets", "2"}, {"totalChangesets", "3"}}));
    EXPECT_TRUE(some.details.empty());
    const CheckResult none = judge({pushed("x"), pushed("y")});
    EXPECT_EQ(none.score, 0);
    EXPECT_EQ(none.reason, "Found 0/2 approved changesets -- score normalized to 0");
    const CheckResult nothing = judge({});
    EXPECT_EQ(nothing.score, inconclusive);
    EXPECT_EQ(nothing.reason, "no changesets detected");
}

TEST(CodeReview, nobody_approves_his_own) {
    EXPECT_EQ(judge({merged(1, "a", "a")}).score, 0);
    EXPECT_EQ(judge({merged(1, "a", "a", {{.author = user("a"), .state = "APPROVED"}})}).score, 0);
    EXPECT_EQ(judge({merged(1, "a", "a", {{.author = user("b"), .state = "COMMENTED"}})}).score, 0);
    EXPECT_EQ(judge({merged(1, "a", "a", {{.author = user("b"), .state = "CHANGES_REQUESTED"}})}).score, 0);
    EXPECT_EQ(judge({merged(1, "a", "a", {{.author = user("b"), .state = "APPROVED"}})}).score, 10);
    forge::Commit open = merged(1, "a", "b", {{.author = user("b"), .state = "APPROVED"}});
    open.pull_request->merged.clear();
    EXPECT_EQ(judge({open}).score, 0) << "not merged";
}

TEST(CodeReview, commits_of_one_request_are_one_change) {
    forge::Commit second = merged(1, "a", "b");
    second.id = "c9";
    EXPECT_EQ(judge({merged(1, "a", "b"), pushed("x"), second}).reason,
              "Found 1/2 approved changesets -- score normalized to 5");
}

TEST(CodeReview, approved_changes_of_bots_do_not_count) {
    forge::Commit bot = merged(1, "dependabot", "b");
    bot.pull_request->author.is_bot = true;
    const CheckResult only = judge({bot});
    EXPECT_EQ(only.score, inconclusive);
    EXPECT_EQ(only.reason, "Found no human activity in the last 1 changesets");
    EXPECT_EQ(probes_of(only), Lines{"codeApproved NotApplicable Found no human activity in the last 1 changesets"});
    EXPECT_EQ(judge({bot, pushed("x")}).reason, "Found 0/1 approved changesets -- score normalized to 0");
    EXPECT_EQ(judge({bot, merged(2, "a", "b")}).reason, "all changesets reviewed");
    forge::Commit alone = merged(3, "bot", "bot");
    alone.pull_request->author.is_bot = true;
    EXPECT_EQ(judge({alone}).reason, "Found 0/1 approved changesets -- score normalized to 0");
}

TEST(CodeReview, knows_other_platforms) {
    for (const std::string_view message : {
             "x\n\nDifferential Revision: https://reviews.example/D12",
             "Differential Revision: none\nDifferential Revision: D7",
             "Reviewed-on: https://review.example/1\nReviewed-by: B <b@x>",
             "PiperOrigin-RevId: 123",
             "PiperOrigin-RevId:\n  12345",
         }) {
        EXPECT_EQ(judge({pushed("x", message)}).score, 10) << message;
    }
    for (const std::string_view message : {
             "Differential Revision: 12",
             "Differential Revision:\nD12",
             "Reviewed-by: B <b@x>",
             "Reviewed-on: https://review.example/1",
             "Reviewed-on: https://review.example/1\nReviewed-By: B <b@x>",
             "PiperOrigin-RevId: 12",
             "piperorigin-revid: 1234",
         }) {
        EXPECT_EQ(judge({pushed("x", message)}).score, 0) << message;
    }
    // The last number of the line is the revision: these two are one change.
    EXPECT_EQ(
        judge({pushed("x", "Differential Revision: D1 D2"), pushed("y", "Differential Revision: D2"), pushed("z")})
            .reason,
        "Found 1/2 approved changesets -- score normalized to 5");
}

TEST(CodeReview, labels_of_prow_are_a_review) {
    const auto labelled = [](std::string_view label, int64_t number) {
        forge::Commit out = merged(number, "a", "a");
        out.pull_request->labels = {"kind/bug", std::string(label)};
        return judge({out}).score;
    };
    EXPECT_EQ(labelled("lgtm", 1), 10);
    EXPECT_EQ(labelled("approved", 1), 10);
    EXPECT_EQ(labelled("LGTM", 1), 0);
    EXPECT_EQ(labelled("lgtm", 0), 10) << "without a number too";
    EXPECT_EQ(labelled("approved", 0), 0);
}

constexpr std::string_view landed = "lib: fix it\n\nPR-URL: https://github.com/o/r/pull/1\nReviewed-By: B <b@x>\n";

TEST(CodeReview, reads_trailers_apart_from_the_peers_score) {
    const CheckResult result = judge({pushed("x", landed), pushed("y", landed), pushed("z")});
    EXPECT_EQ(result.score, 0);
    EXPECT_EQ(result.reason, "Found 0/3 approved changesets -- score normalized to 0");
    EXPECT_EQ(result.own_score, 6);
    EXPECT_EQ(lines_of(result), Lines{});
    EXPECT_EQ(lines_of(result, Origin::ward),
              Lines{"Info: 2 of 3 changesets name who reviewed them in their commit messages (Reviewed-By, PR-URL)"});
    EXPECT_EQ(judge({pushed("x", landed)}).own_score, 10);
    EXPECT_EQ(judge({merged(1, "a", "b")}).own_score, std::nullopt);
}

TEST(CodeReview, trailers_need_a_request_and_somebody_else) {
    for (const std::string_view message : {
             "x\n\nReviewed-By: B <b@x>\n",
             "x\n\nPR-URL: https://github.com/o/r/pull/1\n",
             "x\n\nPR-URL: #1\nReviewed-By: B <b@x>\n",
             "x\n\nPR-URL: https://github.com/o/r/pull/1\nReviewed-By:\n",
             "x\n\nPR-URL: https://github.com/o/r/pull/1\nReviewed-By: author <a@x>\n",
             "x\n\n  PR-URL: https://github.com/o/r/pull/1 Reviewed-By: B\n",
         }) {
        forge::Commit commit = pushed("x", message);
        commit.author = user("Author");
        EXPECT_EQ(judge({commit}).own_score, std::nullopt) << message;
    }
}

TEST(CodeReview, not_asked) {
    expect_needs_forge(code_review_check);
    FactsFixture with;
    with.forge();
    expect_lacks(with, code_review_check, "commits");
}

TEST(CodeReviewOneReviewers, asks_for_one_other_person) {
    const auto ask = [](std::vector<forge::Commit> commits) {
        FactsFixture with;
        with.forge().commits = std::move(commits);
        const auto found = with.with_facts([](const Facts& facts) { return code_review_one_reviewers(facts); });
        return found.empty() ? std::string() : std::string(name_of(found[0].outcome)) + ' ' + found[0].message;
    };
    EXPECT_EQ(ask({merged(1, "a", "b")}), "True >1 reviewers found for all changesets");
    EXPECT_EQ(ask({merged(1, "a", "b"), merged(2, "a", "a")}), "False some changesets had <1 reviewers");
    EXPECT_EQ(ask({merged(1, "a", "b"), pushed("x")}), "NotAvailable Could not retrieve the author of a changeset.");
    EXPECT_EQ(ask({merged(1, "a", "")}), "NotAvailable Could not retrieve the reviewer of a changeset.");
    forge::Commit bot = merged(1, "a", "b");
    bot.pull_request->author.is_bot = true;
    EXPECT_EQ(ask({bot}), "NotAvailable All changesets authored by bot(s).");
    EXPECT_EQ(ask({}), "");
}

}  // namespace
}  // namespace ward::scorecard
