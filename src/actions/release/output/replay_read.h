// A post, read back by its forms: what is compared with the published one.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "formats/document.h"

namespace ward::release::test {

struct SeenReport {
    std::string cve;
    std::string heading;
    std::string rating;
    std::string lines = {};  // "20 22"
    std::string concerns = {};
    std::string reporters = {};  // "A and B"
    std::string fixers = {};
};

struct SeenPost {
    std::map<std::string, std::string> matter;  // of the front
    std::string lines;                          // "26 24 22"
    std::vector<SeenReport> reports;
    std::vector<std::string> other_headings;
    std::map<std::string, std::string> dependencies;  // by name: "6.27.0 7.28.0 on 22 24"
    std::string downloads;                            // versions
    std::map<std::string, std::string> announced;     // by line: "high"
};

SeenPost seen_in(std::string_view post);
SeenPost seen_in_expected(const Node& expected);

}  // namespace ward::release::test
