// How ward speaks with the API of a forge: the token goes to that server alone, answers are asked for only if they
// changed, a busy server is waited for, a failing one is asked again. Every text of an answer is a stranger's.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/net/courtesy.h"
#include "io/net/http.h"
#include "io/net/response_cache.h"

namespace ward::net {

constexpr size_t max_answer_bytes = size_t{64} << 20;

// What a status says of a request that was refused, or failed.
ErrorCode code_of_status(int status);
// Answered, and with success (2xx); else refused (`auth`, `not_found`, `rate_limited`, `unsupported`) or not known
// (`network`), with the server's own words.
Result<void> check_answer(const Response& response);

struct ApiOptions {
    std::string base_url;              // without a slash at its end
    std::string token = {};            // sent as a bearer's; empty: none
    std::vector<Header> headers = {};  // of every request
    std::string cache_folder = {};     // empty: nothing is kept
    size_t answer_bytes = max_answer_bytes;
    int redirects = HttpLimits{}.redirects;  // of a read; a write follows none
    Courtesy courtesy = {};
    // How an answer is judged. Whoever may not repeat a server's words gives another one.
    std::function<Result<void>(const Response&)> check = check_answer;
};

// A `usage` error for a base that is no URL or may not be asked; slashes at its end are dropped.
Result<void> check_base_url(std::string& base_url);
// What can be sent in a header; the error names `variable`.
Result<void> check_token(std::string_view token, std::string_view variable);
// "https://api.github.com/…" to "https://api.github.com/": where a token may go.
std::string origin_of(std::string_view url);

class ApiClient {
  public:
    // `http` must outlive it.
    ApiClient(Http& http, ApiOptions options);

    const std::string& base_url() const { return options_.base_url; }
    bool has_token() const { return !options_.token.empty(); }
    Result<void> check(const Response& response) const { return options_.check(response); }
    // How many requests were sent, repeated ones too.
    int calls() const { return calls_; }

    // The answer, whatever its status; repeated while the server fails and where it asks for a wait.
    Result<Response> read(const std::string& url, const std::string& etag = {});
    // A successful answer, from the cache where it has not changed.
    Result<CachedAnswer> get(const std::string& url);
    // Where the answer says that it goes on; a `network` error where that is another server.
    Result<std::optional<std::string>> next_page(const CachedAnswer& answer, const std::string& url) const;
    // A question that changes nothing though it is posted (GraphQL): repeated as a read is, `attempts` times at most.
    Result<Response> ask(const std::string& url, const std::string& body, int attempts);
    // Sent once, unless the forge itself said that it did nothing and wants to be asked later.
    Result<Response> write(const std::string& method, const std::string& url, const std::string& body);

    // Sits out what a rate limit asks for; an error once the patience of the run is used up.
    Result<void> be_patient(std::chrono::seconds wait, const std::string& url);
    Instant time() const { return options_.courtesy.clock(); }

  private:
    std::vector<Header> headers() const;
    template <typename Send>
    Result<Response> repeat(const std::string& url, int attempts, const Send& send);

    Http& http_;
    ApiOptions options_;
    ResponseCache cache_;
    std::chrono::seconds patience_;
    int calls_ = 0;
    bool wrote_ = false;
};

}  // namespace ward::net
