#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/inventory/tree_fixture.h"
#include "facts/inventory/workflow_uses.h"

namespace ward::inventory {
extern const Reader reader_actions;

namespace {
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr std::string_view sha = "11bd71901bbe5b1630ceea73d27597364c9af683";

std::vector<std::string> purls(const Collector& found) {
    return each(found.components, &Component::purl);
}

TEST(Actions, StepsReusableWorkflowsAndImages) {
    const TreeFixture tree{{".github/workflows/ci.yml", R"(name: ci
on: [push]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: ./.github/actions/own
      - uses: $/.github/actions/own
      - name: pinned
        uses: "Actions/Setup-Node@11bd71901bbe5b1630ceea73d27597364c9af683"  # v4.2.2
      - uses: github/codeql-action/init@v3
      - uses: docker://ghcr.io/o/linter:1.2
      - uses: docker://alpine@sha256:0123
      - run: echo hello
      - uses: actions/checkout@v4
  other:
    uses: octo/shared/.github/workflows/lint.yml@main
)"}};
    const Collector found = tree.read(reader_actions);
    EXPECT_THAT(purls(found),
                UnorderedElementsAre("pkg:github/actions/checkout@v4",
                                     "pkg:github/actions/setup-node@11bd71901bbe5b1630ceea73d27597364c9af683",
                                     "pkg:github/github/codeql-action@v3#init",
                                     "pkg:docker/o/linter@1.2?repository_url=ghcr.io", "pkg:docker/alpine@sha256:0123",
                                     "pkg:github/octo/shared@main#.github/workflows/lint.yml"));
    EXPECT_THAT(found.skipped, IsEmpty());
    for (const Component& component : found.components) {
        EXPECT_EQ(component.source, Source::action);
        EXPECT_EQ(component.scope, Scope::tooling);
        EXPECT_EQ(component.path, ".github/workflows/ci.yml");
        if (component.name == "actions/checkout") {
            EXPECT_EQ(component.evidence,
                      (std::vector<Evidence>{{".github/workflows/ci.yml", 7, "- uses: actions/checkout@v4"},
                                             {".github/workflows/ci.yml", 16, "- uses: actions/checkout@v4"}}));
            EXPECT_EQ(component.identities, (std::vector<Identity>{{"GitHub Actions", "actions/checkout", {}}}));
        }
        if (component.name == "Actions/Setup-Node") {
            EXPECT_EQ(component.version, "v4.2.2");
            EXPECT_EQ(component.commit, sha);
            EXPECT_EQ(component.evidence[0].line, 11);
        }
    }
}

TEST(Actions, OnlyWhatRunsForThisProject) {
    constexpr std::string_view workflow = "jobs: {a: {steps: [{uses: a/b@v1}]}}\n";
    constexpr std::string_view action = "runs: {using: composite, steps: [{uses: c/d@v1}]}\n";
    const TreeFixture tree{{".github/workflows/a.yaml", workflow},
                           {".github/workflows/nested/b.yml", workflow},
                           {".github/workflows/README.md", "# no"},
                           {"deps/x/.github/workflows/c.yml", workflow},
                           {"packages/x/.github/workflows/d.yml", workflow},
                           {".github/actions/own/action.yml", action},
                           {"deps/x/action.yml", action},
                           {"action.yaml", "runs: {using: docker, image: 'docker://debian:12'}\n"}};
    const Collector found = tree.read(reader_actions);
    const auto places =
        each(found.components, [](const Component& component) { return component.path + " " + component.purl; });
    EXPECT_THAT(places, UnorderedElementsAre(".github/workflows/a.yaml pkg:github/a/b@v1",
                                             ".github/actions/own/action.yml pkg:github/c/d@v1",
                                             "action.yaml pkg:docker/debian@12"));
}

TEST(Actions, CommentsBehindAPinnedCommit) {
    const auto comment = [](std::string_view text) {
        const auto found =
            read_workflow_uses("jobs:\n  a:\n    uses: o/r@" + std::string(sha) + std::string(text) + "\n", "w.yml");
        return found && found->uses.size() == 1 ? found->uses[0].comment : "?";
    };
    EXPECT_EQ(comment(" # v4.1.1"), "v4.1.1");
    EXPECT_EQ(comment(" # tag=v4"), "v4");
    EXPECT_EQ(comment(" # ratchet:o/r@v1.2.3-rc.1"), "v1.2.3-rc.1");
    EXPECT_EQ(comment(" #v2.0"), "v2.0");
    EXPECT_EQ(comment("  # pinned 2024.1.2 (see docs)"), "2024.1.2");
    EXPECT_EQ(comment(" # main"), "");
    EXPECT_EQ(comment(" # 4"), "");
    EXPECT_EQ(comment(""), "");
}

TEST(Actions, WhatIsNotAReferenceIsSaid) {
    const auto found = read_workflow_uses(R"(jobs:
  a:
    steps:
      - uses: checkout
      - uses: a/b
      - uses: a/b@
      - uses: ${{ matrix.action }}
      - uses: [a]
      - uses: "a/../c@v1"
      - uses: "a b/c@v1"
      - uses: docker://
      - {}
      - text
)",
                                          "w.yml");
    ASSERT_TRUE(found);
    EXPECT_THAT(found->uses, IsEmpty());
    const auto lines = each(found->problems, [](const UseProblem& problem) { return std::to_string(problem.line); });
    EXPECT_THAT(lines, ElementsAre("4", "5", "6", "7", "8", "9", "10", "11"));
}

TEST(Actions, WhatCannotBeParsedIsUnread) {
    const TreeFixture tree{{".github/workflows/a.yml", "jobs: [\n"},
                           {".github/workflows/b.yml", "- a list\n"},
                           {".github/workflows/c.yml", std::string(max_workflow_bytes + 1, '#')},
                           {".github/workflows/d.yml", "jobs: {a: &a {uses: o/r@v1}, b: *a}\n"}};
    const Collector found = tree.read(reader_actions);
    const auto unread = each(found.skipped, &Skipped::path);
    EXPECT_THAT(unread,
                UnorderedElementsAre(".github/workflows/a.yml", ".github/workflows/b.yml", ".github/workflows/c.yml"));
    EXPECT_THAT(purls(found), ElementsAre("pkg:github/o/r@v1"));
}

}  // namespace
}  // namespace ward::inventory
