// Each patch is applied to a copy by git, as people would do it; then the score has to be higher.
#include "judges/scorecard/fix/fix.h"

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judges/scorecard/check.h"
#include "judges/scorecard/tree_facts_fixture.h"

namespace ward::scorecard {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view hash = "0123456789012345678901234567890123456789";
const std::string digest = "sha256:" + std::string(64, 'a');

FixSources sources(std::set<FixKind> kinds) {
    FixSources out{.kinds = std::move(kinds)};
    out.commit_of = [](std::string_view action, std::string_view ref) -> Told {
        if (action == "actions/checkout" && ref == "v4") return std::string(hash);
        return std::unexpected("nobody told its commit");
    };
    out.digest_of = [](std::string_view image) -> Told {
        if (image == "alpine:3.20" || image == "node") return digest;
        return std::unexpected("nobody told its digest");
    };
    return out;
}

int score_of(const Facts& facts, std::string_view check) {
    return check_named(check)->run(facts).score;
}

// Applies the diff in the folder; what git says of it.
std::string apply_patch(const TreeFacts& facts, const std::string& diff) {
    if (diff.empty()) return "";
    const inventory::TreeFixture patch;
    patch.write("p.diff", diff);
    const std::string command =
        fmt::format("cd '{}' && GIT_CEILING_DIRECTORIES=/tmp git apply --whitespace=nowarn '{}/p.diff' 2>&1",
                    facts.path(), patch.path());
    FILE* pipe = ::popen(command.c_str(), "r");  // NOLINT(cert-env33-c): fixed words and paths of ours
    std::string said;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) said += static_cast<char>(c);
    return ::pclose(pipe) == 0 ? "" : said + "?";
}

std::string text_in(const TreeFacts& facts, std::string_view path) {
    std::ifstream in(fmt::format("{}/{}", facts.path(), path), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// The diff applies, the workflows read, and the score is what is expected; returns what could not be mended.
std::vector<std::string> mend(TreeFacts& facts, const FixSources& from, std::string_view check, int before, int after) {
    EXPECT_EQ(score_of(*facts, check), before);
    const Fixes fixes = plan_fixes(*facts, from);
    const std::string diff = diff_of(fixes);
    EXPECT_EQ(apply_patch(facts, diff), "") << diff;
    facts.read();
    for (const WorkflowFile& file : facts->workflows()) EXPECT_TRUE(file.parsed) << diff;
    EXPECT_EQ(score_of(*facts, check), after) << diff;
    std::vector<std::string> out;
    for (const Unmended& one : fixes.unmended) out.push_back(fmt::format("{}:{}: {}", one.path, one.line, one.reason));
    return out;
}

TEST(FixActions, pins_by_commit_and_keeps_the_tag) {
    TreeFacts facts({{".github/workflows/a.yml",
                      "on: push\njobs:\n  b:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n"
                      "      - uses: \"actions/checkout@v4\" # why\n      - {uses: actions/checkout@v4}\n"
                      "      - uses: other/thing@v1\n      - uses: actions/checkout@v4 # v4\n"}});
    const auto left = mend(facts, sources({FixKind::actions}), "Pinned-Dependencies", 0, 3);
    const std::string text = text_in(facts, ".github/workflows/a.yml");
    EXPECT_THAT(text, HasSubstr(fmt::format("- uses: actions/checkout@{} # v4\n", hash)));
    EXPECT_THAT(text, HasSubstr(fmt::format("- uses: \"actions/checkout@{}\" # v4 (why)\n", hash)));
    EXPECT_THAT(text, Not(HasSubstr("(v4)")));
    EXPECT_THAT(left, testing::ElementsAre(HasSubstr(":8: actions/checkout@v4: is not alone on its line"),
                                           HasSubstr(":9: other/thing@v1: nobody told its commit")));
}

TEST(FixImages, pins_by_digest) {
    TreeFacts facts({{"Dockerfile", "FROM --platform=linux/amd64 alpine:3.20 AS a\nFROM node\nFROM a\nFROM ${B}\n"}});
    const auto left = mend(facts, sources({FixKind::images}), "Pinned-Dependencies", 0, 7);
    EXPECT_EQ(
        text_in(facts, "Dockerfile"),
        fmt::format("FROM --platform=linux/amd64 alpine:3.20@{0} AS a\nFROM node@{0}\nFROM a\nFROM ${{B}}\n", digest));
    EXPECT_FALSE(left.empty());
}

TEST(FixPermissions, declares_the_least_and_what_jobs_are_known_to_need) {
    TreeFacts facts({{".github/workflows/a.yml",
                      "on: push\njobs:\n  # first\n  test:\n    runs-on: x\n    steps:\n      - run: a\n  scan:\n"
                      "    runs-on: x\n    steps:\n      - uses: github/codeql-action/analyze@v3\n"}});
    const auto left = mend(facts, sources({FixKind::permissions}), "Token-Permissions", 0, 10);
    EXPECT_EQ(text_in(facts, ".github/workflows/a.yml"),
              "on: push\npermissions:\n  contents: read\n\njobs:\n  # first\n  test:\n    runs-on: x\n    steps:\n"
              "      - run: a\n  scan:\n    permissions:\n      contents: read\n      security-events: write\n"
              "    runs-on: x\n    steps:\n      - uses: github/codeql-action/analyze@v3\n");
    EXPECT_THAT(left, testing::ElementsAre(HasSubstr(":4: job test gets `contents: read`")));
}

TEST(FixPermissions, moves_writes_to_the_jobs_that_had_them) {
    TreeFacts facts(
        {{".github/workflows/a.yml",
          "on: push\npermissions:\n  contents: write # to push\n  issues: write\njobs:\n  a:\n    runs-on: x\n"
          "    steps: [{run: a}]\n  b:\n    permissions: {}\n    runs-on: x\n    steps: [{run: a}]\n"}});
    EXPECT_TRUE(mend(facts, sources({FixKind::permissions}), "Token-Permissions", 0, 10).empty());
    EXPECT_EQ(text_in(facts, ".github/workflows/a.yml"),
              "on: push\npermissions:\n  contents: read # to push\n  issues: write\njobs:\n  a:\n    permissions:\n"
              "      contents: write\n      issues: write\n    runs-on: x\n    steps: [{run: a}]\n  b:\n"
              "    permissions: {}\n    runs-on: x\n    steps: [{run: a}]\n");
}

TEST(FixPermissions, takes_everything_from_write_all) {
    TreeFacts facts({{".github/workflows/a.yml",
                      "permissions: write-all # sorry\non: push\njobs:\n  a:\n    runs-on: x\n    steps: [{run: a}]\n"},
                     {".github/workflows/b.yml",
                      "on: push\njobs:\n  a:\n    permissions: {}\n    runs-on: x\n    steps: [{run: a}]\n"}});
    mend(facts, sources({FixKind::permissions}), "Token-Permissions", 0, 10);
    EXPECT_THAT(text_in(facts, ".github/workflows/a.yml"),
                testing::StartsWith("permissions: # sorry\n  contents: read\non: push\n"));
    EXPECT_THAT(text_in(facts, ".github/workflows/b.yml"), HasSubstr("permissions: {}\n\njobs:"));
}

TEST(FixInjection, hands_the_text_over_in_the_environment) {
    TreeFacts facts({{".github/workflows/a.yml",
                      "on: issues\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
                      "      - run: echo ${{ github.event.issue.title }}\n"
                      "      - name: two\n        env:\n          A: b\n        run: |\n          # it's\n"
                      "          echo \"${{ github.head_ref }} ${{ github.sha }}\"\n"
                      "          echo ${{github.head_ref}}x\n"}});
    EXPECT_TRUE(mend(facts, sources({FixKind::injection}), "Dangerous-Workflow", 0, 10).empty());
    EXPECT_EQ(
        text_in(facts, ".github/workflows/a.yml"),
        "on: issues\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - env:\n          ISSUE_TITLE: ${{ github.event.issue.title }}\n        run: echo \"${ISSUE_TITLE}\"\n"
        "      - name: two\n        env:\n          HEAD_REF: ${{ github.head_ref }}\n          A: b\n        run: |\n"
        "          # it's\n          echo \"${HEAD_REF} ${{ github.sha }}\"\n          echo \"${HEAD_REF}\"x\n");
}

TEST(FixInjection, leaves_what_it_does_not_understand) {
    TreeFacts facts({{".github/workflows/a.yml",
                      "on: issues\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
                      "      - run: echo '${{ github.head_ref }}'\n"
                      "      - run: \"echo ${{ github.head_ref }}\"\n"
                      "      - run: |\n          cat <<E\n          ${{ github.head_ref }}\n          E\n"
                      "      - shell: pwsh\n        run: echo ${{ github.head_ref }}\n"
                      "  b:\n    runs-on: windows-latest\n    steps:\n      - run: echo ${{ github.head_ref }}\n"}});
    const std::string before = text_in(facts, ".github/workflows/a.yml");
    EXPECT_EQ(mend(facts, sources({FixKind::injection}), "Dangerous-Workflow", 0, 0).size(), 5U);
    EXPECT_EQ(text_in(facts, ".github/workflows/a.yml"), before);
}

TEST(FixFiles, are_added_where_they_are_missing) {
    TreeFacts facts({{"package.json", "{}"}, {".github/workflows/a.yml", "on: push\n"}});
    mend(facts, sources({FixKind::dependabot, FixKind::policy}), "Dependency-Update-Tool", 0, 10);
    EXPECT_THAT(text_in(facts, ".github/dependabot.yml"), HasSubstr("package-ecosystem: npm\n"));
    EXPECT_THAT(text_in(facts, ".github/dependabot.yml"), HasSubstr("package-ecosystem: github-actions\n"));
    EXPECT_THAT(text_in(facts, "SECURITY.md"), HasSubstr("EDIT"));
    EXPECT_EQ(diff_of(plan_fixes(*facts, sources({FixKind::dependabot, FixKind::policy}))), "");
}

TEST(Fix, changes_no_file_behind_a_link_and_none_that_is_no_yaml) {
    TreeFacts facts({{".github/workflows/a.yml", "a: [\n"}});
    const Fixes fixes = plan_fixes(*facts, sources(all_fix_kinds()));
    EXPECT_TRUE(fixes.changed.empty());
    EXPECT_FALSE(fixes.unmended.empty());
}

TEST(Fix, has_names_for_its_kinds) {
    for (const FixKind kind : all_fix_kinds()) EXPECT_EQ(fix_kind_named(name_of(kind)), kind);
    EXPECT_EQ(fix_kind_named("everything"), std::nullopt);
}

}  // namespace
}  // namespace ward::scorecard
