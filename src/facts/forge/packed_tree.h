// The files of one commit as the forge packs them: a tar archive, asked for once and kept in memory.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "facts/forge/collect.h"
#include "io/net/courtesy.h"
#include "io/net/http.h"

namespace ward::forge {

// A repository of a million files fits; who needs more clones it and names the clone.
constexpr size_t max_packed_tree_bytes = 512u << 20;
constexpr uint64_t max_expanded_tree_bytes = uint64_t{2} << 30;
constexpr size_t max_ref_bytes = 250;

struct TreeRequest {
    ForgeKind kind = ForgeKind::github;
    std::string base_url;    // as CollectRequest has it
    std::string name;        // "owner/name"
    std::string token = {};  // empty: what is public
    std::string ref = {};    // branch, tag or commit; empty: the default branch
    net::Courtesy courtesy = {.attempts = 3, .patience = std::chrono::seconds(120)};
};

// The archive, expanded. One request; the place where it lies may be another host, which is not told the token. Errors:
// `usage` for names that are none, `not_found` where the forge shows no such repository or commit, `limit`, `parse`
// where what comes is no gzip, and those of the network.
Result<std::string> fetch_packed_tree(net::Http& http, const TreeRequest& asked);

}  // namespace ward::forge
