// Tags of actions, and the commits that they stand for.
#include "facts/forge/action_commits.h"

#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/forge_shapes.h"

namespace ward::forge {
namespace {

using testing::ElementsAre;

const std::string commit(40, 'c');
const std::string tag(40, 'd');

std::string names(const std::string& type, const std::string& id) {
    return R"({"ref":"x","object":{"type":")" + type + R"(","sha":")" + id + R"(","url":"x"}})";
}

class ActionCommitsTest : public testing::Test {
  protected:
    Result<std::string> ask(std::string_view repository, std::string_view ref) {
        if (!commits) {
            ActionApi api{.token = "s3cret"};
            api.courtesy.clock = [] { return Instant{1'000'000}; };
            api.courtesy.sleep = [](std::chrono::milliseconds) {};
            api.courtesy.random = [] { return 0.0; };
            commits.emplace(*ActionCommits::open(forge, api));
        }
        return commits->commit_of(repository, ref);
    }
    test::ForgeShapes forge{"github"};
    std::optional<ActionCommits> commits;
};

TEST_F(ActionCommitsTest, are_what_tags_name) {
    forge.put("GET /repos/actions/checkout/git/ref/tags/v4", {.body = names("commit", commit)});
    EXPECT_EQ(ask("actions/checkout", "v4").value_or("?"), commit);
    EXPECT_EQ(ask("actions/checkout", "v4").value_or("?"), commit);
    EXPECT_THAT(forge.asked, ElementsAre("GET /repos/actions/checkout/git/ref/tags/v4")) << "each once";
    EXPECT_THAT(forge.tokens, ElementsAre("Bearer s3cret"));
}

TEST_F(ActionCommitsTest, are_behind_annotated_tags) {
    forge.put("GET /repos/a/b/git/ref/tags/v1", {.body = names("tag", tag)});
    forge.put("GET /repos/a/b/git/tags/" + tag, {.body = names("commit", commit)});
    EXPECT_EQ(ask("a/b", "v1").value_or("?"), commit);
    // A tag of itself ends, too.
    forge.put("GET /repos/a/b/git/ref/tags/v2", {.body = names("tag", commit)});
    forge.put("GET /repos/a/b/git/tags/" + commit, {.body = names("tag", commit)});
    EXPECT_EQ(ask("a/b", "v2").error().code, ErrorCode::limit);
    EXPECT_EQ(forge.asked.size(), 2u + 1 + max_tag_chain);
}

TEST_F(ActionCommitsTest, are_heads_of_branches_where_no_tag_has_the_name) {
    forge.put("GET /repos/a/b/git/ref/heads/release/v1", {.body = names("commit", commit)});
    EXPECT_EQ(ask("a/b", "release/v1").value_or("?"), commit);
    EXPECT_THAT(forge.asked,
                ElementsAre("GET /repos/a/b/git/ref/tags/release/v1", "GET /repos/a/b/git/ref/heads/release/v1"));
    EXPECT_EQ(ask("a/b", "v9").error().code, ErrorCode::not_found);
}

TEST_F(ActionCommitsTest, are_not_asked_for_under_names_that_lead_elsewhere) {
    for (const char* repository : {"a", "a/..", "a/b/c", "a/b?x", ""})
        EXPECT_EQ(ask(repository, "v1").error().code, ErrorCode::usage) << repository;
    for (const std::string& ref : {std::string("../../x"), std::string("a//b"), std::string(), std::string("a b"),
                                   std::string(max_asked_ref_bytes + 1, 'x')})
        EXPECT_EQ(ask("a/b", ref).error().code, ErrorCode::usage) << ref;
    EXPECT_TRUE(forge.asked.empty());
    std::ignore = ask("a/b", "x?y#z");
    EXPECT_EQ(forge.asked.at(0), "GET /repos/a/b/git/ref/tags/x%3Fy%23z");
}

TEST_F(ActionCommitsTest, are_hashes_and_nothing_else) {
    forge.put("GET /repos/a/b/git/ref/tags/v1", {.body = names("commit", "main; rm -rf")});
    EXPECT_EQ(ask("a/b", "v1").error().code, ErrorCode::parse);
    forge.put("GET /repos/a/b/git/ref/tags/v2", {.body = names("tree", commit)});
    EXPECT_EQ(ask("a/b", "v2").error().code, ErrorCode::unsupported);
    forge.put("GET /repos/a/b/git/ref/tags/v3", {.body = "[1]"});
    EXPECT_EQ(ask("a/b", "v3").error().code, ErrorCode::parse);
    forge.put("GET /repos/a/b/git/ref/tags/v4", {.body = "<html>"});
    EXPECT_EQ(ask("a/b", "v4").error().code, ErrorCode::parse);
}

TEST_F(ActionCommitsTest, are_not_asked_for_after_a_rate_limit) {
    forge.put("GET /repos/a/b/git/ref/tags/v1", {.status = 429, .body = "{}", .headers = {{"Retry-After", "4000"}}});
    EXPECT_EQ(ask("a/b", "v1").error().code, ErrorCode::rate_limited);
    EXPECT_EQ(ask("a/b", "v2").error().code, ErrorCode::rate_limited);
    EXPECT_EQ(forge.asked.size(), 1u);
}

TEST_F(ActionCommitsTest, are_asked_for_so_many_times_and_no_more) {
    for (size_t i = 0; i < max_asked_refs; ++i) std::ignore = ask("a/b", "v" + std::to_string(i));
    const size_t asked = forge.asked.size();
    EXPECT_EQ(ask("a/b", "more").error().code, ErrorCode::limit);
    EXPECT_EQ(forge.asked.size(), asked);
}

}  // namespace
}  // namespace ward::forge
