#include "faces/cli/release/doors_setup.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/release/embargo/git_asker.h"
#include "actions/release/embargo/push_guard.h"
#include "base/text.h"
#include "faces/cli/release/group_setup.h"
#include "facts/lifecycle/node_releases.h"

namespace ward::cli {
namespace {

constexpr std::string_view github_api = "https://api.github.com";

// A server of one's own asks for no pauses.
net::Courtesy courtesy_to(const std::string& base) {
    net::Courtesy courtesy;
    if (base.starts_with("http://")) courtesy.between_writes = std::chrono::milliseconds(0);
    return courtesy;
}

// The environment's word, else what the peer's configuration has.
Secret secret_of(const char* variable, const Secret& otherwise) {
    if (std::string word = environment(variable); !word.empty()) return Secret(std::move(word));
    return Secret(std::string(otherwise.reveal()));
}

std::string without_slashes(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
}

}  // namespace

Result<std::unique_ptr<ReleaseOutside>> ReleaseOutside::open(const Invocation& invocation,
                                                             const release::Group& group) {
    std::unique_ptr<ReleaseOutside> outside(new ReleaseOutside());
    WARD_TRY(outside->doors_.checkouts, checkouts_of(invocation));
    WARD_TRY_VOID(outside->open_git(invocation, group));
    WARD_TRY(outside->released_, released_index(invocation));
    outside->doors_.released = &*outside->released_;
    if (invocation.has("offline")) {
        outside->doors_.forge = [](const std::string&) -> Result<net::Forge*> {
            return fail(ErrorCode::usage, "no forge is asked with --offline");
        };
        return outside;
    }
    WARD_TRY(const release::PeerConfig peer, release::read_peer_config(release::peer_places(group.folder())));
    for (const std::string& note : peer.notes) invocation.log.warn(display(note));
    WARD_TRY_VOID(outside->open_services(invocation, peer));
    return outside;
}

Result<lifecycle::ReleaseIndex> released_index(const Invocation& invocation) {
    if (!invocation.has("releases")) return lifecycle::node_releases();
    const std::string file = invocation.value("releases");
    WARD_TRY(const std::string text, read_input(file, lifecycle::max_releases_bytes));
    return lifecycle::ReleaseIndex::parse(text, file);
}

Result<Checkouts> checkouts_of(const Invocation& invocation) {
    Checkouts out;
    constexpr std::string_view names[] = {"site", "vulnerabilities", "project"};
    for (const std::string& given : invocation.values("checkout")) {
        const size_t equals = given.find('=');
        const std::string name = given.substr(0, equals);
        if (equals == std::string::npos || std::ranges::find(names, name) == std::end(names))
            return fail(ErrorCode::usage, "is not site=DIR, vulnerabilities=DIR or project=DIR", "--checkout");
        WARD_TRY(std::string folder, whole_path(given.substr(equals + 1)));
        WARD_TRY(Root root, Root::open(folder));
        out.insert_or_assign(name,
                             release::Checkout{.name = name, .folder = std::move(folder), .root = std::move(root)});
    }
    return out;
}

// Pushes are judged as the pre-push hook judges them.
Result<void> ReleaseOutside::open_git(const Invocation& invocation, const release::Group& group) {
    WARD_TRY(rules_, audience_rules(group));
    doors_.audience = &rules_;
    doors_.push_refusals = [this, &invocation, &group](const std::string& folder, const std::string& remote,
                                                       const std::string& commit,
                                                       const std::string& ref) -> Result<std::vector<std::string>> {
        WARD_TRY(const std::vector<HeldRelease> held, held_releases(group, folder, invocation.log));
        std::vector<release::ReleaseEmbargo> embargoes;
        embargoes.reserve(held.size());
        for (const HeldRelease& one : held) embargoes.push_back({one.id, one.lift_at, &one.matcher});
        WARD_TRY(const std::string cache, cache_folder());
        const std::string nothing(commit.size(), '0');
        return release::judge_push(
                   {.folder = folder,
                    .remote = remote,
                    .refs = {{.local_ref = ref, .local_id = commit, .remote_ref = ref, .remote_id = nothing}},
                    .environment = release::environment_of_process(),
                    .cache_folder = cache},
                   rules_, embargoes, now())
            .reasons();
    };
    return {};
}

Result<void> ReleaseOutside::open_services(const Invocation& invocation, const release::PeerConfig& peer) {
    http_ = net::curl_http(fmt::format("ward/{}", program_version()));
    doors_.http = http_.get();

    net::HackerOneOptions hackerone;
    hackerone.base_url = without_slashes(invocation.value("hackerone-api", hackerone.base_url));
    hackerone.courtesy = courtesy_to(hackerone.base_url);
    hackerone.username = environment("HACKERONE_USERNAME");
    if (hackerone.username.empty()) hackerone.username = peer.hackerone_username;
    hackerone.token = secret_of("HACKERONE_TOKEN", peer.hackerone_token);
    if (!hackerone.username.empty() && !hackerone.token.empty()) {
        WARD_TRY(hackerone_, net::hackerone(*http_, std::move(hackerone)));
        doors_.hackerone = hackerone_.get();
    }

    net::CveServicesOptions cve;
    cve.base_url = without_slashes(invocation.value("cve-api", cve.base_url));
    cve.courtesy = courtesy_to(cve.base_url);
    doors_.cve_api = cve.base_url;
    cve.organization = environment("CVE_API_ORG");
    cve.user = environment("CVE_API_USER");
    cve.key = Secret(environment("CVE_API_KEY"));
    if (!cve.organization.empty() && !cve.user.empty() && !cve.key.empty()) {
        WARD_TRY(cve_, net::cve_services(*http_, std::move(cve)));
        doors_.cve = cve_.get();
    }

    forge_api_ = invocation.value("forge-api", environment("GITHUB_API_URL"));
    if (forge_api_.empty()) forge_api_ = github_api;
    forge_api_ = without_slashes(forge_api_);
    github_token_ = environment("GITHUB_TOKEN");
    if (github_token_.empty()) github_token_ = std::string(peer.token.reveal());
    if (!github_token_.empty()) doors_.git_credentials = {.url_prefix = "https://github.com/", .token = github_token_};
    doors_.forge = [this](const std::string& repository) {
        return kept(forges_, repository, [this](auto options) { return net::github(*http_, std::move(options)); });
    };
    doors_.pulls = [this](const std::string& repository) {
        return kept(pulls_, repository, [this](auto options) { return net::github_pulls(*http_, std::move(options)); });
    };
    doors_.advisories = [this](const std::string& repository) {
        return kept(advisories_, repository,
                    [this](auto options) { return net::github_advisories(*http_, std::move(options)); });
    };
    return {};
}

Result<net::GithubOptions> ReleaseOutside::github_options(const std::string& repository) const {
    const size_t slash = repository.find('/');
    if (slash == std::string::npos)
        return fail(ErrorCode::usage, fmt::format("'{}' is no repository OWNER/NAME", display(repository)));
    return net::GithubOptions{.base_url = forge_api_,
                              .owner = repository.substr(0, slash),
                              .repository = repository.substr(slash + 1),
                              .token = github_token_,
                              // What is embargoed is kept in no cache.
                              .cache_folder = {},
                              .courtesy = courtesy_to(forge_api_)};
}

template <typename Door, typename Make>
Result<Door*> ReleaseOutside::kept(std::map<std::string, std::unique_ptr<Door>>& doors, const std::string& repository,
                                   Make make) {
    std::unique_ptr<Door>& door = doors[repository];
    if (door == nullptr) {
        WARD_TRY(net::GithubOptions options, github_options(repository));
        WARD_TRY(door, make(std::move(options)));
    }
    return door.get();
}

}  // namespace ward::cli
