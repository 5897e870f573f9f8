// Packaging, SAST and Fuzzing: what is found in files.
#include "judges/scorecard/checks/facts_fixture.h"

namespace ward::scorecard {
namespace {

std::string steps(std::string_view text) {
    return "on: push\njobs:\n  first:\n    runs-on: x\n    steps:\n" + std::string(text) + "\n";
}

TEST(Packaging, AJobThatPublishes) {
    struct Row {
        std::string_view steps;
        bool publishes;
    };
    const Row rows[] = {
        {"      - run: make", false},
        {"      - run: docker build . && docker push x", true},
        {"      - run: \"npm \\\\\\n publish\"", false},
        {"      - uses: actions/setup-node@v4\n        with:\n          registry-url: https://registry.npmjs.org\n     "
         " - run: npm publish",
         true},
        {"      - uses: actions/setup-node@v4\n      - run: npm publish", false},
        {"      - run: mvn deploy", false},
        {"      - uses: actions/setup-java@v4\n      - run: mvn -B deploy", true},
        {"      - run: cargo publish", true},
        {"      - uses: pypa/gh-action-pypi-publish@release/v1", true},
        {"      - uses: pypa/gh-action-pypi-publish", false},
        {"      - uses: imjasonh/setup-ko@v0.6\n", false},
        {"      - run: npx semantic-release", true},
    };
    for (const Row& row : rows) {
        FactsFixture with;
        with.file(".github/workflows/a.yml", steps(row.steps));
        EXPECT_EQ(with.run("Packaging").score, row.publishes ? 10 : inconclusive) << row.steps;
    }
    FactsFixture with;
    with.file(".github/workflows/a.yml", steps("      - run: gem push x"));
    EXPECT_EQ(lines_of(with.run("Packaging")),
              (Lines{"Info: Project packages its releases by way of GitHub Actions.: .github/workflows/a.yml:3"}));
    with.forge().successful_runs = std::map<std::string, std::vector<forge::WorkflowRun>>{};
    EXPECT_EQ(with.run("Packaging").score, inconclusive) << "it never ran";
    with.forge().successful_runs = {{"a.yml", {{.head = "c", .url = "u"}}}};
    EXPECT_EQ(with.run("Packaging").score, 10);
}

TEST(Sast, ByWhatIsSetUpAndWhatItLookedAt) {
    const auto with_step = [](std::string_view uses) {
        FactsFixture with;
        with.file(".github/workflows/a.yml", steps("      - uses: " + std::string(uses)));
        return with;
    };
    EXPECT_EQ(with_step("github/codeql-action/analyze@v3").run("SAST").score, 10);
    EXPECT_EQ(with_step("github/codeql-action/init@v3").run("SAST").score, 0);
    EXPECT_EQ(with_step("snyk/actions/node@master").run("SAST").score, 10);
    EXPECT_EQ(with_step("hadolint/hadolint-action@v3").run("SAST").reason, "SAST tool detected");
    EXPECT_EQ((FactsFixture{{"x/pom.xml", "<sonar.host.url> https://sonar </sonar.host.url>"}}.run("SAST").score), 10);
    EXPECT_EQ((FactsFixture{{"pom.xml", "<sonar.host.url></sonar.host.url>"}}.run("SAST").score), 0);

    const auto merged = [](bool analysed) {
        forge::PullRequest request{
            .number = 1, .head = "h", .merged = "2026-01-01T00:00:00Z", .author = {}, .merged_by = {}};
        request.check_suites = std::vector<forge::CheckSuite>{};
        if (analysed)
            request.check_suites->push_back(
                {.app = "github-advanced-security", .status = "completed", .conclusion = "neutral"});
        return forge::Commit{
            .id = "c", .date = "", .message = "", .author = {}, .committer = {}, .pull_request = request};
    };
    struct Row {
        bool code_ql;
        int analysed, merged;
        int score;
    };
    const Row rows[] = {{true, 0, 4, 7},  {true, 1, 4, 7},  {true, 2, 4, 8},  {true, 3, 4, 9},
                        {true, 4, 4, 10}, {false, 0, 4, 0}, {false, 1, 3, 3}, {false, 3, 3, 10}};
    for (const Row& row : rows) {
        FactsFixture with = with_step(row.code_ql ? "github/codeql-action/analyze@v3" : "actions/checkout@v4");
        with.forge().commits.emplace();
        for (int i = 0; i < row.merged; ++i) with.forge().commits->push_back(merged(i < row.analysed));
        EXPECT_EQ(with.run("SAST").score, row.score) << row.code_ql << ' ' << row.analysed << '/' << row.merged;
    }
}

TEST(Fuzzing, ByLineInTheSourcesOfEachLanguage) {
    struct Row {
        std::string_view path, text;
        size_t found;
    };
    const Row rows[] = {
        {"a_test.go", "func FuzzX(f *testing.F) {}", 1},
        {"a.go", "func FuzzX(f *testing.F) {}", 0},
        {"fuzz.cc", "// LLVMFuzzerTestOneInput", 2},  // told once more with .cpp
        {"fuzz.cxx", "LLVMFuzzerTestOneInput", 0},
        {"A.C", "LLVMFuzzerTestOneInput\nLLVMFuzzerTestOneInput", 2},
        {"a.cpp", "int LLVMFuzzerTestOneInput(", 1},
        {"a.rs", "use libfuzzer_sys::x;", 1},
        {"a.js", "const fc = require( 'fast-check' )", 2},  // told once more with .jsx
        {"a.ts", "import fc from \"@fast-check/vitest\";", 2},
        {"a.mjs", "import fc from 'fast-check'", 0},
        {"a.py", "import atheris", 1},
        {"a.hs", "import qualified Test.Tasty.QuickCheck", 2},
        {"A.java", "import com.code_intelligence.jazzer.api.FuzzedDataProvider;", 1},
        {"testdata/fuzz.c", "LLVMFuzzerTestOneInput", 0},
    };
    for (const Row& row : rows) {
        FactsFixture with;
        with.file(row.path, row.text);
        const CheckResult result = with.run("Fuzzing");
        EXPECT_EQ(result.score, row.found > 0 ? 10 : 0) << row.path;
        EXPECT_EQ(lines_of(result).size(), std::max<size_t>(row.found, 1)) << row.path;
    }
    EXPECT_EQ((FactsFixture{{".clusterfuzzlite/Dockerfile", "# FROM x\n"}}.run("Fuzzing").score), 0);
    EXPECT_EQ((FactsFixture{{".clusterfuzzlite/Dockerfile", "FROM x\n"}}.run("Fuzzing").score), 10);
}

TEST(Fuzzing, LooksAtTheProminentLanguagesAlone) {
    FactsFixture with{{"a.py", "import atheris"}};
    with.forge().languages = {{.name = "C++", .size = 1000}, {.name = "Python", .size = 100}};
    EXPECT_EQ(with.run("Fuzzing").score, 0) << "100 is below a quarter of 550";
    with.forge().languages = {{.name = "C++", .size = 1000}, {.name = "Python", .size = 143}};
    EXPECT_EQ(with.run("Fuzzing").score, 10) << "571 / 4 is 142";
    with.forge().languages.emplace();
    EXPECT_EQ(with.run("Fuzzing").score, 0);
    with.forge().in_oss_fuzz = true;
    EXPECT_EQ(lines_of(with.run("Fuzzing")), (Lines{"Info: OSSFuzz integration found"}));
}

}  // namespace
}  // namespace ward::scorecard
