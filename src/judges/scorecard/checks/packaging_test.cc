#include "judges/scorecard/checks/facts_fixture.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view packaging_check = "Packaging";

std::string steps(std::string_view text) {
    return "on: push\njobs:\n  first:\n    runs-on: x\n    steps:\n" + std::string(text) + "\n";
}

std::string uses(std::string_view action, std::string_view input = "") {
    std::string out = "      - uses: " + std::string(action) + "\n";
    if (!input.empty()) out += "        with: {" + std::string(input) + "}\n";
    return out;
}

std::string run(std::string_view script) {
    return "      - run: \"" + std::string(script) + "\"\n";
}

TEST(Packaging, a_job_that_publishes) {
    const std::string node = uses("actions/setup-node@v4", "registry-url: 'https://registry.npmjs.org'");
    const std::string java = uses("actions/setup-java@v4");
    struct Row {
        std::string steps;
        bool publishes;
    };
    const Row rows[] = {
        {run("make"), false},
        // Each of the peer's patterns.
        {node + run("npm publish"), true},
        {node + run("npm --workspace a publish"), true},
        {run("npm publish") + node, true},
        {node + run("echo"), false},
        {uses("actions/setup-node@v4") + run("npm publish"), false},
        {uses("actions/setup-node@v4", "registry-url: 'https://npm.pkg.github.com'") + run("npm publish"), false},
        {java + run("mvn -B deploy"), true},
        {java + run("gradle -x publish"), true},
        {java + run("mvn -B release:perform"), false},
        {run("mvn deploy"), false},
        {run("sbt ci-release"), true},
        {run("gem push x"), true},
        {run("dotnet nuget push x"), true},
        {run("docker build . && docker push x"), true},
        {uses("docker/build-push-action@v3"), true},
        {uses("pypa/gh-action-pypi-publish@release/v1"), true},
        {uses("relekang/python-semantic-release@v1"), true},
        {uses("goreleaser/goreleaser-action@v2"), true},
        {run("cargo publish"), true},
        {uses("imjasonh/setup-ko@v0.6"), false},
        {uses("ko-build/setup-ko@v0.6"), false},
        {uses("imjasonh/setup-ko@v0.6") + uses("ko-build/setup-ko@v0.6"), true},  // the peer wants both
        {run("npx semantic-release"), true},
        {run("yarn semantic-release"), false},
        {uses("erlef/setup-elixir@v1") + run("mix hex.publish"), true},
        {uses("erlef/setup-beam@v1") + run("mix hex.publish"), false},
        {run("poetry publish; twine upload x; helm push y"), false},
        // An action by its whole name and some version, letters told apart.
        {uses("pypa/gh-action-pypi-publish"), false},
        {uses("Docker/build-push-action@v3"), false},
        {uses("docker/build-push-action/sub@v3"), false},
        // A script with its continued lines put together, and none else.
        {node + run("npm \\\\\\n  publish"), true},
        {node + run("npm\\npublish"), false},
        {run("cargo\\npublish"), false},
    };
    for (const Row& row : rows) {
        FactsFixture with;
        with.file(".github/workflows/a.yml", steps(row.steps));
        const CheckResult result = with.run(packaging_check);
        EXPECT_EQ(result.score, row.publishes ? 10 : inconclusive) << row.steps;
        EXPECT_EQ(result.reason, row.publishes ? "packaging workflow detected" : "packaging workflow not detected");
    }
}

TEST(Packaging, a_called_workflow_stands_for_all_steps) {
    const auto score = [](std::string_view uses) {
        FactsFixture with;
        with.file(".github/workflows/a.yml", "on: push\njobs:\n  x:\n    uses: " + std::string(uses) + "\n");
        return with.run(packaging_check).score;
    };
    EXPECT_EQ(score("docker/build-push-action@v1"), 10);
    EXPECT_EQ(score("actions/setup-java@v4"), 10);
    EXPECT_EQ(score("docker/build-push-action/.github/workflows/x.yml@v1"), inconclusive);
    EXPECT_EQ(score("./.github/workflows/b.yml"), inconclusive);
}

TEST(Packaging, names_the_first_job_that_publishes) {
    FactsFixture with;
    with.file(".github/workflows/a.yml", steps(run("gem push x")));
    with.file(".github/workflows/b.yml", steps(run("cargo publish")));
    EXPECT_EQ(lines_of(with.run(packaging_check)),
              (Lines{"Info: Project packages its releases by way of GitHub Actions.: .github/workflows/a.yml:3"}));
    EXPECT_EQ(lines_of(FactsFixture{{".github/workflows/a.yml", "# nothing\n"}}.run(packaging_check)),
              (Lines{"Warn: no GitHub/GitLab publishing workflow detected."}));
}

TEST(Packaging, a_workflow_of_the_forge_has_to_have_run) {
    FactsFixture with;
    with.file(".github/workflows/a.yml", steps(run("gem push x")));
    with.forge();
    expect_lacks(with, packaging_check, "successful_runs.a.yml");
    with.forge().gaps = {{.part = "successful_runs", .reason = "404"}};
    EXPECT_EQ(with.run(packaging_check).reason, "the forge's facts lack successful runs.a.yml: 404");
    with.forge().gaps.clear();
    with.forge().successful_runs = {{"b.yml", {{.head = "c", .url = "u"}}}};
    expect_lacks(with, packaging_check, "successful_runs.a.yml");
    with.forge().successful_runs = {{"a.yml", std::vector<forge::WorkflowRun>{}},
                                    {"b.yml", {{.head = "c", .url = "u"}}}};
    EXPECT_EQ(with.run(packaging_check).reason, "packaging workflow not detected") << "it never ran, another one did";
    with.forge().successful_runs = {{"a.yml", {{.head = "c", .url = "u"}}}};
    EXPECT_EQ(with.run(packaging_check).score, 10);
}

TEST(Packaging, one_that_ran_is_enough) {
    FactsFixture with;
    with.file(".github/workflows/a.yml", steps(run("gem push x")));
    with.file(".github/workflows/b.yml", steps(run("gem push x")));
    with.forge().successful_runs = {{"b.yml", std::vector<forge::WorkflowRun>{}}};
    expect_lacks(with, packaging_check, "successful_runs.a.yml");
    with.forge().successful_runs = {{"b.yml", {{.head = "c", .url = "u"}}}};
    EXPECT_EQ(with.run(packaging_check).score, 10);
}

TEST(Packaging, pipelines_of_gitlab_by_their_commands) {
    FactsFixture with;
    with.forge().forge = "gitlab";
    struct Row {
        std::string_view line;
        int score;
    };
    for (const Row& row : std::initializer_list<Row>{{"docker push x", 10},
                                                     {"nuget push x", 10},
                                                     {"poetry publish", 10},
                                                     {"twine upload x", 10},
                                                     {"docker  push x", inconclusive},
                                                     {"npm publish", inconclusive}}) {
        with.file(".gitlab-ci.yml", "stages: [x]\n" + std::string(row.line) + "\n");
        EXPECT_EQ(with.run(packaging_check).score, row.score) << row.line;
    }
    with.file(".gitlab-ci.yml", "docker push x\n");
    EXPECT_EQ(with.run(packaging_check).score, inconclusive) << "the first line cannot be told from none";
}

TEST(Packaging, cannot_be_told_of_what_is_no_yaml) {
    const CheckResult result = FactsFixture{{".github/workflows/a.yml", "on: ["}}.run(packaging_check);
    EXPECT_EQ(result.score, inconclusive);
    EXPECT_TRUE(result.error.has_value());
}

}  // namespace
}  // namespace ward::scorecard
