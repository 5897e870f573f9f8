#include "judges/scorecard/checks/facts_fixture.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view dependency_update_tool_check = "Dependency-Update-Tool";

TEST(DependencyUpdateTool, knows_tools_by_their_files) {
    struct Row {
        std::string_view path;
        std::string_view tool;
    };
    for (const Row& row : std::vector<Row>{{".github/dependabot.yml", "Dependabot"},
                                           {".GitHub/Dependabot.YAML", "Dependabot"},
                                           {"renovate.json", "RenovateBot"},
                                           {"renovate.json5", "RenovateBot"},
                                           {".github/renovate.json", "RenovateBot"},
                                           {".github/renovate.json5", "RenovateBot"},
                                           {".gitlab/renovate.json", "RenovateBot"},
                                           {".gitlab/renovate.json5", "RenovateBot"},
                                           {".renovaterc", "RenovateBot"},
                                           {".renovaterc.json", "RenovateBot"},
                                           {".renovaterc.json5", "RenovateBot"},
                                           {".scala-steward.conf", "scala-steward"},
                                           {"scala-steward.conf", "scala-steward"},
                                           {".github/.scala-steward.conf", "scala-steward"},
                                           {".github/scala-steward.conf", "scala-steward"},
                                           {".config/.scala-steward.conf", "scala-steward"},
                                           {".config/scala-steward.conf", "scala-steward"}}) {
        const CheckResult result = FactsFixture{{row.path, ""}}.run(dependency_update_tool_check);
        EXPECT_EQ(result.score, 10) << row.path;
        EXPECT_EQ(result.reason, "update tool detected");
        EXPECT_EQ(lines_of(result),
                  Lines{"Info: detected update tool: " + std::string(row.tool) + ": " + std::string(row.path) + ":1"});
        EXPECT_EQ(result.findings[0].values.at("tool"), row.tool);
    }
    for (const std::string_view path :
         {"dependabot.yml", ".github/dependabot.json", "a/renovate.json", ".github/workflows/dependabot.yml",
          ".gitlab/dependabot.yml", "renovate.js", ".config/renovate.json"}) {
        EXPECT_EQ((FactsFixture{{path, ""}}.run(dependency_update_tool_check).score), 0) << path;
    }
}

TEST(DependencyUpdateTool, one_finding_a_file) {
    EXPECT_EQ(
        lines_of(FactsFixture{{"renovate.json", ""}, {".github/dependabot.yml", ""}}.run(dependency_update_tool_check)),
        (Lines{"Info: detected update tool: Dependabot: .github/dependabot.yml:1",
               "Info: detected update tool: RenovateBot: renovate.json:1"}));
    const CheckResult none = FactsFixture().run(dependency_update_tool_check);
    EXPECT_EQ(none.score, 0);
    EXPECT_EQ(none.reason, "no update tool detected");
    EXPECT_EQ(lines_of(none), Lines{"Warn: no dependency update tool configurations found"});
}

TEST(DependencyUpdateTool, commits_of_dependabot_are_enough) {
    FactsFixture with;
    with.forge().has_update_bot_commits = true;
    const CheckResult result = with.run(dependency_update_tool_check);
    EXPECT_EQ(result.score, 10);
    EXPECT_EQ(lines_of(result), Lines{"Info: detected update tool: Dependabot: :0"}) << "as the peer prints it";
    with.forge().has_update_bot_commits = false;
    EXPECT_EQ(with.run(dependency_update_tool_check).score, 0);
}

TEST(DependencyUpdateTool, not_asked) {
    FactsFixture with;
    with.forge();
    expect_lacks(with, dependency_update_tool_check, "has_update_bot_commits");
    with.file("renovate.json");
    EXPECT_EQ(with.run(dependency_update_tool_check).score, 10) << "not needed then";
}

constexpr std::string_view updater = R"(name: Tools and deps update
on:
  workflow_dispatch:
  schedule:
    - cron: '0 0 * * 0'
jobs:
  update:
    runs-on: ubuntu-latest
    steps:
      - run: ./tools/dep_updaters/update-zlib.sh
      - uses: gr2m/create-or-update-pull-request-action@0123
)";

TEST(DependencyUpdateTool, a_projects_own_updater_moves_wards_score_alone) {
    const CheckResult result = FactsFixture{{".github/workflows/tools.yml", updater}}.run(dependency_update_tool_check);
    EXPECT_EQ(result.score, 0);
    EXPECT_EQ(result.own_score, 10);
    EXPECT_EQ(lines_of(result), Lines{"Warn: no dependency update tool configurations found"});
    EXPECT_EQ(lines_of(result, Origin::ward),
              Lines{"Info: updater of the project's own: a scheduled workflow with "
                    "gr2m/create-or-update-pull-request-action: .github/workflows/tools.yml:5"});
    const CheckResult both =
        FactsFixture{{"renovate.json", ""}, {".github/workflows/tools.yml", updater}}.run(dependency_update_tool_check);
    EXPECT_EQ(both.own_score, std::nullopt);
}

TEST(DependencyUpdateTool, an_updater_has_a_schedule_and_opens_requests) {
    struct Row {
        std::string_view from;
        std::string_view to;
        bool is_updater = false;
    };
    for (const Row& row : std::vector<Row>{
             {"  schedule:\n    - cron: '0 0 * * 0'\n", "", false},
             {"gr2m/create-or-update-pull-request-action", "gr2m/create-or-update-pull-request-action-not", false},
             {"gr2m/create-or-update-pull-request-action@0123", "peter-evans/create-pull-request@v6", true},
             {"uses: gr2m/create-or-update-pull-request-action@0123", "run: gh pr create --fill", true},
             {"uses: gr2m/create-or-update-pull-request-action@0123", "run: echo done", false},
             {"gr2m/create-or-update-pull-request-action@0123", "renovatebot/github-action@v40", true},
             {"jobs:", "jobs: [", false},
         }) {
        const std::string text = replace_all(updater, row.from, row.to);
        const CheckResult result =
            FactsFixture{{".github/workflows/tools.yml", text}}.run(dependency_update_tool_check);
        EXPECT_EQ(result.own_score.has_value(), row.is_updater) << row.to;
    }
    // What it opens requests with has to be an update.
    constexpr std::string_view translations = R"(on: {schedule: [{cron: '0 0 * * 0'}]}
jobs: {x: {steps: [{run: ./fetch-translations}, {uses: peter-evans/create-pull-request@v6}]}}
)";
    EXPECT_EQ((FactsFixture{{".github/workflows/i18n.yml", translations}}.run(dependency_update_tool_check).own_score),
              std::nullopt);
    EXPECT_EQ((FactsFixture{{".github/workflows/old/tools.yml", updater}}.run(dependency_update_tool_check).own_score),
              std::nullopt);
    EXPECT_EQ((FactsFixture{{".github/workflows/tools.yml.bak", updater}}.run(dependency_update_tool_check).own_score),
              std::nullopt);
}

}  // namespace
}  // namespace ward::scorecard
