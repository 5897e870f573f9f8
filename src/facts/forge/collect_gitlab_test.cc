// The same facts of a project on GitLab, and gaps for what it does not tell.
#include "facts/forge/collect_fixture.h"

namespace ward::forge {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::SizeIs;

const std::string project = "GET /projects/acme%2Ftools%2Frocket";

class GitlabFacts : public Collecting {
  protected:
    GitlabFacts() : Collecting("gitlab", "/api/v4") {
        request.kind = ForgeKind::gitlab;
        request.base_url = "https://gitlab.com/api/v4";
        request.name = "acme/tools/rocket";
        request.oss_fuzz = "git@gitlab.com:Acme/Tools/rocket.git\n";
    }
};

TEST_F(GitlabFacts, of_a_whole_project) {
    const ForgeFacts facts = collected();
    EXPECT_EQ(facts.forge, "gitlab");
    EXPECT_EQ(facts.host, "gitlab.com");
    EXPECT_EQ(facts.created, "2020-02-03T04:05:06.789Z");
    EXPECT_EQ(facts.is_private, false);
    EXPECT_EQ(facts.license, (License{"Apache-2.0", "Apache License 2.0", "LICENSE"}));
    EXPECT_EQ(facts.languages, (std::vector<Language>{{"C++", 6'669}, {"Ruby", 3'300}, {"Shell", 31}}));
    EXPECT_EQ(facts.in_oss_fuzz, true);
    ASSERT_TRUE(facts.commits);
    ASSERT_THAT(*facts.commits, SizeIs(3));
    EXPECT_EQ(facts.commit, facts.commits->at(0).id);
    for (size_t i : {0u, 1u}) {
        ASSERT_TRUE(facts.commits->at(i).pull_request) << "the merge, and what it brought";
        EXPECT_EQ(facts.commits->at(i).pull_request->number, 4);
    }
    EXPECT_FALSE(facts.commits->at(2).pull_request);
    const PullRequest& merged = *facts.commits->at(0).pull_request;
    EXPECT_EQ(merged.author, (User{"ada", false, "OWNER"}));
    EXPECT_EQ(merged.reviews, (std::vector<Review>{{{"brook", false, "MEMBER"}, "APPROVED"}}));
    EXPECT_EQ(merged.labels, std::vector<std::string>{"engine"});
    EXPECT_EQ(merged.check_suites,
              (std::vector<CheckSuite>{{"gitlab-ci", "completed", "success", "/acme/tools/rocket/-/pipelines/9"}}));
    ASSERT_TRUE(facts.issues);
    EXPECT_EQ(facts.issues->at(0).author.association, "CONTRIBUTOR");
    ASSERT_THAT(facts.issues->at(0).comments, SizeIs(2)) << "without what GitLab wrote itself";
    EXPECT_EQ(facts.issues->at(0).comments[0].author.association, "OWNER");
    EXPECT_EQ(facts.issues->at(0).comments[1].author.association, "NONE");
    ASSERT_TRUE(facts.releases);
    EXPECT_EQ(facts.releases->at(0).assets[0].name, "rocket.tar.gz.asc");
    ASSERT_TRUE(facts.branches);
    EXPECT_EQ(facts.branches->at(0).protection, (BranchProtection{.allows_deletions = false,
                                                                  .allows_force_pushes = false,
                                                                  .requires_pull_request = true,
                                                                  .required_approvals = 2,
                                                                  .dismisses_stale_reviews = true,
                                                                  .requires_code_owners = true}));
    for (const char* part : {"contributors", "webhooks", "successful_runs", "has_update_bot_commits"})
        EXPECT_NE(gap(facts, part), "") << part;
    EXPECT_LE(calls, most_calls);
    EXPECT_EQ(calls, 11);
    EXPECT_THAT(forge.urls, Contains("https://gitlab.com/api/graphql"));
}

TEST_F(GitlabFacts, without_a_token_or_rights) {
    request.token.clear();
    forge.put(project + "/members/all?per_page=100", {.status = 401, .body = R"({"message":"401 Unauthorized"})"});
    forge.put(project + "/protected_branches?per_page=100", {.status = 403, .body = R"({"message":"403 Forbidden"})"});
    const auto all = collect(forge, request);
    ASSERT_TRUE(all) << all.error().message();
    EXPECT_TRUE(all->facts.commits && all->facts.issues) << "GraphQL answers everybody here";
    EXPECT_EQ(all->facts.commits->at(0).pull_request->author.association, "");
    EXPECT_EQ(gap(all->facts, "issues"),
              "not whole: no access levels: answered with status 401: 401 Unauthorized; needs a token (GITLAB_TOKEN); "
              "needs a token of a member (read_api)");
    EXPECT_FALSE(all->facts.branches);
    EXPECT_THAT(gap(all->facts, "branches"), HasSubstr("needs a maintainer's token"));
}

TEST_F(GitlabFacts, of_renamed_empty_and_failing_projects) {
    request.name = "acme/old";
    forge.put("GET /projects/acme%2Fold?license=true",
              {.body = R"({"path_with_namespace":"acme/tools/rocket","default_branch":null,
        "visibility":"private","archived":true,"created_at":"2020-02-03T04:05:06Z"})"});
    const ForgeFacts facts = collected();
    EXPECT_EQ(facts.renamed_from, "acme/old");
    EXPECT_TRUE(facts.commits && facts.commits->empty());
    EXPECT_TRUE(facts.branches && facts.branches->empty());
    EXPECT_EQ(facts.is_private, true);
    EXPECT_EQ(facts.license, License{});
    request.name = "acme/tools/rocket";
    forge.put(project + "/approvals", {.status = 404, .body = "{}"});
    forge.put("GRAPHQL activity",
              {.body = R"({"errors":[{"message":"Query has complexity of 500, which exceeds max"}]})"});
    const ForgeFacts failing = collected();
    EXPECT_FALSE(failing.issues);
    EXPECT_THAT(gap(failing, "commits"), HasSubstr("no approvals"));
    EXPECT_FALSE(failing.commits->at(0).pull_request->check_suites) << "not known";
    EXPECT_THAT(gap(failing, "branches"), HasSubstr("no rules of approval"));
    EXPECT_EQ(failing.branches->at(0).protection.required_approvals, std::nullopt);
    for (const char* bad : {"", "[]", "{}", "7", "\xff"}) {
        forge.put(project + "?license=true", {.body = bad});
        EXPECT_FALSE(collect(forge, request)) << bad;
    }
}

}  // namespace
}  // namespace ward::forge
