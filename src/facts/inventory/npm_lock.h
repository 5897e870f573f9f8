// npm's lock files: package-lock.json and npm-shrinkwrap.json of versions 1, 2 and 3, and the hidden lock that npm 7
// and later keep inside node_modules. Decides what each entry says; what stands on disk is compared elsewhere.
// https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/inventory/npm_spec.h"
#include "model/component.h"

namespace ward::inventory::npm {

// One place of the locked tree.
struct LockedPackage {
    std::string place;  // from the root of the tree: "node_modules/a/node_modules/b", or "packages/c" of a workspace
    std::string name;   // real name, also of an alias
    std::string version;
    Origin origin;
    Evidence evidence;                  // the line of the entry's key
    std::optional<std::string> target;  // a link to this place, with no package of its own
    Scope scope = Scope::runtime;
    bool bundled = false;
    std::vector<std::string> needs;  // names, as node resolves them from here
    Declarations declared = {};      // the ranges of those
    std::string resolved = {};       // where the tarball came from, as written; npm may leave it out
    std::string integrity = {};      // of the tarball, as written
    bool may_be_absent = false;      // optional: npm leaves out what fails, or is for another platform
    bool has_install_script = false;
};

struct LockLimits {
    size_t bytes = 256u << 20;
    size_t packages = 1'000'000;
    size_t needs = 4'000'000;  // of all packages together
};

struct LockProblem {
    int64_t line = 0;
    std::string reason;
};

struct Lock {
    int64_t version = 0;
    std::vector<LockedPackage> packages;  // in the order of the file; a place may repeat, the last one is npm's
    std::vector<std::string> root_needs;  // of the project itself, where the lock tells (2 and 3)
    Declarations root_declared = {};      // the ranges of those
    std::vector<LockProblem> problems;    // entries that could not be understood
};

// `path` names the file in evidence and errors; `folder` is the project that it locks. What an entry names or points to
// must stay inside the tree. Fails where the file as a whole says nothing.
Result<Lock> read_lock(std::string_view text, std::string_view path, std::string_view folder,
                       const LockLimits& limits = {});

}  // namespace ward::inventory::npm
