// CVE records as files: a copy of CVEProject/cvelistV5 (cves/2025/23xxx/CVE-2025-23083.json), or a folder with files
// called by their ids.
#pragma once

#include <optional>
#include <string>

#include "base/root.h"

namespace ward::release {

struct ListedRecord {
    std::string path;
    std::string text;
};

// Nothing where the list has no record of the id, which is one.
Result<std::optional<ListedRecord>> record_in_list(const Root& list, const std::string& cve);

}  // namespace ward::release
