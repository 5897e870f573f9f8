#include "judges/scorecard/checks/facts_fixture.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view dangerous_workflow_check = "Dangerous-Workflow";

std::string workflow(std::string_view on, std::string_view step) {
    return "on: " + std::string(on) + "\njobs:\n  x:\n    runs-on: x\n    steps:\n" + std::string(step) + "\n";
}

CheckResult run(std::string_view text) {
    FactsFixture with;
    with.file(".github/workflows/a.yml", text);
    return with.run(dangerous_workflow_check);
}

TEST(DangerousWorkflow, SaysNothingWithoutWorkflows) {
    EXPECT_EQ((FactsFixture{{"a.yml", "x"}}).run(dangerous_workflow_check).score, inconclusive);
    EXPECT_EQ((FactsFixture{{"a.yml", "x"}}).run(dangerous_workflow_check).reason, "no workflows found");
    EXPECT_EQ(run("# a comment alone\n").score, inconclusive);
    EXPECT_EQ((FactsFixture{{".github/workflows/sub/a.yml", "x: ["}}.run(dangerous_workflow_check).score),
              inconclusive);
}

TEST(DangerousWorkflow, StrangersTextInAScript) {
    struct Row {
        std::string_view script;
        bool is_dangerous;
    };
    const Row rows[] = {
        {"echo ${{ github.head_ref }}", true},
        {"echo ${{ github.event.issue.title }}", true},
        {"echo ${{ github.event.comment.body }}", true},
        {"echo ${{ github.event.commits[0].message }}", true},
        {"echo ${{ github.event.pages[1].page_name }}", true},
        {"echo ${{ github.event.pull_request.head.repo.default_branch }}", true},
        {"echo ${{ toJSON(github) }}", true},
        {"echo ${{ TOJSON( github.event ) }}", true},
        {"echo ${{ toJSON(github.event.issue) }}", false},
        {"echo ${{ github.event.number }}", false},
        {"echo ${{ issue.title }}", false},
        {"echo ${{ github.ref }} github.head_ref", false},
        {"echo ${{ secrets.X }} ${{ github.head_ref }}", true},
    };
    for (const Row& row : rows) {
        const CheckResult result = run(workflow("push", "      - run: " + std::string(row.script)));
        EXPECT_EQ(result.score, row.is_dangerous ? 0 : 10) << row.script;
    }
    const CheckResult told = run(workflow("push", "      - run: echo ${{ github.head_ref }}"));
    EXPECT_EQ(lines_of(told),
              (Lines{"Warn: script injection with untrusted input ' github.head_ref ': .github/workflows/a.yml:6"}));
}

TEST(DangerousWorkflow, WhatStrangersCanWriteOfAnEvent) {
    const auto score = [](std::string_view inside) {
        return run(workflow("push", "      - run: echo ${{ " + std::string(inside) + " }}")).score;
    };
    for (const std::string_view part : {"issue.title",
                                        "issue.body",
                                        "pull_request.title",
                                        "pull_request.body",
                                        "discussion.title",
                                        "discussion.body",
                                        "comment.body",
                                        "review.body",
                                        "review_comment.body",
                                        "pages.x.page_name",
                                        "pages[0].page_name",
                                        "commits[0].message",
                                        "commits.*.message",
                                        "head_commit.message",
                                        "head_commit.author.email",
                                        "head_commit.author.name",
                                        "commits[0].author.email",
                                        "commits[1].author.name",
                                        "blocked_user.name",
                                        "blocked_user.email",
                                        "pull_request.head.ref",
                                        "pull_request.head.label",
                                        "pull_request.head.repo.default_branch"}) {
        EXPECT_EQ(score("github.event." + std::string(part)), 0) << part;
        EXPECT_EQ(score("format('{0}', github.event." + std::string(part) + ")"), 0) << part;
        EXPECT_EQ(score(part), 10) << part;
    }
    for (const std::string_view part :
         {"issue.number", "pull_request.head.sha", "pull_request.user.login", "head_commit.committer.name",
          "label.name", "release.body", "workflow_run.head_branch"})
        EXPECT_EQ(score("github.event." + std::string(part)), 10) << part;
    for (const std::string_view whole : {"toJSON(github)", "tojson( github )", "toJSON(github.event)",
                                         "x || toJson(github)", "fromJSON(toJSON(github))", "github.head_refs"})
        EXPECT_EQ(score(whole), 0) << whole;
    for (const std::string_view other : {"toJSON(secrets)", "GITHUB.HEAD_REF", "github['head_ref']", "github.event"})
        EXPECT_EQ(score(other), 10) << other;
}

TEST(DangerousWorkflow, ReadsExpressionsOfScriptsAlone) {
    const auto score = [](std::string_view step) { return run(workflow("push", step)).score; };
    EXPECT_EQ(score("      - run: |\n          echo ${{\n            github.head_ref }}"), 0) << "over lines";
    EXPECT_EQ(score("      - run: echo }} ${{ github.head_ref }}"), 0);
    EXPECT_EQ(score("      - run: echo ${{ github.ref }} ${{ github.head_ref }}"), 0) << "any of them";
    EXPECT_EQ(score("      - run: echo github.head_ref }}"), 10);
    EXPECT_EQ(score("      - uses: actions/github-script@v7\n        with: {script: \"${{ github.head_ref }}\"}"), 10);
    EXPECT_EQ(score("      - run: echo $X\n        env: {X: \"${{ github.head_ref }}\"}"), 10);
    EXPECT_EQ(score("      - name: ${{ github.head_ref }}\n        run: echo"), 10);
    const CheckResult two =
        run(workflow("push", "      - run: echo ${{ github.head_ref }} ${{ github.event.issue.body }}"));
    EXPECT_EQ(lines_of(two).size(), 2U);
}

TEST(DangerousWorkflow, StrangersCodeBesideSecrets) {
    const std::string_view head =
        "      - uses: actions/checkout@v4\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}";
    const CheckResult result = run(workflow("pull_request_target", head));
    EXPECT_EQ(result.score, 0);
    EXPECT_EQ(lines_of(result), (Lines{"Warn: untrusted code checkout '${{ github.event.pull_request.head.sha }}': "
                                       ".github/workflows/a.yml:6"}));
    for (const std::string_view on : {"[push, workflow_run]", "{pull_request_target: {types: [opened]}}",
                                      "{workflow_run: {workflows: [a], types: [completed]}}"})
        EXPECT_EQ(run(workflow(on, head)).score, 0) << on;
    for (const std::string_view on : {"pull_request", "issue_comment", "{schedule: [{cron: '0 0 * * 0'}]}"})
        EXPECT_EQ(run(workflow(on, head)).score, 10) << on;
    struct Row {
        std::string_view action, ref;
        int score;
    };
    for (const Row& row :
         std::initializer_list<Row>{{"actions/checkout", "refs/pull/${{ github.event.pull_request.number }}/merge", 0},
                                    {"my/actions/checkout@v4", "${{ github.event.pull_request.head.ref }}", 0},
                                    {"actions/checkout@v4", "${{ github.event.workflow_run.head_sha }}", 0},
                                    {"actions/checkout@v4", "${{ github.head_ref }}", 10},
                                    {"actions/checkout@v4", "main", 10},
                                    {"Actions/Checkout@v4", "${{ github.event.pull_request.head.sha }}", 10}}) {
        const std::string step =
            "      - uses: " + std::string(row.action) + "\n        with: {ref: '" + std::string(row.ref) + "'}";
        EXPECT_EQ(run(workflow("pull_request_target", step)).score, row.score) << row.action << ' ' << row.ref;
    }
    EXPECT_EQ(run(workflow("pull_request_target", "      - uses: actions/checkout@v4")).score, 10);
    EXPECT_EQ(
        run(workflow(
                "pull_request_target",
                "      - uses: other/tool@v4\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}"))
            .score,
        10);
}

TEST(DangerousWorkflow, CannotBeMadeWhereAFileIsNoWorkflow) {
    EXPECT_TRUE(run("on: [").error.has_value());
    EXPECT_EQ(run("on: [").score, inconclusive);
    EXPECT_TRUE(run(workflow("push", "      - run: echo ${{ github.ref")).error.has_value());
}

}  // namespace
}  // namespace ward::scorecard
