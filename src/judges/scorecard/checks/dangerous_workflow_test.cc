#include "judges/scorecard/checks/facts_fixture.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view check = "Dangerous-Workflow";

std::string workflow(std::string_view on, std::string_view step) {
    return "on: " + std::string(on) + "\njobs:\n  x:\n    runs-on: x\n    steps:\n" + std::string(step) + "\n";
}

CheckResult run(std::string_view text) {
    FactsFixture with;
    with.file(".github/workflows/a.yml", text);
    return with.run(check);
}

TEST(DangerousWorkflow, SaysNothingWithoutWorkflows) {
    EXPECT_EQ((FactsFixture{{"a.yml", "x"}}).run(check).score, inconclusive);
    EXPECT_EQ((FactsFixture{{"a.yml", "x"}}).run(check).reason, "no workflows found");
    EXPECT_EQ(run("# a comment alone\n").score, inconclusive);
    EXPECT_EQ((FactsFixture{{".github/workflows/sub/a.yml", "x: ["}}.run(check).score), inconclusive);
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

TEST(DangerousWorkflow, StrangersCodeBesideSecrets) {
    const std::string_view head =
        "      - uses: actions/checkout@v4\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}";
    const CheckResult result = run(workflow("pull_request_target", head));
    EXPECT_EQ(result.score, 0);
    EXPECT_EQ(lines_of(result), (Lines{"Warn: untrusted code checkout '${{ github.event.pull_request.head.sha }}': "
                                       ".github/workflows/a.yml:6"}));
    EXPECT_EQ(run(workflow("[push, workflow_run]", head)).score, 0);
    EXPECT_EQ(run(workflow("pull_request", head)).score, 10);
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
