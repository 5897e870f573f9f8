// Where a dependency's versions and bytes come from. One file a kind in sources/: npm's registry, a forge's releases
// and tags, any git remote, a web page, a JSON document, a folder of this machine. A source says what it was told and
// nothing more; whether that is to be believed is the ladder's matter (rungs/).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/update/recipe/recipe.h"
#include "actions/update/recipe/version.h"
#include "base/result.h"
#include "io/net/api_client.h"
#include "io/net/http.h"

namespace ward::update {

constexpr uint64_t max_artefact_bytes = 512u << 20;
constexpr size_t max_candidates = 100'000;

// What a source may use. Everything that touches a network goes through here, so that --offline is one place.
struct World {
    net::Http* http = nullptr;  // null: offline; what is not in the store is an `unsupported` error
    std::string github_api = "https://api.github.com";
    std::string github_web = "https://github.com";
    std::string gitlab_api = "https://gitlab.com/api/v4";
    std::string npm_registry = "https://registry.npmjs.org";
    std::string github_token = {};  // goes to github_api alone
    std::string gitlab_token = {};
    std::string cache_folder = {};    // of answers
    std::string git_folder = {};      // bare repositories of ours, one a remote, kept for the next time
    std::string project_folder = {};  // for source kind `local`
    bool allow_local_git = false;     // file: remotes, for a user's mirror and for tests
    std::vector<std::string> program_path = {"/usr/local/bin", "/usr/bin", "/bin"};  // where git and gpgv are
    net::Courtesy courtesy = {};
    // Runs the command of a source of kind `exec`, confined, and gives what it wrote; empty: commands are not allowed.
    std::function<Result<std::string>(const Recipe& recipe)> run_list = {};
    // What a source left out, with the reason ("tag \"x;y\": is no safe name"): whoever asks a source takes it from
    // here.
    std::vector<std::string> passed_over = {};
};

// Bytes that were downloaded, once: whatever is checked is what is used.
struct Fetched {
    const Artefact* artefact = nullptr;
    std::string url = {};    // the one that was asked; where a forge's redirects lead changes by the minute
    std::string name = {};   // of the file: "nghttp2-1.61.0.tar.gz"
    std::string bytes = {};  // empty where `files` has them (git)
    std::string sha256 = {};
    std::optional<FileTree> files = {};  // of artefacts that are no archive
    std::string commit = {};             // that they are of, where the source tells
    std::string integrity = {};          // npm's, as the registry has it
};

struct SourceKind {
    std::string_view name;
    std::string_view summary;
    // Fields of `source` that it needs; the reader of recipes refuses one without.
    std::span<const std::string_view> needs;
    Result<std::vector<Candidate>> (*list)(const Recipe& recipe, World& world);
    Result<std::vector<Fetched>> (*fetch)(const Recipe& recipe, const Candidate& chosen, World& world);
};
#define WARD_UPDATE_SOURCE(id)                \
    extern const SourceKind source_kind_##id; \
    const SourceKind source_kind_##id
std::span<const SourceKind* const> all_source_kinds();
const SourceKind* source_kind_named(std::string_view name);

}  // namespace ward::update
