// What several places say of the same report, to find out who is right where they differ from the record.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "actions/release/replay/difference.h"

namespace ward::release {

// Of one report, by its CVE ids as posts have them. Empty: the place says nothing of it.
struct ReportEvidence {
    std::string post_rating = {};
    std::string entry_rating = {};
    std::string entry = {};   // "NSWG-COR-147"
    bool has_record = false;  // a published CVE record
    std::set<std::string> post_lines = {};
};

// Rules on differences that are open, where another place says what the record says, or what was published.
void rule_by_evidence(std::vector<Difference>& differences, const std::map<std::string, ReportEvidence>& evidence);

}  // namespace ward::release
