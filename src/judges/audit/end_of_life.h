// End of life: a runtime whose release line gets no more fixes, whatever the advisories say of it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/time.h"
#include "facts/lifecycle/schedule.h"
#include "model/component.h"
#include "model/finding.h"
#include "model/report.h"

namespace ward::audit {

// The release schedule of Node.js that is asked.
struct Schedule {
    std::vector<lifecycle::Line> lines;
    std::string name;       // "nodejs/Release of 2026-06-01", or the file's name
    std::string reference;  // URL; may be empty
};

struct Lifecycle {
    std::vector<Finding> findings;
    std::vector<Note> notes;
};

// One finding for each component that is Node.js itself (by its identity) in a line whose end has passed. A version
// whose line the schedule does not know is a note: nothing can be said of its end. Components must be numbered.
Lifecycle end_of_life(std::span<const Component> components, const Schedule& schedule, Instant now);

}  // namespace ward::audit
