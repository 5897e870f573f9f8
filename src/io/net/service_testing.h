// What tests of clients for embargoed services have in common: secrets that are planted, and no waiting.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/net/courtesy.h"
#include "io/net/http.h"

namespace ward::net {

// Stands in answers, texts and ids that no error may show.
constexpr std::string_view planted = "Planted-secret-title-4711";

inline Courtesy without_waits() {
    return {.attempts = 2,
            .patience = std::chrono::seconds(100),
            .between_writes = std::chrono::milliseconds(0),
            .clock = {},
            .sleep = [](std::chrono::milliseconds) {},
            .random = [] { return 0.5; }};
}

// Of an error everything that people could see.
template <typename Value>
std::string told(const Result<Value>& result) {
    return result ? std::string("no error") : result.error().message();
}

// Gives one answer to everything, and keeps what was asked.
class OneAnswer : public Http {
  public:
    Response answer;
    std::vector<std::string> asked;
    std::vector<Header> headers;

    Result<Response> get(const Request& request) override {
        headers = request.headers;
        return take("GET " + request.url);
    }
    Result<Response> send(const Submission& submission) override {
        headers = submission.headers;
        return take(submission.method + " " + submission.url + " " + submission.body);
    }
    void say(int status, std::string_view body, std::vector<Header> more = {}) {
        answer = {};
        answer.status = status;
        answer.body = body;
        answer.headers = std::move(more);
    }

  private:
    Result<Response> take(std::string asking) {
        asked.push_back(std::move(asking));
        answer.url = "https://example.org/" + std::string(planted);
        return answer;
    }
};

// No part of the secret, whatever case of letters.
#define EXPECT_TELLS_NOTHING(result, secret) \
    EXPECT_THAT(told(result), testing::Not(testing::HasSubstr(std::string(secret))))

}  // namespace ward::net
