// GitHub's issues by its REST API; repetition, waits and the cache are the client's (api_client.h).
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/document.h"
#include "formats/escape.h"
#include "formats/json_writer.h"
#include "io/net/api_client.h"
#include "io/net/forge.h"

namespace ward::net {
namespace {

constexpr size_t max_name_bytes = 100;

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= max_name_bytes && name != "." && name != ".." &&
           std::ranges::all_of(name, [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
}

// An issue that is deleted or moved away while we read can bring another one twice.
std::vector<Issue> without_doubles(std::vector<Issue> issues) {
    std::ranges::stable_sort(issues, {}, &Issue::number);
    const auto doubles = std::ranges::unique(issues, {}, &Issue::number);
    issues.erase(doubles.begin(), doubles.end());
    return issues;
}

class Github : public Forge {
  public:
    Github(Http& http, const GithubOptions& options)
        : client_(http, {.base_url = options.base_url,
                         .token = options.token,
                         .headers = {{"Accept", "application/vnd.github+json"}, {"X-GitHub-Api-Version", "2022-11-28"}},
                         .cache_folder = options.cache_folder,
                         .courtesy = options.courtesy}),
          root_(options.base_url + "/repos/" + options.owner + "/" + options.repository + "/issues") {}

    Result<std::optional<std::string>> own_login() override {
        if (!client_.has_token()) return std::nullopt;
        const std::string url = client_.base_url() + "/user";
        WARD_TRY(const Response response, client_.read(url));
        // A token of a workflow or an app is refused with 403; only 401 says that it is none.
        if (response.status == 403 || response.status == 404) return std::nullopt;
        WARD_TRY_VOID(check_answer(response));
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
        return without_doubles(std::move(all));
    }

    Result<std::vector<Issue>> newest_issues() override {
        const std::string url = root_ + "?state=all&sort=created&direction=desc&per_page=100";
        WARD_TRY(const CachedAnswer answer, client_.get(url));
        return issues_from_json(answer.body, url);
    }

    Result<std::vector<Issue>> open_issues(const std::string& label) override {
        std::vector<Issue> all;
        std::string url = root_ + "?state=open&per_page=100&labels=" + escape_uri_part(label);
        for (size_t page = 0; page < max_issue_pages; ++page) {
            WARD_TRY(const Response response, client_.read(url));
            WARD_TRY_VOID(check_answer(response));
            WARD_TRY(auto found, issues_from_json(response.body, url));
            std::ranges::move(found, std::back_inserter(all));
            const CachedAnswer answer{{}, std::string(response.header("Link").value_or("")), {}};
            WARD_TRY(const auto next, client_.next_page(answer, url));
            if (!next) return without_doubles(std::move(all));
            url = *next;
        }
        return fail(ErrorCode::limit, fmt::format("has more than {} pages of this label", max_issue_pages), root_);
    }

    Result<Issue> issue(int64_t number) override {
        const std::string url = fmt::format("{}/{}", root_, number);
        WARD_TRY(const CachedAnswer answer, client_.get(url));
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

    Result<Issue> open_issue(const NewIssue& issue) override {
        JsonWriter json(JsonLayout::compact);
        json.begin_object().member("title", issue.title).member("body", issue.body);
        if (!issue.labels.empty()) json.member_values("labels", issue.labels);
        if (!issue.assignees.empty()) json.member_values("assignees", issue.assignees);
        WARD_TRY(const Response response, write("POST", root_, json.end_object().take()));
        return issue_from_json(response.body, root_);
    }

    Result<Issue> change_issue(int64_t number, const IssueChange& change) override {
        JsonWriter json(JsonLayout::compact);
        json.begin_object();
        if (change.title) json.member("title", *change.title);
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
    template <typename Take>
    Result<void> pages(std::string url, size_t most, const Take& take) {
        for (size_t page = 0;; ++page) {
            if (page == most)
                return fail(ErrorCode::limit,
                            fmt::format("has more than {} pages; give the tracker a repository of its own", most),
                            root_);
            WARD_TRY(const CachedAnswer answer, client_.get(url));
            WARD_TRY_VOID(take(answer.body, url));
            WARD_TRY(const auto next, client_.next_page(answer, url));
            if (!next) return {};
            url = *next;
        }
    }

    Result<Response> write(const std::string& method, const std::string& url, const std::string& body) {
        if (!client_.has_token()) return fail(ErrorCode::auth, "GITHUB_TOKEN is needed to write", url);
        return client_.write(method, url, body);
    }

    ApiClient client_;
    std::string root_;
};

}  // namespace

Result<void> check_options(GithubOptions& options) {
    WARD_TRY_VOID(check_base_url(options.base_url));
    for (const std::string& name : {options.owner, options.repository})
        if (!is_name(name))
            return fail(ErrorCode::usage, "'" + display(name) + "' is no name of a repository or its owner");
    return check_token(options.token, "GITHUB_TOKEN");
}

Result<std::unique_ptr<Forge>> github(Http& http, GithubOptions options) {
    WARD_TRY_VOID(check_options(options));
    return std::make_unique<Github>(http, options);
}

}  // namespace ward::net
