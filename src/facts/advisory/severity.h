// How grave a record is. The newest CVSS type wins (4.0, then 3.1, 3.0, 2.0), the highest score within it; words of the
// source (GHSA, OSS-Fuzz, Ubuntu) count only where no vector can be scored.
#pragma once

#include <optional>
#include <string_view>

#include "facts/advisory/notes.h"
#include "facts/advisory/osv_record.h"
#include "model/finding.h"

namespace ward::advisory {

struct Rating {
    Severity severity = Severity::unknown;
    std::optional<double> score;
    std::string_view vector;
};

// By the specification an `affected` entry with a severity of its own replaces the one of the top level; a record's
// rating is then that of its worst entry.
Rating rate(const OsvRecord& record, Notes& notes);

}  // namespace ward::advisory
