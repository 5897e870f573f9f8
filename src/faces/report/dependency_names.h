// What a dependency is called where people read about it, and what dep_checker calls it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/report.h"

namespace ward::report {

// "OpenSSL" for openssl: the name that the project's own tools and posts use, else the component's.
std::string dependency_name(const Report& report, const Finding& finding);

// What dep_checker (github.com/nodejs/nodejs-dependency-vuln-assessments) says of one vulnerability: these four words
// and nothing else.
struct DepCheckerLine {
    std::string id;
    std::string url;
    std::string dependency;
    std::string version;
    std::vector<std::string> branches = {};  // where it is open, of a report on branches
};
// Open findings about advisories, in the report's order; of a report on branches each version that is open on any.
std::vector<DepCheckerLine> dep_checker_lines(const Report& report);

// The branch as its people say it ("main", "v22.x"): the ref without its folders, else the version, else the name.
std::string branch_text(const Report& report);

}  // namespace ward::report
