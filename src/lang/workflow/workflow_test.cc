#include "lang/workflow/workflow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::workflow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Workflow read(std::string_view text, Dialect dialect = Dialect::github) {
    auto workflow = read_workflow(text, "w.yml", dialect);
    EXPECT_TRUE(workflow) << (workflow ? "" : workflow.error().message());
    return workflow ? std::move(*workflow) : Workflow{};
}

std::vector<std::string> values(const std::vector<Text>& texts) {
    std::vector<std::string> out;
    for (const Text& text : texts) out.push_back(text.value);
    return out;
}

std::vector<std::string> names(const std::vector<Event>& events) {
    std::vector<std::string> out;
    for (const Event& event : events) out.push_back(event.name.value);
    return out;
}

TEST(Workflow, every_form_of_on) {
    EXPECT_THAT(names(read("on: push").on), ElementsAre("push"));
    EXPECT_THAT(names(read("on: [push, pull_request, schedule, '']").on), ElementsAre("push", "pull_request"));
    EXPECT_THAT(names(read("on:").on), IsEmpty());
    EXPECT_THAT(names(read("on: {push: {a: [b]}, schedule: [], workflow_call: 5}").on),
                ElementsAre("push", "workflow_call"));

    const Workflow workflow = read(R"(on:
  pull_request_target:
    types: opened
    branches: [main, 'release/**']
    tags-ignore:
      - v1
  schedule:
    - cron: '0 4 * * 1'
    - every: day
  workflow_run: {workflows: [CI]}
  repository_dispatch: {types: [a], branches: [b]}
)");
    ASSERT_THAT(workflow.on, SizeIs(4));
    EXPECT_EQ(workflow.on[0].name, (Text{.value = "pull_request_target", .at = {2, 3}}));
    EXPECT_THAT(values(workflow.on[0].types), ElementsAre("opened"));
    EXPECT_THAT(values(workflow.on[0].branches), ElementsAre("main", "release/**"));
    EXPECT_EQ(workflow.on[0].branches[1], (Text{.value = "release/**", .quoted = true, .at = {4, 22}}));
    EXPECT_THAT(values(workflow.on[0].tags_ignore), ElementsAre("v1"));
    EXPECT_EQ(workflow.on[1].kind, EventKind::schedule);
    EXPECT_THAT(values(workflow.on[1].crons), ElementsAre("0 4 * * 1"));
    EXPECT_THAT(values(workflow.on[2].workflows), ElementsAre("CI"));
    EXPECT_THAT(workflow.on[3].branches, IsEmpty());
}

TEST(Workflow, permissions_have_their_places) {
    const Workflow workflow = read(R"(permissions:
  Contents: write
  packages: read
jobs:
  a:
    permissions: read-all
  b:
    permissions: {}
  c:
    permissions:
)");
    ASSERT_TRUE(workflow.permissions);
    EXPECT_EQ(workflow.permissions->at, (Position{1, 1}));
    const Entry* contents = find_entry(workflow.permissions->scopes, "contents");
    ASSERT_NE(contents, nullptr);
    EXPECT_EQ(contents->name, (Text{.value = "Contents", .at = {2, 3}}));
    EXPECT_EQ(contents->value, (Text{.value = "write", .at = {2, 13}}));
    EXPECT_EQ(find_entry(workflow.permissions->scopes, "issues"), nullptr);
    ASSERT_THAT(workflow.jobs, SizeIs(3));
    EXPECT_EQ(workflow.jobs[0].permissions->all->value, "read-all");
    EXPECT_FALSE(workflow.jobs[1].permissions->all);
    EXPECT_THAT(workflow.jobs[1].permissions->scopes, IsEmpty());
    EXPECT_EQ(workflow.jobs[2].permissions->all->value, "");
    EXPECT_FALSE(read("on: push").permissions);
}

TEST(Workflow, jobs_keep_the_files_order_and_the_first_of_two_counts) {
    const Workflow workflow = read("jobs:\n  z: {name: 1}\n  a: {name: ~}\n  Z: {name: other}\n  z: {}\n");
    ASSERT_THAT(workflow.jobs, SizeIs(2));
    EXPECT_EQ(workflow.jobs[0].id, "z");
    EXPECT_EQ(workflow.jobs[0].name->value, "1");
    EXPECT_EQ(workflow.jobs[1].name->value, "~");
    EXPECT_EQ(workflow.jobs[1].key.at, (Position{3, 3}));
}

TEST(Workflow, runners_in_every_form) {
    const Workflow workflow = read(R"(jobs:
  a: {runs-on: ubuntu-latest}
  b: {runs-on: [self-hosted, linux]}
  c: {runs-on: "${{ matrix.os }}"}
  d: {runs-on: {group: big, labels: "${{ x }}"}}
  e: {runs-on: {labels: [one, two]}}
  f: {Runs-on: x}
)");
    EXPECT_THAT(values(workflow.jobs[0].runs_on->labels), ElementsAre("ubuntu-latest"));
    EXPECT_THAT(values(workflow.jobs[1].runs_on->labels), ElementsAre("self-hosted", "linux"));
    EXPECT_EQ(workflow.jobs[2].runs_on->labels_expression->value, "${{ matrix.os }}");
    EXPECT_THAT(workflow.jobs[2].runs_on->labels, IsEmpty());
    EXPECT_EQ(workflow.jobs[3].runs_on->group->value, "big");
    EXPECT_TRUE(workflow.jobs[3].runs_on->labels_expression);
    EXPECT_THAT(values(workflow.jobs[4].runs_on->labels), ElementsAre("one", "two"));
    EXPECT_FALSE(workflow.jobs[5].runs_on);
}

TEST(Workflow, a_matrix_with_all_it_can_hold) {
    const Workflow workflow = read(R"(jobs:
  a:
    strategy:
      fail-fast: false
      matrix:
        OS: [ubuntu, {name: [w, 1]}]
        from: ${{ fromJSON('[]') }}
        wrong: text
        empty: []
        include:
          - {os: mac, extra: true}
          - ${{ x }}
          - text
        exclude: ${{ y }}
  b: {strategy: {matrix: "${{ z }}"}}
)");
    const Strategy& strategy = *workflow.jobs[0].strategy;
    EXPECT_FALSE(strategy.fail_fast->value);
    ASSERT_THAT(strategy.matrix->rows, SizeIs(3));
    const MatrixRow& os = strategy.matrix->rows[0];
    EXPECT_EQ(os.id, "os");
    EXPECT_EQ(os.name->value, "OS");
    EXPECT_EQ(os.values[0].text, "ubuntu");
    EXPECT_EQ(os.values[1].fields[0].second.items[1].text, "1");
    EXPECT_EQ(strategy.matrix->rows[1].expression->at, (Position{7, 15}));
    EXPECT_FALSE(strategy.matrix->rows[2].expression);
    ASSERT_THAT(strategy.matrix->include->list, SizeIs(2));
    EXPECT_EQ(strategy.matrix->include->list[0].assignments[1].value.text, "true");
    EXPECT_TRUE(strategy.matrix->include->list[1].expression);
    EXPECT_EQ(strategy.matrix->exclude->expression->value, "${{ y }}");
    EXPECT_EQ(workflow.jobs[1].strategy->matrix->expression->value, "${{ z }}");
}

TEST(Workflow, steps_are_scripts_or_actions) {
    const Workflow workflow = read(R"(jobs:
  a:
    steps:
      - uses: actions/checkout@v4
        with: {Ref: main, fetch-depth: 0}
      - uses: docker://alpine
        with: {entrypoint: sh, args: -c, other: x}
      - run: |
          make
        shell: bash
        if: always()
        continue-on-error: ${{ x }}
      - {uses: a, run: b, shell: c}
      - {name: neither}
      - [a list]
)");
    const std::vector<Step>& steps = workflow.jobs[0].steps;
    ASSERT_THAT(steps, SizeIs(6));
    EXPECT_EQ(steps[0].at, (Position{4, 9}));
    EXPECT_EQ(steps[0].action->uses->at, (Position{4, 15}));
    EXPECT_EQ(find_entry(steps[0].action->inputs, "ref")->value.value, "main");
    EXPECT_EQ(steps[1].action->entrypoint->value, "sh");
    EXPECT_THAT(steps[1].action->inputs, SizeIs(1));
    EXPECT_EQ(steps[2].script->run->value, "make\n");
    EXPECT_EQ(steps[2].script->run->at, (Position{8, 14}));
    EXPECT_EQ(steps[2].script->run_at, (Position{8, 9}));
    EXPECT_EQ(steps[2].condition->value, "always()");
    EXPECT_TRUE(steps[2].continue_on_error->expression);
    EXPECT_FALSE(steps[3].action);
    EXPECT_EQ(steps[3].script->shell->value, "c");
    EXPECT_FALSE(steps[4].action || steps[4].script);
    EXPECT_FALSE(steps[5].action || steps[5].script);
}

TEST(Workflow, calls_of_other_workflows) {
    const Workflow workflow = read(R"(jobs:
  a: {uses: o/r/.github/workflows/w.yml@main, with: {x: 1}, secrets: inherit}
  b: {uses: ./w.yml, secrets: {T: v}, needs: a}
  c: {uses: ./w.yml, runs-on: x}
)");
    EXPECT_TRUE(workflow.jobs[0].call->inherits_secrets);
    EXPECT_EQ(workflow.jobs[0].call->inputs[0].value.value, "1");
    EXPECT_EQ(workflow.jobs[1].call->secrets[0].id, "t");
    EXPECT_THAT(values(workflow.jobs[1].needs), ElementsAre("a"));
    EXPECT_FALSE(workflow.jobs[2].call);
}

TEST(Workflow, containers_and_services) {
    const Workflow workflow = read(R"(jobs:
  a:
    container: node:20
    services:
      DB: {image: postgres, ports: [80], credentials: {username: u, password: p}, env: {A: b}}
      none: {}
  b: {container: {image: x, volumes: [/a], credentials: {username: u}}, services: "${{ x }}"}
)");
    EXPECT_EQ(workflow.jobs[0].container->image->value, "node:20");
    const Service& db = workflow.jobs[0].services->list[0];
    EXPECT_EQ(db.id, "db");
    EXPECT_EQ(db.container.credentials->password->value, "p");
    EXPECT_EQ(db.container.env->variables[0].id, "a");
    EXPECT_FALSE(workflow.jobs[0].services->list[1].container.image);
    EXPECT_FALSE(workflow.jobs[1].container->credentials);
    EXPECT_THAT(values(workflow.jobs[1].container->volumes), ElementsAre("/a"));
    EXPECT_TRUE(workflow.jobs[1].services->expression);
}

TEST(Workflow, what_is_wrong_is_told_and_read_over) {
    const Workflow workflow = read(R"(name: [a]
oN: push
env: text
defaults: {run: {shell: bash, other: x}, more: y}
concurrency: {cancel-in-progress: 5}
jobs: {a: 5, b: {steps: {}}}
)");
    EXPECT_EQ(workflow.name, (Text{.at = {1, 7}}));
    EXPECT_THAT(workflow.on, IsEmpty());
    EXPECT_FALSE(workflow.env->expression);
    EXPECT_EQ(workflow.defaults->run->shell->value, "bash");
    EXPECT_FALSE(workflow.concurrency->cancel_in_progress);
    EXPECT_THAT(workflow.jobs, SizeIs(2));
    EXPECT_GE(workflow.problems.size(), 10u);
    EXPECT_EQ(workflow.problems[0].at, (Position{1, 7}));
    EXPECT_THAT(workflow.problems[1].what, HasSubstr("\"oN\""));

    std::string many;
    for (int i = 0; i < 500; ++i) many += "key" + std::to_string(i) + ": x\n";
    EXPECT_THAT(read(many).problems, SizeIs(max_problems));
}

TEST(Workflow, an_empty_file_is_a_workflow_and_a_broken_one_is_not) {
    EXPECT_THAT(read("").problems, SizeIs(1));
    EXPECT_THAT(read("# nothing\n").problems, SizeIs(1));
    EXPECT_THAT(read("just text").jobs, IsEmpty());
    for (const std::string_view broken : {"a: [", "\"", "a: *b", "a: b: c", "\t- a", "a\n\xFF", "!x!y z"})
        EXPECT_FALSE(read_workflow(broken, "w.yml", Dialect::actionlint)) << broken;
    EXPECT_EQ(read_workflow("on: push\njobs: {", "w.yml", Dialect::github).error().where, "w.yml:3");
}

TEST(Workflow, an_alias_counts_by_dialect) {
    constexpr std::string_view text = "jobs:\n  a: &a\n    steps: [{run: &x make}, {run: *x}]\n  b: *a\n";
    const Workflow github = read(text);
    EXPECT_EQ(github.jobs[0].steps[1].script->run->value, "make");
    EXPECT_EQ(github.jobs[1].steps[0].at, (Position{3, 13}));
    const Workflow lint = read(text, Dialect::actionlint);
    EXPECT_EQ(*lint.jobs[0].steps[1].script->run, (Text{.at = {3, 35}}));
    EXPECT_THAT(lint.jobs[1].steps, IsEmpty());
}

TEST(Workflow, an_action_is_read_too) {
    const auto action = read_action(R"(name: n
inputs:
  Who: {default: you, required: true}
runs:
  using: composite
  steps: [{run: "echo ${{ inputs.who }}", shell: bash}]
)",
                                    "action.yml", Dialect::github);
    ASSERT_TRUE(action);
    EXPECT_EQ(action->inputs[0].id, "who");
    EXPECT_EQ(action->inputs[0].default_value->value, "you");
    EXPECT_EQ(action->using_->value, "composite");
    EXPECT_EQ(action->steps[0].script->shell->value, "bash");
    EXPECT_THAT(action->problems, IsEmpty());
    const auto docker =
        read_action("runs: {using: docker, image: Dockerfile, args: [a], env: {B: c}}", "a", Dialect::github);
    EXPECT_EQ(docker->image->value, "Dockerfile");
    EXPECT_THAT(read_action("", "a", Dialect::github)->problems, SizeIs(1));
}

}  // namespace
}  // namespace ward::workflow
