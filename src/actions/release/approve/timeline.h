// The log of a release as the beginning of its post-mortem: Markdown with a timeline, and the headings that people
// fill.
#pragma once

#include <string>

#include "actions/release/approve/audit_log.h"

namespace ward::release {

struct TimelineOptions {
    // Notes may hold what is not public yet: none of them is shown then. (Release::is_embargoed.)
    bool embargoed = true;
};

std::string timeline_of(const LogReport& report, const TimelineOptions& options);

}  // namespace ward::release
