// Node.js as the second enforcer: its own permission model, switched on with the flags its version knows, for what only
// the runtime can see (workers, WASI, the inspector, addons).
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ward/permission.h"

namespace ward::cli {

struct NodeVersion {
    int major = 0;
    int minor = 0;
    int patch = 0;
    auto operator<=>(const NodeVersion&) const = default;
    std::string text() const;
};

// Of a node program, without running it: from its bytes (remembered by the file's identity in `cache`, a folder, when
// it is not empty). Nothing for any other program.
std::optional<NodeVersion> node_version(const std::string& program, const std::string& cache);

// Has this version a permission model?
bool has_permission_model(const NodeVersion& version);

// The flags that put `policy` into force, and what it cannot be asked for, one sentence each.
struct NodeFlags {
    std::vector<std::string> flags;
    std::vector<std::string> remarks;
};
NodeFlags node_flags(const NodeVersion& version, const permission::Policy& policy);

// The files that node runs of itself: the entry point, preloaded modules. `arguments` are node's, without its name.
// Relative names are taken from `folder`.
struct NodeEntry {
    std::vector<std::string> files;     // the entry point and preloads: Node grants these itself
    std::vector<std::string> packages;  // package.json files that say how they are to be read
};
NodeEntry node_entry(const std::vector<std::string>& arguments, const std::string& folder);

}  // namespace ward::cli
