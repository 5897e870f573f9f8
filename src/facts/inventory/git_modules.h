// .gitmodules: which repositories a project wants in which folders. The file is git's configuration format
// (https://git-scm.com/docs/git-config#_syntax), read as data: no include is followed, nothing is run.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/component.h"

namespace ward::inventory {

constexpr size_t max_gitmodules_bytes = 4u << 20;
constexpr size_t max_submodules = 10'000;

struct Submodule {
    std::string name;
    std::string path;
    std::string url;
    std::string branch;
    Evidence evidence;  // the url's line
};

struct SubmoduleProblem {
    int64_t line = 0;
    std::string reason;
};

struct GitModules {
    std::vector<Submodule> submodules;
    // Sections that are not usable: without path or url, or with one that only an attack on git would have (control
    // characters as in CVE-2025-48384, a leading dash as in CVE-2018-17456, a path out of the tree).
    std::vector<SubmoduleProblem> problems;
};

Result<GitModules> read_gitmodules(std::string_view text, std::string_view path);

}  // namespace ward::inventory
