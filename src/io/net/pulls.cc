// See pulls.h. Only the fields that are used are looked at; one that is missing is an error, because who misreads a
// pull request changes another one.
#include "io/net/pulls.h"

#include <fmt/core.h>

#include "base/text.h"
#include "formats/document.h"
#include "formats/escape.h"
#include "formats/json_writer.h"
#include "io/net/api_client.h"

namespace ward::net {
namespace {

constexpr DocumentLimits answer_limits{.bytes = max_answer_bytes, .depth = 32, .nodes = 2'000'000, .aliases = 0};

std::unexpected<Error> unexpected_form(std::string_view name, const Node& at, std::string_view what) {
    return fail(ErrorCode::parse, fmt::format("the answer has no {}", what), fmt::format("{}:{}", name, at.line));
}

Result<std::string> branch_of(const Node& pull, std::string_view side, std::string_view key, std::string_view name) {
    const Node* at = pull.find(side);
    const auto text = at == nullptr ? std::nullopt : at->string_at(key);
    if (!text) return unexpected_form(name, pull, fmt::format("'{}.{}'", side, key));
    return std::string(*text);
}

Result<PullRequest> pull_of(const Node& node, std::string_view name) {
    if (!node.is_table()) return unexpected_form(name, node, "pull request");
    PullRequest pull;
    const Node* number = node.find("number");
    if (number == nullptr || number->kind != Node::Kind::integer || number->integer <= 0)
        return unexpected_form(name, node, "'number'");
    pull.number = number->integer;
    const auto state = node.string_at("state");
    if (!state || (*state != "open" && *state != "closed")) return unexpected_form(name, node, "'state'");
    pull.open = *state == "open";
    pull.merged = !text_at(node, "merged_at").empty();
    pull.merge_commit = text_at(node, "merge_commit_sha");
    pull.title = text_at(node, "title");
    pull.body = text_at(node, "body");
    pull.url = text_at(node, "html_url");
    WARD_TRY(pull.head, branch_of(node, "head", "ref", name));
    WARD_TRY(pull.head_commit, branch_of(node, "head", "sha", name));
    WARD_TRY(pull.base, branch_of(node, "base", "ref", name));
    // null for a fork that was deleted.
    if (const Node* from = node.find("head")->find("repo"); from != nullptr && from->is_table())
        pull.head_repository = text_at(*from, "full_name");
    for (const Node& label : items_at(node, "labels"))
        if (const auto text = label.string_at("name")) pull.labels.emplace_back(*text);
    if (const Node* user = node.find("user"); user != nullptr && user->is_table()) {
        pull.author.login = text_at(*user, "login");
        pull.author.bot = user->string_at("type") == "Bot";
    }
    pull.author.association = std::string(node.string_at("author_association").value_or("NONE"));
    return pull;
}

class GithubPulls : public Pulls {
  public:
    GithubPulls(Http& http, const GithubOptions& options)
        : client_(http, {.base_url = options.base_url,
                         .token = options.token,
                         .headers = {{"Accept", "application/vnd.github+json"}, {"X-GitHub-Api-Version", "2022-11-28"}},
                         .cache_folder = options.cache_folder,
                         .courtesy = options.courtesy}),
          owner_(options.owner),
          name_(options.owner + "/" + options.repository),
          repository_(fmt::format("{}/repos/{}", options.base_url, name_)) {}

    Result<std::string> default_branch() override {
        WARD_TRY(const CachedAnswer answer, client_.get(repository_));
        WARD_TRY(const Node node, parse_json(answer.body, repository_, answer_limits));
        const auto branch = node.string_at("default_branch");
        if (!branch) return unexpected_form(repository_, node, "'default_branch'");
        return std::string(*branch);
    }

    Result<std::vector<PullRequest>> pulls_of(const std::string& branch) override {
        const std::string url = fmt::format("{}/pulls?state=all&per_page=100&sort=created&direction=desc&head={}",
                                            repository_, escape_uri_part(fmt::format("{}:{}", owner_, branch)));
        std::vector<PullRequest> all;
        std::string page = url;
        for (size_t count = 0; count < max_pull_pages; ++count) {
            WARD_TRY(const CachedAnswer answer, ask(page));
            WARD_TRY(std::vector<PullRequest> part, pulls_from_json(answer.body, page));
            // A forge that does not know this filter answers with everybody's.
            for (PullRequest& pull : part)
                if (pull.head == branch && equal_ignoring_case(pull.head_repository, name_))
                    all.push_back(std::move(pull));
            WARD_TRY(const auto next, client_.next_page(answer, page));
            if (!next) return all;
            page = *next;
        }
        return fail(ErrorCode::limit, fmt::format("lists more than {} pages of pull requests", max_pull_pages), url);
    }

    Result<PullRequest> pull(int64_t number) override {
        const std::string url = fmt::format("{}/pulls/{}", repository_, number);
        WARD_TRY(const CachedAnswer answer, ask(url));
        return pull_from_json(answer.body, url);
    }

    Result<PullRequest> open_pull(const NewPullRequest& pull) override {
        JsonWriter json(JsonLayout::compact);
        json.begin_object()
            .member("title", title_of_pull(pull.title))
            .member("body", pull.body)
            .member("head", pull.head)
            .member("base", pull.base)
            .member("draft", pull.draft);
        const std::string url = repository_ + "/pulls";
        auto response = write("POST", url, json.end_object().take());
        if (!response) return std::unexpected(as_refusal(std::move(response).error()));
        return pull_from_json(response->body, url);
    }

    Result<PullRequest> change_pull(int64_t number, const std::string& title, const std::string& body) override {
        JsonWriter json(JsonLayout::compact);
        json.begin_object().member("title", title_of_pull(title)).member("body", body);
        const std::string url = fmt::format("{}/pulls/{}", repository_, number);
        WARD_TRY(const Response response, write("PATCH", url, json.end_object().take()));
        return pull_from_json(response.body, url);
    }

    Result<void> add_labels(int64_t number, const std::vector<std::string>& labels) override {
        if (labels.empty()) return {};
        JsonWriter json(JsonLayout::compact);
        json.begin_object().member_values("labels", labels);
        WARD_TRY([[maybe_unused]] const Response response,
                 write("POST", fmt::format("{}/issues/{}/labels", repository_, number), json.end_object().take()));
        return {};
    }

  private:
    // Read past the cache, whole and from this server: who acts on an answer must not act on an old one, on a part of
    // one, or on what somebody else says.
    Result<CachedAnswer> ask(const std::string& url) {
        WARD_TRY(const Response response, client_.read(url));
        WARD_TRY_VOID(check_answer(response));
        if (response.status != 200)
            return fail(ErrorCode::network, fmt::format("answered with status {}", response.status), url);
        if (origin_of(response.url) != origin_of(url))
            return fail(ErrorCode::network, "was answered by another server: " + display(response.url), url);
        return CachedAnswer{"", std::string(response.header("Link").value_or("")), response.body};
    }

    Result<Response> write(const std::string& method, const std::string& url, const std::string& body) {
        if (!client_.has_token()) return fail(ErrorCode::auth, "GITHUB_TOKEN is needed to write", url);
        WARD_TRY(Response response, client_.write(method, url, body));
        if (response.status == 200 || response.status == 201) return response;
        return fail(ErrorCode::network, fmt::format("answered with status {}", response.status), url);
    }

    // 422 with these words in `errors`: somebody, or an earlier attempt whose answer was lost, was first.
    static Error as_refusal(Error error) {
        if (error.code == ErrorCode::unsupported && error.what.contains("already exists"))
            error.code = ErrorCode::conflict;
        return error;
    }

    ApiClient client_;
    std::string owner_;
    std::string name_;
    std::string repository_;
};

}  // namespace

std::string title_of_pull(std::string_view title) {
    title = trim(title);
    size_t end = 0;
    for (size_t characters = 0; end < title.size(); ++end) {
        const bool begins_one = (static_cast<unsigned char>(title[end]) & 0xc0) != 0x80;
        if (begins_one && characters++ == max_pull_title) break;
    }
    return std::string(trim(title.substr(0, end)));
}

Result<PullRequest> pull_from_json(std::string_view json, std::string_view name) {
    WARD_TRY(const Node node, parse_json(json, name, answer_limits));
    return pull_of(node, name);
}

Result<std::vector<PullRequest>> pulls_from_json(std::string_view json, std::string_view name) {
    WARD_TRY(const Node node, parse_json(json, name, answer_limits));
    if (!node.is_list()) return unexpected_form(name, node, "list of pull requests");
    std::vector<PullRequest> out;
    for (const Node& item : node.items) {
        WARD_TRY(PullRequest pull, pull_of(item, name));
        out.push_back(std::move(pull));
    }
    return out;
}

Result<std::unique_ptr<Pulls>> github_pulls(Http& http, GithubOptions options) {
    WARD_TRY_VOID(check_options(options));
    return std::make_unique<GithubPulls>(http, options);
}

}  // namespace ward::net
