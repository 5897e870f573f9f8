// What a scan needs to know of a git repository, read from its files: which commit is checked out, and which commits
// its submodules are at.
//
// No git process and no library: both read the repository's configuration and attributes, which can name commands to
// run. Only .git/HEAD, loose and packed refs and the index are read here, as data, below one Root. Left out: reftable,
// split indexes and repositories whose folder lies elsewhere (worktrees, submodules seen from inside) are errors with
// their reason. (repository.h reads all refs and objects, for branches that are not checked out.)
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/root.h"

namespace ward::gitobjects {

constexpr size_t max_ref_file_bytes = 4096;  // HEAD, a loose ref, a .git file
constexpr size_t max_packed_refs_bytes = 128u << 20;
constexpr size_t max_symbolic_refs = 5;  // links from ref to ref, as many as git follows
constexpr size_t max_index_bytes = 512u << 20;
constexpr size_t max_index_path_bytes = 4096;

// Where the repository's own files are, relative to the root: ".git", or where a .git file points if that is below the
// root too. Nothing where there is no repository; `unsupported` where it lies outside.
Result<std::optional<std::string>> git_folder(const Root& root);

struct Head {
    std::string ref;     // "refs/heads/main"; empty when HEAD is detached
    std::string commit;  // 40 or 64 hexadecimal digits; empty on a branch that has no commit yet
};

// What is checked out in the repository whose work tree is the root. Nothing where there is no repository.
Result<std::optional<Head>> read_head(const Root& root);

// A submodule, as the index has it.
struct Gitlink {
    std::string path;
    std::string commit;
};

// The submodules of an index file of version 2, 3 or 4 (`git_folder`/index), with SHA-1 or SHA-256 ids, in the index's
// order (by path). Of a conflicted one, ours.
Result<std::vector<Gitlink>> read_gitlinks(std::string_view index_bytes);

}  // namespace ward::gitobjects
