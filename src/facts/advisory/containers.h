// Files of other publishers that hold records, hold one that needs its file's name, or lie among records and are none:
// told apart by their first key, and taken apart into single records.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/advisory/json_split.h"

namespace ward::advisory {

enum class Container {
    none,      // a record of its own
    remarks,   // secjson/statements.json of OpenSSL, on whole releases: {"statements": [...], "disputed": [...]}
    nvd_page,  // an answer of NVD's API 2.0, or a feed: {"resultsPerPage": ..., "vulnerabilities": [...]}
    nodejs,    // vuln/core/index.json, vuln/core/N.json or vuln/npm/N.json of the Node.js Security WG
};

Container container_of(std::string_view json);

// The items of `vulnerabilities`, as places in `json`. `broken_line` where there is no such array, or it never ends.
JsonSlices nvd_items(std::string_view json);

// Records as nodejs_record.cc describes them, one for each CVE of a record; `name` is the file's, whose number is that
// of a record alone. `several` counts records that were of several CVEs. A record that cannot be named, or for which
// there is no room left, is a problem; the others are there.
struct NodejsItems {
    std::vector<std::string> records;
    std::vector<std::string> problems;  // "record 12: names too many CVEs"
    size_t several = 0;
};
Result<NodejsItems> nodejs_items(std::string_view json, std::string_view name);

}  // namespace ward::advisory
