// Reads are repeated when the server fails or the connection breaks; writes are not, for nobody knows whether they took
// effect: the caller asks. An answer that says "rate limited" did nothing, so those wait and are sent again, both
// kinds.
#include "io/net/api_client.h"

#include <algorithm>
#include <random>
#include <thread>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/document.h"
#include "io/net/forge.h"

namespace ward::net {
namespace {

constexpr size_t max_token_bytes = 4'096;
constexpr size_t max_message_bytes = 300;

double random_share() {
    static std::minstd_rand source{std::random_device{}()};
    return std::uniform_real_distribution<double>(0, 1)(source);
}

HttpLimits limits_of(const ApiOptions& options) {
    HttpLimits limits;
    limits.body_bytes = options.answer_bytes;
    // Whole trees of files take their time; what hangs is found by its stall.
    limits.total = std::chrono::seconds(options.answer_bytes > max_answer_bytes ? 1'800 : 120);
    limits.stall = std::chrono::seconds(30);
    limits.stall_bytes_per_second = 1;
    limits.redirects = options.redirects;
    return limits;
}

}  // namespace

Result<void> check_base_url(std::string& base_url) {
    while (base_url.ends_with('/')) base_url.pop_back();
    WARD_TRY_VOID(check_url(base_url));
    if (base_url.find_first_of("?#") != std::string::npos)
        return fail(ErrorCode::usage, "is no base of an API: it has a query", base_url);
    return {};
}

Result<void> check_token(std::string_view token, std::string_view variable) {
    if (token.size() > max_token_bytes || !std::ranges::all_of(token, [](char c) { return c > ' ' && c < '\x7f'; }))
        return fail(ErrorCode::usage, "holds what no token holds", std::string(variable));
    return {};
}

std::string origin_of(std::string_view url) {
    const size_t scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    return std::string(url.substr(0, std::min(url.find_first_of("/?#", scheme + 3), url.size()))) + "/";
}

ErrorCode code_of_status(int status) {
    if (status >= 500 || status < 200) return ErrorCode::network;
    if (status == 401 || status == 403) return ErrorCode::auth;
    if (status == 404 || status == 410) return ErrorCode::not_found;
    return status == 429 ? ErrorCode::rate_limited : ErrorCode::unsupported;
}

Result<void> check_answer(const Response& response) {
    const int status = response.status;
    if (status >= 200 && status < 300) return {};
    std::string words;
    if (const auto parsed = parse_json(response.body, "answer")) {
        if (const auto message = parsed->string_at("message"))
            words = ": " + display(message->substr(0, max_message_bytes));
        // "Validation Failed" says nothing; what stands below it does.
        for (const Node& error : items_at(*parsed, "errors"))
            if (const auto message = error.string_at("message"); message && words.size() < max_message_bytes)
                words += ": " + display(message->substr(0, max_message_bytes));
    }
    if (status >= 300 && status < 400) words += " (was the repository renamed?)";
    return fail(code_of_status(status), fmt::format("answered with status {}{}", status, words), response.url);
}

ApiClient::ApiClient(Http& http, ApiOptions options)
    : http_(http), options_(std::move(options)), cache_(options_.cache_folder), patience_(options_.courtesy.patience) {
    Courtesy& courtesy = options_.courtesy;
    if (!courtesy.clock)
        courtesy.clock = [] { return std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()); };
    if (!courtesy.sleep) courtesy.sleep = [](std::chrono::milliseconds wait) { std::this_thread::sleep_for(wait); };
    if (!courtesy.random) courtesy.random = random_share;
}

std::vector<Header> ApiClient::headers() const {
    std::vector<Header> all = options_.headers;
    if (has_token()) all.push_back({"Authorization", "Bearer " + options_.token});
    return all;
}

template <typename Send>
Result<Response> ApiClient::repeat(const std::string& url, int attempts, const Send& send) {
    int limited = 0;
    for (int attempt = 0;; ++attempt) {
        ++calls_;
        Result<Response> response = send();
        const bool last = attempt + 1 >= attempts;
        if (!response) {
            if (response.error().code != ErrorCode::network || last) return response;
        } else if (const auto wait = rate_limit_wait(*response, limited, options_.courtesy.clock())) {
            ++limited;
            --attempt;
            WARD_TRY_VOID(be_patient(*wait, url));
            continue;
        } else if (!is_passing_failure(response->status) || last) {
            return response;
        }
        options_.courtesy.sleep(backoff(attempt, options_.courtesy.random()));
    }
}

Result<Response> ApiClient::read(const std::string& url, const std::string& etag) {
    Request request{.url = url, .headers = headers(), .limits = limits_of(options_)};
    if (!etag.empty()) request.headers.push_back({"If-None-Match", etag});
    return repeat(url, options_.courtesy.attempts, [&] { return http_.get(request); });
}

Result<CachedAnswer> ApiClient::get(const std::string& url) {
    auto kept = cache_.find(url);
    WARD_TRY(const Response response, read(url, kept ? kept->etag : std::string()));
    if (response.status == 304 && kept) return std::move(*kept);
    WARD_TRY_VOID(check(response));
    if (response.status == 204) return CachedAnswer{};  // nothing there, as for contributors of an empty repository
    if (response.status != 200 || response.body.empty())
        return fail(
            ErrorCode::network,
            fmt::format("answered with status {}{}", response.status, response.body.empty() ? " and nothing" : ""),
            url);
    CachedAnswer answer{std::string(response.header("ETag").value_or("")),
                        std::string(response.header("Link").value_or("")), response.body};
    cache_.keep(url, answer);
    return answer;
}

Result<std::optional<std::string>> ApiClient::next_page(const CachedAnswer& answer, const std::string& url) const {
    auto next = next_link(answer.link);
    // Within the server's own origin, or the token would go where an answer says.
    if (next && !next->starts_with(origin_of(base_url())))
        return fail(ErrorCode::network, "leads to another server for the next page: " + display(*next), url);
    return next;
}

Result<Response> ApiClient::ask(const std::string& url, const std::string& body, int attempts) {
    Submission question{
        .method = "POST", .url = url, .headers = headers(), .body = body, .limits = limits_of(options_)};
    question.headers.push_back({"Content-Type", "application/json"});
    return repeat(url, attempts, [&] { return http_.send(question); });
}

Result<Response> ApiClient::write(const std::string& method, const std::string& url, const std::string& body) {
    Submission submission{
        .method = method, .url = url, .headers = headers(), .body = body, .limits = limits_of(options_)};
    submission.headers.push_back({"Content-Type", "application/json"});
    for (int limited = 0;; ++limited) {
        if (wrote_) options_.courtesy.sleep(options_.courtesy.between_writes);
        wrote_ = true;
        ++calls_;
        WARD_TRY(Response response, http_.send(submission));
        const auto wait = rate_limit_wait(response, limited, options_.courtesy.clock());
        // A gateway's 503 may come after the effect, whatever it asks for.
        if (!wait || response.status == 503) {
            WARD_TRY_VOID(check(response));
            return response;
        }
        WARD_TRY_VOID(be_patient(*wait, url));
    }
}

Result<void> ApiClient::be_patient(std::chrono::seconds wait, const std::string& url) {
    if (wait > patience_)
        return fail(ErrorCode::rate_limited,
                    fmt::format("asks to come back in {} seconds; this run has {} left to wait", wait.count(),
                                patience_.count()),
                    url);
    patience_ -= wait;
    options_.courtesy.sleep(wait);
    return {};
}

}  // namespace ward::net
