#include "io/net/pulls.h"

#include <deque>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::net {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view pull_json =
    R"({"number":5,"state":"open","title":"t","body":null,"html_url":"https://h/5","head":{"ref":"b","sha":"abc"},)"
    R"("base":{"ref":"main"},"labels":[{"name":"deps"}],"user":{"login":"bot","type":"Bot"},"author_association":"NONE"})";

// Gives answers in turn, and keeps what was asked.
class Answers : public Http {
  public:
    Result<Response> get(const Request& request) override { return next("GET " + request.url); }
    Result<Response> send(const Submission& submission) override {
        return next(submission.method + " " + submission.url + " " + submission.body);
    }
    void add(int status, std::string_view body) {
        Response response;
        response.status = status;
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
    const auto open = pulls_->open_pulls("o:ward/update-x");
    ASSERT_TRUE(open) << open.error().message();
    ASSERT_EQ(open->size(), 1u);
    EXPECT_EQ(open->front().number, 5);
    EXPECT_EQ(open->front().body, "");
    EXPECT_EQ(open->front().head, "b");
    EXPECT_EQ(open->front().head_commit, "abc");
    EXPECT_THAT(open->front().labels, ElementsAre("deps"));
    EXPECT_TRUE(open->front().author.bot);
    EXPECT_THAT(http_.asked,
                ElementsAre("GET https://api.example.org/repos/o/r/pulls?state=open&per_page=100&sort=created&"
                            "direction=desc&head=o%3Award%2Fupdate-x"));
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
