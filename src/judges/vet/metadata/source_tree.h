// The sources that a package says it was made from: one commit of a repository that was cloned to this machine, read
// without git and without running anything of it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "io/gitobjects/repository.h"

namespace ward::vet {

constexpr size_t max_source_files = 1'000'000;  // of one commit
constexpr size_t max_source_depth = 64;

// Where to look.
struct SourceRequest {
    std::string repository;  // a folder: a work tree or a bare repository
    std::string name;        // of the package
    std::string version;
    std::string commit;     // gitHead; empty: only tags are tried
    std::string directory;  // of a monorepo, as the manifest says it; empty: found by its package.json
};

struct SourceTree {
    std::string revision;   // "tag v1.0.0", "commit 0123…"
    std::string directory;  // of the package in it; "" is the root
    // Names of all packages in the repository at that commit, by their package.json.
    std::set<std::string> packages;
    std::map<std::string, gitobjects::ObjectId, std::less<>> files;  // of the whole commit, by path from its root
    std::set<std::string, std::less<>> folders;
    size_t id_bytes = gitobjects::sha1_bytes;

    const gitobjects::ObjectId* find(std::string_view path_in_package) const;
    bool has_folder(std::string_view path_in_package) const;
};

// gitHead if the clone has it, else the tag of the version in one of the spellings that are usual: v1.0.0, 1.0.0,
// NAME@1.0.0 and the like. `not_found` where it has neither.
Result<SourceTree> read_source_tree(const SourceRequest& request);

// The id that git gives a file with these bytes.
Result<gitobjects::ObjectId> blob_id(std::string_view bytes, size_t id_bytes);

}  // namespace ward::vet
