// Lists of records by their last change, newest first, as servers of records have them. What cannot be believed ends a
// list: it is then not whole, and its reader asks for everything.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace ward::advisory {

constexpr size_t most_osv_changes = 1'000;  // held beside a zip; more cost more than the zip
constexpr size_t most_cve_changes = 5'000;  // the same of the CVE List, whose zip is half a gigabyte

struct ChangeList {
    std::vector<std::string> ids;
    Instant newest = 0;
    bool whole = false;  // goes back to the time that was asked for
};

// The OSV bucket's modified_id.csv: lines "2026-01-01T00:00:00Z,GHSA-...". `cut`: only its beginning was read.
ChangeList changes_since(std::string_view csv, bool cut, Instant since);
// The CVE List's cves/deltaLog.json: entries of a few minutes each, with the records that came or changed.
ChangeList delta_log_since(std::string_view json, Instant since);

}  // namespace ward::advisory
