#include "judges/scorecard/checks/facts_fixture.h"
#include "judges/scorecard/go_semantics.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view sast_check = "SAST";

FactsFixture with_step(std::string_view uses) {
    FactsFixture with;
    with.file(".github/workflows/a.yml",
              "on: push\njobs:\n  x:\n    runs-on: x\n    steps:\n      - uses: " + std::string(uses) + "\n");
    return with;
}

TEST(Sast, knows_tools_by_their_actions) {
    struct Row {
        std::string_view uses, tool;
    };
    const Row rows[] = {
        {"github/codeql-action/analyze@v3", "CodeQL"},
        {"github/codeql-action/analyze", "CodeQL"},
        {"actions://github/codeql-action/analyze@v3", "CodeQL"},
        {"github/codeql-action/init@v3", ""},
        {"github/codeql-action/upload-sarif@v3", ""},
        {"github/codeql-action/Analyze@v3", ""},
        {"snyk/actions/node@master", "Snyk"},
        {"snyk/actions/@v1", "Snyk"},
        {"snyk/actions@v1", ""},
        {"facebook/pysa-action@v1", "Pysa"},
        {"facebook/pysa-action/sub@v1", ""},
        {"JetBrains/qodana-action@v1", "Qodana"},
        {"jetbrains/qodana-action@v1", ""},
        {"hadolint/hadolint-action@v3", "Hadolint"},
    };
    for (const Row& row : rows) {
        const CheckResult result = with_step(row.uses).run(sast_check);
        const std::string tool(row.tool);
        EXPECT_EQ(result.score, tool.empty() ? 0 : 10) << row.uses;
        EXPECT_EQ(result.reason, tool.empty()       ? "no SAST tool detected"
                                 : tool == "CodeQL" ? "SAST tool detected: CodeQL"
                                                    : "SAST tool detected");
        Lines lines{"Warn: no pull requests merged into dev branch"};
        if (!tool.empty()) lines.insert(lines.begin(), "Info: SAST configuration detected: " + tool);
        EXPECT_EQ(lines_of(result), lines) << row.uses;
    }
}

TEST(Sast, knows_sonar_by_the_projects_file) {
    struct Row {
        std::string_view path;
        std::string text;
        int score;
    };
    const std::string host = "<sonar.host.url>https://sonar</sonar.host.url>";
    const std::string longest(go_scanner_bytes - 1, 'x');
    const Row rows[] = {
        {"pom.xml", host, 10},
        {"a/POM.xml", host, 10},
        {"pom.xml", "<a>\n<sonar.host.url>\n ${sonar} \n</sonar.host.url></a>", 10},
        {"pom.xml", "<sonar.host.url></sonar.host.url>", 0},
        {"pom.xml", "<sonar.host.url>a b</sonar.host.url>", 0},
        {"pom.xml", "<Sonar.host.url>https://sonar</Sonar.host.url>", 0},
        {"pom.xml.bak", host, 0},
        {"src/test/pom.xml", host, 0},
        {"x/testdata/pom.xml", host, 0},
        {"pom.xml", longest + "\n" + host, 10},
        {"pom.xml", host + "\n" + longest + "x\n", 10},
    };
    for (const Row& row : rows)
        EXPECT_EQ((FactsFixture{{row.path, row.text}}.run(sast_check).score), row.score)
            << row.path << ' ' << row.text.substr(0, 60);
    // Go's scanner gives up on a line of 64 KiB, and the peer with it.
    const CheckResult cut = FactsFixture{{"pom.xml", longest + "x\n" + host}}.run(sast_check);
    EXPECT_EQ(cut.score, inconclusive);
    EXPECT_EQ(cut.error, "internal error: scanner.Err(): bufio.Scanner: token too long");
    const CheckResult found = FactsFixture{{"pom.xml", "\n<sonar.host.url>\nx\n</sonar.host.url>"}}.run(sast_check);
    EXPECT_EQ(found.findings[0].location->line, 2U);
    EXPECT_EQ(found.findings[0].location->line_end, 4U);
    EXPECT_EQ(found.findings[0].location->snippet, "x");
}

forge::Commit merged(std::vector<forge::CheckSuite> suites) {
    forge::PullRequest request{
        .number = 1, .head = "h", .merged = "2026-01-01T00:00:00Z", .author = {}, .merged_by = {}};
    request.check_suites = std::move(suites);
    return {.id = "c", .date = "", .message = "", .author = {}, .committer = {}, .pull_request = request};
}

forge::CheckSuite suite(std::string_view app, std::string_view conclusion = "success",
                        std::string_view status = "completed") {
    return {.app = std::string(app), .status = std::string(status), .conclusion = std::string(conclusion)};
}

TEST(Sast, by_what_it_looked_at_of_what_was_merged) {
    struct Row {
        std::string_view uses;
        int analysed, merged;
        int score;
        std::string_view reason;
    };
    constexpr std::string_view code_ql = "github/codeql-action/analyze@v3";
    constexpr std::string_view none = "actions/checkout@v4";
    constexpr std::string_view some = "SAST tool detected but not run on all commits";
    const Row rows[] = {
        {code_ql, 0, 0, 10, "SAST tool detected: CodeQL"},
        {code_ql, 0, 4, 7, some},
        {code_ql, 1, 4, 7, some},  // 2 of 10: (6 + 70) / 10
        {code_ql, 2, 4, 8, some},
        {code_ql, 3, 4, 9, some},
        {code_ql, 4, 4, 10, "SAST tool is run on all commits"},
        {none, 0, 0, 0, "no SAST tool detected"},
        {none, 0, 4, 0, "SAST tool is not run on all commits -- score normalized to 0"},
        {none, 1, 3, 3, "SAST tool is not run on all commits -- score normalized to 3"},
        {none, 3, 3, 10, "SAST tool is run on all commits"},
        {"snyk/actions/node@master", 0, 4, 10, "SAST tool detected"},
    };
    for (const Row& row : rows) {
        FactsFixture with = with_step(row.uses);
        with.forge().commits.emplace();
        for (int i = 0; i < row.merged; ++i)
            with.forge().commits->push_back(
                merged(i < row.analysed ? std::vector{suite("lgtm-com")} : std::vector<forge::CheckSuite>{}));
        const CheckResult result = with.run(sast_check);
        EXPECT_EQ(result.score, row.score) << row.uses << ' ' << row.analysed << '/' << row.merged;
        EXPECT_EQ(result.reason, row.reason) << row.uses << ' ' << row.analysed << '/' << row.merged;
    }
}

TEST(Sast, counts_finished_suites_of_five_apps) {
    const auto score = [](forge::CheckSuite one) {
        FactsFixture with;
        with.forge().commits = {merged({std::move(one)})};
        return with.run(sast_check).score;
    };
    for (const std::string_view app :
         {"github-advanced-security", "github-code-scanning", "lgtm-com", "sonarcloud", "sonarqubecloud"}) {
        EXPECT_EQ(score(suite(app)), 10) << app;
        EXPECT_EQ(score(suite(app, "neutral")), 10) << app;
        EXPECT_EQ(score(suite(app, "failure")), 0) << app;
        EXPECT_EQ(score(suite(app, "success", "in_progress")), 0) << app;
    }
    for (const std::string_view app : {"github-actions", "SonarCloud", "sonarcloud-x", ""})
        EXPECT_EQ(score(suite(app)), 0) << app;
    FactsFixture open;
    open.forge().commits = {merged({suite("lgtm-com")})};
    open.forge().commits->front().pull_request->merged.clear();
    EXPECT_EQ(lines_of(open.run(sast_check)), Lines{"Warn: no pull requests merged into dev branch"});
}

TEST(Sast, what_is_not_known_is_not_guessed) {
    for (const std::string_view uses : {"actions/checkout@v4", "github/codeql-action/analyze@v3"}) {
        FactsFixture with = with_step(uses);
        with.forge();
        expect_lacks(with, sast_check, "commits");
        with.forge().commits = {merged({})};
        with.forge().commits->front().pull_request->check_suites.reset();
        expect_lacks(with, sast_check, "check_suites");
        with.forge().commits->front().pull_request->merged.clear();
        EXPECT_NE(with.run(sast_check).score, inconclusive) << "not needed then";
    }
    FactsFixture other = with_step("snyk/actions/node@master");
    other.forge();
    EXPECT_EQ(other.run(sast_check).score, 10) << "whatever it looked at";
}

TEST(Sast, cannot_be_told_of_what_is_no_yaml) {
    EXPECT_TRUE((FactsFixture{{".github/workflows/a.yml", "on: ["}}.run(sast_check).error.has_value()));
}

}  // namespace
}  // namespace ward::scorecard
