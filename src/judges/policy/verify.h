// A tree beside its manifest: every file that the manifest names, and every file that it does not.
#pragma once

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
#include "judges/policy/semantics.h"

namespace ward::policy {

// How a tree differs from its manifest.
enum class Difference : uint8_t {
    changed,      // other bytes than the manifest has
    missing,      // named, and not there
    extra,        // there, and nothing of the manifest answers for it
    link,         // a symbolic link that leads elsewhere, or is none any more
    not_allowed,  // named without an integrity that could ever pass
};
std::string_view name_of(Difference difference);

struct DifferentFile {
    Difference difference = Difference::changed;
    std::string path;   // relative to the tree
    std::string what;   // one sentence
    uint32_t line = 0;  // of the manifest; 0 where it has none

    bool operator==(const DifferentFile&) const = default;
};

struct VerifyWants {
    // Paths that are no part of what is verified: the manifest and its signatures, what the caller excludes.
    std::function<bool(std::string_view path)> leave_out = [](std::string_view) { return false; };
    // Keys that are one file where names fold are refused, though both files may be here: the manifest may travel.
    FileNames names = FileNames::folding;
    bool extra_files = true;  // report those the manifest does not know
    const FileIndex* index = nullptr;
    bool remember = true;  // fill Verification::index
    int64_t now = 0;       // nanoseconds since 1970, for the new index
    // All that decides beside the tree: the manifest's bytes, what is left out, this program. Where it, the tree's
    // paths and their files' identities are as when the index was made, and all was well then, nothing is compared
    // again: who waits for `passed` gets the files that passed then, each opened and seen to be the same one. Empty:
    // everything is compared.
    std::string about = {};
    std::string name = "policy.json";                     // the manifest's, for messages
    std::string manifest_digest = std::string(32, '\0');  // SHA-256 of its bytes, for the verdict of the new index
    WalkLimits limits = {};
    // Called for each file that passes, while it is open, from several threads. An error of it ends up in `unread`.
    Opened passed = {};
};

struct Verification {
    std::vector<DifferentFile> differences;  // sorted by path, then kind
    std::vector<Problem> unread;             // what could not be looked at: the answer is incomplete
    std::vector<std::string> elsewhere;      // keys that name no file of this tree: other folders, data:, https:
    size_t files = 0;                        // that were compared
    size_t known = 0;                        // of those, not read again because the index had them
    FileIndex index;                         // of all that was seen, for the next time
    bool as_before = false;                  // by the index's verdict: nothing was compared, and `index` is empty
};

// `base` is the URL that the manifest's keys are relative to: a file of the tree's folder. The tree's folder is
// `root`, whose real path is `folder`. Errors: what compile() and normalise() refuse, with the line.
Result<Verification> verify_tree(const Manifest& manifest, const Root& root, const std::string& folder,
                                 Semantics semantics, const VerifyWants& wants);
// The manifest is asked for only where files are compared with it. Errors: its own, too.
using ManifestSource = std::function<Result<const Manifest*>()>;
Result<Verification> verify_tree(const ManifestSource& manifest, const Root& root, const std::string& folder,
                                 Semantics semantics, const VerifyWants& wants);

}  // namespace ward::policy
