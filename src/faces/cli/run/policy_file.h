// Policies as files: ward's own TOML, and the `permission` object of a node.config.json. Only files that somebody named
// on the command line are read: a policy in a package's own files would be the package's wish.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ward/permission.h"

namespace ward::cli {

enum class NodePermission { automatic, on, off };
// `nothing`: refusals are told and not made (--audit).
enum class Enforce { grants, nothing };

// What a file or the command line asks for, before anything is looked up on this machine.
struct RunRequest {
    permission::Policy policy;
    std::vector<std::string> profiles;  // empty: by the program
    NodePermission node = NodePermission::automatic;
    Enforce enforce = Enforce::grants;
};

// Adds what the file grants. Paths in TOML are taken from the file's folder, in node.config.json from `folder` (as Node
// does, from the current one). `usage` for keys that are not known, with file and line.
Result<void> add_policy_file(RunRequest& request, const std::string& file, const std::string& folder);
// The same for a text whose form is TOML; `name` is for messages.
Result<void> add_policy_toml(RunRequest& request, std::string_view text, std::string_view name,
                             const std::string& folder);
// The same for a text whose form is node.config.json.
Result<void> add_policy_json(RunRequest& request, std::string_view text, std::string_view name,
                             const std::string& folder);

// A policy as a file that add_policy_file() reads back to the same; `heading` stands first, as comments. Paths below
// `folder` are written relative to it.
std::string policy_toml(const RunRequest& request, std::string_view heading, const std::string& folder);

}  // namespace ward::cli
