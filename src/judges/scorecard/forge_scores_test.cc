// Checks of a forge over facts that are collected: what the forge answers is changed, and the score with it.
#include <map>
#include <optional>
#include <set>

#include <fmt/core.h>

#include "facts/forge/collect.h"
#include "judges/scorecard/checks/facts_fixture.h"
#include "support/forge_shapes.h"

namespace ward::scorecard {
namespace {

using Answer = test::ForgeShapes::Answer;

// In the answer to a question another text; with nothing to be replaced another answer; with nothing at all a refusal.
struct Change {
    std::string route, from, to;
    int status = 403;
};
struct Case {
    std::string_view check;
    int score;
    std::vector<Change> changes;
    std::vector<std::string_view> files = {};  // further ones
    std::optional<std::string> oss_fuzz = "https://github.com/other/thing\n";
};

const std::string commits = "GRAPHQL commits";
const std::string branches = "GRAPHQL branches";
const std::string surroundings = "GRAPHQL surroundings";
const std::string files = "GRAPHQL files";
const std::string people = "GRAPHQL people";
const std::string of_repository = "GET /repos/acme/rocket";
const std::string releases = of_repository + "/releases?per_page=30";
const std::string hooks = of_repository + "/hooks?per_page=100";
const std::string contributors = of_repository + "/contributors?per_page=30";
const std::string license = of_repository + "/license";
const std::string runs = of_repository + "/actions/workflows/release.yml/runs?status=success&per_page=30";
const std::string searched = "GET /search/commits?q=repo%3Aacme%2Frocket%20author%3Adependabot%5Bbot%5D&per_page=5";
const std::string badge = "GET /projects.json?url=https%3A%2F%2Fgithub.com%2Facme%2Frocket";

// Twelve commits of one day.
std::string busy_days() {
    std::string out;
    for (int each = 0; each < 12; ++each)
        out += fmt::format(R"({}{{"oid":"{:040x}","committedDate":"2026-11-20T08:00:00Z","message":"m",)"
                           R"("author":{{"user":null}},"committer":{{"user":null}},)"
                           R"("associatedPullRequests":{{"nodes":[]}}}})",
                           each == 0 ? "" : ",", each);
    return R"({"data":{"repository":{"defaultBranchRef":{"name":"main","target":{"oid":"00","history":{"nodes":[)" +
           out + "]}}}}}}";
}

CheckResult judged(const Case& row) {
    test::ForgeShapes forge("github");
    for (const Change& change : row.changes) {
        if (change.from.empty()) {
            forge.put(change.route,
                      change.to.empty() ? Answer{.status = change.status, .body = "{}"} : Answer{.body = change.to});
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
    request.oss_fuzz = row.oss_fuzz;
    request.courtesy.clock = [] { return Instant{1'000'000}; };
    request.courtesy.sleep = [](std::chrono::milliseconds) {};
    request.courtesy.random = [] { return 0.0; };
    FactsFixture with{{".github/workflows/release.yml",
                       "on: push\njobs:\n  x:\n    runs-on: x\n    steps:\n      - run: cargo publish\n"
                       "      - uses: gradle/actions/wrapper-validation@v4\n"},
                      {"CODEOWNERS", "* @ada\n"}};
    for (const std::string_view path : row.files) with.file(path, std::string_view("PK\3\4\0\1", 6));
    auto all = collect(forge, request);
    if (!all) {
        ADD_FAILURE() << row.check << ": " << all.error().message();
        return {};
    }
    with.forge() = std::move(all->facts);
    with.as_of("2026-11-26");
    return with.run(row.check);
}

std::vector<Case> forge_cases() {
    const std::string no_rules = R"({"data":{"repository":{"rulesets":{"nodes":[]},)"
                                 R"("b0":{"name":"main","refUpdateRule":null,"branchProtectionRule":null}}}})";
    const Change no_releases{releases, "", "[]"};
    const Change merged_by_author{commits, R"({"login": "brook", "__typename": "User", "databaseId": 2},)",
                                  R"({"login": "ada", "__typename": "User", "databaseId": 1},)"};
    return {
        {"Binary-Artifacts", 9, {{runs, "aaaa1", "aaaa2"}}, {"gradle-wrapper.jar"}},
        {"Binary-Artifacts", 10, {}, {"gradle-wrapper.jar"}},
        {"Binary-Artifacts", inconclusive, {{runs, "", ""}}, {"gradle-wrapper.jar"}},
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
        {"License", 0, {{license, "", "", 404}}},
        {"License", 9, {{license, "\"MIT\"", "\"NOASSERTION\""}}},
        {"License", 10, {}},
        {"License", inconclusive, {{license, "", ""}}},
        {"Maintained", 0, {{of_repository, R"("archived": false)", R"("archived": true)"}}},
        {"Maintained", 0, {{of_repository, "2019-04-01", "2026-11-01"}}},
        {"Maintained", 3, {}},
        {"Maintained", 10, {{commits, "", busy_days()}}},
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
        {"SBOM", 5, {{releases, "spdx", "txt"}}, {"rocket.spdx.json"}},
        {"SBOM", 10, {}},
        {"SBOM", inconclusive, {{releases, "", ""}}},
        {"Security-Policy", 0, {{surroundings, "Security.md", "Sicherheit.md"}}},
        {"Security-Policy",
         6,
         {{files, R"(# Security\n\nWrite to security@example.org about vulnerabilities; we disclose after 90 days.\n)",
           "https://acme.example/report"}}},
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
        {"Fuzzing", 10, {}, {}, "https://github.com/acme/rocket\n"},
        {"Fuzzing", inconclusive, {{surroundings, "", ""}}},
        {"Fuzzing", inconclusive, {}, {}, std::nullopt},
    };
}

TEST(ForgeScores, AreWhatTheForgeAnswers) {
    for (const Case& row : forge_cases()) {
        const CheckResult result = judged(row);
        EXPECT_EQ(result.score, row.score) << row.check << ": " << result.reason;
        EXPECT_EQ(result.error, std::nullopt) << row.check;
        EXPECT_FALSE(result.reason.empty()) << row.check;
    }
}

// A score of 0, one between, 10, and none: of each check that has them, and that a forge can move so far.
TEST(ForgeScores, OfEachKindThereIsACase) {
    const std::map<std::string_view, std::string> scales{{"Binary-Artifacts", "?m+"}, {"Dependency-Update-Tool", "?0+"},
                                                         {"Fuzzing", "?0+"},          {"License", "?0m+"},
                                                         {"Packaging", "?+"},         {"SAST", "?0m+"},
                                                         {"Security-Policy", "?0m+"}};
    std::map<std::string_view, std::set<char>> seen;
    for (const Case& row : forge_cases()) {
        const char kind = row.score == inconclusive ? '?' : row.score == 0 ? '0' : row.score == max_score ? '+' : 'm';
        seen[row.check].insert(kind);
    }
    for (const Check* check : all_checks()) {
        const auto scale = scales.find(check->name);
        if (scale == scales.end() && !check->needs_forge) continue;
        const std::string wanted = scale == scales.end() ? "?0m+" : scale->second;
        EXPECT_EQ(seen[check->name], std::set<char>(wanted.begin(), wanted.end())) << check->name;
        seen.erase(check->name);
    }
    EXPECT_TRUE(seen.empty());
}

}  // namespace
}  // namespace ward::scorecard
