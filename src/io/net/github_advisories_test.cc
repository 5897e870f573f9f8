#include "io/net/github_advisories.h"

#include <fmt/core.h>

#include "base/text.h"
#include "io/net/pulls.h"
#include "io/net/service_testing.h"
#include "support/fake_process.h"

namespace ward::net {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view script = "tests/release/fakes/advisories.py";

AdvisoryContent content() {
    return {.summary = std::string(planted),
            .description = "Text\n\n<!-- ward:abc -->",
            .cvss_vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H",
            .cwes = std::vector<std::string>{"CWE-416"},
            .products = std::vector<AdvisoryProduct>{{"other", "node", ">= 20.0.0, < 20.5.2", "20.5.2", {}}},
            .credits = std::vector<AdvisoryCredit>{{"alex", "reporter"}}};
}

class AdvisoriesOnSockets : public testing::Test {
  protected:
    void open(std::string_view seed = "{}") {
        fake_.emplace(script, seed);
        client_ = as("steward", "nodejs/node");
    }
    GithubOptions options(const std::string& token, std::string_view repository) {
        const size_t slash = repository.find('/');
        return {.base_url = fake_->url(),
                .owner = std::string(repository.substr(0, slash)),
                .repository = std::string(repository.substr(slash + 1)),
                .token = token,
                .cache_folder = {},
                .courtesy = without_waits()};
    }
    std::unique_ptr<GithubAdvisories> as(const std::string& token, std::string_view repository) {
        return github_advisories(*http_, options(token, repository)).value();
    }

    std::optional<test::FakeProcess> fake_;
    std::unique_ptr<Http> http_ = curl_http("ward-test");
    std::unique_ptr<GithubAdvisories> client_;
};

TEST_F(AdvisoriesOnSockets, a_draft_is_created_changed_and_published) {
    open();
    const auto made = client_->create_draft(content());
    ASSERT_TRUE(made) << made.error().message();
    EXPECT_EQ(made->state, "draft");
    EXPECT_EQ(made->summary, planted);
    EXPECT_EQ(made->severity, "medium");
    EXPECT_EQ(made->cvss_vector, *content().cvss_vector);
    EXPECT_EQ(made->products, *content().products);
    EXPECT_EQ(made->credits, *content().credits);
    EXPECT_THAT(made->cwes, ElementsAre("CWE-416"));
    EXPECT_EQ(made->repository, "nodejs/node");
    EXPECT_EQ(made->author, "steward");
    EXPECT_EQ(client_->advisory(made->ghsa).value(), *made);

    ASSERT_TRUE(client_->request_cve(made->ghsa));
    EXPECT_EQ(client_->advisory(made->ghsa)->cve, "") << "it takes its time";
    ASSERT_TRUE(fake_->change(fmt::format(R"({{"assign": "{}"}})", made->ghsa)));
    EXPECT_EQ(client_->advisory(made->ghsa)->cve, "CVE-2026-30001");

    const auto changed = client_->change(
        made->ghsa, {.users = std::vector<std::string>{"bo"}, .teams = std::vector<std::string>{"security"}});
    ASSERT_TRUE(changed) << changed.error().message();
    EXPECT_THAT(changed->users, ElementsAre("bo"));
    EXPECT_THAT(changed->teams, ElementsAre("security"));
    EXPECT_EQ(changed->summary, planted) << "what is not given stays";
    const auto published = client_->change(made->ghsa, {.state = "published"});
    ASSERT_TRUE(published);
    EXPECT_EQ(published->state, "published");
    EXPECT_FALSE(published->published_at.empty());
    EXPECT_THAT(fake_->writes(),
                ElementsAre("POST /repos/nodejs/node/security-advisories",
                            fmt::format("POST /repos/nodejs/node/security-advisories/{}/cve", made->ghsa),
                            fmt::format("PATCH /repos/nodejs/node/security-advisories/{}", made->ghsa),
                            fmt::format("PATCH /repos/nodejs/node/security-advisories/{}", made->ghsa)));
}

TEST_F(AdvisoriesOnSockets, all_pages_are_read_of_repository_and_organization) {
    open(R"({"page_size": 2})");
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(client_->create_draft(content()));
    const auto other = as("steward", "nodejs/build");
    ASSERT_TRUE(other->create_draft(content()));
    EXPECT_THAT(client_->advisories("").value(), SizeIs(5));
    EXPECT_THAT(client_->advisories("published").value(), IsEmpty());
    EXPECT_THAT(client_->of_organization("draft").value(), SizeIs(6));
    const auto stranger = as("stranger", "nodejs/node");
    EXPECT_THAT(stranger->advisories("").value(), IsEmpty());
    EXPECT_EQ(stranger->of_organization("").error().code, ErrorCode::auth);
    ASSERT_TRUE(fake_->set(fmt::format(R"({{"next_link": "http://127.0.0.1:9/{}"}})", planted)));
    const auto elsewhere = client_->advisories("");
    EXPECT_EQ(elsewhere.error().code, ErrorCode::network);
    EXPECT_TELLS_NOTHING(elsewhere, planted);
}

TEST_F(AdvisoriesOnSockets, a_private_report_comes_in_as_triage) {
    open();
    const auto stranger = as("stranger", "nodejs/node");
    const auto reported = stranger->report({.summary = "s", .description = "d"});
    ASSERT_TRUE(reported) << reported.error().message();
    EXPECT_EQ(reported->state, "triage");
    EXPECT_EQ(reported->author, "stranger");
    EXPECT_EQ(client_->change(reported->ghsa, {.state = "published"}).error().code, ErrorCode::unsupported);
    EXPECT_TRUE(client_->change(reported->ghsa, {.state = "draft"}));
    EXPECT_EQ(stranger->create_draft(content()).error().code, ErrorCode::auth);
}

TEST_F(AdvisoriesOnSockets, what_was_lost_is_found_by_asking) {
    open();
    for (const std::string_view fault : {"drop-after", "after-500:{}", "cut", "after-garbage:{}"}) {
        fake_->arm(fmt::format(fmt::runtime(fault), planted));
        const auto lost = client_->create_draft(content());
        ASSERT_FALSE(lost) << fault;
        EXPECT_TRUE(lost.error().code == ErrorCode::network || lost.error().code == ErrorCode::parse) << told(lost);
        EXPECT_TELLS_NOTHING(lost, planted);
    }
    const auto drafts = client_->advisories("draft");
    ASSERT_TRUE(drafts);
    EXPECT_THAT(*drafts, SizeIs(4)) << "each was sent once";
    EXPECT_THAT(drafts->front().description, testing::HasSubstr("ward:abc"));
}

TEST_F(AdvisoriesOnSockets, refusals_are_told_without_what_was_sent) {
    open();
    AdvisoryContent wrong = content();
    wrong.cvss_vector = planted;
    const auto refused = client_->create_draft(wrong);
    EXPECT_EQ(told(refused), fmt::format("{} (a draft of an advisory): answered with status 422: it takes exception to "
                                         "'cvss_vector_string' is invalid",
                                         fake_->url()));
    wrong = content();
    wrong.products.reset();
    EXPECT_EQ(client_->create_draft(wrong).error().code, ErrorCode::unsupported);
    const auto missing = client_->advisory("GHSA-2222-3333-9999");
    EXPECT_EQ(missing.error().code, ErrorCode::not_found);
    EXPECT_TELLS_NOTHING(missing, "GHSA-");
    fake_->arm(fmt::format("refused:{}", planted));
    EXPECT_TELLS_NOTHING(client_->create_draft(content()), planted);
    const auto unknown = as("not-a-token-of-theirs", "nodejs/node")->advisories("");
    EXPECT_EQ(unknown.error().code, ErrorCode::auth);
    EXPECT_TELLS_NOTHING(unknown, "not-a-token");
    EXPECT_THAT(fake_->writes(), IsEmpty());
}

// Of the same service, what a release does with issues: heads-up, new date, end.
TEST_F(AdvisoriesOnSockets, issues_are_opened_renamed_commented_and_closed) {
    open();
    const auto forge = github(*http_, options("steward", "nodejs/build")).value();
    const auto made = forge->open_issue({.title = "Heads up 2026/06/16", .body = "b", .labels = {"security"}});
    ASSERT_TRUE(made) << made.error().message();
    ASSERT_TRUE(forge->change_issue(made->number, {.title = "Heads up 2026/06/18"}));
    ASSERT_TRUE(forge->comment(made->number, "Security release is out"));
    EXPECT_THAT(forge->open_issues("security").value(), SizeIs(1));
    EXPECT_THAT(forge->open_issues("another").value(), IsEmpty());
    const auto closed = forge->change_issue(made->number, {.open = false, .reason = "completed"});
    ASSERT_TRUE(closed);
    EXPECT_EQ(closed->title, "Heads up 2026/06/18");
    EXPECT_EQ(closed->body, "b");
    EXPECT_FALSE(closed->open);
    EXPECT_THAT(forge->open_issues("security").value(), IsEmpty());
    EXPECT_EQ(forge->comments(made->number)->front().body, "Security release is out");
}

// The peer reads the first thirty of the private pull requests that it closes.
TEST_F(AdvisoriesOnSockets, labelled_pull_requests_of_all_pages_are_found_and_closed) {
    open(R"({"page_size": 2})");
    const auto pulls = github_pulls(*http_, options("steward", "nodejs-private/node-private")).value();
    const auto forge = github(*http_, options("steward", "nodejs-private/node-private")).value();
    for (int i = 0; i < 5; ++i) {
        const auto pull =
            pulls->open_pull({.title = "t", .body = "b", .head = fmt::format("fix-{}", i), .base = "main"});
        ASSERT_TRUE(pull) << pull.error().message();
        const std::string label = i == 3 ? "another" : "Security Release";
        ASSERT_TRUE(pulls->add_labels(pull->number, {label}));
    }
    EXPECT_THAT(pulls->pulls_of("fix-2").value(), SizeIs(1));
    const auto found = forge->open_issues("Security Release");
    ASSERT_TRUE(found) << found.error().message();
    ASSERT_THAT(*found, SizeIs(4));
    for (const Issue& pull : *found) {
        EXPECT_TRUE(pull.pull_request);
        ASSERT_TRUE(forge->change_issue(pull.number, {.open = false}));
    }
    EXPECT_FALSE(pulls->pull(found->front().number)->open);
    EXPECT_THAT(forge->open_issues("Security Release").value(), IsEmpty());
    EXPECT_FALSE(github(*http_, options("stranger", "nodejs-private/node-private")).value()->issues());
}

class AdvisoriesInMemory : public testing::Test {
  protected:
    OneAnswer http_;
    std::unique_ptr<GithubAdvisories> client_ = github_advisories(http_, {.base_url = "https://api.example.org/",
                                                                          .owner = "o",
                                                                          .repository = "r",
                                                                          .token = "t",
                                                                          .cache_folder = "",
                                                                          .courtesy = without_waits()})
                                                    .value();
};

TEST_F(AdvisoriesInMemory, contents_say_what_is_given_alone) {
    EXPECT_EQ(to_json(AdvisoryContent{}), "{}");
    EXPECT_EQ(to_json(AdvisoryContent{.cve = "", .severity = "high", .state = "closed"}),
              R"({"cve_id":null,"severity":"high","state":"closed"})");
    EXPECT_EQ(to_json(AdvisoryContent{.cvss_vector = "CVSS:3.1/x", .severity = "high"}),
              R"({"cvss_vector_string":"CVSS:3.1/x"})")
        << "GitHub takes one of the two";
    EXPECT_EQ(
        to_json(AdvisoryContent{.products = std::vector<AdvisoryProduct>{{"npm", "p", "< 2", "", {"f"}}}}),
        R"({"vulnerabilities":[{"package":{"ecosystem":"npm","name":"p"},"vulnerable_version_range":"\u003c 2","vulnerable_functions":["f"]}]})");
}

TEST_F(AdvisoriesInMemory, what_cannot_be_sent_is_not) {
    EXPECT_EQ(client_->advisory("GHSA-1").error().code, ErrorCode::usage);
    EXPECT_EQ(client_->request_cve("../x").error().code, ErrorCode::usage);
    EXPECT_EQ(client_->create_draft({.summary = "s"}).error().code, ErrorCode::usage);
    AdvisoryContent state = content();
    state.state = "published";
    EXPECT_EQ(client_->create_draft(state).error().code, ErrorCode::usage) << "a new one is never public";
    EXPECT_EQ(
        client_->change("GHSA-2222-3333-4444", {.summary = std::string(max_advisory_summary + 1, 'x')}).error().code,
        ErrorCode::usage);
    EXPECT_EQ(client_->change("GHSA-2222-3333-4444", {.cve = "CVE"}).error().code, ErrorCode::usage);
    EXPECT_THAT(http_.asked, IsEmpty());
    EXPECT_EQ(github_advisories(http_, {.owner = "o", .repository = "r", .token = "", .cache_folder = ""}).error().code,
              ErrorCode::auth);
}

TEST_F(AdvisoriesInMemory, answers_that_cannot_be_read_are_errors_without_their_text) {
    for (const std::string_view form : {"SECRET", "{}", R"(["SECRET"])", R"([{"ghsa_id":"SECRET","state":"draft"}])",
                                        R"([{"ghsa_id":"GHSA-2222-3333-4444","state":"SECRET"}])",
                                        R"([{"ghsa_id":"GHSA-2222-3333-4444","state":"draft","cve_id":"SECRET"}])"}) {
        http_.say(200, replace_all(form, "SECRET", planted));
        const auto all = client_->advisories("");
        ASSERT_FALSE(all) << form;
        EXPECT_EQ(all.error().code, ErrorCode::parse) << form;
        EXPECT_TELLS_NOTHING(all, planted);
    }
    http_.say(200, R"({"ghsa_id":"GHSA-2222-3333-5555","state":"draft"})");
    EXPECT_EQ(client_->advisory("GHSA-2222-3333-4444").error().code, ErrorCode::parse) << "it is another one";
}

TEST_F(AdvisoriesInMemory, limits_are_kept) {
    const auto with = [](std::string_view key, const std::string& value) {
        return repository_advisory_from_json(
            fmt::format(R"({{"ghsa_id":"GHSA-2222-3333-4444","state":"draft","{}":{}}})", key, value), "x");
    };
    EXPECT_TRUE(with("description", '"' + std::string(max_advisory_text, 'x') + '"'));
    EXPECT_EQ(with("description", '"' + std::string(max_advisory_text + 1, 'x') + '"').error().code, ErrorCode::limit);
    std::string list = "[\"CWE-1\"";
    for (size_t i = 1; i < max_advisory_list; ++i) list += ",\"CWE-1\"";
    EXPECT_TRUE(with("cwe_ids", list + "]"));
    EXPECT_EQ(with("cwe_ids", list + ",\"CWE-1\"]").error().code, ErrorCode::limit);
    EXPECT_EQ(with("credits", list + ",\"CWE-1\"]").error().code, ErrorCode::limit);
}

TEST(GhsaIds, have_three_parts_of_four) {
    EXPECT_TRUE(is_ghsa_id("GHSA-2c4f-6j7m-8p9q"));
    for (const std::string_view text : {"", "GHSA", "GHSA-2c4f-6j7m", "GHSA-2c4f-6j7m-8p9", "GHSA-2C4f-6j7m-8p9q",
                                        "ghsa-2c4f-6j7m-8p9q", "GHSA-2c4f-6j7m-8p9/", "GHSA-2c4f-6j7m-8p9q-aaaa"})
        EXPECT_FALSE(is_ghsa_id(text)) << text;
}

}  // namespace
}  // namespace ward::net
