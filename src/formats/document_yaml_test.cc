#include <string>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "formats/document.h"

namespace ward {
namespace {

std::string error_of(std::string_view text, const DocumentLimits& limits = {}) {
    const auto node = parse_yaml(text, "a.yaml", limits);
    return node ? "" : node.error().message();
}

TEST(YamlDocument, reads_a_workflow_with_its_places) {
    const auto root = parse_yaml(R"(# comment
on:
  push: {branches: [main]}
jobs:
  build:
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
      - run: |
          echo one
          echo two
)",
                                 "a.yaml");
    ASSERT_TRUE(root) << root.error().message();
    EXPECT_EQ(root->fields[0].first, "on");
    EXPECT_EQ(root->find("on")->find("push")->find("branches")->items[0].text, "main");
    const Node& build = *root->find("jobs")->find("build");
    EXPECT_EQ(build.find("timeout-minutes")->integer, 10);
    const Node& steps = *build.find("steps");
    EXPECT_EQ(steps.items[0].string_at("uses"), "actions/checkout@v4");
    EXPECT_EQ(steps.items[0].find("uses")->line, 8);
    EXPECT_EQ(steps.items[0].find("uses")->column, 15);
    EXPECT_EQ(steps.items[1].line, 9);
    EXPECT_EQ(steps.items[1].string_at("run"), "echo one\necho two\n");
    EXPECT_EQ(steps.items[1].find("run")->line, 9);
}

TEST(YamlDocument, scalars_of_the_core_schema) {
    const auto root = parse_yaml(
        "[null, ~, Null, !!null '', true, FALSE, yes, on, 12, -7, +3, 0x1F, 0o17, 010, 1.10, 1e3, .inf, 2026-11-22, "
        "'12', "
        "\"true\", "
        "!!str 12, !!int 12, !local 12, 99999999999999999999, '', 0x, 0x-1, +, -+1, 1_000]",
        "a.yaml");
    ASSERT_TRUE(root) << root.error().message();
    using enum Node::Kind;
    const std::vector<std::pair<Node::Kind, std::string_view>> expected{
        {null, "null"},    {null, "~"},       {null, "Null"},
        {null, ""},        {boolean, "true"}, {boolean, "FALSE"},
        {string, "yes"},   {string, "on"},    {integer, "12"},
        {integer, "-7"},   {integer, "+3"},   {integer, "0x1F"},
        {integer, "0o17"}, {integer, "010"},  {string, "1.10"},
        {string, "1e3"},   {string, ".inf"},  {string, "2026-11-22"},
        {string, "12"},    {string, "true"},  {string, "12"},
        {integer, "12"},   {string, "12"},    {string, "99999999999999999999"},
        {string, ""},      {string, "0x"},    {string, "0x-1"},
        {string, "+"},     {string, "-+1"},   {string, "1_000"}};
    ASSERT_EQ(root->items.size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(root->items[i].kind, expected[i].first) << i << " " << expected[i].second;
        EXPECT_EQ(root->items[i].text, expected[i].second);
    }
    EXPECT_TRUE(root->items[4].truth);
    EXPECT_FALSE(root->items[5].truth);
    EXPECT_EQ(root->items[9].integer, -7);
    EXPECT_EQ(root->items[11].integer, 31);
    EXPECT_EQ(root->items[12].integer, 15);
    EXPECT_EQ(root->items[13].integer, 10);
}

TEST(YamlDocument, first_document_only) {
    EXPECT_EQ(parse_yaml("---\na: 1\n---\nb: 2\n", "a.yaml")->fields.size(), 1u);
    EXPECT_EQ(parse_yaml("", "a.yaml")->kind, Node::Kind::null);
    EXPECT_EQ(parse_yaml("# nothing\n", "a.yaml")->line, 1);
    EXPECT_EQ(parse_yaml("\xef\xbb\xbf"
                         "x",
                         "a.yaml")
                  ->text,
              "x");
}

TEST(YamlDocument, aliases_are_copies_with_the_place_of_the_original) {
    const auto root = parse_yaml(
        "base: &b\n  k: [1, 2]\nuse: *b\nlist: [*b, *b]\n&key x: &v 5\ny: *v\nz: *key\n*key : 1\n"
        "merged:\n  <<: *b\n  k: 3\n",
        "a.yaml");
    ASSERT_FALSE(root);  // *key repeats the key x
    EXPECT_EQ(root.error().message(), "a.yaml:8: key \"x\" is already on line 5");

    const auto good = parse_yaml(
        "base: &b\n  k: [1, 2]\nuse: *b\nlist: [*b, *b]\n&key x: &v 5\ny: *v\nz: *key\n"
        "merged:\n  <<: *b\n  k: 3\nother: {*key : 1}\n",
        "a.yaml");
    ASSERT_TRUE(good) << good.error().message();
    EXPECT_EQ(good->find("use")->find("k")->items[1].integer, 2);
    EXPECT_EQ(good->find("use")->line, good->find("base")->line);
    EXPECT_EQ(good->find("list")->items[1].find("k")->items.size(), 2u);
    EXPECT_EQ(good->find("y")->integer, 5);
    EXPECT_EQ(good->find("z")->text, "x");
    EXPECT_EQ(good->find("merged")->fields[0].first, "<<");
    EXPECT_EQ(good->find("merged")->find("k")->integer, 3);
    EXPECT_EQ(good->find("other")->fields[0].first, "x");
}

TEST(YamlDocument, an_anchor_may_be_set_again) {
    const auto root = parse_yaml("[&a 1, *a, &a 2, *a]", "a.yaml");
    EXPECT_EQ(root->items[1].integer, 1);
    EXPECT_EQ(root->items[3].integer, 2);
}

TEST(YamlDocument, text_without_an_address) {
    EXPECT_EQ(parse_yaml(std::string_view(), "a").has_value(), parse_yaml("", "a").has_value());
}

TEST(YamlDocument, says_what_is_wrong_and_where) {
    EXPECT_EQ(error_of("a: 1\nb: 2\na: 3\n"), "a.yaml:3: key \"a\" is already on line 1");
    EXPECT_EQ(error_of("a: 1\n'a': 3\n"), "a.yaml:2: key \"a\" is already on line 1");
    EXPECT_EQ(error_of("a: *nowhere\n"), "a.yaml:1: alias of an unknown anchor \"nowhere\"");
    EXPECT_EQ(error_of("a: &a\n  - *a\n"), "a.yaml:2: alias \"a\" contains itself");
    EXPECT_EQ(error_of("\n? [a, b]\n: 1\n"), "a.yaml:2: a key must be a scalar");
    EXPECT_EQ(error_of("a: &x [1]\n*x : 2\n"), "a.yaml:2: a key must be a scalar");
    EXPECT_TRUE(error_of("a: [1,\nb: }\n").starts_with("a.yaml:2: "));
    EXPECT_TRUE(error_of("a:\n\tb: 1\n").starts_with("a.yaml:2: "));
    EXPECT_TRUE(error_of("a: \"x\n").starts_with("a.yaml:"));
    EXPECT_TRUE(error_of("a: \x01\n").starts_with("a.yaml:"));
    EXPECT_EQ(error_of("a: 1\nb: \xff\n"), "a.yaml:2: is not UTF-8");
    EXPECT_EQ(error_of(std::string_view("\xfe\xff\0a", 4)), "a.yaml:1: is not UTF-8");
}

TEST(YamlDocument, limits) {
    const DocumentLimits limits{.bytes = 1000, .depth = 3, .nodes = 6, .aliases = 3};
    EXPECT_EQ(error_of("[[[1]]]", limits), "");
    EXPECT_EQ(error_of("[[\n[[1]]]]", limits), "a.yaml:2: is nested deeper than 3 levels");
    EXPECT_EQ(error_of("[1,2,3,4,5]", limits), "");
    EXPECT_EQ(error_of("[1,2,3,4,\n5,6]", limits), "a.yaml:2: has more than 6 values");
    EXPECT_EQ(error_of("[&a 1, *a, *a]", limits), "");
    EXPECT_EQ(error_of("[&a 1, *a, *a, *a]", limits), "a.yaml:1: has more than 3 anchors and aliases");
    EXPECT_EQ(error_of("[&a [1, 2], *a, *a]", limits), "a.yaml:1: has more than 6 values");
    EXPECT_EQ(error_of("[&a [[1]], [\n*a]]", limits), "a.yaml:2: is nested deeper than 3 levels");
    EXPECT_EQ(error_of(fmt::format("[&a {}, *a, *a]", std::string(500, 'x')), limits), "");
    EXPECT_EQ(error_of(fmt::format("[&a {}, *a,\n*a]", std::string(501, 'x')), limits),
              "a.yaml:2: aliases expand to more than 1000 bytes");
    EXPECT_EQ(error_of(std::string(1001, ' '), limits), "a.yaml: is larger than 1000 bytes");
}

// Nine lists of nine aliases each: three hundred bytes that would become 9^9 values.
TEST(YamlDocument, an_alias_bomb_is_refused) {
    std::string bomb = "a0: &a0 x\n";
    for (int i = 1; i <= 9; ++i) {
        bomb += fmt::format("a{}: &a{} [", i, i);
        for (int j = 0; j < 9; ++j) bomb += fmt::format("{}*a{}", j == 0 ? "" : ", ", i - 1);
        bomb += "]\n";
    }
    EXPECT_TRUE(error_of(bomb).ends_with("has more than 1000000 values")) << error_of(bomb);
}

TEST(YamlDocument, deep_nesting_is_refused) {
    EXPECT_EQ(error_of(std::string(100'000, '[')), "a.yaml:1: is nested deeper than 64 levels");
    std::string dashes;
    for (int i = 0; i < 10'000; ++i) dashes += "- ";
    EXPECT_EQ(error_of(dashes), "a.yaml:1: is nested deeper than 64 levels");
}

}  // namespace
}  // namespace ward
