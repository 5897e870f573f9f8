#include "facts/forge/action_commits.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/forge/answer.h"
#include "facts/forge/collect.h"
#include "facts/forge/parts.h"
#include "formats/escape.h"

namespace ward::forge {
namespace {

bool is_commit(std::string_view text) {
    constexpr size_t sha1 = 40;
    constexpr size_t sha256 = 64;
    return (text.size() == sha1 || text.size() == sha256) &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

// Names come out of a stranger's workflow: none may lead to another part of the API.
bool is_ref(std::string_view ref) {
    if (ref.empty() || ref.size() > max_asked_ref_bytes) return false;
    return std::ranges::all_of(split(ref, '/'), [](std::string_view part) {
        return !part.empty() && part != "." && part != ".." &&
               std::ranges::none_of(part, [](char c) { return (c >= 0 && c <= ' ') || c == '\x7f'; });
    });
}

std::string path_of(std::string_view ref) {
    std::string out;
    for (const std::string_view part : split(ref, '/')) (out += out.empty() ? "" : "/") += escape_uri_part(part);
    return out;
}

}  // namespace

Result<ActionCommits> ActionCommits::open(net::Http& http, ActionApi api) {
    WARD_TRY_VOID(net::check_base_url(api.base_url));
    WARD_TRY_VOID(net::check_token(api.token, token_variables(ForgeKind::github).front()));
    net::ApiOptions options{
        .base_url = std::move(api.base_url),
        .token = std::move(api.token),
        .headers = {{"Accept", "application/vnd.github+json"}, {"X-GitHub-Api-Version", "2022-11-28"}},
        .cache_folder = std::move(api.cache_folder),
        .courtesy = std::move(api.courtesy)};
    return ActionCommits(http, std::move(options));
}

// `object` of a ref, or of a tag.
Result<ActionCommits::Object> ActionCommits::object_at(const std::string& path) {
    const std::string url = client_.base_url() + path;
    WARD_TRY(const net::CachedAnswer answer, client_.get(url));
    WARD_TRY(const Node root, parse_json(answer.body, url));
    Answer reader;
    const Node* object = reader.table(&root, "object");
    Object out{reader.text(object, "type"), reader.text(object, "sha")};
    WARD_TRY_VOID(reader.whole());
    if (!is_commit(out.id)) return fail(ErrorCode::parse, "the answer is not as documented: it names no object", url);
    return out;
}

Result<std::string> ActionCommits::ask(std::string_view repository, std::string_view ref) {
    const std::string git = fmt::format("/repos/{}/git", repository);
    auto object = object_at(fmt::format("{}/ref/tags/{}", git, path_of(ref)));
    if (!object && object.error().code == ErrorCode::not_found)
        object = object_at(fmt::format("{}/ref/heads/{}", git, path_of(ref)));
    for (int links = 0; object && object->type == "tag"; ++links) {
        if (links == max_tag_chain) return fail(ErrorCode::limit, "is a tag of a tag of a tag, and so on");
        object = object_at(fmt::format("{}/tags/{}", git, object->id));
    }
    if (!object) return std::unexpected(object.error());
    if (object->type != "commit")
        return fail(ErrorCode::unsupported, fmt::format("names a {}, not a commit", display(object->type)));
    return object->id;
}

Result<std::string> ActionCommits::commit_of(std::string_view repository, std::string_view ref) {
    if (!is_repository_name(ForgeKind::github, repository) || !is_ref(ref))
        return fail(ErrorCode::usage, "is no name of a repository and its tag");
    const std::string key = fmt::format("{}@{}", repository, ref);
    if (const auto known = told_.find(key); known != told_.end()) return known->second;
    if (stopped_) return std::unexpected(*stopped_);
    if (told_.size() >= max_asked_refs)
        return fail(ErrorCode::limit, fmt::format("{} tags are asked for in one run, and no more", max_asked_refs));
    auto commit = ask(repository, ref);
    if (!commit && commit.error().code == ErrorCode::rate_limited) stopped_ = commit.error();
    else told_.emplace(key, commit);
    return commit;
}

}  // namespace ward::forge
