// See fix_fixture.h.
#include <gmock/gmock.h>

#include "judges/scorecard/fix/fix_fixture.h"

namespace ward::scorecard {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(FixActions, pins_by_commit_and_keeps_the_tag) {
    TreeFacts facts({{".github/workflows/a.yml",
                      "on: push\njobs:\n  b:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n"
                      "      - uses: \"actions/checkout@v4\" # why\n      - uses: other/thing@v1\n"
                      "      - uses: actions/checkout@v4 # v4\n"}});
    const auto left = mend(facts, sources({FixKind::actions}), "Pinned-Dependencies", 0, 4);
    const std::string text = text_in(facts, ".github/workflows/a.yml");
    EXPECT_THAT(text, HasSubstr(fmt::format("- uses: actions/checkout@{} # v4\n", fix_hash)));
    EXPECT_THAT(text, HasSubstr(fmt::format("- uses: \"actions/checkout@{}\" # v4 (why)\n", fix_hash)));
    EXPECT_THAT(text, Not(HasSubstr("(v4)")));
    EXPECT_THAT(left, testing::ElementsAre(HasSubstr(":8: other/thing@v1: nobody told its commit")));
}

TEST(FixActions, knows_how_a_line_may_be_written) {
    constexpr std::string_view c = "actions/checkout@v4";
    for (const auto& [before, after] :
         std::initializer_list<WrittenLine>{{"- uses:\tX", "- uses:\tY # v4"},
                                            {"- uses:   X   ", "- uses:   Y # v4"},
                                            {"- 'uses': 'X'\t# a", "- 'uses': 'Y' # v4 (a)"},
                                            {"- uses: &a X", "- uses: &a Y # v4"},
                                            {"- uses:\n          X", "- uses:\n          Y # v4"},
                                            {"- {uses: X}", "- {uses: Y} # v4"},
                                            {"- { uses: \"X\" } # a", "- { uses: \"Y\" } # v4 (a)"},
                                            {"- {uses: X, with: {a: [1]}}", "- {uses: Y, with: {a: [1]}} # v4"},
                                            {"- {uses: X,\n         name: a}", "- {uses: Y, # v4\n         name: a}"},
                                            {"- {name: a,\n         uses: X}", "- {name: a,\n         uses: Y} # v4"},
                                            // A comment could end a text that goes on, or tell of another action's tag.
                                            {"- {uses: X, name: 'a\n         b'}", ""},
                                            {"- {uses: X, name: a\n         b}", ""},
                                            {"- {name: X, uses: X}", ""},
                                            {"- uses: >-\n          X", ""}}) {
        const std::string workflow = "on: push\njobs:\n  b:\n    runs-on: x\n    steps:\n      ";
        TreeFacts facts({{".github/workflows/a.yml", workflow + replace_all(before, "X", c) + '\n'}});
        const auto left = mend(facts, sources({FixKind::actions}), "Pinned-Dependencies", 0, after.empty() ? 0 : 10);
        EXPECT_EQ(left.size(), after.empty() ? 1U : 0U) << before;
        const std::string expected = after.empty()
                                         ? replace_all(before, "X", c)
                                         : replace_all(after, "Y", fmt::format("actions/checkout@{}", fix_hash));
        EXPECT_EQ(text_in(facts, ".github/workflows/a.yml"), workflow + expected + '\n');
    }
}

TEST(FixActions, keeps_the_ends_of_lines) {
    TreeFacts facts({{".github/workflows/a.yml",
                      "on: push\r\njobs:\r\n  b:\r\n    runs-on: x\r\n    steps:\r\n"
                      "      - uses: actions/checkout@v4"}});
    EXPECT_EQ(mend(facts, sources({FixKind::actions, FixKind::permissions}), "Pinned-Dependencies", 0, 10).size(), 1U);
    EXPECT_EQ(text_in(facts, ".github/workflows/a.yml"),
              fmt::format("on: push\r\npermissions:\r\n  contents: read\r\n\r\njobs:\r\n  b:\r\n    runs-on: x\r\n"
                          "    steps:\r\n      - uses: actions/checkout@{} # v4",
                          fix_hash));
}

// One broken file is no reason to leave the others, and an action of the project's own is run by others.
TEST(FixActions, pins_what_can_be_read) {
    TreeFacts facts({{".github/workflows/a.yml", "a: [\n"},
                     {"Dockerfile", "FROM a b c\n"},
                     {"x/action.yml",
                      "name: x\ndescription: x\nruns:\n  using: composite\n  steps:\n    - uses: actions/checkout@v4\n"
                      "    - {uses: ./y}\n    - uses: $/z\n"}});
    const Fixes fixes = plan_fixes(*facts, sources({FixKind::actions, FixKind::images}));
    EXPECT_EQ(apply_patch(facts, diff_of(fixes)), "");
    EXPECT_THAT(text_in(facts, "x/action.yml"), HasSubstr(fmt::format("- uses: actions/checkout@{} # v4\n", fix_hash)));
    ASSERT_EQ(fixes.unmended.size(), 2U);
    EXPECT_EQ(fixes.unmended[0].path, ".github/workflows/a.yml");
    EXPECT_EQ(fixes.unmended[1].path, "Dockerfile");
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

// What cannot be given to a job is not taken from the top.
TEST(FixPermissions, takes_nothing_that_it_cannot_give) {
    const std::string moved = "on: push\npermissions: {contents: write}\njobs:\n  a: {runs-on: x, steps: [{run: a}]}\n";
    const std::string known = "on: push\njobs:\n  a: {runs-on: x, steps: [{uses: github/codeql-action/analyze@v3}]}\n";
    for (const std::string& text : {moved, known}) {
        TreeFacts facts({{".github/workflows/a.yml", text}});
        const Fixes fixes = plan_fixes(*facts, sources({FixKind::permissions}));
        EXPECT_EQ(diff_of(fixes), "");
        ASSERT_EQ(fixes.unmended.size(), 1U);
        EXPECT_THAT(fixes.unmended[0].reason, HasSubstr("job a cannot be given its permissions"));
    }
}

TEST(FixPermissions, takes_everything_from_write_all) {
    TreeFacts facts({{".github/workflows/c.yml",
                      "on: push\npermissions: 'write-all'\njobs:\n  a:\n    runs-on: x\n    steps: [{run: a}]\n"},
                     {".github/workflows/a.yml",
                      "permissions: write-all # sorry\non: push\njobs:\n  a:\n    runs-on: x\n    steps: [{run: a}]\n"},
                     {".github/workflows/b.yml",
                      "on: push\njobs:\n  a:\n    permissions: {}\n    runs-on: x\n    steps: [{run: a}]\n"}});
    mend(facts, sources({FixKind::permissions}), "Token-Permissions", 0, 10);
    EXPECT_THAT(text_in(facts, ".github/workflows/a.yml"),
                testing::StartsWith("permissions: # sorry\n  contents: read\non: push\n"));
    EXPECT_THAT(text_in(facts, ".github/workflows/c.yml"), HasSubstr("permissions:\n  contents: read\njobs:\n"));
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

TEST(FixInjection, follows_quotes_behind_a_command) {
    TreeFacts facts({{".github/workflows/a.yml",
                      "on: issues\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
                      "      - run: echo \"$(date) `id` ${{ github.head_ref }}\"\n"
                      "      - run: echo $(echo \"${{ github.head_ref }}\")\n"}});
    EXPECT_TRUE(mend(facts, sources({FixKind::injection}), "Dangerous-Workflow", 0, 10).empty());
    const std::string text = text_in(facts, ".github/workflows/a.yml");
    EXPECT_THAT(text, HasSubstr("run: echo \"$(date) `id` ${HEAD_REF}\"\n"));
    EXPECT_THAT(text, HasSubstr("run: echo $(echo \"${HEAD_REF}\")\n"));
    TreeFacts unclear({{".github/workflows/a.yml",
                        "on: issues\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
                        "      - run: echo \"$(echo '${{ github.head_ref }}')\"\n"}});
    EXPECT_THAT(mend(unclear, sources({FixKind::injection}), "Dangerous-Workflow", 0, 0),
                testing::ElementsAre(HasSubstr("stands behind a command within quotes")));
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
