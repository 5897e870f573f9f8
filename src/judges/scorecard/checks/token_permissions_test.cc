#include "judges/scorecard/checks/facts_fixture.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view check = "Token-Permissions";

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
    return with.run(check).score;
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
        {"{id-token: write}", "", 10},
        {"{contents: WRITE}", "", 0},
        {"read-all", "{contents: write}", 10},
        {"", "{contents: write}", 9},
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
        for (const std::string& line : lines_of(with.run(check))) warnings += line.starts_with("Warn") ? 1 : 0;
        return warnings;
    };
    EXPECT_EQ(details("run: make"), 3u);
    EXPECT_EQ(details("run: docker push x"), 2u);
    EXPECT_EQ(details("uses: github/codeql-action/analyze@v3"), 2u);
    EXPECT_EQ(details("run: npx semantic-release"), 1u);
    EXPECT_EQ(details("uses: peaceiris/actions-gh-pages@v4"), 2u);
}

TEST(TokenPermissions, TellsPlacesAndLines) {
    FactsFixture with;
    with.file(".github/workflows/a.yml", workflow("", "{contents: write}"));
    EXPECT_EQ(
        lines_of(with.run(check)),
        (Lines{"Debug: not a publishing workflow: .github/workflows/a.yml: .github/workflows/a.yml:1",
               "Debug: not a releasing workflow: .github/workflows/a.yml: .github/workflows/a.yml:1",
               "Debug: not a GitHub Pages deployment workflow: .github/workflows/a.yml: .github/workflows/a.yml:1",
               "Debug: not a SARIF workflow, or not an allowed one: .github/workflows/a.yml:1",
               "Warn: jobLevel 'contents' permission set to 'write': .github/workflows/a.yml:5",
               "Warn: no topLevel permission defined: .github/workflows/a.yml:1"}));
    FactsFixture none{{"a.c", "x"}};
    EXPECT_EQ(none.run(check).score, inconclusive);
    EXPECT_EQ(none.run(check).reason, "No tokens found");
}

}  // namespace
}  // namespace ward::scorecard
