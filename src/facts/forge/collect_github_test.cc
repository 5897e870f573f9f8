// Facts of a repository on GitHub, collected from answers of the forms that its API documents.
#include <filesystem>

#include "facts/forge/collect_fixture.h"
#include "support/loopback_server.h"

namespace ward::forge {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Answer = test::ForgeShapes::Answer;

const std::string repository = "GET /repos/acme/rocket";
const std::string hooks = "GET /repos/acme/rocket/hooks?per_page=100";
const std::string releases = "GET /repos/acme/rocket/releases?per_page=30";
const std::string contributors = "GET /repos/acme/rocket/contributors?per_page=30";
const std::string license = "GET /repos/acme/rocket/license";

class GithubFacts : public Collecting {
  protected:
    GithubFacts() : Collecting("github") { request.workflows = {"release.yml"}; }
};

TEST_F(GithubFacts, of_a_whole_repository) {
    const ForgeFacts facts = collected();
    EXPECT_EQ(facts.forge, "github");
    EXPECT_EQ(facts.host, "github.com");
    EXPECT_EQ(facts.name, "acme/rocket");
    EXPECT_EQ(facts.collected, "2026-11-18T11:06:40Z");
    EXPECT_EQ(facts.commit, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1");
    EXPECT_EQ(facts.default_branch, "main");
    EXPECT_EQ(facts.renamed_from, "");
    EXPECT_EQ(facts.archived, false);
    EXPECT_EQ(facts.created, "2019-04-01T08:00:00Z");
    EXPECT_EQ(facts.is_private, false);
    EXPECT_EQ(facts.license, (License{"MIT", "MIT License", "LICENSE"}));
    EXPECT_EQ(facts.languages, (std::vector<Language>{{"C++", 90'000}, {"Python", 4'000}}));
    EXPECT_EQ(facts.has_update_bot_commits, true);
    EXPECT_EQ(facts.badge_level, "silver");
    EXPECT_EQ(facts.in_oss_fuzz, false);
    EXPECT_EQ(facts.provenance,
              (std::vector<PackageProvenance>{{"NPM", "rocket", "2.0.0", true}, {"NPM", "rocket", "1.1.0", false}}));
    EXPECT_EQ(facts.webhooks, (std::vector<Webhook>{{12, "/repos/acme/rocket/hooks/12", true},
                                                    {13, "/repos/acme/rocket/hooks/13", false}}));
    ASSERT_TRUE(facts.successful_runs);
    EXPECT_THAT(facts.successful_runs->at("release.yml"), SizeIs(2));
    EXPECT_EQ(facts.successful_runs->at("release.yml")[0].head, facts.commit);
    ASSERT_TRUE(facts.organisation_files);
    ASSERT_THAT(*facts.organisation_files, SizeIs(1));
    EXPECT_EQ(facts.organisation_files->at(0).path, "Security.md");
    EXPECT_THAT(facts.organisation_files->at(0).text, HasSubstr("security@example.org"));
    EXPECT_THAT(facts.gaps, ElementsAre(Gap{"contributors", "not whole: 1 of 5 people are not shown"}));
}

TEST_F(GithubFacts, of_commits_with_their_pull_requests) {
    const ForgeFacts facts = collected();
    ASSERT_TRUE(facts.commits);
    ASSERT_THAT(*facts.commits, SizeIs(5));
    const Commit& reviewed = facts.commits->at(0);
    EXPECT_EQ(reviewed.author, (User{"ada", false, "", 1}));
    ASSERT_TRUE(reviewed.pull_request);
    const PullRequest& request12 = *reviewed.pull_request;
    EXPECT_EQ(request12.number, 12);
    EXPECT_EQ(request12.author, (User{"ada", false, "MEMBER", 1}));
    EXPECT_EQ(request12.merged_by, (User{"brook", false, "", 2}));
    ASSERT_THAT(request12.reviews, SizeIs(2));
    EXPECT_EQ(request12.reviews[1], (Review{{"brook", false, "MEMBER", 2}, "APPROVED"}));
    ASSERT_TRUE(request12.check_suites);
    EXPECT_EQ(request12.check_suites->at(1).app, "github-code-scanning");
    EXPECT_EQ(request12.check_suites->at(1).conclusion, "neutral");
    EXPECT_EQ(request12.check_suites->at(2).status, "queued");
    ASSERT_TRUE(request12.statuses);
    EXPECT_EQ(request12.statuses->at(0).state, "success");
    EXPECT_TRUE(facts.commits->at(1).pull_request->author.is_bot);
    EXPECT_THAT(*facts.commits->at(1).pull_request->statuses, IsEmpty());
    EXPECT_FALSE(facts.commits->at(2).pull_request);
    EXPECT_EQ(facts.commits->at(3).pull_request->author.login, "") << "an account that is no more";
    EXPECT_FALSE(facts.commits->at(4).pull_request) << "a fork's reviews are not this project's";
}

TEST_F(GithubFacts, of_issues_and_releases) {
    const ForgeFacts facts = collected();
    ASSERT_TRUE(facts.issues);
    ASSERT_THAT(*facts.issues, SizeIs(2));
    EXPECT_EQ(facts.issues->at(0).author.association, "NONE");
    EXPECT_EQ(facts.issues->at(0).comments[0].author.association, "MEMBER");
    EXPECT_EQ(facts.issues->at(0).comments[1].author.login, "");
    ASSERT_TRUE(facts.releases);
    ASSERT_THAT(*facts.releases, SizeIs(4)) << "without the draft";
    EXPECT_EQ(facts.releases->at(0).tag, "v2.0.0");
    EXPECT_EQ(facts.releases->at(0).assets[1].name, "rocket.intoto.jsonl");
    EXPECT_EQ(facts.releases->at(1).target, "release/1.x");
    ASSERT_TRUE(facts.contributors);
    EXPECT_EQ(facts.contributors->at(0), (Contributor{"ada", 120, "@acme", {"acme", "openrockets"}}));
    EXPECT_EQ(facts.contributors->at(2).company, "Brook Inc.");
    EXPECT_EQ(facts.contributors->at(3), (Contributor{"left", 9}));
}

TEST_F(GithubFacts, of_branches_from_rules_of_both_kinds) {
    const ForgeFacts facts = collected();
    ASSERT_TRUE(facts.branches);
    ASSERT_THAT(*facts.branches, SizeIs(2)) << "one is gone, a commit is no branch";
    const Branch& main = facts.branches->at(0);
    EXPECT_EQ(main.name, "main");
    EXPECT_EQ(main.is_protected, true);
    EXPECT_EQ(main.protection, (BranchProtection{.allows_deletions = false,
                                                 .allows_force_pushes = false,
                                                 .enforced_for_admins = false,  // somebody may pass the ruleset by
                                                 .requires_linear_history = true,
                                                 .requires_last_push_approval = true,
                                                 .requires_up_to_date = true,
                                                 .requires_pull_request = true,
                                                 .required_approvals = 2,
                                                 .dismisses_stale_reviews = true,
                                                 .requires_code_owners = true,
                                                 .status_checks = std::vector<std::string>{"build", "lint"}}));
    const Branch& old = facts.branches->at(1);
    EXPECT_EQ(old.name, "release/1.x");
    EXPECT_EQ(old.protection, (BranchProtection{.allows_deletions = false,
                                                .allows_force_pushes = false,
                                                .enforced_for_admins = true,
                                                .requires_linear_history = false,
                                                .requires_last_push_approval = false,
                                                .requires_up_to_date = true,
                                                .requires_pull_request = true,
                                                .required_approvals = 1,
                                                .dismisses_stale_reviews = true,
                                                .requires_code_owners = false,
                                                .status_checks = std::vector<std::string>{"build"}}));
}

TEST_F(GithubFacts, take_at_most_18_calls) {
    (void)collected();
    EXPECT_EQ(calls, 14);
    EXPECT_EQ(forge.asked.size(), 14u);
    for (int i = 0; i < 20; ++i) request.workflows.push_back("w" + std::to_string(i) + ".yml");
    forge.asked.clear();
    const ForgeFacts facts = collected();
    EXPECT_EQ(calls, most_calls);
    EXPECT_EQ(forge.asked.size(), static_cast<size_t>(most_calls));
    EXPECT_THAT(facts.successful_runs->at("w0.yml"), IsEmpty()) << "not known to the forge: never ran";
    EXPECT_THAT(gap(facts, "successful_runs.w19.yml"), HasSubstr("not asked"));
}

TEST_F(GithubFacts, are_asked_for_only_if_they_changed) {
    std::string folder = (std::filesystem::temp_directory_path() / "ward_forge_facts_XXXXXX").string();
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    request.cache_folder = folder;
    const ForgeFacts first = collected();
    forge.put(license, {.status = 304});
    EXPECT_EQ(collected(), first);
    std::filesystem::remove_all(folder);
}

TEST_F(GithubFacts, send_the_token_to_the_forge_alone) {
    (void)collected();
    ASSERT_EQ(forge.tokens.size(), forge.urls.size());
    for (size_t i = 0; i < forge.urls.size(); ++i)
        EXPECT_EQ(forge.tokens[i], forge.urls[i].starts_with("https://api.github.com/") ? "Bearer s3cret" : "")
            << forge.urls[i];
    EXPECT_THAT(forge.urls, Contains(HasSubstr("https://www.bestpractices.dev/projects.json")));
}

TEST_F(GithubFacts, follow_pages_of_the_same_server_only) {
    const std::string next = "<https://api.github.com/repositories/4711/hooks?page=2>; rel=\"next\"";
    forge.put(hooks, {.body = forge.body(hooks), .headers = {{"Link", next}}});
    forge.put("GET /repositories/4711/hooks?page=2", {.body = R"([{"id": 14, "config": {"secret": "********"}}])"});
    EXPECT_THAT(*collected().webhooks, SizeIs(3));
    for (const char* away :
         {"https://evil.example/hooks", "https://api.github.com.evil.example/", "http://api.github.com/x"}) {
        forge.put(hooks, {.body = "[]", .headers = {{"Link", "<" + std::string(away) + ">; rel=\"next\""}}});
        const ForgeFacts facts = collected();
        EXPECT_FALSE(facts.webhooks);
        EXPECT_THAT(gap(facts, "webhooks"), HasSubstr("another server"));
        EXPECT_THAT(forge.urls, Each(testing::Not(HasSubstr("evil"))));
    }
}

TEST_F(GithubFacts, tell_what_a_missing_part_needs) {
    forge.put(hooks, {.status = 404, .body = R"({"message":"Not Found"})"});
    forge.put(contributors, {.status = 403, .body = R"({"message":"The history is too large"})"});
    forge.put(releases, {.status = 410, .body = "{}"});
    const ForgeFacts facts = collected();
    EXPECT_FALSE(facts.webhooks);
    EXPECT_EQ(gap(facts, "webhooks"),
              "answered with status 404: Not Found; needs an administrator's token (repository webhooks: read)");
    EXPECT_EQ(gap(facts, "contributors"), "answered with status 403: The history is too large; needs contents: read");
    EXPECT_THAT(gap(facts, "releases"), HasSubstr("410"));
    EXPECT_TRUE(facts.commits && facts.issues && facts.branches) << "the others are there";
}

TEST_F(GithubFacts, without_a_token_are_what_is_public) {
    request.token.clear();
    const auto all = collect(forge, request);
    ASSERT_TRUE(all) << all.error().message();
    EXPECT_EQ(gap(all->facts, "commits"),
              "GraphQL answers nobody without a token; needs a token (GITHUB_TOKEN); needs contents: read, pull "
              "requests: read");
    EXPECT_TRUE(all->facts.releases && all->facts.license && all->facts.has_update_bot_commits);
    EXPECT_FALSE(all->facts.branches);
    EXPECT_THAT(forge.tokens, Each(std::string()));
}

TEST_F(GithubFacts, need_the_repository_itself) {
    forge.put(repository, {.status = 404, .body = R"({"message":"Not Found"})"});
    EXPECT_EQ(collect(forge, request).error().code, ErrorCode::not_found);
    forge.put(repository, {.status = 401, .body = R"({"message":"Bad credentials"})"});
    EXPECT_EQ(collect(forge, request).error().code, ErrorCode::auth);
    forge.put(repository, {.body = "[]"});
    EXPECT_EQ(collect(forge, request).error().code, ErrorCode::parse);
    EXPECT_THAT(forge.asked, Each(repository));
}

TEST_F(GithubFacts, of_renamed_archived_and_private_ones) {
    request.name = "acme/firework";
    forge.put("GET /repos/acme/firework", {.body = R"({"full_name":"acme/rocket","private":true,"archived":true,
        "created_at":"2019-04-01T08:00:00Z","default_branch":"main"})"});
    const ForgeFacts facts = collected();
    EXPECT_EQ(facts.name, "acme/rocket");
    EXPECT_EQ(facts.renamed_from, "acme/firework");
    EXPECT_EQ(facts.archived, true);
    EXPECT_TRUE(facts.releases) << "asked for under the new name";
    EXPECT_THAT(gap(facts, "badge_level"), HasSubstr("private"));
    EXPECT_THAT(forge.urls, Each(HasSubstr("https://api.github.com/"))) << "others are not told its name";
    // A name that would lead elsewhere is none.
    forge.put("GET /repos/acme/firework",
              {.body = R"({"full_name":"acme/../user","created_at":"2019-04-01T08:00:00Z"})"});
    EXPECT_EQ(collect(forge, request).error().code, ErrorCode::parse);
}

TEST_F(GithubFacts, of_an_empty_repository) {
    forge.put("GRAPHQL commits", {.body = R"({"data":{"repository":{"defaultBranchRef":null}}})"});
    forge.put("GRAPHQL surroundings",
              {.body = R"({"data":{"repository":{"languages":{"edges":[]},"issues":{"nodes":[]}},"organisation":null},
        "errors":[{"type":"NOT_FOUND","path":["organisation"],"message":"Could not resolve to a Repository"}]})"});
    forge.put("GRAPHQL branches", {.body = R"({"data":{"repository":{"rulesets":{"nodes":[]},"b0":null}}})"});
    forge.put(releases, {.body = "[]"});
    forge.put(contributors, {.status = 204});
    forge.put(license, {.status = 404, .body = "{}"});
    const ForgeFacts facts = collected();
    EXPECT_THAT(facts.gaps, IsEmpty());
    EXPECT_TRUE(facts.commits && facts.commits->empty());
    EXPECT_TRUE(facts.contributors && facts.contributors->empty());
    EXPECT_TRUE(facts.branches && facts.branches->empty());
    EXPECT_TRUE(facts.organisation_files && facts.organisation_files->empty());
    EXPECT_EQ(facts.license, License{});
    EXPECT_EQ(facts.commit, "");
    EXPECT_LE(calls, 12);
}

TEST_F(GithubFacts, of_an_enterprise_server) {
    test::ForgeShapes enterprise("github", "/api/v3");
    request.base_url = "https://git.example.org/api/v3/";
    request.badge_url.clear();
    request.packages_url.clear();
    const auto all = collect(enterprise, request);
    ASSERT_TRUE(all) << all.error().message();
    EXPECT_EQ(all->facts.host, "git.example.org");
    EXPECT_TRUE(all->facts.commits);
    EXPECT_THAT(enterprise.urls, Contains("https://git.example.org/api/graphql"));
    EXPECT_THAT(enterprise.urls, Contains("https://git.example.org/api/v3/repos/acme/rocket"));
    EXPECT_FALSE(all->facts.badge_level);
}

TEST_F(GithubFacts, requests_are_checked_before_anything_is_sent) {
    const auto code = [&](auto&& change) {
        CollectRequest bad = request;
        change(bad);
        const auto all = collect(forge, bad);
        return all ? ErrorCode::internal : all.error().code;
    };
    for (const char* name : {"", "acme", "acme/", "/x", "a/b/c", "a/..", "a b/c", "a/b?c"})
        EXPECT_EQ(code([&](CollectRequest& r) { r.name = name; }), ErrorCode::usage) << name;
    EXPECT_EQ(code([](CollectRequest& r) { r.base_url = "http://api.github.com"; }), ErrorCode::usage);
    EXPECT_EQ(code([](CollectRequest& r) { r.token = "a\nb"; }), ErrorCode::usage);
    EXPECT_EQ(code([](CollectRequest& r) { r.workflows = {"../x.yml"}; }), ErrorCode::usage);
    EXPECT_EQ(code([](CollectRequest& r) { r.workflows.assign(max_workflows + 1, "x.yml"); }), ErrorCode::limit);
    EXPECT_THAT(forge.asked, IsEmpty());
    EXPECT_THAT(token_variables(ForgeKind::github), ElementsAre("GITHUB_TOKEN", "GH_TOKEN", "GITHUB_AUTH_TOKEN"));
}

// The real transport, with both kinds of requests, against a server on this machine.
TEST_F(GithubFacts, come_over_a_socket) {
    const test::LoopbackServer server([&](const std::string& head) { return forge.wire(head); });
    request.base_url = server.url("");
    request.badge_url = server.url("");
    request.packages_url = server.url("");
    request.host = "github.com";
    const auto http = net::curl_http("ward/test");
    const auto over_socket = collect(*http, request);
    ASSERT_TRUE(over_socket) << over_socket.error().message();
    const ForgeFacts in_memory = collected();
    EXPECT_EQ(write_facts(over_socket->facts), write_facts(in_memory));
    EXPECT_EQ(over_socket->calls, 14);
    EXPECT_THAT(server.requests(), SizeIs(14));
}

}  // namespace
}  // namespace ward::forge
