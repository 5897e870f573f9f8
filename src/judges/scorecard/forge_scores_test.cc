// Checks of a forge over facts that are collected: what the forge answers is changed, and the score with it.
#include "facts/forge/collect.h"
#include "judges/scorecard/checks/facts_fixture.h"
#include "support/forge_shapes.h"

namespace ward::scorecard {
namespace {

using Answer = test::ForgeShapes::Answer;

// In the answer to a question another text; with nothing to be replaced another answer.
struct Change {
    std::string route, from, to;
};
struct Case {
    std::string_view check;
    int score;
    std::vector<Change> changes;
};

const std::string commits = "GRAPHQL commits";
const std::string branches = "GRAPHQL branches";
const std::string surroundings = "GRAPHQL surroundings";
const std::string people = "GRAPHQL people";
const std::string of_repository = "GET /repos/acme/rocket";
const std::string releases = of_repository + "/releases?per_page=30";
const std::string hooks = of_repository + "/hooks?per_page=100";
const std::string contributors = of_repository + "/contributors?per_page=30";
const std::string license = of_repository + "/license";
const std::string runs = of_repository + "/actions/workflows/release.yml/runs?status=success&per_page=30";
const std::string searched = "GET /search/commits?q=repo%3Aacme%2Frocket%20author%3Adependabot%5Bbot%5D&per_page=5";
const std::string badge = "GET /projects.json?url=https%3A%2F%2Fgithub.com%2Facme%2Frocket";

CheckResult judged(const Case& row) {
    test::ForgeShapes forge("github");
    for (const Change& change : row.changes) {
        if (change.from.empty()) {
            forge.put(change.route,
                      change.to.empty() ? Answer{.status = 403, .body = "{}"} : Answer{.body = change.to});
            continue;
        }
        const std::string& before = forge.body(change.route);
        EXPECT_TRUE(before.contains(change.from)) << row.check << ": nothing to change: " << change.from;
        forge.put(change.route, {.body = replace_all(before, change.from, change.to)});
    }
    forge::CollectRequest request;
    request.name = "acme/rocket";
    request.token = "t";
    request.workflows = {"release.yml"};
    request.collected = *parse_instant("2026-11-20");
    request.oss_fuzz = "https://github.com/other/thing\n";
    request.courtesy.clock = [] { return Instant{1'000'000}; };
    request.courtesy.sleep = [](std::chrono::milliseconds) {};
    request.courtesy.random = [] { return 0.0; };
    FactsFixture with{{".github/workflows/release.yml",
                       "on: push\njobs:\n  x:\n    runs-on: x\n    steps:\n      - run: cargo publish\n"},
                      {"CODEOWNERS", "* @ada\n"}};
    auto all = collect(forge, request);
    if (!all) {
        ADD_FAILURE() << row.check << ": " << all.error().message();
        return {};
    }
    with.forge() = std::move(all->facts);
    with.as_of("2026-11-26");
    return with.run(row.check);
}

// A score of 0, one between, 10, and none: of each check that has them.
TEST(ForgeScores, AreWhatTheForgeAnswers) {
    const std::string no_rules = R"({"data":{"repository":{"rulesets":{"nodes":[]},)"
                                 R"("b0":{"name":"main","refUpdateRule":null,"branchProtectionRule":null}}}})";
    const Change no_releases{releases, "", "[]"};
    const Change merged_by_author{commits, R"({"login": "brook", "__typename": "User", "databaseId": 2},)",
                                  R"({"login": "ada", "__typename": "User", "databaseId": 1},)"};
    const std::vector<Case> cases{
        {"Branch-Protection", 0, {no_releases, {branches, "", no_rules}}},
        {"Branch-Protection", 5, {}},
        {"Branch-Protection", 10, {no_releases, {branches, R"({"bypassMode": "ALWAYS"})", ""}}},
        {"Branch-Protection", inconclusive, {{branches, "", ""}}},
        {"CI-Tests",
         0,
         {{commits, "github-actions", "cla"},
          {commits, "ci/circleci: build", "cla"},
          {commits, "https://circleci.com/gh/acme/rocket/1", ""}}},
        {"CI-Tests", 3, {}},
        {"CI-Tests",
         10,
         {{commits, "FAILURE", "SUCCESS"},
          {commits, R"("checkSuites": {"nodes": []}, "status": null)",
           R"("checkSuites": {"nodes": []}, "status": {"contexts": [{"state": "SUCCESS", )"
           R"("context": "test", "targetUrl": null}]})"}}},
        {"CI-Tests", inconclusive, {{commits, R"("mergedAt": "2026-)", R"("mergedAt": null, "was": "2026-)"}}},
        {"CII-Best-Practices", 0, {{badge, "", "[]"}}},
        {"CII-Best-Practices", 7, {}},
        {"CII-Best-Practices", 10, {{badge, "silver", "gold"}}},
        {"CII-Best-Practices", inconclusive, {{badge, "", ""}}},
        {"Code-Review", 0, {merged_by_author, {commits, "APPROVED", "COMMENTED"}, {commits, "lgtm", "later"}}},
        {"Code-Review", 5, {}},
        {"Code-Review",
         10,
         {{commits, "Fix it quickly", "Differential Revision: D1"},
          {commits, "Known to a fork only", "PiperOrigin-RevId: 1234"}}},
        {"Code-Review", inconclusive, {{commits, "", ""}}},
        {"Contributors",
         0,
         {{people, "@acme", ""},
          {people, "Brook Inc.", ""},
          {people, R"({"login": "acme"}, )", ""},
          {people, R"({"login": "openrockets"})", ""}}},
        {"Contributors", 6, {{people, "Brook Inc.", ""}}},
        {"Contributors", 10, {}},
        {"Contributors", inconclusive, {{contributors, "", ""}}},
        {"Dependency-Update-Tool",
         0,
         {{searched, "", R"({"total_count": 0, "incomplete_results": false, "items": []})"}}},
        {"Dependency-Update-Tool", 10, {}},
        {"Dependency-Update-Tool", inconclusive, {{searched, "", ""}}},
        {"License", 0, {{license, "", ""}}},
        {"License", 9, {{license, "\"MIT\"", "\"NOASSERTION\""}}},
        {"License", 10, {}},
        {"Maintained", 0, {{of_repository, R"("archived": false)", R"("archived": true)"}}},
        {"Maintained", 0, {{of_repository, "2019-04-01", "2026-11-01"}}},
        {"Maintained", 3, {}},
        {"Maintained", inconclusive, {{commits, "", ""}}},
        {"Packaging", 10, {}},
        {"Packaging", inconclusive, {{runs, "", R"({"total_count": 0, "workflow_runs": []})"}}},
        {"Packaging", inconclusive, {{runs, "", ""}}},
        {"SAST", 0, {{commits, "github-code-scanning", "other"}}},
        {"SAST", 3, {}},
        {"SAST",
         10,
         {{commits, "github-actions", "sonarcloud"},
          {commits, "FAILURE", "NEUTRAL"},
          {commits, R"("mergedAt": "2026-06-01)", R"("mergedAt": null, "was": "2026-06-01)"}}},
        {"SAST", inconclusive, {{commits, "", ""}}},
        {"SBOM", 0, {{releases, "spdx", "txt"}}},
        {"SBOM", 10, {}},
        {"SBOM", inconclusive, {{releases, "", ""}}},
        {"Security-Policy", 0, {{surroundings, "Security.md", "Sicherheit.md"}}},
        {"Security-Policy", 10, {}},
        {"Security-Policy", inconclusive, {{surroundings, "", ""}}},
        {"Signed-Releases", 0, {{releases, "intoto.jsonl", "txt"}, {releases, ".asc", ".txt"}}},
        {"Signed-Releases", 6, {}},
        {"Signed-Releases", 10, {{releases, "rocket.tar.gz\",", "rocket.intoto.jsonl\","}}},
        {"Signed-Releases", inconclusive, {no_releases}},
        {"Webhooks", 0, {{hooks, R"(, "secret": "********")", ""}}},
        {"Webhooks", 5, {}},
        {"Webhooks", 10, {{hooks, "", "[]"}}},
        {"Webhooks", inconclusive, {{hooks, "", ""}}},
        {"Fuzzing", 0, {}},
        {"Fuzzing", inconclusive, {{surroundings, "", ""}}},
    };
    for (const Case& row : cases) {
        const CheckResult result = judged(row);
        EXPECT_EQ(result.score, row.score) << row.check << ": " << result.reason;
        EXPECT_EQ(result.error, std::nullopt) << row.check;
        EXPECT_FALSE(result.reason.empty()) << row.check;
    }
}

}  // namespace
}  // namespace ward::scorecard
