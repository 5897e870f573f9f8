// A manifest of a tree as it is now.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/root.h"
#include "judges/policy/file_index.h"
#include "judges/policy/hash.h"
#include "judges/policy/manifest.h"
#include "judges/policy/normal.h"

namespace ward::policy {

struct CreateWants {
    ShaSet algorithms{ShaAlgorithm::sha384};
    LineEndings endings = LineEndings::as_they_are;
    FileNames names = FileNames::folding;
    std::optional<int64_t> serial = std::nullopt;
    // Paths that are no part of it: the manifest itself, what the caller excludes.
    std::function<bool(std::string_view path)> leave_out = [](std::string_view) { return false; };
    // Where given, only these files are listed: sorted paths.
    std::optional<std::vector<std::string>> only = std::nullopt;
    const FileIndex* index = nullptr;
    int64_t now = 0;  // nanoseconds since 1970, for the new index
    WalkLimits limits = {};
};

struct Created {
    Manifest manifest;               // every file allows every import; dependencies.h narrows that
    std::vector<std::string> files;  // paths, in the order of manifest.resources
    std::vector<Problem> unread;     // what is not in it though it is there
    FileIndex index;                 // of all that was seen, for the next time
    size_t known = 0;                // files that the index had
    size_t texts = 0;                // with both line endings, where that was asked
};

// `folder` is the real path of `root`; the keys are relative to it. Errors: conflict where two files would be one on a
// file system that folds names (CreateWants::names).
Result<Created> create_manifest(const Root& root, const std::string& folder, const CreateWants& wants);

// The key of a file: its path as node's loader writes it in a URL ("./a%7Eb.js"). Error: usage for a path that is not
// UTF-8.
Result<std::string> resource_key(std::string_view path);

// Can node load this file as code, or read it to resolve imports? By its name.
bool is_code(std::string_view path);

// A command without an ending that says so ("bin/tsc"): executable, and its first line has node run it.
bool is_node_command(const Root& root, std::string_view path, const FileStatus& status);

}  // namespace ward::policy
