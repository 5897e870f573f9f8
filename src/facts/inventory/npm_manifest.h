// package.json, as far as an inventory asks: who it is and what it needs.
// https://docs.npmjs.com/cli/v11/configuring-npm/package-json
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/inventory/json_scan.h"
#include "facts/inventory/npm_spec.h"
#include "model/component.h"

namespace ward::inventory::npm {

struct Manifest {
    std::string name;     // empty: none
    std::string version;  // without blanks and 'v' in front where it is one version, else as written; empty: none
    Evidence evidence;    // the version's line, else the name's, else the file
    // Names of what it needs. A name under optionalDependencies is optional whatever else says; optional peers are too.
    std::vector<std::string> required;
    std::vector<std::string> optional;
    std::vector<std::string> development;
    Declarations declared;                // the ranges of all of those
    std::vector<std::string> bundled;     // by bundleDependencies, also spelled bundledDependencies
    std::vector<std::string> workspaces;  // globs from its folder
    std::vector<std::string> problems;    // what is there in a form that no reader agrees on
    bool installs_anything = false;       // it has dependencies other than peers

    bool is_package() const { return !name.empty() && !version.empty(); }
};

// Adds the range of one dependency; what is no text, or longer than any range people write, is left out.
void declare(Declarations& declared, std::string_view name, const Json::Value& range);

Result<Manifest> read_manifest(std::string_view text, std::string_view path);

}  // namespace ward::inventory::npm
