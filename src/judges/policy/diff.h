// What changed from one release's manifest to the next, as a reviewer asks: which files, what may be imported that
// could not be before, and what code that nobody can read came in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/url.h"
#include "judges/policy/manifest.h"

namespace ward::policy {

struct ChangedText {
    std::string key;
    std::string before;
    std::string after;

    bool operator==(const ChangedText&) const = default;
};

struct ChangedDependency {
    std::string owner;                  // key of the resource or scope; "dependencies" for the manifest's own
    std::string key;                    // "" where the whole map changed its kind
    std::optional<std::string> before;  // JSON; nothing where it is new
    std::optional<std::string> after;   // nothing where it is gone

    bool operator==(const ChangedDependency&) const = default;
};

// Who may now use a builtin.
struct NewBuiltin {
    std::string owner;
    std::string builtin;  // "node:fs"

    bool operator==(const NewBuiltin&) const = default;
};

// All lists are sorted. Keys are one_spelling, relative to their manifest, so that a release that moved compares.
struct ManifestDiff {
    std::vector<std::string> added;
    std::vector<std::string> removed;
    std::vector<ChangedText> changed;  // integrity of resources
    std::vector<std::string> added_scopes;
    std::vector<std::string> removed_scopes;
    std::vector<ChangedText> changed_scopes;  // integrity, cascade
    std::vector<ChangedDependency> dependencies;
    std::vector<NewBuiltin> builtins;
    std::vector<std::string> now_anything;  // owners whose dependencies became `true`
    std::vector<std::string> native;        // added or changed: .node, .wasm, .so, .dll, .dylib, .exe
    std::vector<std::string> scripts;  // added: .js, .cjs, .mjs, .ts, .cts, .mts, .jsx, .tsx, .sh, and no extension
    std::optional<ChangedText> onerror;
    std::optional<int64_t> serial_before;
    std::optional<int64_t> serial_after;

    bool same() const;
    // The serial did not grow though something changed, or is gone.
    bool rolls_back() const;
};

ManifestDiff diff_manifests(const Manifest& before, const Url& before_base, const Manifest& after,
                            const Url& after_base);

}  // namespace ward::policy
