// The order of the questions to GitLab (API version 4 and GraphQL). It has no counterpart of some facts, and hides
// others from all but maintainers: those are gaps.
//
//   project, members, languages, releases, commits, merge requests, protected branches, approvals   8 of REST
//   activity                                                                                        1 of GraphQL
#include <cmath>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/forge/parts.h"
#include "formats/escape.h"

namespace ward::forge {
namespace {

constexpr size_t page = 30;
constexpr int most_member_pages = 3;

// "apache-2.0" as SPDX writes it; GitLab tells lower-case keys.
std::string spdx_of(std::string_view key) {
    constexpr std::string_view words[] = {"Apache", "Artistic", "Zlib", "Unlicense", "Clause",
                                          "Ruby",   "Python",   "only", "or",        "later"};
    std::string spdx;
    for (const std::string_view part : split(key, '-')) {
        if (!spdx.empty()) spdx += '-';
        std::string word(part);
        for (char& c : word)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
        for (const std::string_view known : words)
            if (equal_ignoring_case(known, part)) word = known;
        spdx += word;
    }
    return spdx;
}

Result<void> project(Collection& all) {
    ForgeFacts& facts = all.facts;
    WARD_TRY(const Node root, all.api.get(gitlab_path(all) + "?license=true"));
    Answer answer;
    const std::string name = answer.text(&root, "path_with_namespace");
    facts.default_branch = answer.text(&root, "default_branch");
    facts.archived = answer.truth(&root, "archived");
    facts.created = answer.time(&root, "created_at");
    facts.is_private = answer.text(&root, "visibility") != "public";
    const Node* license = answer.table(&root, "license");
    // The URL of the file is ".../-/blob/BRANCH/LICENSE".
    const std::string url = answer.text(&root, "license_url");
    const size_t branch = url.find("/-/blob/" + facts.default_branch + "/");
    facts.license = License{.spdx = spdx_of(answer.text(license, "key")), .name = answer.text(license, "name")};
    if (branch != std::string::npos) facts.license->path = url.substr(branch + 9 + facts.default_branch.size());
    WARD_TRY_VOID(answer.whole());
    if (!is_repository_name(ForgeKind::gitlab, name) || facts.created->empty())
        return fail(ErrorCode::parse, "the answer is not as documented: it describes no project", gitlab_path(all));
    if (to_lower(name) != to_lower(facts.name)) facts.renamed_from = facts.name;
    facts.name = name;
    return {};
}

std::string_view association_of(int64_t access_level) {
    if (access_level >= 50) return "OWNER";
    if (access_level >= 30) return "MEMBER";  // developers and maintainers
    if (access_level >= 20) return "COLLABORATOR";
    return access_level >= 10 ? "CONTRIBUTOR" : "NONE";
}

Associations members_of(Collection& all) {
    const auto list = all.api.get_list(gitlab_path(all) + "/members/all?per_page=100", most_member_pages);
    Answer answer;
    Associations members;
    if (list)
        for (const Node& item : answer.items(*list, size_t{100} * most_member_pages))
            members[answer.text(&item, "username")] = association_of(answer.number(&item, "access_level").value_or(0));
    const auto whole = list ? answer.whole() : Result<void>(std::unexpected(list.error()));
    if (whole) return members;
    all.gap("issues",
            "not whole: no access levels: " + all.api.reason_of(whole.error(), "a token of a member (read_api)"));
    return {};
}

void languages(Collection& all) {
    const auto root = all.api.get(gitlab_path(all) + "/languages");
    if (!root) return all.gap("languages", root.error());
    std::vector<Language> found;
    constexpr size_t most_languages = 1'000;
    if (root->fields.size() > most_languages) return all.gap("languages", "the answer is not as documented");
    for (const auto& [name, share] : root->fields) {
        const double percent = share.kind == Node::Kind::integer ? static_cast<double>(share.integer) : share.real;
        if (percent < 0 || percent > 100) return all.gap("languages", "the answer is not as documented");
        found.push_back({cut(name), std::llround(percent * 100)});
    }
    all.facts.languages = std::move(found);
}

void releases(Collection& all) {
    const auto list = all.api.get_list(fmt::format("{}/releases?per_page={}", gitlab_path(all), page));
    if (!list) return all.gap("releases", list.error());
    Answer answer;
    std::vector<Release> found;
    for (const Node& item : answer.items(*list, page)) {
        Release release{.tag = answer.text(&item, "tag_name"),
                        .target = answer.text(answer.table(&item, "commit"), "id"),
                        .url = answer.text(answer.table(&item, "_links"), "self")};
        for (const Node& link : answer.list(answer.table(&item, "assets"), "links", 1'000)) {
            std::string url = answer.text(&link, "direct_asset_url");
            if (url.empty()) url = answer.text(&link, "url");
            release.assets.push_back({answer.text(&link, "name"), std::move(url)});
        }
        found.push_back(std::move(release));
    }
    if (const auto whole = answer.whole(); !whole) return all.gap("releases", whole.error());
    all.facts.releases = std::move(found);
}

}  // namespace

std::string gitlab_path(const Collection& all) {
    return "/projects/" + escape_uri_part(all.facts.name);
}

User gitlab_user(Answer& answer, const Node* user, const Associations& members) {
    User found{.login = answer.text(user, "username"), .is_bot = answer.truth(user, "bot").value_or(false)};
    if (members.empty() || found.login.empty()) return found;
    const auto member = members.find(found.login);
    found.association = member == members.end() ? "NONE" : member->second;
    return found;
}

Result<void> collect_gitlab(Collection& all) {
    all.tell("project");
    WARD_TRY_VOID(project(all));
    all.tell("members");
    const Associations members = members_of(all);
    all.tell("commits and issues");
    gitlab_commits(all, members);
    all.tell("languages and releases");
    languages(all);
    releases(all);
    all.tell("branches");
    gitlab_branches(all);
    all.gap("contributors", "GitLab does not tell the accounts of contributors");
    all.gap("webhooks", "GitLab does not tell whether a webhook has a secret");
    all.gap("successful_runs", "GitLab has no workflows of GitHub's");
    all.gap("has_update_bot_commits", "GitLab has no search for commits of an account");
    all.facts.organisation_files.emplace();  // a group has no files of its own
    return {};
}

}  // namespace ward::forge
