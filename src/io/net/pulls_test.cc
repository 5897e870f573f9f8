#include "io/net/pulls.h"

#include <deque>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace ward::net {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view pull_json =
    R"({"number":5,"state":"open","title":"t","body":null,"html_url":"https://h/5","head":{"ref":"b","sha":"abc","repo":{"full_name":"O/r"}},)"
    R"("base":{"ref":"main"},"labels":[{"name":"deps"}],"user":{"login":"bot","type":"Bot"},"author_association":"NONE"})";

// Gives answers in turn, and keeps what was asked.
class Answers : public Http {
  public:
    Result<Response> get(const Request& request) override { return next("GET " + request.url); }
    Result<Response> send(const Submission& submission) override {
        return next(submission.method + " " + submission.url + " " + submission.body);
    }
    void add(int status, std::string_view body, std::vector<Header> headers = {},
             std::string url = "https://api.example.org/") {
        Response response;
        response.status = status;
        response.url = std::move(url);
        response.headers = std::move(headers);
        response.body = body;
        answers.push_back(std::move(response));
    }
    std::deque<Response> answers;
    std::vector<std::string> asked;

  private:
    Result<Response> next(std::string asking) {
        asked.push_back(std::move(asking));
        if (answers.empty()) return fail(ErrorCode::internal, "no answer left");
        Response answer = std::move(answers.front());
        answers.pop_front();
        return answer;
    }
};

class PullRequests : public testing::Test {
  protected:
    void SetUp() override {
        GithubOptions options{.base_url = "https://api.example.org/",
                              .owner = "o",
                              .repository = "r",
                              .token = "secret",
                              .cache_folder = ""};
        options.courtesy.between_writes = std::chrono::milliseconds(0);
        auto made = github_pulls(http_, std::move(options));
        ASSERT_TRUE(made) << made.error().message();
        pulls_ = std::move(*made);
    }
    Answers http_;
    std::unique_ptr<Pulls> pulls_;
};

TEST_F(PullRequests, of_a_branch_are_found) {
    http_.add(200, "[" + std::string(pull_json) + "]");
    const auto found = pulls_->pulls_of("b");
    ASSERT_TRUE(found) << found.error().message();
    ASSERT_EQ(found->size(), 1u);
    EXPECT_EQ(found->front().number, 5);
    EXPECT_EQ(found->front().body, "");
    EXPECT_EQ(found->front().head, "b");
    EXPECT_EQ(found->front().head_repository, "O/r");
    EXPECT_EQ(found->front().head_commit, "abc");
    EXPECT_FALSE(found->front().merged);
    EXPECT_THAT(found->front().labels, ElementsAre("deps"));
    EXPECT_TRUE(found->front().author.bot);
    EXPECT_THAT(http_.asked,
                ElementsAre("GET https://api.example.org/repos/o/r/pulls?state=all&per_page=100&sort=created&"
                            "direction=desc&head=o%3Ab"));
}

TEST_F(PullRequests, of_others_are_left_out) {
    const std::string fork = replace_all(pull_json, "O/r", "evil/r");
    const std::string gone = replace_all(pull_json, R"({"full_name":"O/r"})", "null");
    const std::string other = replace_all(pull_json, R"("ref":"b")", R"("ref":"c")");
    http_.add(200, "[" + fork + "," + gone + "," + other + "]");
    const auto found = pulls_->pulls_of("b");
    ASSERT_TRUE(found) << found.error().message();
    EXPECT_TRUE(found->empty());
}

TEST_F(PullRequests, of_all_pages_are_found) {
    http_.add(200, "[]", {{"Link", R"(<https://api.example.org/x?page=2>; rel="next")"}});
    http_.add(200, "[" + std::string(pull_json) + "]");
    const auto found = pulls_->pulls_of("b");
    ASSERT_TRUE(found) << found.error().message();
    EXPECT_EQ(found->size(), 1u);
    EXPECT_EQ(http_.asked.back(), "GET https://api.example.org/x?page=2");
    http_.add(200, "[]", {{"Link", R"(<https://evil.example.net/x?page=2>; rel="next")"}});
    EXPECT_FALSE(pulls_->pulls_of("b"));
    EXPECT_FALSE(http_.asked.back().contains("evil"));
    for (size_t page = 0; page <= max_pull_pages; ++page)
        http_.add(200, "[]", {{"Link", R"(<https://api.example.org/again>; rel="next")"}});
    const auto endless = pulls_->pulls_of("b");
    ASSERT_FALSE(endless);
    EXPECT_EQ(endless.error().code, ErrorCode::limit);
}

TEST_F(PullRequests, are_not_read_from_a_part_or_from_elsewhere) {
    http_.add(206, "[]");
    EXPECT_FALSE(pulls_->pulls_of("b"));
    http_.add(200, "[]", {}, "https://elsewhere.example.net/pulls");
    const auto elsewhere = pulls_->pulls_of("b");
    ASSERT_FALSE(elsewhere);
    EXPECT_THAT(elsewhere.error().message(), HasSubstr("answered by another server"));
}

TEST_F(PullRequests, that_exist_already_are_told_as_such) {
    http_.add(422,
              R"({"message":"Validation Failed","errors":[{"message":"A pull request already exists for o:b."}]})");
    const auto opened = pulls_->open_pull({.title = "t", .body = "b", .head = "b", .base = "main"});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::conflict);
    EXPECT_THAT(opened.error().message(), HasSubstr("Validation Failed: A pull request already exists"));
    http_.add(206, pull_json);
    const auto partial = pulls_->open_pull({.title = "t", .body = "b", .head = "b", .base = "main"});
    ASSERT_FALSE(partial);
    EXPECT_EQ(partial.error().code, ErrorCode::network) << "nobody knows whether it was made";
}

TEST(PullRequestTitles, are_as_a_forge_keeps_them) {
    EXPECT_EQ(title_of_pull(" deps: x \n"), "deps: x");
    EXPECT_EQ(title_of_pull(std::string(max_pull_title, 'a') + "b"), std::string(max_pull_title, 'a'));
    std::string umlauts;
    for (size_t i = 0; i < max_pull_title; ++i) umlauts += "\xc3\xa4";
    EXPECT_EQ(title_of_pull(umlauts + "\xc3\xa4"), umlauts) << "characters, and none cut in two";
}

TEST_F(PullRequests, are_opened_changed_and_labelled) {
    http_.add(201, pull_json);
    http_.add(200, pull_json);
    http_.add(200, "[]");
    ASSERT_TRUE(pulls_->open_pull({.title = "t", .body = "b", .head = "ward/x", .base = "main"}));
    ASSERT_TRUE(pulls_->change_pull(5, "t2", "b2"));
    ASSERT_TRUE(pulls_->add_labels(5, {"a", "b"}));
    ASSERT_TRUE(pulls_->add_labels(5, {})) << "nothing is asked for no labels";
    ASSERT_EQ(http_.asked.size(), 3u);
    EXPECT_EQ(
        http_.asked[0],
        R"(POST https://api.example.org/repos/o/r/pulls {"title":"t","body":"b","head":"ward/x","base":"main","draft":false})");
    EXPECT_EQ(http_.asked[1], R"(PATCH https://api.example.org/repos/o/r/pulls/5 {"title":"t2","body":"b2"})");
    EXPECT_EQ(http_.asked[2], R"(POST https://api.example.org/repos/o/r/issues/5/labels {"labels":["a","b"]})");
}

TEST_F(PullRequests, that_cannot_be_read_are_errors) {
    for (const std::string_view json :
         {R"({"state":"open"})", R"({"number":0,"state":"open"})", R"({"number":5,"state":"half"})",
          R"({"number":5,"state":"open","head":{}})", "[]", "{"})
        EXPECT_FALSE(pull_from_json(json, "x")) << json;
    EXPECT_FALSE(pulls_from_json("{}", "x"));
    http_.add(404, "{\"message\": \"Not Found\"}");
    const auto missing = pulls_->pull(9);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::not_found);
}

TEST(PullRequestOptions, need_a_token_to_write_and_a_name) {
    Answers http;
    EXPECT_FALSE(github_pulls(http, {.owner = "..", .repository = "r", .token = "", .cache_folder = ""}));
    auto pulls = github_pulls(http, {.owner = "o", .repository = "r", .token = "", .cache_folder = ""});
    ASSERT_TRUE(pulls);
    const auto opened = (*pulls)->open_pull({.title = "t", .body = "b", .head = "h", .base = "m"});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::auth);
    EXPECT_TRUE(http.asked.empty());
}

}  // namespace
}  // namespace ward::net
