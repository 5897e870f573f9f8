// GitHub's REST API over Http. Reads are repeated when the server fails or the connection breaks; writes are not, for
// nobody knows whether they took effect: the caller asks. An answer that says "rate limited" did nothing, so those wait
// and are sent again, both kinds.
#include <algorithm>
#include <random>
#include <thread>

#include <fmt/format.h>

#include "base/text.h"
#include "formats/document.h"
#include "formats/json_writer.h"
#include "io/net/courtesy.h"
#include "io/net/forge.h"
#include "io/net/response_cache.h"

namespace ward::net {
namespace {

constexpr size_t max_name_bytes = 100;
constexpr size_t max_token_bytes = 4'096;
constexpr size_t max_message_bytes = 300;

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= max_name_bytes && name != "." && name != ".." &&
           std::ranges::all_of(name, [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
}

// "https://api.github.com/…" to "https://api.github.com/": where a token may go.
std::string origin_of(std::string_view url) {
    const size_t scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    return std::string(url.substr(0, std::min(url.find_first_of("/?#", scheme + 3), url.size()))) + "/";
}

double random_share() {
    static std::minstd_rand source{std::random_device{}()};
    return std::uniform_real_distribution<double>(0, 1)(source);
}

class Github : public Forge {
  public:
    Github(Http& http, GithubOptions options)
        : http_(http),
          options_(std::move(options)),
          cache_(options_.cache_folder),
          patience_(options_.courtesy.patience) {
        root_ = options_.base_url + "/repos/" + options_.owner + "/" + options_.repository + "/issues";
        Courtesy& courtesy = options_.courtesy;
        if (!courtesy.clock)
            courtesy.clock = [] { return std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()); };
        if (!courtesy.sleep) courtesy.sleep = [](std::chrono::milliseconds wait) { std::this_thread::sleep_for(wait); };
        if (!courtesy.random) courtesy.random = random_share;
    }

    Result<std::optional<std::string>> own_login() override {
        if (options_.token.empty()) return std::nullopt;
        const std::string url = options_.base_url + "/user";
        WARD_TRY(const Response response, read(url, {}));
        // A token of a workflow or an app is refused with 403; only 401 says that it is none.
        if (response.status == 403 || response.status == 404) return std::nullopt;
        WARD_TRY_VOID(check(response));
        WARD_TRY(const Node user, parse_json(response.body, url));
        const auto login = user.string_at("login");
        if (!login) return fail(ErrorCode::parse, "the answer has no login", url);
        return std::string(*login);
    }

    Result<std::vector<Issue>> issues() override {
        std::vector<Issue> all;
        WARD_TRY_VOID(pages(root_ + "?state=all&sort=created&direction=asc&per_page=100", max_issue_pages,
                            [&](const std::string& body, const std::string& url) -> Result<void> {
                                WARD_TRY(auto page, issues_from_json(body, url));
                                std::ranges::move(page, std::back_inserter(all));
                                return {};
                            }));
        // An issue that is deleted or moved away while we read can bring another one twice.
        std::ranges::stable_sort(all, {}, &Issue::number);
        const auto doubles = std::ranges::unique(all, {}, &Issue::number);
        all.erase(doubles.begin(), doubles.end());
        return all;
    }

    Result<std::vector<Issue>> newest_issues() override {
        const std::string url = root_ + "?state=all&sort=created&direction=desc&per_page=100";
        WARD_TRY(const CachedAnswer answer, cached(url));
        return issues_from_json(answer.body, url);
    }

    Result<Issue> issue(int64_t number) override {
        const std::string url = fmt::format("{}/{}", root_, number);
        WARD_TRY(const CachedAnswer answer, cached(url));
        return issue_from_json(answer.body, url);
    }

    Result<std::vector<Comment>> comments(int64_t number) override {
        std::vector<Comment> all;
        WARD_TRY_VOID(pages(fmt::format("{}/{}/comments?per_page=100", root_, number), max_comment_pages,
                            [&](const std::string& body, const std::string& url) -> Result<void> {
                                WARD_TRY(auto page, comments_from_json(body, url));
                                std::ranges::move(page, std::back_inserter(all));
                                return {};
                            }));
        return all;
    }

    Result<Issue> open_issue(const std::string& title, const std::string& body,
                             const std::vector<std::string>& labels) override {
        JsonWriter json(JsonLayout::compact);
        json.begin_object().member("title", title).member("body", body);
        if (!labels.empty()) json.member_values("labels", labels);
        WARD_TRY(const Response response, write("POST", root_, json.end_object().take()));
        return issue_from_json(response.body, root_);
    }

    Result<Issue> change_issue(int64_t number, const IssueChange& change) override {
        JsonWriter json(JsonLayout::compact);
        json.begin_object();
        if (change.body) json.member("body", *change.body);
        if (change.open)
            json.member("state", *change.open ? "open" : "closed").member_if("state_reason", change.reason);
        const std::string url = fmt::format("{}/{}", root_, number);
        WARD_TRY(const Response response, write("PATCH", url, json.end_object().take()));
        return issue_from_json(response.body, url);
    }

    Result<void> comment(int64_t number, const std::string& body) override {
        JsonWriter json(JsonLayout::compact);
        json.begin_object().member("body", body).end_object();
        WARD_TRY([[maybe_unused]] const Response response,
                 write("POST", fmt::format("{}/{}/comments", root_, number), json.take()));
        return {};
    }

  private:
    std::vector<Header> headers() const {
        std::vector<Header> all{{"Accept", "application/vnd.github+json"}, {"X-GitHub-Api-Version", "2022-11-28"}};
        if (!options_.token.empty()) all.push_back({"Authorization", "Bearer " + options_.token});
        return all;
    }

    // Pages as the server links them: only within its own origin, or the token would go where an answer says.
    template <typename Take>
    Result<void> pages(std::string url, size_t most, const Take& take) {
        for (size_t page = 0;; ++page) {
            if (page == most)
                return fail(ErrorCode::limit,
                            fmt::format("has more than {} pages; give the tracker a repository of its own", most),
                            root_);
            WARD_TRY(const CachedAnswer answer, cached(url));
            WARD_TRY_VOID(take(answer.body, url));
            const auto next = next_link(answer.link);
            if (!next) return {};
            if (!next->starts_with(origin_of(options_.base_url)))
                return fail(ErrorCode::network, "leads to another server for the next page: " + display(*next), url);
            url = *next;
        }
    }

    Result<CachedAnswer> cached(const std::string& url) {
        auto kept = cache_.find(url);
        WARD_TRY(const Response response, read(url, kept ? kept->etag : std::string()));
        if (response.status == 304 && kept) return std::move(*kept);
        WARD_TRY_VOID(check(response));
        if (response.status != 200)
            return fail(ErrorCode::network, fmt::format("answered with status {}", response.status), url);
        CachedAnswer answer{std::string(response.header("ETag").value_or("")),
                            std::string(response.header("Link").value_or("")), response.body};
        cache_.keep(url, answer);
        return answer;
    }

    Result<Response> read(const std::string& url, const std::string& etag) {
        Request request{.url = url, .headers = headers(), .limits = limits()};
        if (!etag.empty()) request.headers.push_back({"If-None-Match", etag});
        int limited = 0;
        for (int attempt = 0;; ++attempt) {
            auto response = http_.get(request);
            const bool last = attempt + 1 >= options_.courtesy.attempts;
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

    Result<Response> write(const std::string& method, const std::string& url, std::string body) {
        if (options_.token.empty()) return fail(ErrorCode::auth, "GITHUB_TOKEN is needed to write", url);
        Submission submission{
            .method = method, .url = url, .headers = headers(), .body = std::move(body), .limits = limits()};
        submission.headers.push_back({"Content-Type", "application/json"});
        for (int limited = 0;; ++limited) {
            if (wrote_) options_.courtesy.sleep(options_.courtesy.between_writes);
            wrote_ = true;
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

    Result<void> be_patient(std::chrono::seconds wait, const std::string& url) {
        if (wait > patience_)
            return fail(ErrorCode::rate_limited,
                        fmt::format("asks to come back in {} seconds; this run has {} left to wait", wait.count(),
                                    patience_.count()),
                        url);
        patience_ -= wait;
        options_.courtesy.sleep(wait);
        return {};
    }

    static HttpLimits limits() {
        HttpLimits limits;
        limits.body_bytes = max_answer_bytes;
        limits.total = std::chrono::seconds(120);
        limits.stall = std::chrono::seconds(30);
        limits.stall_bytes_per_second = 1;
        return limits;
    }

    // Refused (`auth`, `not_found`, `unsupported`) or not known (`network`); with the server's own words.
    static Result<void> check(const Response& response) {
        const int status = response.status;
        if (status >= 200 && status < 300) return {};
        std::string words;
        if (const auto parsed = parse_json(response.body, "answer"))
            if (const auto message = parsed->string_at("message"))
                words = ": " + display(message->substr(0, max_message_bytes));
        ErrorCode code = ErrorCode::unsupported;
        if (status >= 500 || status < 200) code = ErrorCode::network;
        if (status == 401 || status == 403) code = ErrorCode::auth;
        if (status == 404 || status == 410) code = ErrorCode::not_found;
        if (status == 429) code = ErrorCode::rate_limited;
        if (status >= 300 && status < 400) words += " (was the repository renamed?)";
        return fail(code, fmt::format("answered with status {}{}", status, words), response.url);
    }

    Http& http_;
    GithubOptions options_;
    ResponseCache cache_;
    std::chrono::seconds patience_;
    std::string root_;
    bool wrote_ = false;
};

}  // namespace

Result<std::unique_ptr<Forge>> github(Http& http, GithubOptions options) {
    while (options.base_url.ends_with('/')) options.base_url.pop_back();
    WARD_TRY_VOID(check_url(options.base_url));
    if (options.base_url.find_first_of("?#") != std::string::npos)
        return fail(ErrorCode::usage, "is no base of an API: it has a query", options.base_url);
    for (const std::string& name : {options.owner, options.repository})
        if (!is_name(name))
            return fail(ErrorCode::usage, "'" + display(name) + "' is no name of a repository or its owner");
    if (options.token.size() > max_token_bytes ||
        !std::ranges::all_of(options.token, [](char c) { return c > ' ' && c < '\x7f'; }))
        return fail(ErrorCode::usage, "holds what no token holds", "GITHUB_TOKEN");
    return std::make_unique<Github>(http, std::move(options));
}

}  // namespace ward::net
