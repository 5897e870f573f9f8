// Yarn's lock files: the format of Yarn 1 ("# yarn lockfile v1"), and the YAML that Yarn 2 and later write (with
// __metadata). Both are the same few line shapes, so one reader takes both; of YAML it understands only what Yarn's own
// writer makes of it. Decides what each entry says; who needs whom is resolved in yarn_packages.
// https://classic.yarnpkg.com/lang/en/docs/yarn-lock/ and https://yarnpkg.com/advanced/lexicon (locator, descriptor)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "facts/inventory/js_lock.h"

namespace ward::inventory::npm {

struct YarnNeed {
    std::string name;
    std::string range;
    bool is_optional = false;
};

struct YarnEntry {
    std::vector<std::string> descriptors;  // "name@range", as those who need it write it
    std::string version;
    std::string resolution;  // Yarn 2: "name@npm:1.2.3"
    std::string resolved;    // Yarn 1: where the files came from
    std::string integrity;   // Yarn 1: of the tarball
    std::string checksum;    // Yarn 2: SHA-512 in hex of the zip file that Yarn makes
    bool is_soft = false;    // a folder that is only linked: a workspace, a link or a portal
    std::vector<YarnNeed> needs;
    Evidence evidence;  // the entry's first line
};

struct YarnLock {
    int64_t version = 1;  // of the format; Yarn 2 and later: __metadata.version
    bool is_classic = true;
    std::vector<YarnEntry> entries;
    std::vector<LockProblem> problems;
};

Result<YarnLock> read_yarn_lock(std::string_view text, std::string_view path, const LockLimits& limits = {});

// A package.json's needs with their ranges, which only descriptors of Yarn's lock need.
struct ManifestNeeds {
    std::string folder;
    std::vector<std::pair<YarnNeed, Scope>> needs;
};
Result<ManifestNeeds> read_manifest_needs(std::string_view text, std::string_view path);

// The packages of a lock, with edges. `manifests` are those of the project's root and its workspaces; in Yarn 2's form
// the lock itself names the workspaces, and only their own manifests count.
ListedPackages yarn_packages(const YarnLock& lock, const std::vector<ManifestNeeds>& manifests);
// Folders of the workspaces that a lock of Yarn 2 names, from the lock's own folder; "" is the root.
std::vector<std::string> yarn_workspaces(const YarnLock& lock);

}  // namespace ward::inventory::npm
