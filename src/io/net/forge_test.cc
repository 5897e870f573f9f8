// The forge client over a transport of a test's own, and what it reads of answers.
#include "io/net/forge.h"

#include <deque>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/net/courtesy.h"
#include "io/net/response_cache.h"
#include "support/loopback_server.h"

namespace ward::net {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view issue_json =
    R"({"number":7,"title":"t","body":null,"state":"open","user":{"login":"a","type":"Bot"},"author_association":"NONE","labels":[{"name":"x"},"y"]})";

// Gives answers in turn, and keeps what was asked.
class Answers : public Http {
  public:
    Result<Response> get(const Request& request) override {
        asked.push_back("GET " + request.url);
        for (const Header& header : request.headers) headers.push_back(header.name + ": " + header.value);
        return next(request.url);
    }
    Result<Response> send(const Submission& submission) override {
        asked.push_back(submission.method + " " + submission.url + " " + submission.body);
        return next(submission.url);
    }
    void add(int status, std::string body, std::vector<Header> all = {}) {
        Response response;
        response.status = status;
        response.body = std::move(body);
        response.headers = std::move(all);
        answers.emplace_back(std::move(response));
    }
    void lose() { answers.emplace_back(fail(ErrorCode::network, "connection lost")); }

    std::deque<Result<Response>> answers;
    std::vector<std::string> asked;
    std::vector<std::string> headers;

  private:
    Result<Response> next(const std::string& url) {
        if (answers.empty()) return fail(ErrorCode::internal, "no answer left", url);
        auto answer = std::move(answers.front());
        answers.pop_front();
        return answer;
    }
};

class ForgeClient : public testing::Test {
  protected:
    std::unique_ptr<Forge> forge(const std::string& cache = "", const std::string& token = "secret") {
        GithubOptions options;
        options.base_url = "https://api.example.org/";
        options.owner = "o";
        options.repository = "r";
        options.token = token;
        options.cache_folder = cache;
        options.courtesy.clock = [] { return Instant{1'000'000}; };
        options.courtesy.sleep = [this](std::chrono::milliseconds wait) { waits.push_back(wait.count()); };
        options.courtesy.random = [] { return 0.0; };
        auto made = github(http, std::move(options));
        EXPECT_TRUE(made) << made.error().message();
        return std::move(*made);
    }
    Answers http;
    std::vector<int64_t> waits;
    const std::string list_url =
        "https://api.example.org/repos/o/r/issues?state=all&sort=created&direction=asc&per_page=100";
};

TEST(ForgeAnswers, are_read_or_refused) {
    const auto issue = issue_from_json(issue_json, "x");
    ASSERT_TRUE(issue) << issue.error().message();
    EXPECT_EQ(*issue, (Issue{7, "t", "", true, false, {"a", true, "NONE"}, {"x", "y"}}));
    const auto list = issues_from_json("[" + std::string(issue_json) + "]", "x");
    ASSERT_TRUE(list);
    EXPECT_EQ(list->size(), 1u);
    const auto comments = comments_from_json(R"([{"body":"b","user":null,"author_association":"NONE"}])", "x");
    ASSERT_TRUE(comments);
    EXPECT_EQ(comments->at(0).author.login, "");
    for (const char* bad :
         {"", "{}", "[]", "null", R"({"number":0,"title":"t","body":"","state":"open","user":null,"labels":[]})",
          R"({"number":"7","title":"t","body":"","state":"open","user":null,"labels":[]})",
          R"({"number":7,"title":"t","body":"","state":"ajar","user":null,"labels":[]})",
          R"({"number":7,"title":"t","body":5,"state":"open","user":null,"labels":[]})",
          R"({"number":7,"title":"t","body":"","state":"open","user":null})",
          R"({"number":7,"title":"t","body":"","state":"open","user":{"login":5},"labels":[]})"})
        EXPECT_FALSE(issue_from_json(bad, "x")) << bad;
    for (const char* bad : {"{}", "[1]", "[null]", "[[]]"}) {
        EXPECT_FALSE(issues_from_json(bad, "x")) << bad;
        EXPECT_FALSE(comments_from_json(bad, "x")) << bad;
    }
}

TEST(Links, next_alone) {
    EXPECT_EQ(next_link(R"(<https://a/?page=2>; rel="next", <https://a/?page=9>; rel="last")"), "https://a/?page=2");
    EXPECT_EQ(next_link(R"(<https://a/?page=1>; rel="prev", <https://a/,;2>; title="x"; rel=next)"), "https://a/,;2");
    for (const char* none :
         {"", "<", "<a>", "<a>; rel=\"last\"", "rel=\"next\"", "<a; rel=\"next\"", "<a>; rel=\"next"})
        EXPECT_EQ(next_link(none), std::nullopt) << none;
    EXPECT_EQ(next_link(std::string(100'000, '<')), std::nullopt);
}

TEST(RateLimits, are_waited_for_as_documented) {
    const auto wait = [](int status, std::vector<Header> headers, const std::string& body = "", int attempt = 0) {
        Response response;
        response.status = status;
        response.headers = std::move(headers);
        response.body = body;
        const auto seconds = rate_limit_wait(response, attempt, 1'000);
        return seconds ? seconds->count() : -1;
    };
    EXPECT_EQ(wait(200, {{"Retry-After", "5"}}), -1);
    EXPECT_EQ(wait(429, {{"Retry-After", "5"}}), 5);
    EXPECT_EQ(wait(403, {{"retry-after", "5"}}), 5);
    EXPECT_EQ(wait(503, {{"Retry-After", "5"}}), 5);
    EXPECT_EQ(wait(503, {}), -1);
    EXPECT_EQ(wait(403, {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "1030"}}), 31);
    EXPECT_EQ(wait(403, {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "3"}}), 1);
    EXPECT_EQ(wait(403, {{"X-RateLimit-Remaining", "7"}, {"X-RateLimit-Reset", "1030"}}), -1) << "a plain refusal";
    EXPECT_EQ(wait(403, {}, R"({"message":"You have exceeded a secondary rate limit"})"), 60);
    EXPECT_EQ(wait(429, {}, "", 2), 240);
    EXPECT_EQ(wait(429, {}, "", 1'000), 60 << 6);
    EXPECT_EQ(wait(429, {{"Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT"}}), 60);
    EXPECT_EQ(wait(429, {{"Retry-After", "-9223372036854775808"}}), 1);
    EXPECT_GT(wait(429, {{"Retry-After", "9223372036854775807"}}), 0);
    EXPECT_GT(wait(403, {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "9223372036854775807"}}), 0);
    EXPECT_GT(wait(403, {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "-9223372036854775808"}}), 0);
    EXPECT_EQ(backoff(0, 0).count(), 1'000);
    EXPECT_EQ(backoff(3, 1).count(), 4'000);
    EXPECT_EQ(backoff(1'000, 0).count(), 64'000);
}

TEST_F(ForgeClient, follows_pages_within_its_own_server) {
    http.add(200, "[" + std::string(issue_json) + "]",
             {{"Link", R"(<https://api.example.org/repositories/1/issues?page=2>; rel="next")"}});
    http.add(200,
             R"([{"number":3,"title":"t","body":"b","state":"closed","user":null,"labels":[],"pull_request":{}}])");
    const auto issues = forge()->issues();
    ASSERT_TRUE(issues) << issues.error().message();
    ASSERT_EQ(issues->size(), 2u);
    EXPECT_EQ(issues->at(0).number, 3);
    EXPECT_TRUE(issues->at(0).pull_request);
    EXPECT_THAT(http.asked, ElementsAre("GET " + list_url, "GET https://api.example.org/repositories/1/issues?page=2"));
    EXPECT_THAT(http.headers, testing::Contains("Authorization: Bearer secret"));
    for (const char* away :
         {"https://api.example.org.evil.example/x", "https://evil.example/", "http://api.example.org/", "/relative"}) {
        http.add(200, "[]", {{"Link", "<" + std::string(away) + ">; rel=\"next\""}});
        EXPECT_FALSE(forge()->issues()) << away;
    }
    http.answers.clear();
    for (size_t page = 0; page <= max_issue_pages; ++page)
        http.add(200, "[]", {{"Link", R"(<https://api.example.org/again>; rel="next")"}});
    const auto endless = forge()->issues();
    ASSERT_FALSE(endless);
    EXPECT_EQ(endless.error().code, ErrorCode::limit);
}

TEST_F(ForgeClient, reads_again_and_never_writes_again) {
    http.lose();
    http.add(502, "");
    http.add(200, std::string(issue_json));
    ASSERT_TRUE(forge()->issue(7));
    EXPECT_THAT(waits, ElementsAre(1'000, 2'000));
    for (int i = 0; i < 5; ++i) http.add(500, "");
    const auto failing = forge()->issue(7);
    ASSERT_FALSE(failing);
    EXPECT_EQ(failing.error().code, ErrorCode::network);

    http.asked.clear();
    http.lose();
    EXPECT_EQ(forge()->open_issue({.title = "t", .body = "b"}).error().code, ErrorCode::network);
    http.add(503, "", {{"Retry-After", "1"}});
    EXPECT_EQ(forge()->open_issue({.title = "t", .body = "b"}).error().code, ErrorCode::network)
        << "it may have taken effect";
    EXPECT_EQ(http.asked.size(), 2u);
}

TEST_F(ForgeClient, waits_for_rate_limits_and_not_for_ever) {
    http.add(403, R"({"message":"You have exceeded a secondary rate limit"})");
    http.add(429, "", {{"Retry-After", "7"}});
    http.add(201, std::string(issue_json));
    ASSERT_TRUE(forge()->open_issue({.title = "t", .body = "b", .labels = {"x"}, .assignees = {"y"}}));
    EXPECT_THAT(waits, ElementsAre(60'000, 1'000, 7'000, 1'000));
    EXPECT_THAT(http.asked.back(), HasSubstr(R"({"title":"t","body":"b","labels":["x"],"assignees":["y"]})"));
    http.add(429, "", {{"Retry-After", "901"}});
    EXPECT_EQ(forge()->issue(7).error().code, ErrorCode::rate_limited);
    const auto client = forge();
    http.add(429, "", {{"Retry-After", "800"}});
    http.add(429, "", {{"Retry-After", "800"}});
    EXPECT_EQ(client->issue(7).error().code, ErrorCode::rate_limited) << "the patience is for all of a run";
}

TEST_F(ForgeClient, tells_a_refusal_from_what_is_not_known) {
    const std::vector<std::pair<int, ErrorCode>> codes{{401, ErrorCode::auth},        {403, ErrorCode::auth},
                                                       {404, ErrorCode::not_found},   {410, ErrorCode::not_found},
                                                       {422, ErrorCode::unsupported}, {500, ErrorCode::network},
                                                       {307, ErrorCode::unsupported}};
    for (const auto& [status, code] : codes) {
        http.add(status, R"({"message":"because\u001b[31m"})");
        const auto result = forge()->comment(7, "b");
        ASSERT_FALSE(result) << status;
        EXPECT_EQ(result.error().code, code) << status;
        EXPECT_THAT(result.error().message(), HasSubstr("because\\x1b[31m"));
        EXPECT_THAT(result.error().message(), testing::Not(HasSubstr("secret")));
    }
    http.add(201, "<html>");
    EXPECT_EQ(forge()->open_issue({.title = "t", .body = "b"}).error().code, ErrorCode::parse);
    EXPECT_EQ(forge("", "")->comment(7, "b").error().code, ErrorCode::auth) << "without a token nothing is sent";
    EXPECT_THAT(http.answers, IsEmpty());
}

TEST_F(ForgeClient, knows_whose_token_it_has) {
    http.add(200, R"({"login":"keeper"})");
    EXPECT_EQ(forge()->own_login().value(), "keeper");
    http.add(403, "{}");
    EXPECT_EQ(forge()->own_login().value(), std::nullopt) << "a workflow's";
    http.add(401, "{}");
    EXPECT_EQ(forge()->own_login().error().code, ErrorCode::auth);
    EXPECT_EQ(forge("", "")->own_login().value(), std::nullopt);
}

TEST_F(ForgeClient, asks_only_for_what_changed) {
    std::string name = (std::filesystem::temp_directory_path() / "ward_forge_XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    http.add(200, std::string(issue_json), {{"ETag", "\"v1\""}});
    http.add(304, "");
    const auto client = forge(name);
    ASSERT_TRUE(client->issue(7));
    const auto again = client->issue(7);
    ASSERT_TRUE(again) << again.error().message();
    EXPECT_EQ(again->number, 7);
    EXPECT_THAT(http.headers, testing::Contains("If-None-Match: \"v1\""));
    // A damaged copy is none.
    const ResponseCache cache(name);
    const std::string url = "https://api.example.org/repos/o/r/issues/7";
    ASSERT_TRUE(cache.find(url));
    for (const auto& entry : std::filesystem::directory_iterator(name)) {
        EXPECT_EQ(entry.status().permissions() & std::filesystem::perms::others_read, std::filesystem::perms::none);
        std::filesystem::resize_file(entry.path(), std::filesystem::file_size(entry.path()) - 1);
    }
    EXPECT_FALSE(cache.find(url));
    EXPECT_FALSE(ResponseCache("").find(url));
    std::filesystem::remove_all(name);
}

TEST(ForgeOptions, are_checked) {
    Answers http;
    const auto code = [&](const GithubOptions& options) {
        const auto made = github(http, options);
        return made ? ErrorCode::internal : made.error().code;
    };
    GithubOptions good;
    good.owner = "o";
    good.repository = "r.x_y-z";
    good.token = "ghs_x";
    EXPECT_EQ(code(good), ErrorCode::internal);
    for (const char* name : {"", ".", "..", "a/b", "a b", "a?b", "a%2f", "\xff"}) {
        GithubOptions bad = good;
        bad.repository = name;
        EXPECT_EQ(code(bad), ErrorCode::usage) << name;
    }
    for (const char* base : {"http://example.org", "ftp://x", "https://a/?x", "https://u:p@a", ""}) {
        GithubOptions bad = good;
        bad.base_url = base;
        EXPECT_EQ(code(bad), ErrorCode::usage) << base;
    }
    for (const char* token : {"a b", "a\nb", "\x7f"}) {
        GithubOptions bad = good;
        bad.token = token;
        EXPECT_EQ(code(bad), ErrorCode::usage);
    }
}

// The real transport: method and body arrive, an answer of 201 is read whole, and a redirect is not followed.
TEST(Sending, a_body_arrives_once) {
    const std::string large = "{\"x\":\"" + std::string(200'000, 'y') + "\"}";
    const test::LoopbackServer server([&](const std::string& request) {
        if (request.starts_with("PATCH"))
            return test::LoopbackServer::reply("307 Moved", "Location: /elsewhere\r\n", "");
        return test::LoopbackServer::reply("201 Created", "", large);
    });
    const auto http = curl_http("ward/test");
    const auto created =
        http->send({.method = "POST", .url = server.url("/a"), .headers = {{"X-One", "1"}}, .body = large});
    ASSERT_TRUE(created) << created.error().message();
    EXPECT_EQ(created->status, 201);
    EXPECT_EQ(created->body, large);
    EXPECT_THAT(server.requests().at(0), HasSubstr("POST /a HTTP/1.1\r\n"));
    EXPECT_THAT(server.requests().at(0), HasSubstr("Content-Length: " + std::to_string(large.size()) + "\r\n"));
    EXPECT_TRUE(server.requests().at(0).ends_with(large));
    const auto moved = http->send({.method = "PATCH", .url = server.url("/b"), .body = "{}"});
    ASSERT_TRUE(moved) << moved.error().message();
    EXPECT_EQ(moved->status, 307);
    EXPECT_EQ(server.requests().size(), 2u);
    EXPECT_FALSE(http->send({.method = "POST", .url = "http://example.org/"}));
}

TEST(Sending, is_not_done_by_those_who_only_read) {
    class Reader : public Http {
      public:
        Result<Response> get(const Request& request) override { return fail(ErrorCode::network, "no", request.url); }
    } reader;
    EXPECT_EQ(reader.send({.method = "POST", .url = "https://a/"}).error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace ward::net
