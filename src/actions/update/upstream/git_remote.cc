#include "actions/update/upstream/git_remote.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include <fmt/core.h>

#include "actions/update/upstream/artefact.h"
#include "base/path.h"
#include "base/process.h"
#include "base/temporary_folder.h"
#include "base/text.h"
#include "formats/digest.h"
#include "formats/url.h"
#include "io/gitobjects/history.h"

namespace ward::update {
namespace {

using gitobjects::ObjectId;
using gitobjects::Repository;

constexpr std::string_view file_scheme = "file://";

std::vector<std::string> environment_of(const World& world, const std::string& home) {
    std::vector<std::string> all = {
        "HOME=" + home,
        "XDG_CONFIG_HOME=" + home,
        "PATH=" + join(world.program_path, ":"),
        "LC_ALL=C",
        "GIT_CONFIG_NOSYSTEM=1",  // configuration can name commands to run
        "GIT_CONFIG_GLOBAL=/dev/null",
        "GIT_ATTR_NOSYSTEM=1",
        "GIT_CEILING_DIRECTORIES=" + folder_of(home),  // no repository that happens to lie above
        "GIT_TERMINAL_PROMPT=0",
        "GIT_NO_REPLACE_OBJECTS=1",
        // Stands above protocol.*.allow: a submodule, an ext:: URL or a redirect to ssh would start a program.
        std::string("GIT_ALLOW_PROTOCOL=https") + (world.allow_local_git ? ":file" : ""),
    };
    for (const char* name : network_variables)
        if (const char* value = ::getenv(name))  // NOLINT(concurrency-mt-unsafe): nobody sets it
            all.push_back(std::string(name) + '=' + value);
    return all;
}

std::vector<std::string> arguments_of(const World& world) {
    std::vector<std::string> all = {"git"};
    for (const std::string_view setting :
         {"protocol.allow=never", "protocol.https.allow=always", "core.hooksPath=/dev/null", "credential.helper=",
          "core.askPass=", "core.fsmonitor=false", "gc.auto=0", "maintenance.auto=false", "submodule.recurse=false",
          "fetch.recurseSubmodules=false", "transfer.bundleURI=false", "http.followRedirects=initial"}) {
        all.emplace_back("-c");
        all.emplace_back(setting);
    }
    if (world.allow_local_git) {
        all.emplace_back("-c");
        all.emplace_back("protocol.file.allow=always");
    }
    return all;
}

// The last lines say why, the first ones how far it came.
std::string words_of_git(std::string_view err) {
    constexpr size_t most = 300;
    err = trim(err);
    if (err.size() > most) err.remove_prefix(err.size() - most);
    return display(replace_all(err, "\n", "; "));
}

Error git_error(const ProcessOutcome& ran, const std::string& url) {
    ErrorCode code = ErrorCode::network;
    if (ran.err.contains("terminal prompts disabled") || ran.err.contains("Authentication failed"))
        code = ErrorCode::auth;
    else if (ran.err.contains("not found") || ran.err.contains("couldn't find remote ref")) code = ErrorCode::not_found;
    return Error{code, fmt::format("git: {}: {}", ran.end(), words_of_git(ran.err)), url};
}

Result<std::string> run_git(const World& world, const std::vector<std::string>& words, const std::string& url) {
    WARD_TRY(const TemporaryFolder home, TemporaryFolder::make("ward-git"));
    ProcessRequest request{
        .arguments = arguments_of(world),
        .search_path = world.program_path,
        .environment = environment_of(world, home.path()),
        .folder = home.path(),
        .limits = {.out_bytes = max_reference_list_bytes, .file_bytes = max_pack_bytes, .time = max_git_time}};
    request.arguments.insert(request.arguments.end(), words.begin(), words.end());
    WARD_TRY(ProcessOutcome ran, run_process(request));
    if (!ran.succeeded()) return std::unexpected(git_error(ran, url));
    return std::move(ran.out);
}

bool is_safe_reference(std::string_view name) {
    for (const std::string_view start : {"refs/tags/", "refs/heads/"})
        if (name.starts_with(start)) return is_safe_tag(name.substr(start.size()));
    return false;
}

Result<std::string> repository_folder(const World& world, const std::string& url, Depth depth) {
    if (!world.git_folder.starts_with('/'))
        return fail(ErrorCode::usage, "the folder for git repositories is not an absolute path", world.git_folder);
    std::string folder =
        fmt::format("{}/{}{}", world.git_folder, sha256_hex(url).substr(0, 32), depth == Depth::tip ? "-tip" : "");
    if (path_exists(folder + "/HEAD")) return folder;
    WARD_TRY_VOID(make_folders(folder));
    // No template: those of this machine may bring hooks.
    WARD_TRY([[maybe_unused]] const std::string out,
             run_git(world, {"init", "--bare", "--quiet", "--template=", "--initial-branch=none", "--", folder}, url));
    return folder;
}

// A glob's part before its first wild card, up to a slash: "include" of "include/**.h".
std::string_view literal_folder(std::string_view pattern) {
    const size_t wild = pattern.find_first_of("*?");
    if (wild == std::string_view::npos) return pattern;
    const size_t slash = pattern.substr(0, wild).rfind('/');
    return slash == std::string_view::npos ? std::string_view() : pattern.substr(0, slash);
}

// What a commit has below the paths, as one text that is equal where nothing changed.
class Signatures {
  public:
    Signatures(const Repository& repository, std::span<const std::string> paths)
        : repository_(repository), paths_(paths) {}

    Result<std::string> of(const ObjectId& tree) {
        if (paths_.empty()) return tree.hex();
        if (const auto known = known_.find(tree.hex()); known != known_.end()) return known->second;
        std::string all;
        for (const std::string& path : paths_) {
            WARD_TRY(const std::string one, of_path(tree, path));
            all += one + '\n';
        }
        return known_[tree.hex()] = all;
    }

  private:
    Result<std::string> of_path(const ObjectId& tree, std::string_view pattern) {
        if (pattern == "**") return tree.hex();
        const std::string_view folder = literal_folder(pattern);
        ObjectId at = tree;
        for (const std::string_view part : split(folder, '/')) {
            if (part.empty()) continue;
            WARD_TRY(const auto entries, repository_.tree(at));
            const auto found = std::ranges::find(entries, part, &gitobjects::TreeEntry::name);
            if (found == entries.end()) return std::string("-");
            at = found->id;
            // A file, or a pattern that is a folder's whole name.
            if (found->mode != gitobjects::TreeMode::folder) return fmt::format("{} {}", int(found->mode), at.hex());
        }
        if (folder == pattern || pattern.substr(folder.size()) == "/**") return at.hex();
        std::string files;
        WARD_TRY_VOID(add_matches(at, std::string(folder), pattern, 0, files));
        return sha256_hex(files);
    }

    Result<void> add_matches(const ObjectId& tree, const std::string& folder, std::string_view pattern, size_t depth,
                             std::string& files) {
        if (depth > TreeLimits{}.depth)
            return fail(ErrorCode::limit, fmt::format("is deeper than {} folders", TreeLimits{}.depth), folder);
        WARD_TRY(const auto entries, repository_.tree(tree));
        for (const gitobjects::TreeEntry& entry : entries) {
            const std::string path = folder.empty() ? entry.name : folder + '/' + entry.name;
            if (entry.mode == gitobjects::TreeMode::folder) {
                WARD_TRY_VOID(add_matches(entry.id, path, pattern, depth + 1, files));
            } else if (glob_match(pattern, path)) {
                files += fmt::format("{} {} {}\n", int(entry.mode), entry.id.hex(), path);
            }
        }
        return {};
    }

    const Repository& repository_;
    std::span<const std::string> paths_;
    std::map<std::string, std::string> known_;
};

}  // namespace

Result<void> check_remote(const World& world, const std::string& url) {
    if (url.starts_with(file_scheme)) {
        if (!world.allow_local_git)
            return fail(ErrorCode::usage, "a repository of this machine is not allowed as a remote", url);
        if (!url.substr(file_scheme.size()).starts_with('/') || url.find('\0') != std::string::npos)
            return fail(ErrorCode::usage, "is no file URL of an absolute path", url);
        return {};
    }
    // Also stops what begins with '-' (an option) and "ext::" (a command).
    if (!url.starts_with("https://")) return fail(ErrorCode::usage, "a git remote is an https URL", display(url));
    WARD_TRY(const Url parts, parse_url(url));
    if (!parts.username.empty() || !parts.password.empty())
        return fail(ErrorCode::usage, "credentials in a URL are not taken", "https://" + parts.host.value_or(""));
    if (world.http == nullptr) return fail(ErrorCode::unsupported, "is not asked: this run is offline", url);
    return {};
}

Result<std::vector<RemoteReference>> parse_references(std::string_view text, std::string_view url, World& world) {
    std::map<std::string, std::string, std::less<>> commits;
    size_t number = 0;
    for (const std::string_view line : split(text, '\n')) {
        if (line.empty()) continue;
        if (++number > 2 * max_candidates)
            return fail(ErrorCode::limit, fmt::format("has more than {} references", 2 * max_candidates),
                        std::string(url));
        const size_t tab = line.find('\t');
        const std::string_view id = line.substr(0, tab);
        if (tab == std::string_view::npos || !is_commit_id(id))
            return fail(ErrorCode::parse, fmt::format("line {} of git's list is no reference", number),
                        std::string(url));
        std::string_view name = line.substr(tab + 1);
        const bool is_peeled = name.ends_with("^{}");
        if (is_peeled) name.remove_suffix(3);
        if (!is_safe_reference(name)) {
            if (!is_peeled) pass_over(world, fmt::format("{}: no safe name", display(name.substr(0, max_tag_bytes))));
            continue;
        }
        // The commit of an annotated tag stands beside the tag's own id, before or behind it.
        const auto [place, is_new] = commits.try_emplace(std::string(name), id);
        if (is_peeled) place->second = id;
    }
    std::vector<RemoteReference> all;
    all.reserve(commits.size());
    for (auto& [name, commit] : commits) all.push_back({name, commit});
    return all;
}

Result<std::vector<RemoteReference>> references_of_remote(World& world, const std::string& url,
                                                          const std::string& pattern) {
    WARD_TRY_VOID(check_remote(world, url));
    WARD_TRY(const std::string text, run_git(world, {"ls-remote", "--quiet", "--", url, pattern}, url));
    return parse_references(text, url, world);
}

Result<FetchedCommit> fetch_reference(World& world, const std::string& url, const std::string& reference, Depth depth) {
    WARD_TRY_VOID(check_remote(world, url));
    if (!is_safe_reference(reference))
        return fail(ErrorCode::usage, fmt::format("\"{}\" cannot be asked for", display(reference)), url);
    WARD_TRY(const std::string folder, repository_folder(world, url, depth));
    // Each under a name of its own, so that one fetch does not take another's place.
    const std::string here = "refs/tags/" + sha256_hex(reference).substr(0, 32);
    std::vector<std::string> words = {"--git-dir=" + folder,
                                      "fetch",
                                      "--quiet",
                                      "--force",
                                      "--no-tags",
                                      "--no-recurse-submodules",
                                      "--no-auto-gc",
                                      "--no-write-fetch-head",
                                      "--update-shallow"};
    if (depth == Depth::tip) words.emplace_back("--depth=1");
    words.insert(words.end(), {"--", url, '+' + reference + ':' + here});
    WARD_TRY([[maybe_unused]] const std::string out, run_git(world, words, url));
    WARD_TRY(Repository repository, Repository::open(folder));
    WARD_TRY(const gitobjects::Revision revision, repository.resolve(here));
    return FetchedCommit{.repository = std::move(repository), .commit = revision.commit, .tree = revision.tree};
}

Result<ObjectId> last_change(const Repository& repository, const ObjectId& tip, std::span<const std::string> paths) {
    Signatures signatures(repository, paths);
    ObjectId at = tip;
    for (size_t count = 0; count < gitobjects::max_history_commits; ++count) {
        WARD_TRY(const gitobjects::Commit commit, repository.commit(at));
        WARD_TRY(const std::string own, signatures.of(commit.tree));
        bool is_same = false;
        for (const ObjectId& parent : commit.parents) {
            WARD_TRY(const gitobjects::Commit before, repository.commit(parent));
            WARD_TRY(const std::string theirs, signatures.of(before.tree));
            if (theirs != own) continue;
            at = parent;
            is_same = true;
            break;
        }
        if (!is_same) return at;
    }
    return fail(ErrorCode::limit, fmt::format("has more than {} commits", gitobjects::max_history_commits), at.hex());
}

}  // namespace ward::update
