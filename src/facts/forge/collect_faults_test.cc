// What goes wrong on the way: limits of the rate, failing servers, half answers, and answers that lie.
#include "facts/forge/collect_fixture.h"

namespace ward::forge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string hooks = "GET /repos/acme/rocket/hooks?per_page=100";
const std::string releases = "GET /repos/acme/rocket/releases?per_page=30";
const std::string license = "GET /repos/acme/rocket/license";

class Faults : public Collecting {
  protected:
    Faults() : Collecting("github") {}
};

TEST_F(Faults, short_rate_limits_are_waited_for) {
    forge.once(
        releases,
        {.status = 403, .body = "{}", .headers = {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "1000030"}}});
    forge.once("GRAPHQL branches", {.status = 403,
                                    .body = R"({"message":"You have exceeded a secondary rate limit"})",
                                    .headers = {{"Retry-After", "7"}}});
    forge.once("GRAPHQL people", {.body = R"({"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded"}]})",
                                  .headers = {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "1000010"}}});
    const ForgeFacts facts = collected();
    EXPECT_TRUE(facts.releases && facts.branches && facts.contributors);
    EXPECT_THAT(waits, ElementsAre(31'000, 7'000, 11'000));
}

TEST_F(Faults, after_a_long_rate_limit_nothing_more_is_sent) {
    forge.put(
        releases,
        {.status = 403, .body = "{}", .headers = {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "1003600"}}});
    const ForgeFacts facts = collected();
    EXPECT_TRUE(facts.commits && facts.issues) << "what was there stays";
    EXPECT_TRUE(facts.badge_level) << "another server";
    for (const char* part : {"releases", "license", "branches", "contributors", "webhooks", "has_update_bot_commits"})
        EXPECT_EQ(gap(facts, part), "asks to come back in 3601 seconds; this run has 120 left to wait") << part;
    EXPECT_EQ(count(hooks), 0);
    EXPECT_THAT(waits, IsEmpty());
    // The same with GraphQL's own form, at the first question.
    forge.put("GRAPHQL commits", {.body = R"({"errors":[{"type":"RATE_LIMITED","message":"exceeded"}]})",
                                  .headers = {{"Retry-After", "900"}}});
    forge.asked.clear();
    EXPECT_FALSE(collected().commits);
    EXPECT_THAT(forge.asked, SizeIs(4)) << "repository, commits, and the other services";
}

TEST_F(Faults, failing_servers_are_asked_again) {
    forge.once(license, {.status = 503});
    forge.once(license, {.is_lost = true});
    for (int i = 0; i < 3; ++i) forge.once(hooks, {.status = 500});
    const ForgeFacts facts = collected();
    EXPECT_TRUE(facts.license);
    EXPECT_EQ(gap(facts, "webhooks"), "answered with status 500");
    EXPECT_THAT(waits, ElementsAre(1'000, 2'000, 1'000, 2'000));
    forge.once(license, {.is_lost = true});
    forge.once(license, {.is_lost = true});
    forge.once(license, {.is_lost = true});
    EXPECT_EQ(gap(collected(), "license"), "connection lost");
}

// One commit a page, so that it takes many.
std::string page(int number, bool has_next) {
    return R"({"data":{"repository":{"defaultBranchRef":{"name":"main","target":{"oid":"h","history":{"pageInfo":{"hasNextPage":)" +
           std::string(has_next ? "true" : "false") + R"(,"endCursor":"c)" + std::to_string(number) +
           R"("},"nodes":[{"oid":"o)" + std::to_string(number) +
           R"(","committedDate":"2026-01-01T00:00:00Z","message":"m"}]}}}}}})";
}

TEST_F(Faults, a_commits_question_that_is_too_heavy_is_halved) {
    for (int i = 0; i < 3; ++i) forge.once("GRAPHQL commits", {.status = 502});
    forge.once("GRAPHQL commits", {.body = page(1, true)});
    forge.once("GRAPHQL commits", {.body = page(2, false)});
    const ForgeFacts facts = collected();
    ASSERT_TRUE(facts.commits);
    EXPECT_THAT(*facts.commits, SizeIs(2));
    EXPECT_EQ(facts.commit, "h");
    EXPECT_THAT(forge.bodies[0], HasSubstr(R"("page":30,"after":null)"));
    EXPECT_THAT(forge.bodies[1], HasSubstr(R"("page":15,)"));
    EXPECT_THAT(forge.bodies[3], HasSubstr(R"("page":3,)"));
    EXPECT_THAT(forge.bodies[4], HasSubstr(R"("after":"c1")"));
    EXPECT_EQ(gap(facts, "commits"), "");
    // It ends, whatever the server says.
    forge.put("GRAPHQL commits", {.body = page(1, true)});
    EXPECT_EQ(gap(collected(), "commits"), "not whole: 4 of 30: the server gave up on more");
    forge.put("GRAPHQL commits", {.status = 502});
    forge.asked.clear();
    const ForgeFacts without = collected();
    EXPECT_FALSE(without.commits);
    EXPECT_EQ(gap(without, "commits"), "answered with status 502");
    EXPECT_EQ(count("GRAPHQL commits"), 4);
}

TEST_F(Faults, half_answers_of_graphql_are_kept_and_told) {
    forge.put("GRAPHQL surroundings",
              {.body = R"({"data":{"repository":{"languages":null,"issues":{"nodes":[]}},"organisation":null},
      "errors":[{"type":"FORBIDDEN","path":["repository","languages"],"message":"Resource not accessible by integration"},
                {"type":"FORBIDDEN","path":["organisation"],"message":"has an IP allow list"}]})"});
    forge.put(
        "GRAPHQL branches",
        {.body =
             R"({"data":{"repository":{"rulesets":{"nodes":[]},"b0":{"name":"main","refUpdateRule":null,"branchProtectionRule":null}}},
      "errors":[{"type":"FORBIDDEN","path":["repository","b0","branchProtectionRule"],"message":"Resource not accessible by integration"}]})"});
    const ForgeFacts facts = collected();
    EXPECT_FALSE(facts.languages);
    EXPECT_EQ(gap(facts, "languages"), "FORBIDDEN: Resource not accessible by integration");
    EXPECT_TRUE(facts.issues && facts.issues->empty());
    EXPECT_FALSE(facts.organisation_files);
    EXPECT_EQ(gap(facts, "organisation_files"), "FORBIDDEN: has an IP allow list");
    EXPECT_FALSE(facts.branches) << "hidden is not unprotected";
    EXPECT_THAT(gap(facts, "branches"), HasSubstr("needs an administrator's token"));
}

TEST_F(Faults, statuses_that_are_hidden_are_not_none) {
    std::string body = forge.body("GRAPHQL commits");
    body.insert(
        body.rfind('}'),
        R"(, "errors": [{"type":"FORBIDDEN","path":["repository","defaultBranchRef","target","history","nodes",0,
      "associatedPullRequests","nodes",0,"commits","nodes",0,"commit","status"],"message":"Resource not accessible by integration"}])");
    forge.once("GRAPHQL commits", {.is_lost = true});
    forge.put("GRAPHQL commits", {.body = body});
    const ForgeFacts facts = collected();
    ASSERT_TRUE(facts.commits);
    EXPECT_FALSE(facts.commits->at(1).pull_request->statuses);
    EXPECT_TRUE(facts.commits->at(1).pull_request->check_suites);
    EXPECT_THAT(gap(facts, "commits"), HasSubstr("not whole: Resource not accessible"));
}

TEST_F(Faults, a_server_that_repeats_the_token_does_not_spread_it) {
    forge.put(hooks, {.status = 403, .body = R"({"message":"who is s3cret?"})"});
    EXPECT_THAT(gap(collected(), "webhooks"), HasSubstr("who is [token]?"));
    forge.put("GET /repos/acme/rocket", {.status = 401, .body = R"({"message":"s3cret"})"});
    EXPECT_FALSE(collect(forge, request).error().message().contains("s3cret"));
}

TEST_F(Faults, hidden_classic_rules_leave_the_rulesets) {
    std::string body = forge.body("GRAPHQL branches");
    const size_t from = body.find("\"branchProtectionRule\": {");
    const size_t to = body.find("}},", from);
    body.replace(from, to - from, "\"branchProtectionRule\": null");
    body.replace(body.find("}},", from), 3, "},");
    body.insert(
        body.rfind('}'),
        R"(, "errors": [{"type":"FORBIDDEN","path":["repository","b0","branchProtectionRule"],"message":"Resource not accessible"}])");
    forge.put("GRAPHQL branches", {.body = body});
    const ForgeFacts facts = collected();
    ASSERT_TRUE(facts.branches) << gap(facts, "branches");
    const BranchProtection& main = facts.branches->at(0).protection;
    EXPECT_EQ(main.required_approvals, 2);
    EXPECT_EQ(main.requires_up_to_date, std::nullopt) << "which only an administrator sees";
    EXPECT_THAT(gap(facts, "branches"), HasSubstr("not whole: FORBIDDEN"));
}

TEST_F(Faults, a_missing_scope_costs_the_organisations_alone) {
    forge.once("GRAPHQL people",
               {.body = R"({"errors":[{"type":"INSUFFICIENT_SCOPES","message":"requires one of: ['read:org']"}]})"});
    forge.put(
        "GRAPHQL people",
        {.body =
             R"({"data":{"u0":{"company":"acme"},"u2":{"company":null},"u3":{"company":null},"u4":{"company":null}}})"});
    const ForgeFacts facts = collected();
    ASSERT_TRUE(facts.contributors);
    EXPECT_EQ(facts.contributors->at(0).company, "acme");
    EXPECT_THAT(gap(facts, "contributors"), HasSubstr("needs the scope read:org"));
    EXPECT_FALSE(forge.bodies.back().contains("organizations") && forge.bodies.back().contains("people"));
}

TEST_F(Faults, wrong_types_make_a_gap_and_no_more) {
    for (const auto& [route, part] : std::vector<std::pair<std::string, std::string>>{
             {"GRAPHQL commits", "commits"},
             {"GRAPHQL surroundings", "issues"},
             {"GRAPHQL surroundings", "languages"},
             {releases, "releases"},
             {license, "license"},
             {"GRAPHQL branches", "branches"},
             {hooks, "webhooks"},
             {"GET /repos/acme/rocket/contributors?per_page=30", "contributors"}}) {
        const std::string good = forge.body(route);
        for (const char* bad :
             {"", "null", "7", "\"x\"", "[7]", "[[]]", "{\"data\":7}", "{\"data\":{\"repository\":7}}", "<html>",
              "{\"license\":[],\"path\":7}", "{\"data\":{}}", "\xff",
              "[{\"id\":\"x\",\"tag_name\":7,\"login\":{},\"assets\":{}}]"}) {
            forge.put(route, {.body = bad});
            const ForgeFacts facts = collected();
            EXPECT_NE(gap(facts, part), "") << route << ": " << bad;
            EXPECT_TRUE(facts.created);
            EXPECT_TRUE(facts.has_update_bot_commits);
        }
        forge.put(route, {.body = good});
    }
}

TEST_F(Faults, more_than_was_asked_for_is_refused) {
    std::string many = "[{\"tag_name\":\"a\"}";
    for (int i = 0; i < 30; ++i) many += ",{\"tag_name\":\"a\"}";
    forge.put(releases, {.body = many + "]"});
    EXPECT_THAT(gap(collected(), "releases"), HasSubstr("31 items where 30 were asked for"));
    // A long text is cut between characters.
    std::string message;
    for (size_t i = 0; i < max_text_bytes; ++i) message += "ü";
    std::string body = page(1, false);
    body.replace(body.find("\"m\""), 3, "\"" + message + "\"");
    forge.put("GRAPHQL commits", {.body = body});
    const ForgeFacts facts = collected();
    ASSERT_TRUE(facts.commits);
    EXPECT_EQ(facts.commits->at(0).message.size(), 64u << 10);
}

}  // namespace
}  // namespace ward::forge
