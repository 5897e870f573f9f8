#include "judges/scorecard/monitor/scope.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace ward::scorecard::monitor {
namespace {

std::vector<std::string> included(const Result<Scope>& scope) {
    std::vector<std::string> out;
    if (!scope) return {scope.error().message()};
    for (const ScopeEntry& entry : scope->included) out.push_back(text_of(entry.repository));
    return out;
}

std::string error_of(std::string_view text) {
    const auto scope = parse_scope(text, "scope.json");
    return scope ? "no error" : scope.error().message();
}

TEST(repository, is_read_from_names_and_urls) {
    for (const std::string_view text :
         {"github.com/nodejs/node", "https://github.com/nodejs/node", "https://github.com/nodejs/node.git",
          "github.com/nodejs/node/", "GitHub.com/nodejs/node"}) {
        const auto repository = parse_repository(text);
        ASSERT_TRUE(repository) << text;
        EXPECT_EQ(text_of(*repository), "github.com/nodejs/node");
    }
    EXPECT_EQ(parse_repository("gitlab.com/a/b/c")->owner, "a/b");
    EXPECT_FALSE(parse_repository("github.com/nodejs/node.git.git")) << "read again, it would be another one";
    EXPECT_EQ(key_of(*parse_repository("github.com/NodeJS/Node")), "github.com/nodejs/node");
}

TEST(repository, names_that_no_forge_gives_are_refused) {
    for (const std::string_view text :
         {"", "node", "nodejs/node", "github.com/nodejs", "github.com/nodejs/", "github.com//node", "/nodejs/node",
          "github.com/../node", "github.com/nodejs/..", "github.com/nodejs/.", "github.com/a/b/c", "localhost/a/b",
          "gitlab.com/a/../b", "github.com/no dejs/node", "github.com/nodejs/no\nde", "github.com/nodejs/<script>",
          "github.com/nodejs/a|b", "github.com/nodejs/[x](y)", "github.com/nodejs/=cmd",
          // NOLINTNEXTLINE(bugprone-suspicious-missing-comma)
          "github.com/nodejs/n\xc3\xb6"
          "de",
          "github.com/nodejs/node?x", "github.com/nodejs/node#x", "https://user@github.com/nodejs/node",
          "file:///tmp/x", "-github.com/a/b", "github..com/a/b", "github.com/nodejs/\x1b[31m", "github.com/a/%2e%2e"})
        EXPECT_FALSE(parse_repository(text)) << text;
    EXPECT_FALSE(parse_repository("github.com/a/" + std::string(101, 'x')));
}

TEST(scope, has_the_order_of_the_file_and_several_hosts) {
    const auto scope = parse_scope(R"({
  "github.com": {"b": {"included": ["two", "one"], "excluded": ["old"]}, "a": {"included": ["x"], "excluded": []}},
  "gitlab.com": {"group/sub": {"included": ["y"]}}
})",
                                   "scope.json");
    EXPECT_EQ(included(scope), (std::vector<std::string>{"github.com/b/two", "github.com/b/one", "github.com/a/x",
                                                         "gitlab.com/group/sub/y"}));
    EXPECT_EQ(scope->excluded, (std::vector<Repository>{{"github.com", "b", "old"}}));
}

TEST(scope, errors_name_the_line) {
    EXPECT_EQ(error_of("{\n\"github.com\": {\n\"a\": {\"included\": [\"x\", 1]}}}"),
              "scope.json:3: expected a repository's name");
    EXPECT_EQ(error_of("{\"github.com\": {\"a\": {\"include\": []}}}"), "scope.json:1: unknown key \"include\" in a");
    EXPECT_EQ(error_of("{\"github.com\": {\"a\": {}}}"), "scope.json:1: a has no \"included\"");
    EXPECT_EQ(error_of("{\"githubcom\": {}}"), "scope.json:1: unknown key \"githubcom\" (a host has a dot)");
    EXPECT_EQ(error_of("{\"github.com\": []}"), "scope.json:1: expected an object of owners in github.com");
    EXPECT_EQ(error_of("{\"github.com\": {\"a\": [\"x\"]}}"),
              "scope.json:1: expected \"included\" and \"excluded\" in a");
    EXPECT_EQ(error_of("{\"github.com\": {\"a\": {\"included\": [\"x\",\n\"X\"]}}}"),
              "scope.json:2: github.com/a/X is listed twice");
    EXPECT_EQ(error_of("{\"github.com\": {\"a\": {\"included\": [\"x\"], \"excluded\": [\"x\"]}}}"),
              "scope.json:1: github.com/a/x is both included and excluded");
    EXPECT_EQ(error_of("{\"github.com\": {\"a\": {\"included\": [\"../x\"]}}}"),
              "scope.json:1: \"../x\" is not a repository's name");
    EXPECT_NE(error_of("{\"github.com\": {"), "no error");
}

TEST(scope, a_list_has_comments_groups_and_exclusions) {
    const auto scope = parse_scope(
        "# watched\ngithub.com/a/x  # why\n\n[core]\r\ngithub.com/a/y\nhttps://github.com/a/x\n!github.com/a/old\n"
        "[libraries]\ngithub.com/a/y\n",
        "list");
    EXPECT_EQ(included(scope), (std::vector<std::string>{"github.com/a/x", "github.com/a/y"}));
    EXPECT_EQ(scope->included[1].groups, (std::vector<std::string>{"core", "libraries"}));
    EXPECT_EQ(only_group(*scope, "core").included.size(), 2U);
    EXPECT_EQ(only_group(*scope, "libraries").included.size(), 1U);
    EXPECT_EQ(only_group(*scope, "none").included.size(), 0U);
    EXPECT_EQ(scope->excluded.size(), 1U);
    EXPECT_EQ(error_of("github.com/a/x\nnodejs/node"),
              "scope.json:2: \"nodejs/node\" is not of the form HOST/OWNER/REPOSITORY");
    EXPECT_EQ(error_of("[core"), "scope.json:1: [core is not a group's heading");
}

TEST(scope, groups_of_the_json_form_are_read_and_written) {
    const std::string text = R"({
  "github.com": {
    "a": {
      "included": [
        "x",
        "y"
      ],
      "excluded": []
    }
  },
  "groups": {
    "core": [
      "github.com/a/y"
    ]
  }
})";
    const auto scope = parse_scope(text, "scope.json");
    ASSERT_TRUE(scope) << scope.error().message();
    EXPECT_EQ(scope->included[1].groups, std::vector<std::string>{"core"});
    EXPECT_EQ(scope_json(*scope), text);
}

// A list may go from host to host and back; the JSON form gathers them, and is the same when it is written again.
TEST(scope, is_written_the_same_after_it_was_read) {
    const auto list =
        parse_scope("github.com/o/a\n[core]\nhttps://gitlab.com/o/b\ngithub.com/o/c\ngithub.com/7/d\n", "s");
    ASSERT_TRUE(list) << list.error().message();
    const std::string written = scope_json(*list);
    EXPECT_NE(
        written.find("\"core\": [\n      \"github.com/7/d\",\n      \"github.com/o/c\",\n      \"gitlab.com/o/b\"\n"),
        std::string::npos)
        << written;
    const auto again = parse_scope(written, "s");
    ASSERT_TRUE(again) << again.error().message();
    EXPECT_EQ(scope_json(*again), written);
}

TEST(scope, discovered_repositories_are_added_once) {
    auto scope = *parse_scope(R"({"github.com": {"a": {"included": ["x"], "excluded": ["old"]}}})", "s");
    EXPECT_EQ(add_discovered(scope, {{"github.com", "a", "X"},
                                     {"github.com", "a", "old"},
                                     {"github.com", "a", "new"},
                                     {"github.com", "a", "New"}}),
              1U);
    EXPECT_EQ(scope.included.size(), 2U);
}

// scorecard-monitor stops where an account has exactly a hundred.
TEST(scope, any_number_of_repositories) {
    for (const size_t count : {0U, 1U, 99U, 100U, 101U, 200U, 1000U}) {
        Scope scope;
        std::vector<Repository> found;
        for (size_t i = 0; i < count; ++i) found.push_back({"github.com", "a", fmt::format("r{}", i)});
        EXPECT_EQ(add_discovered(scope, found), count);
        const auto again = parse_scope(scope_json(scope), "scope.json");
        ASSERT_TRUE(again) << again.error().message();
        EXPECT_EQ(*again, scope);
    }
}

}  // namespace
}  // namespace ward::scorecard::monitor
