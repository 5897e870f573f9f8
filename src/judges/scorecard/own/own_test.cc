// What ward finds beyond the peer: marked, and never in the peer's number.
#include "judges/scorecard/own/own.h"

#include "judges/scorecard/checks/facts_fixture.h"
#include "judges/scorecard/own/pinning.h"

namespace ward::scorecard {
namespace {

const std::string commit(40, 'a');

// "yarn +": pinned, "yarn -": not, "yarn ?": in a build service; empty where nothing is fetched.
std::string fetched_by(std::string_view script) {
    FetchedFiles files;
    Pinning found;
    if (const auto error = find_in_script(script, {"a.sh", 0, 0}, files, found)) return *error;
    std::string out;
    for (const OwnDependency& dependency : found.own) {
        const std::string_view label = dependency.command.label;
        out += (out.empty() ? "" : ", ") + std::string(label.substr(0, label.find("Command")));
        out += dependency.command.frozen == OwnCommand::Frozen::yes  ? " +"
               : dependency.command.frozen == OwnCommand::Frozen::no ? " -"
                                                                     : " ?";
    }
    return out;
}

TEST(OwnCommands, FetchWhatALockFileOrTheCommandFixes) {
    const std::pair<std::string, std::string> rows[] = {
        {"yarn", "yarn ?"},
        {"yarn install", "yarn ?"},
        {"yarn --frozen-lockfile", "yarn +"},
        {"yarn install --immutable", "yarn +"},
        {"yarn --cwd web install --no-immutable", "yarn -"},
        {"yarn add left-pad@1.3.0", "yarn -"},
        {"yarn add github:o/r#" + commit, "yarn +"},
        {"yarn add github:o/r#main", "yarn -"},
        {"yarn global add left-pad", "yarn -"},
        {"yarn dlx create-x", "yarn -"},
        {"yarn test; yarn run build; yarn --version", ""},
        {"yarn $COMMAND", ""},
        {"pnpm install", "pnpm ?"},
        {"pnpm -C web i --frozen-lockfile", "pnpm +"},
        {"pnpm i --no-frozen-lockfile", "pnpm -"},
        {"pnpm i --frozen-lockfile=false", "pnpm -"},
        {"pnpm --filter x install", "pnpm ?"},
        {"pnpm fetch && pnpm i --offline", "pnpm +, pnpm +"},
        {"pnpm dlx x", "pnpm -"},
        {"pnpm run build", ""},
        {"cargo install ripgrep", "cargo -"},
        {"cargo install ripgrep --version 14.1.0", "cargo -"},
        {"cargo install --locked ripgrep", "cargo -"},
        {"cargo +nightly install --locked --version 14.1.0 ripgrep", "cargo +"},
        {"cargo install --locked ripgrep@14.1.0", "cargo +"},
        {"cargo install --locked --git https://x/y --rev " + commit, "cargo +"},
        {"cargo install --locked --git https://x/y --tag v1", "cargo -"},
        {"cargo install --locked --path .", "cargo +"},
        {"cargo update", "cargo -"},
        {"cargo build --release; cargo install --list", ""},
        {"apt-get install -y curl", "apt -"},
        {"sudo apt-get -y install curl=7.88.1-10 git=1:2.39", "apt +"},
        {"apt install curl=7.88.1-10 git", "apt -"},
        {"apt-get -t bookworm-backports install ./tool.deb", "apt +"},
        {"apt-get install $PACKAGES; apt-get update; apt-get -s install x", ""},
        {"/usr/bin/apt-get install 'curl'", "apt -"},
        {"echo yarn install; npm ci", ""},
    };
    for (const auto& [script, fetched] : rows) EXPECT_EQ(fetched_by(script), fetched) << script;
}

std::string workflow(std::string_view job) {
    return "on: push\njobs:\n  a:\n    runs-on: x\n" + std::string(job);
}

TEST(OwnPins, CountBesideThePeersKinds) {
    FactsFixture with{{".github/workflows/a.yml", workflow("    steps:\n      - uses: actions/checkout@" + commit +
                                                           "\n      - run: apt-get install -y x\n")}};
    const CheckResult result = with.run("Pinned-Dependencies");
    EXPECT_EQ(result.score, 10) << "the peer sees the action alone";
    EXPECT_EQ(result.own_score, 5);
    // A line of a script that stands behind `run:` itself is counted as the peer does: one too far.
    EXPECT_EQ(lines_of(result, Origin::ward),
              (Lines{"Warn: aptCommand not pinned: .github/workflows/a.yml:8: apt-get install NAME=VERSION",
                     "Info:   0 out of   1 aptCommand dependencies pinned"}));
    EXPECT_EQ(lines_of(result).size(), 1u);
}

TEST(OwnPins, ALockFileFixesWhatABuildServiceInstalls) {
    const auto own_score = [](std::initializer_list<std::string_view> files, std::string_view script) {
        FactsFixture with{
            {".github/workflows/a.yml", workflow("    steps:\n      - run: " + std::string(script) + "\n")}};
        for (const std::string_view file : files) with.file(file);
        return with.run("Pinned-Dependencies").own_score;
    };
    EXPECT_EQ(own_score({}, "pnpm install"), 0);
    EXPECT_EQ(own_score({"web/pnpm-lock.yaml"}, "pnpm install"), 10);
    EXPECT_EQ(own_score({"yarn.lock"}, "yarn"), 0) << "Yarn 1 changes its lock file";
    EXPECT_EQ(own_score({"yarn.lock", ".yarnrc.yml"}, "yarn"), 10);
    FactsFixture script{{"build.sh", "#!/bin/sh\npnpm install\n"}, {"pnpm-lock.yaml", "x"}};
    EXPECT_EQ(script.run("Pinned-Dependencies").own_score, 0) << "on somebody's machine it may change";
}

constexpr std::string_view action =
    "runs:\n  using: composite\n  steps:\n    - uses: owner/tool@v1\n    - shell: bash\n      run: |\n"
    "        curl https://x/y | sh\n        echo ${{ github.event.issue.title }}\n";

TEST(OwnActions, AreReadAsWorkflowsAre) {
    FactsFixture with{{"action.yml", action},
                      {".github/actions/x/action.yaml", "runs: {using: docker, image: 'docker://a/b:1'}"},
                      {"node_modules/a/action.yml", action},
                      {"testdata/action.yml", action},
                      {"broken/action.yml", "a: [\n"}};
    const CheckResult pinned = with.run("Pinned-Dependencies");
    EXPECT_EQ(pinned.score, inconclusive);
    EXPECT_EQ(pinned.own_score, 0);
    EXPECT_EQ(lines_of(pinned, Origin::ward),
              (Lines{"Warn: third-party GitHubAction not pinned by hash: .github/actions/x/action.yaml:1",
                     "Warn: third-party GitHubAction not pinned by hash: action.yml:4",
                     "Warn: downloadThenRun not pinned by hash: action.yml:7"}));
    const CheckResult injected = with.run("Dangerous-Workflow");
    EXPECT_EQ(injected.score, inconclusive);
    EXPECT_EQ(injected.own_score, 0);
    EXPECT_EQ(
        lines_of(injected, Origin::ward),
        (Lines{"Warn: script injection in an action with untrusted input ' github.event.issue.title ': action.yml:6"}));
}

TEST(OwnPermissions, AJobThatMayWriteEverything) {
    FactsFixture with{{".github/workflows/a.yml",
                       "permissions: read-all\n" + workflow("    permissions: write-all\n    steps: []\n")}};
    const CheckResult result = with.run("Token-Permissions");
    EXPECT_EQ(result.score, 10);
    EXPECT_EQ(result.own_score, 0);
    EXPECT_EQ(
        lines_of(result, Origin::ward),
        (Lines{
            "Warn: job 'a' may write everything: permissions set to 'write-all': .github/workflows/a.yml:6: name the "
            "scopes that the job needs"}));
    FactsFixture reads{{".github/workflows/a.yml",
                        "permissions: read-all\n" + workflow("    permissions: read-all\n    steps: []\n")}};
    EXPECT_FALSE(reads.run("Token-Permissions").own_score);
}

TEST(OwnAnalysers, ByActionProgramAndImage) {
    const auto tools = [](std::string_view job) {
        FactsFixture with{{".github/workflows/a.yml", workflow(job)}};
        const CheckResult result = with.run("SAST");
        EXPECT_EQ(result.score, 0) << job;
        std::string out;
        for (const std::string& line : lines_of(result, Origin::ward))
            out += line.substr(line.find("detected: ") + 10) + ';';
        EXPECT_EQ(result.own_score, out.empty() ? std::nullopt : std::optional(10)) << job;
        return out;
    };
    EXPECT_EQ(tools("    steps:\n      - uses: SonarSource/sonarqube-scan-action@v4\n"),
              "SonarQube: .github/workflows/a.yml:6;");
    EXPECT_EQ(tools("    steps:\n      - run: make && run-clang-tidy -p build\n      - run: sudo cppcheck .\n"),
              "Cppcheck: .github/workflows/a.yml:7;clang-tidy: .github/workflows/a.yml:6;");
    EXPECT_EQ(tools("    steps:\n      - run: python3 -m bandit -r .\n"), "Bandit: .github/workflows/a.yml:6;");
    EXPECT_EQ(tools("    steps:\n      - run: uvx zizmor@1.2 .\n"), "zizmor: .github/workflows/a.yml:6;");
    EXPECT_EQ(tools("    container: semgrep/semgrep:1\n    steps: []\n"), "Semgrep: .github/workflows/a.yml:5;");
    EXPECT_EQ(tools("    steps:\n      - run: apt-get install cppcheck\n      - run: echo semgrep\n"), "");
    EXPECT_EQ(tools("    steps:\n      - uses: owner/cppcheck-thing@v1\n"), "");
}

TEST(OwnFuzzers, WhereThePeerFindsNone) {
    struct Row {
        std::string_view file, text, told;
    };
    const Row rows[] = {
        {"a.cxx", "\nint LLVMFuzzerTestOneInput(const uint8_t* d, size_t s);\n",
         "libFuzzer integration found: a.cxx:2"},
        {"a.c", "while (__AFL_LOOP(1000)) {}\n", "AFL integration found: a.c:1"},
        {"a.cc", "  RC_GTEST_PROP(A, b, ()) {}\n", "RapidCheck integration found: a.cc:1"},
        {"a.mjs", "import fc from 'fast-check';\n", "fast-check integration found: a.mjs:1"},
        {"a.js", "const { FuzzedDataProvider } = require('@jazzer.js/core');\n", "Jazzer.js integration found: a.js:1"},
        {"t.py", "import os\nfrom hypothesis import given\n", "Hypothesis integration found: t.py:2"},
        {"t.py", "# from hypothesis import given\n", ""},
        {"a.rs", "proptest! {\n", "proptest integration found: a.rs:1"},
        {"a.go", "func Fuzz(data []byte) int {\n", "go-fuzz integration found: a.go:1"},
        {"a.txt", "LLVMFuzzerTestOneInput", ""},
        {"testdata/a.h", "LLVMFuzzerTestOneInput", ""},
    };
    for (const Row& row : rows) {
        FactsFixture with{{row.file, row.text}};
        const CheckResult result = with.run("Fuzzing");
        EXPECT_EQ(result.score, 0) << row.file;
        EXPECT_EQ(lines_of(result, Origin::ward), row.told.empty() ? Lines{} : Lines{"Info: " + std::string(row.told)});
        EXPECT_EQ(result.own_score, row.told.empty() ? std::nullopt : std::optional(10)) << row.text;
    }
    FactsFixture found{{"a.cc", "LLVMFuzzerTestOneInput"}, {"t.py", "import hypothesis\n"}};
    EXPECT_EQ(found.run("Fuzzing").score, 10);
    EXPECT_TRUE(lines_of(found.run("Fuzzing"), Origin::ward).empty());
}

TEST(Programs, AreFoundBehindWhatStartsThem) {
    EXPECT_EQ(programs_of("a && /x/b | sudo c -d; (e); if f; then $g; fi"), (Lines{"a", "b", "c", "e", "f"}));
    EXPECT_EQ(programs_of("npx --yes semgrep@1 .; python -m bandit; pipx run x y; python a.py"),
              (Lines{"semgrep", "bandit", "x", "python"}));
    EXPECT_EQ(programs_of("if ("), Lines{});
}

}  // namespace
}  // namespace ward::scorecard
