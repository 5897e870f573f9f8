// Which files and which steps of a workflow are scripts that are read.
#include "judges/scorecard/checks/facts_fixture.h"
#include "judges/scorecard/go_semantics.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view pinned_scripts_check = "Pinned-Dependencies";

bool is_read(std::string_view path, std::string_view text) {
    FactsFixture with;
    with.file(path, text);
    return with.run(pinned_scripts_check).score == 0;
}

TEST(PinnedScripts, FilesByTheirEnding) {
    for (const std::string_view path : {"a.sh", "a.bash", "a.mksh", ".sh", "a.tar.sh", "vendor/a.sh", "src/tests/a.sh"})
        EXPECT_TRUE(is_read(path, "npm install\n")) << path;
    for (const std::string_view path : {"a.dash", "a.ksh", "a.zsh", "a.SH", "a.sh.in", "sh", "configure", "a.bats",
                                        "testdata/a.sh", "a/src/test/a.sh"})
        EXPECT_FALSE(is_read(path, "npm install\n")) << path;
    EXPECT_TRUE(is_read("a.sh", "npm install\r\npip install x\r\n"));
}

TEST(PinnedScripts, FilesByTheirFirstLine) {
    struct Row {
        std::string_view line;
        bool is_read;
    };
    for (const Row& row : std::initializer_list<Row>{{"#!/bin/sh", true},
                                                     {"#!bash", true},
                                                     {"#!/bin/SH", true},
                                                     {"#!/usr/local/bin/mksh", true},
                                                     {"#!/bin/sh -e", true},
                                                     {"#!/bin/bash\r", true},
                                                     {"#!/usr/bin/env bash", true},
                                                     {"#!/usr/bin/env", false},
                                                     {"#!/usr/bin/env  bash", false},
                                                     {"#!/usr/bin/env -S bash", false},
                                                     {"#! /bin/sh", false},
                                                     {"#!/bin/sh\t-e", false},
                                                     {"#!/bin/bash5", false},
                                                     {"#!/bin/dash", false},
                                                     {"#!/bin/ksh", false},
                                                     {"#!/bin/zsh", false},
                                                     {"#!/usr/bin/python", false},
                                                     {"#!", false}}) {
        const std::string text = std::string(row.line) + "\nnpm install\n";
        EXPECT_EQ(is_read("tool", text), row.is_read) << row.line;
        EXPECT_EQ(is_read("a.sh", text), row.is_read) << row.line << ": it counts more than the ending";
    }
    // A line of 64 KiB is none to Go's scanner: the ending is left.
    const auto first_line = [](std::string_view start, size_t bytes) {
        return std::string(start) + std::string(bytes - start.size(), 'x') + "\nnpm install\n";
    };
    EXPECT_TRUE(is_read("tool", first_line("#!/bin/sh ", go_scanner_bytes - 1)));
    EXPECT_FALSE(is_read("tool", first_line("#!/bin/sh ", go_scanner_bytes)));
    EXPECT_FALSE(is_read("a.sh", first_line("#!/bin/zsh ", go_scanner_bytes - 1)));
    EXPECT_TRUE(is_read("a.sh", first_line("#!/bin/zsh ", go_scanner_bytes)));
}

TEST(PinnedScripts, AScriptThatIsNotUnderstood) {
    const CheckResult broken = FactsFixture{{"a.sh", "if [\n"}, {"b.sh", "npm install\n"}}.run(pinned_scripts_check);
    EXPECT_EQ(broken.score, 0) << "the next one is read";
    EXPECT_TRUE(lines_of(broken)[0].starts_with("Info: Possibly incomplete results: error parsing shell code:"));
    const CheckResult ended =
        FactsFixture{{"a.sh", "npm ci\nwget http://x/%zz\n"}, {"b.sh", "npm install\n"}}.run(pinned_scripts_check);
    EXPECT_EQ(ended.score, 10) << "no file behind it is read, and nobody says so";
}

CheckResult step(std::string_view job, std::string_view more = "", std::string_view top = "") {
    FactsFixture with;
    with.file(".github/workflows/a.yml", "on: push\n" + std::string(top) + "jobs:\n  x:\n" + std::string(job) +
                                             "    steps:\n      - run: npm install\n" + std::string(more));
    return with.run(pinned_scripts_check);
}

TEST(PinnedScripts, StepsByTheLabelsOfTheirRunner) {
    for (const std::string_view windows : {"windows-latest", "WINDOWS-2019", "[windows-a, windows-b]", "[]"})
        EXPECT_EQ(step("    runs-on: " + std::string(windows) + "\n").score, inconclusive) << windows;
    for (const std::string_view other : {"ubuntu-latest", "[self-hosted, windows]", "'${{ matrix.runner }}'"})
        EXPECT_EQ(step("    runs-on: " + std::string(other) + "\n").score, 0) << other;
}

TEST(PinnedScripts, StepsByTheSystemsOfTheMatrix) {
    struct Row {
        std::string_view matrix;
        int score;
        bool is_known = true;
    };
    for (const Row& row : std::initializer_list<Row>{{"{os: [windows-latest]}", inconclusive},
                                                     {"{os: [windows-latest, ubuntu]}", 0},
                                                     {"{include: [{os: windows-latest}]}", inconclusive},
                                                     {"{include: [{os: ubuntu}, {os: windows-x}]}", 0},
                                                     {"{os: [windows-a], include: [{os: ubuntu}]}", 0},
                                                     {"{os: [windows-a], exclude: [{os: ubuntu}]}", inconclusive},
                                                     {"{os: [\"'windows-x'\"]}", inconclusive},
                                                     {"{include: [{x: y}]}", inconclusive, false},
                                                     {"{system: [windows]}", inconclusive, false}}) {
        const CheckResult result =
            step("    runs-on: ${{ matrix.os }}\n    strategy: {matrix: " + std::string(row.matrix) + "}\n");
        EXPECT_EQ(result.score, row.score) << row.matrix;
        EXPECT_EQ(lines_of(result) == (Lines{"Info: Possibly incomplete results: error parsing job operating system: "
                                             ".github/workflows/a.yml:7"}),
                  !row.is_known)
            << row.matrix;
    }
}

TEST(PinnedScripts, StepsByTheirShell) {
    struct Row {
        std::string_view shell;
        bool is_read;
    };
    for (const Row& row : std::initializer_list<Row>{{"bash", true},
                                                     {"sh", true},
                                                     {"mksh", true},
                                                     {"BASH", true},
                                                     {"/bin/bash", true},
                                                     {"pwsh", false},
                                                     {"cmd", false},
                                                     {"python", false},
                                                     {"zsh", false},
                                                     {"dash", false},
                                                     {"bash -e {0}", false}}) {
        const int score = row.is_read ? 0 : inconclusive;
        const std::string shell(row.shell);
        EXPECT_EQ(step("    runs-on: ubuntu\n", "        shell: " + shell + "\n").score, score) << shell;
        EXPECT_EQ(step("    runs-on: windows-x\n    defaults: {run: {shell: '" + shell + "'}}\n").score, score)
            << shell;
    }
    EXPECT_EQ(step("    runs-on: windows-x\n", "", "defaults: {run: {shell: bash}}\n").score, inconclusive)
        << "defaults of the workflow are not looked at";
    EXPECT_EQ(step("    runs-on: ubuntu\n    defaults: {run: {shell: pwsh}}\n", "        shell: sh\n").score, 0);
}

TEST(PinnedScripts, StepsByTheirCondition) {
    for (const std::string_view windows :
         {"runner.os == 'Windows'", "runner.os=='windows'", "${{ runner.os == 'Windows' }}", "RUNNER.OS == 'Windows'",
          "matrix.os == 'windows-latest'", "${{ startsWith(runner.os, 'windows') }}",
          "${{startsWith(runner.os,'Windows')}}"})
        EXPECT_EQ(step("    runs-on: ubuntu\n", "        if: " + std::string(windows) + "\n").score, inconclusive)
            << windows;
    for (const std::string_view other : {"runner.os != 'Windows'", "matrix.os == 'windows'", "always()",
                                         "startsWith(runner.os, 'Windows')", "contains(matrix.os, 'windows')"})
        EXPECT_EQ(step("    runs-on: ubuntu\n", "        if: " + std::string(other) + "\n").score, 0) << other;
}

TEST(PinnedScripts, ExpressionsAreConstantsAndStepsShareTheirFiles) {
    const auto score = [](std::string_view steps) {
        FactsFixture with;
        with.file(".github/workflows/a.yml",
                  "on: push\njobs:\n  x:\n    runs-on: u\n    steps:\n" + std::string(steps));
        return with.run(pinned_scripts_check).score;
    };
    EXPECT_EQ(score("      - run: npm install ${{ inputs.x && 'a;b' }}\n"), 0);
    EXPECT_EQ(score("      - run: curl https://x.y/${{ a }} | bash\n"), 0);
    EXPECT_EQ(score("      - run: ${{ x }} install\n"), inconclusive);
    EXPECT_EQ(score("      - run: curl https://x.y/z > z\n      - run: bash z\n"), 0);
    EXPECT_EQ(score("      - run: curl https://x.y/z > z\n  y:\n    runs-on: u\n    steps:\n      - run: bash z\n"),
              inconclusive)
        << "another job";
}

}  // namespace
}  // namespace ward::scorecard
