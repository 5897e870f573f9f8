// See pulls.h. Only the fields that are used are looked at; one that is missing is an error, because who misreads a
// pull request changes another one.
#include "io/net/pulls.h"

#include <fmt/format.h>

#include "formats/document.h"
#include "formats/escape.h"
#include "formats/json_writer.h"
#include "io/net/api_client.h"

namespace ward::net {
namespace {

constexpr DocumentLimits answer_limits{.bytes = max_answer_bytes, .depth = 32, .nodes = 2'000'000, .aliases = 0};
constexpr size_t max_pull_title = 256;  // characters: GitHub's own limit

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
    pull.title = text_at(node, "title");
    pull.body = text_at(node, "body");
    pull.url = text_at(node, "html_url");
    WARD_TRY(pull.head, branch_of(node, "head", "ref", name));
    WARD_TRY(pull.head_commit, branch_of(node, "head", "sha", name));
    WARD_TRY(pull.base, branch_of(node, "base", "ref", name));
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
          repository_(fmt::format("{}/repos/{}/{}", options.base_url, options.owner, options.repository)) {}

    Result<std::string> default_branch() override {
        WARD_TRY(const CachedAnswer answer, client_.get(repository_));
        WARD_TRY(const Node node, parse_json(answer.body, repository_, answer_limits));
        const auto branch = node.string_at("default_branch");
        if (!branch) return unexpected_form(repository_, node, "'default_branch'");
        return std::string(*branch);
    }

    Result<std::vector<PullRequest>> open_pulls(const std::string& head) override {
        // Read past the cache: who acts on the answer must not act on an old one.
        const std::string url = fmt::format("{}/pulls?state=open&per_page=100&sort=created&direction=desc&head={}",
                                            repository_, escape_uri_part(head));
        WARD_TRY(const Response response, client_.read(url));
        WARD_TRY_VOID(check_answer(response));
        return pulls_from_json(response.body, url);
    }

    Result<PullRequest> pull(int64_t number) override {
        const std::string url = fmt::format("{}/pulls/{}", repository_, number);
        WARD_TRY(const Response response, client_.read(url));
        WARD_TRY_VOID(check_answer(response));
        return pull_from_json(response.body, url);
    }

    Result<PullRequest> open_pull(const NewPullRequest& pull) override {
        JsonWriter json(JsonLayout::compact);
        json.begin_object()
            .member("title", std::string_view(pull.title).substr(0, max_pull_title))
            .member("body", pull.body)
            .member("head", pull.head)
            .member("base", pull.base)
            .member("draft", pull.draft);
        const std::string url = repository_ + "/pulls";
        WARD_TRY(const Response response, write("POST", url, json.end_object().take()));
        return pull_from_json(response.body, url);
    }

    Result<PullRequest> change_pull(int64_t number, const std::string& title, const std::string& body) override {
        JsonWriter json(JsonLayout::compact);
        json.begin_object().member("title", std::string_view(title).substr(0, max_pull_title)).member("body", body);
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
    Result<Response> write(const std::string& method, const std::string& url, const std::string& body) {
        if (!client_.has_token()) return fail(ErrorCode::auth, "GITHUB_TOKEN is needed to write", url);
        return client_.write(method, url, body);
    }

    ApiClient client_;
    std::string repository_;
};

}  // namespace

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
