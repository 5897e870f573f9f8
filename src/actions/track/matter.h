// What an issue is about: one set of aliases at one dependency, wherever a report found it.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "model/report.h"

namespace ward::track {

// Where a dependency of one version stands.
struct Spot {
    std::string version;
    std::string place;  // "deps/zlib/zlib.h:40"

    bool operator==(const Spot&) const = default;
    auto operator<=>(const Spot&) const = default;
};

struct Matter {
    std::string package;  // purl without version
    std::string name;     // "@scope/name", "openssl"
    std::string id;       // preferred
    std::vector<std::string> ids;
    std::string rule;
    Severity severity = Severity::unknown;
    std::optional<double> score;
    std::string vector;
    std::string title;
    std::vector<std::string> fixed;
    std::optional<Scope> scope;                        // of what is open, the one that is needed most
    std::map<std::string, std::vector<Spot>> open_on;  // branch to places
    std::vector<Verdict> assessed;                     // of the findings that are closed

    std::string key() const;  // 16 hex digits over package and smallest id
};

// The branches on which a finding was made.
using BranchesOf = std::function<std::vector<std::string>(const Finding&)>;

// Of findings that are about advisories; those of one package that share any id are one matter. Sorted by package, id.
std::vector<Matter> matters_of(const Report& report, const BranchesOf& branches);

// The purl without version, qualifiers and subpath; as it is where it is none.
std::string package_of(const std::string& purl);

}  // namespace ward::track
