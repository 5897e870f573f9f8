#include "actions/update/upstream/fetch.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/core.h>

#include "actions/update/derive/derive.h"
#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/git_remote.h"
#include "actions/update/upstream/npm_registry.h"
#include "base/fd.h"
#include "base/root.h"
#include "base/text.h"
#include "formats/digest.h"
#include "formats/escape.h"
#include "io/net/api_client.h"

namespace ward::update {
namespace {

using Words = std::map<std::string, std::string>;

class Fetcher {
  public:
    Fetcher(const Recipe& recipe, const Candidate& chosen, World& world, const Places& places)
        : recipe_(recipe), chosen_(chosen), world_(world), places_(places) {}

    Result<Fetched> fetch(const Artefact& artefact) {
        using Fetch = Result<Fetched> (Fetcher::*)(const Artefact&, const Words&);
        static const std::map<std::string, Fetch, std::less<>> kinds = {
            {"asset", &Fetcher::asset}, {"archive", &Fetcher::archive}, {"raw", &Fetcher::raw},
            {"url", &Fetcher::url},     {"git", &Fetcher::git},         {"npm", &Fetcher::npm},
            {"local", &Fetcher::local}};
        const auto kind = kinds.find(artefact.kind);
        if (kind == kinds.end())
            return std::unexpected(usage(artefact, fmt::format("\"{}\" is no kind of artefact", artefact.kind)));
        return (this->*kind->second)(artefact, words_of(recipe_, artefact, chosen_));
    }

  private:
    Error usage(const Artefact& artefact, std::string what) const {
        return {ErrorCode::usage, std::move(what), fmt::format("{}:{}", recipe_.id, artefact.line)};
    }
    Error unknown_here(const Artefact& artefact) const {
        return usage(artefact,
                     fmt::format("source {} has no artefacts of kind {}", recipe_.source.kind, artefact.kind));
    }

    Result<Fetched> asset(const Artefact& artefact, const Words& words) {
        if (places_.asset_origin.empty() || !artefact.pin_version.empty())
            return std::unexpected(unknown_here(artefact));
        WARD_TRY(const std::string name, fill(artefact.name, words));
        const auto found = std::ranges::find(chosen_.assets, name, &std::pair<std::string, std::string>::first);
        if (found == chosen_.assets.end())
            return fail(ErrorCode::not_found,
                        fmt::format("release {} has no asset \"{}\"", display(chosen_.tag), display(name)),
                        fmt::format("{}:{}", recipe_.id, artefact.line));
        // An answer that was tampered with would lead anywhere.
        if (net::origin_of(found->second) != places_.asset_origin)
            return fail(ErrorCode::network, "an asset does not lie with its forge", display(found->second));
        Wanted wanted{.artefact = &artefact, .url = found->second, .name = name};
        if (const auto size = chosen_.found.find("asset.size:" + name); size != chosen_.found.end())
            wanted.size = to_number<uint64_t>(size->second);
        if (const auto digest = chosen_.found.find("asset.sha256:" + name); digest != chosen_.found.end())
            wanted.sha256 = digest->second;
        if (const auto api = chosen_.found.find("asset.api:" + name); api != chosen_.found.end()) {
            wanted.api_url = api->second;
            wanted.api_accept = asset_media_type;
        }
        return download(world_, wanted);
    }

    Result<Fetched> archive(const Artefact& artefact, const Words& words) {
        if (!places_.archive) return git(artefact, words);
        const std::string url = places_.archive(words.at("tag"));
        Wanted wanted{.artefact = &artefact, .url = url, .name = file_name_of(url)};
        if (places_.api_archive) {
            wanted.api_url = places_.api_archive(words.at("tag"));
            wanted.api_accept = "application/vnd.github+json";
        }
        return download(world_, wanted);
    }

    Result<Fetched> raw(const Artefact& artefact, const Words& words) {
        WARD_TRY(const std::string path, fill(artefact.name, words));
        if (!is_tree_path(path))
            return std::unexpected(usage(artefact, fmt::format("\"{}\" is no path of a file", display(path))));
        const std::string name = artefact.as.empty() ? file_name_of(path) : artefact.as;
        if (places_.raw) {
            // By the commit, where it is known: a tag may move between one file and the next.
            const auto commit = words.find("commit");
            const bool is_known = commit != words.end() && !commit->second.empty();
            const std::string at = is_known ? commit->second : words.at("tag");
            const std::string escaped = escape_uri_path(path);
            Wanted wanted{.artefact = &artefact, .url = places_.raw(at, escaped), .name = name};
            if (places_.api_raw) {
                wanted.api_url = places_.api_raw(at, escaped);
                wanted.api_accept = "application/vnd.github.raw+json";
            }
            return download(world_, wanted);
        }
        WARD_TRY(Fetched fetched, git(artefact, words));
        const auto file = fetched.files->find(path);
        if (file == fetched.files->end() || file->second.kind() == FileKind::symlink)
            return fail(ErrorCode::not_found, fmt::format("has no file {}", display(path)), fetched.url);
        fetched.name = name;
        fetched.bytes = file->second.bytes();
        fetched.sha256 = sha256_hex(fetched.bytes);
        fetched.files.reset();
        return fetched;
    }

    Result<Fetched> url(const Artefact& artefact, const Words& words) {
        WARD_TRY(const std::string url, url_of(artefact.url, words, places_.page));
        std::string name = file_name_of(url);
        if (!artefact.name.empty()) {
            WARD_TRY(name, fill(artefact.name, words));
        }
        return download(world_, {.artefact = &artefact, .url = url, .name = name});
    }

    Result<Fetched> git(const Artefact& artefact, const Words& words) {
        std::string remote = places_.clone;
        const bool is_own = artefact.url.empty();
        if (!is_own) {
            WARD_TRY(remote, fill(artefact.url, words));
        }
        if (remote.empty()) return std::unexpected(unknown_here(artefact));
        const bool is_chosen = is_own && artefact.pin_version.empty();
        std::string reference = "refs/tags/" + words.at("tag");
        if (is_chosen && !places_.reference.empty()) reference = places_.reference;
        WARD_TRY(const GitTree* got, files_of(remote, reference));
        if (is_chosen) WARD_TRY_VOID(check_not_moved(chosen_, got->commit, remote));
        Fetched fetched;
        fetched.artefact = &artefact;
        fetched.url = remote;
        fetched.name = reference.substr(reference.rfind('/') + 1);
        fetched.files = got->files;
        fetched.commit = got->commit;
        return fetched;
    }

    Result<Fetched> npm(const Artefact& artefact, const Words& words) {
        if (artefact.name.empty() && chosen_.found.contains("npm.tarball"))
            return fetch_tarball(world_, artefact, chosen_.found);
        if (artefact.name.empty()) return std::unexpected(unknown_here(artefact));
        WARD_TRY(const npm::Packument packument, packument_of(world_, world_.npm_registry, artefact.name));
        const npm::PublishedVersion* version = packument.find(words.at("v"));
        if (version == nullptr)
            return fail(ErrorCode::not_found, fmt::format("has no version {}", display(words.at("v"))), artefact.name);
        return fetch_tarball(world_, artefact, facts_of(packument, *version));
    }

    Result<Fetched> local(const Artefact& artefact, const Words& words) {
        if (places_.folder.empty()) return std::unexpected(unknown_here(artefact));
        WARD_TRY(const Root root, Root::open(places_.folder));
        Fetched fetched;
        fetched.artefact = &artefact;
        std::string path;
        if (const std::string& named = artefact.name.empty() ? artefact.url : artefact.name; !named.empty()) {
            WARD_TRY(path, fill(named, words));
        } else if (const auto file = chosen_.found.find("local.file"); file != chosen_.found.end()) {
            path = file->second;
        }
        fetched.url = places_.folder + (path.empty() ? "" : "/" + path);
        fetched.name = path.empty() ? file_name_of(places_.folder) : file_name_of(path);
        if (path.empty() || root.open_folder(path)) {
            WARD_TRY(fetched.files, tree_of_folder(root, path));
            return fetched;
        }
        WARD_TRY(fetched.bytes, root.read(path, max_artefact_bytes));
        fetched.sha256 = sha256_hex(fetched.bytes);
        if (!artefact.sha256.empty() && to_lower(artefact.sha256) != fetched.sha256)
            return fail(ErrorCode::damaged, fmt::format("has the SHA-256 {}, not {}", fetched.sha256, artefact.sha256),
                        fetched.url);
        return fetched;
    }

    // A remote's reference is fetched once, whatever many artefacts are of it.
    Result<const GitTree*> files_of(const std::string& remote, const std::string& reference) {
        if (places_.known != nullptr && remote == places_.clone && reference == places_.reference) return places_.known;
        if (const auto place = git_.find({remote, reference}); place != git_.end()) return &place->second;
        WARD_TRY(const FetchedCommit fetched, fetch_reference(world_, remote, reference, Depth::tip));
        WARD_TRY(FileTree files, tree_of_commit(fetched.repository, fetched.tree, ""));
        return &git_.insert_or_assign({remote, reference}, GitTree{std::move(files), fetched.commit.hex()})
                    .first->second;
    }

    const Recipe& recipe_;
    const Candidate& chosen_;
    World& world_;
    const Places& places_;
    std::map<std::pair<std::string, std::string>, GitTree> git_;
};

}  // namespace

Result<void> check_not_moved(const Candidate& chosen, const std::string& commit_now, const std::string& url) {
    if (chosen.commit.empty() || commit_now.empty() || chosen.commit == commit_now) return {};
    return fail(ErrorCode::conflict,
                fmt::format("tag {} moved: it was at {} when it was listed, and is at {} now", display(chosen.tag),
                            chosen.commit, commit_now),
                url);
}

Result<std::vector<Fetched>> fetch_artefacts(const Recipe& recipe, const Candidate& chosen, World& world,
                                             const Artefact& usual, const Places& places) {
    WARD_TRY_VOID(check_candidate(chosen));
    Fetcher fetcher(recipe, chosen, world, places);
    std::vector<Fetched> all;
    for (const Artefact* artefact : artefacts_of(recipe, usual)) {
        WARD_TRY(Fetched fetched, fetcher.fetch(*artefact));
        all.push_back(std::move(fetched));
    }
    return all;
}

}  // namespace ward::update
