// ward.update.lock: what each dependency is made of, as it was verified: sorted, one form, one set of bytes for one
// state. Form: docs/formats/update-lock.md.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::update {

constexpr size_t max_lock_bytes = 16u << 20;

struct LockedArtefact {
    std::string url = {};
    std::string name = {};
    std::string sha256 = {};
    std::string sha512 = {};
    uint64_t size = 0;
    std::string tree_sha256 = {};  // of its files: an archive may be packed anew by the forge, its files may not change
    bool operator==(const LockedArtefact&) const = default;
};
struct LockedPatch {
    std::string name;
    std::string sha256;
    bool operator==(const LockedPatch&) const = default;
};
struct LockedHook {
    std::string name;
    std::string command;  // argv, as JSON
    std::string inputs_sha256;
    std::string outputs_sha256;
    bool operator==(const LockedHook&) const = default;
};

struct LockedDependency {
    std::string id = {};
    std::string version = {};
    std::string previous = {};  // version that it replaced; empty: none, or not known
    std::string tag = {};
    std::string commit = {};
    std::string published_at = {};  // RFC 3339; empty: not told
    std::string first_seen_at = {};
    std::vector<LockedArtefact> artefacts = {};
    std::string tree_sha256 = {};      // the folder, all of it
    std::string pristine_sha256 = {};  // before patches
    std::vector<LockedPatch> patches = {};
    std::vector<LockedHook> hooks = {};
    std::string license_sha256 = {};
    std::map<std::string, std::string> evidence =
        {};                 // "pgp.signer", "npm-provenance.subject", ...: what a later one may not lose
    std::string ward = {};  // version that wrote it
    bool operator==(const LockedDependency&) const = default;
};

using LockFile = std::map<std::string, LockedDependency, std::less<>>;

Result<LockFile> parse_lock(std::string_view text, std::string_view name);
std::string to_text(const LockFile& lock);

}  // namespace ward::update
