// What published CVE records say of each release line, beside what the group's records and its policy for lines without
// support say: the list that a CNA is sent to have old records corrected (nodejs/security-wg#1419, #1443).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "actions/release/record/project.h"
#include "actions/release/record/release.h"

namespace ward::release {

struct Correction {
    std::string cve;
    std::string line;  // "20"
    std::string
        published;  // versions that the published record calls affected: "all", "none", "20.18.1", "20.0.0-20.18.0"
    std::string correct;  // by ours
    bool end_of_life = false;

    bool operator==(const Correction&) const = default;
};

// Of one published record (a whole CVE record, as JSON) of a report. `versions` are all that were released. A `parse`
// error where the record cannot be read; it quotes nothing.
Result<std::vector<Correction>> corrections_of(const Release& release, const Report& report, const std::string& cve,
                                               std::string_view published, const Project& project,
                                               std::span<const std::string> versions);

// With a header line; by CVE id, then line.
std::string to_csv(std::span<const Correction> corrections);

}  // namespace ward::release
