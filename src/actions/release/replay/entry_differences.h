// The entry of a vulnerability database (vuln/core) that a record generates for a report beside the ones that are
// there.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "actions/release/replay/difference.h"
#include "actions/release/replay/record_differences.h"
#include "actions/release/vulndb/entries.h"

namespace ward::release {

// Entries of core that are about one of the report's CVE ids, in the database's order.
std::vector<const vulndb::Entry*> entries_of(const vulndb::Database& database, const Report& report);

// `input.cve` is not used: an entry is about all ids of its report.
std::vector<Difference> entry_differences(const RecordInput& input, const vulndb::Entry& entry);

}  // namespace ward::release
