// What changed in a zip of records since it was fetched: a list tells records by their last change, newest first, and
// each record is a file of its own. A few kilobytes instead of the whole zip. Of an ecosystem of the OSV bucket the
// list is modified_id.csv, of the CVE List cves/deltaLog.json (https://github.com/CVEProject/cvelistV5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/log.h"
#include "base/result.h"
#include "base/time.h"
#include "io/net/http.h"

namespace ward::advisory {

enum class ChangeLists { none, osv, cve };

// Which zip the changes are changes of.
struct ZipIdentity {
    ChangeLists lists = ChangeLists::osv;
    std::string base;  // where list and records are
    std::string url;   // .../ECOSYSTEM/all.zip
    std::string file;  // its copy; changes are kept in FOLDER/changes.ndjson beside it
    uint32_t crc32c = 0;
    Instant fetched = 0;
};

struct Increments {
    uint64_t fetched = 0;  // records, now
    uint64_t held = 0;     // records in the file, with the earlier ones
};

// Brings the file of changes up to date. Nothing (and no error) where the zip has to be fetched anew instead: it is
// old, too much changed, the server has no list, or lists a record that it has not. An error leaves the file as it was.
Result<std::optional<Increments>> fetch_increments(const ZipIdentity& zip, net::Http& http, const Log& log);

// The file of changes of this very zip, with its checksum; nothing where there is none, or it is of another zip.
struct Changes {
    std::string file;
    uint64_t bytes = 0;
    uint32_t crc32c = 0;
};
std::optional<Changes> changes_of(const ZipIdentity& zip);

}  // namespace ward::advisory
