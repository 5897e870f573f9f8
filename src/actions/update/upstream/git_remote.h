// Git remotes by the `git` program: which references there are, and a commit's files. The program runs without any
// configuration of this machine, speaks https alone (and files where the caller allows it), asks nobody for a password,
// runs no hook, checks nothing out. It fetches into bare repositories of ours, and what came is read from there by
// io/gitobjects, which runs nothing.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/update/tree/tree.h"
#include "actions/update/upstream/source.h"
#include "base/result.h"
#include "io/gitobjects/repository.h"

namespace ward::update {

constexpr size_t max_reference_list_bytes = size_t{64} << 20;
constexpr uint64_t max_pack_bytes = uint64_t{4} << 30;
constexpr std::chrono::minutes max_git_time{20};
// How this machine reaches the world, as libcurl in this process takes it from the environment too.
inline constexpr std::array<const char*, 8> network_variables{
    "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"};

struct RemoteReference {
    std::string name;    // "refs/tags/v1"
    std::string commit;  // peeled, where it is an annotated tag
};

// A URL that git may be given: https without a user's name in it; "file:///…" where `world` allows it.
Result<void> check_remote(const World& world, const std::string& url);

// References of that pattern ("refs/tags/*"). A name that is not safe is passed over (told in `world`).
Result<std::vector<RemoteReference>> references_of_remote(World& world, const std::string& url,
                                                          const std::string& pattern);
// What `git ls-remote` writes; for tests and fuzzing.
Result<std::vector<RemoteReference>> parse_references(std::string_view text, std::string_view url, World& world);

enum class Depth : uint8_t { tip, history };
struct FetchedCommit {
    gitobjects::Repository repository;
    gitobjects::ObjectId commit;
    gitobjects::ObjectId tree;
};
// Brings a reference ("refs/tags/v1") here, with everything behind it for Depth::history.
Result<FetchedCommit> fetch_reference(World& world, const std::string& url, const std::string& reference, Depth depth);

// The last commit that changed one of `paths` (paths or globs; empty: anything): from `tip` back to where it no longer
// equals a parent, as `git log -1 -- PATHS` has it.
Result<gitobjects::ObjectId> last_change(const gitobjects::Repository& repository, const gitobjects::ObjectId& tip,
                                         std::span<const std::string> paths);

}  // namespace ward::update
