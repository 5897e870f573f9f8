// What others publish about the repository: its OpenSSF Best Practices level, and provenance that deps.dev verified for
// packages made from it. What is private is not named to them.
#include <fmt/core.h>

#include "facts/forge/parts.h"
#include "formats/escape.h"

namespace ward::forge {
namespace {

constexpr size_t most_projects = 1'000;
constexpr size_t most_versions = 2'000;  // deps.dev gives 1,500 at most
constexpr std::chrono::seconds patience{15};

Api service(net::Http& http, const Collection& all, std::string base_url) {
    net::ApiOptions options{.base_url = std::move(base_url),
                            .headers = {{"Accept", "application/json"}},
                            .cache_folder = all.request.cache_folder,
                            .courtesy = all.request.courtesy};
    options.courtesy.patience = std::min(options.courtesy.patience, patience);
    return {http, options, {}, {}};
}

// Is it asked at all?
bool may_ask(Collection& all, std::string_view part, const std::string& base_url) {
    if (base_url.empty()) return false;
    if (all.facts.is_private != true) return true;
    all.gap(part, "not asked: the repository is private");
    return false;
}

bool is_true(const Node& node, std::string_view key) {
    const Node* member = node.find(key);
    return member != nullptr && member->kind == Node::Kind::boolean && member->truth;
}

}  // namespace

int ask_badge(net::Http& http, Collection& all) {
    constexpr std::string_view part = "badge_level";
    if (!may_ask(all, part, all.request.badge_url)) return 0;
    Api api = service(http, all, all.request.badge_url);
    const auto list = api.get_list("/projects.json?url=" +
                                   escape_uri_part(fmt::format("https://{}/{}", all.facts.host, all.facts.name)));
    if (!list) {
        all.gap(part, api.reason_of(list.error(), {}));
        return api.calls();
    }
    Answer answer;
    std::string level;
    const auto projects = answer.items(*list, most_projects);
    if (!projects.empty()) level = answer.text(&projects.front(), "badge_level");
    if (const auto whole = answer.whole(); whole) all.facts.badge_level = std::move(level);
    else all.gap(part, whole.error().what);
    return api.calls();
}

int ask_provenance(net::Http& http, Collection& all) {
    constexpr std::string_view part = "provenance";
    if (!may_ask(all, part, all.request.packages_url)) return 0;
    Api api = service(http, all, all.request.packages_url);
    const auto root =
        api.get(fmt::format("/v3/projects/{}:packageversions", escape_uri_part(all.facts.host + "/" + all.facts.name)));
    if (!root && root.error().code == ErrorCode::not_found) {
        all.facts.provenance.emplace();
        return api.calls();
    }
    if (!root) {
        all.gap(part, api.reason_of(root.error(), {}));
        return api.calls();
    }
    Answer answer;
    std::vector<PackageProvenance> found;
    for (const Node& item : answer.list(&*root, "versions", most_versions)) {
        const Node* key = answer.table(&item, "versionKey");
        PackageProvenance version{answer.text(key, "system"), answer.text(key, "name"), answer.text(key, "version"),
                                  false};
        for (const std::string_view kind : {"slsaProvenances", "attestations"})
            for (const Node& statement : answer.list(&item, kind, most_versions))
                version.is_verified = version.is_verified || is_true(statement, "verified");
        found.push_back(std::move(version));
    }
    if (const auto whole = answer.whole(); whole) all.facts.provenance = std::move(found);
    else all.gap(part, whole.error().what);
    return api.calls();
}

}  // namespace ward::forge
