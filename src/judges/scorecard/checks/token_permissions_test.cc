#include "judges/scorecard/checks/facts_fixture.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view token_permissions_check = "Token-Permissions";

// One job with these permissions and step, under those of the workflow; empty: none declared.
std::string workflow(std::string_view top, std::string_view job, std::string_view step = "run: make") {
    std::string out = "on: push\n";
    if (!top.empty()) out += "permissions: " + std::string(top) + "\n";
    out += "jobs:\n  x:\n    runs-on: x\n";
    if (!job.empty()) out += "    permissions: " + std::string(job) + "\n";
    return out + "    steps:\n      - " + std::string(step) + "\n";
}

int score(std::initializer_list<std::string> workflows) {
    FactsFixture with;
    int number = 0;
    for (const std::string& text : workflows) with.file(".github/workflows/" + std::to_string(number++) + ".yml", text);
    return with.run(token_permissions_check).score;
}

TEST(TokenPermissions, ScoresOfOneWorkflow) {
    struct Row {
        std::string_view top, job;
        int score;
    };
    const Row rows[] = {
        {"read-all", "", 10},
        {"{}", "", 10},
        {"{contents: read}", "", 10},
        {"", "{contents: read}", 9},  // half a point, cut off
        {"", "", 0},                  // nowhere declared
        {"write-all", "{contents: read}", 9},
        {"write-all", "", 0},
        {"write-all", "{contents: write}", 0},
        {"WRITE-ALL", "{contents: read}", 10},  // the peer knows the word in small letters alone
        {"{contents: write}", "", 0},
        {"{packages: write}", "", 0},
        {"{actions: write}", "", 0},
        {"{deployments: write}", "", 9},
        {"{security-events: write}", "", 9},
        {"{checks: write}", "", 9},
        {"{checks: write, statuses: write}", "", 9},
        {"{checks: write, statuses: write, deployments: write}", "", 8},
        {"{statuses: write}", "", 9},
        {"{contents: write, checks: write}", "", 0},
        // These never matter.
        {"{id-token: write, issues: write, pull-requests: write, pages: write, discussions: write}", "", 10},
        {"{attestations: write}", "", 10},
        {"{contents: none}", "", 10},
        {"{contents: foo}", "", 10},
        {"foo", "", 10},  // a word that the peer does not know: no finding at all
        {"none", "", 10},
        {"{contents: WRITE}", "", 0},
        {"read-all", "{contents: write}", 10},
        {"", "{contents: write}", 9},
        {"", "{}", 9},
        {"", "read-all", 9},
        {"", "write-all", 9},  // of a job the peer says nothing of it
        {"write-all", "{}", 9},
        {"write-all", "{checks: write}", 0},
        {"write-all", "{issues: write}", 9},
        {"read-all", "write-all", 10},  // the peer says nothing of it
    };
    for (const Row& row : rows)
        EXPECT_EQ(score({workflow(row.top, row.job)}), row.score) << row.top << " | " << row.job;
}

TEST(TokenPermissions, HalvesOfSeveralFilesAddUp) {
    const std::string half = workflow("", "{contents: read}");
    EXPECT_EQ(score({half, half}), 9);
    EXPECT_EQ(score({half, half, half}), 8);
    EXPECT_EQ(score({half, half, half, half}), 8);
    EXPECT_EQ(score({workflow("read-all", ""), workflow("read-all", "")}), 10);
}

TEST(TokenPermissions, WhatAJobDoesExcusesWhatItWrites) {
    const auto details = [](std::string_view step) {
        FactsFixture with;
        with.file(".github/workflows/a.yml",
                  workflow("read-all", "{packages: write, contents: write, security-events: write}", step));
        size_t warnings = 0;
        for (const std::string& line : lines_of(with.run(token_permissions_check)))
            warnings += line.starts_with("Warn") ? 1 : 0;
        return warnings;
    };
    EXPECT_EQ(details("run: make"), 3u);
    EXPECT_EQ(details("run: docker push x"), 2u);
    EXPECT_EQ(details("uses: github/codeql-action/analyze@v3"), 2u);
    EXPECT_EQ(details("run: npx semantic-release"), 1u);
    EXPECT_EQ(details("uses: peaceiris/actions-gh-pages@v4"), 2u);
    struct Row {
        std::string_view step;
        size_t warnings;
    };
    for (const Row& row : std::initializer_list<Row>{
             // Releases.
             {"uses: relekang/python-semantic-release@v1", 1},  // publishes packages too
             {"run: pnpm exec semantic-release", 2},
             {"run: yarn semantic-release", 2},
             {"run: npm semantic-release", 3},
             {"uses: goreleaser/goreleaser-action@v1", 2},  // a package; a release with setup-go alone
             {"uses: actions/setup-go@v4\n      - uses: goreleaser/goreleaser-action@v1", 1},
             {"uses: slsa-framework/slsa-github-generator/.github/workflows/builder_go_slsa3.yml@v1", 2},
             {"uses: slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml@v1", 2},
             {"run: mvn -B release:prepare", 2},
             {"uses: JamesIves/github-pages-deploy-action@v4", 3},
             {"run: git push", 3},
             // Results of analysis.
             {"uses: github/codeql-action/upload-sarif@v3", 2},
             {"uses: ossf/scorecard-action@v2", 2},
             {"uses: haskell-actions/hlint-scan@v1", 2},
             {"uses: zizmorcore/zizmor-action@v0", 2},
             {"uses: Ossf/scorecard-action@v2", 3},
         })
        EXPECT_EQ(details(row.step), row.warnings) << row.step;
    // Of the whole workflow nothing is excused.
    EXPECT_EQ(score({workflow("{contents: write}", "", "run: npx semantic-release")}), 0);
    EXPECT_EQ(score({workflow("{packages: write}", "", "run: docker push x")}), 0);
    EXPECT_EQ(score({workflow("{security-events: write}", "", "uses: github/codeql-action/analyze@v3")}), 9);
}

TEST(TokenPermissions, FilesThatSayNothingOrAreNoYaml) {
    for (const std::string_view nothing : {"", "\n", "# on: push\n", " \t\n  # x\n", "\xC2\xA0\n"}) {
        EXPECT_EQ((FactsFixture{{".github/workflows/a.yml", nothing}}.run(token_permissions_check).reason),
                  "No tokens found")
            << nothing;
    }
    EXPECT_EQ((FactsFixture{{".github/workflows/a.yml", "---\n"}}.run(token_permissions_check).score), 9);
    const CheckResult broken = FactsFixture{{".github/workflows/a.yml", "on: ["}, {".github/workflows/b.yml", "x"}}.run(
        token_permissions_check);
    EXPECT_EQ(broken.score, inconclusive);
    EXPECT_TRUE(broken.error.has_value());
}

TEST(TokenPermissions, TellsPlacesAndLines) {
    FactsFixture with;
    with.file(".github/workflows/a.yml", workflow("", "{contents: write}"));
    EXPECT_EQ(
        lines_of(with.run(token_permissions_check)),
        (Lines{"Debug: not a publishing workflow: .github/workflows/a.yml: .github/workflows/a.yml:1",
               "Debug: not a releasing workflow: .github/workflows/a.yml: .github/workflows/a.yml:1",
               "Debug: not a GitHub Pages deployment workflow: .github/workflows/a.yml: .github/workflows/a.yml:1",
               "Debug: not a SARIF workflow, or not an allowed one: .github/workflows/a.yml:1",
               "Warn: jobLevel 'contents' permission set to 'write': .github/workflows/a.yml:5",
               "Warn: no topLevel permission defined: .github/workflows/a.yml:1"}));
    FactsFixture none{{"a.c", "x"}};
    EXPECT_EQ(none.run(token_permissions_check).score, inconclusive);
    EXPECT_EQ(none.run(token_permissions_check).reason, "No tokens found");
}

}  // namespace
}  // namespace ward::scorecard
