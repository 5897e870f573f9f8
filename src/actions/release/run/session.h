// Carries out the plan of a step: the group's repository says first that it is being done, then every effect is done
// once, then record, journal and log are one commit. Killed anywhere, the next run (here, or another steward's) finds
// the plan and asks the outside what became of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actions/engine/executor.h"
#include "actions/release/run/doors.h"
#include "actions/release/run/group.h"
#include "actions/release/run/step.h"

namespace ward::release {

struct Steward {
    std::string name;  // as the log says it
    std::string host;
};

struct Carried {
    engine::Execution execution;
    Release release;  // as it is now in the repository
};

// One more entry of the release's log, as bytes to append to what is there (approve/audit_log.h).
struct LogNote {
    std::string step;
    std::string effect;   // key; empty: of the step as a whole
    std::string outcome;  // "done", "already", "changed", "failed"
    std::string digest;   // SHA-256 of what was sent
};
using LogWriter =
    std::function<Result<std::string>(const std::string& log, const Steward& who, Instant at, const LogNote& note)>;

// `conflict` errors: another run is under way (`locked`), or the outside is not as it was when the plan was made.
// `take_over` ends somebody else's run.
struct CarryOptions {
    Steward steward;
    Instant now = 0;
    bool take_over = false;
    LogWriter log = {};
};
Result<Carried> carry_out(Group& group, Doors& doors, const Step& step, const StepPlan& planned,
                          const CarryOptions& options);
// Ends the run that running.json names; nothing where there is none.
Result<std::optional<Carried>> resume(Group& group, Doors& doors, const std::string& release,
                                      const CarryOptions& options);

// Is it the error of a run that another one holds? Its exit status is 14.
bool is_locked(const Error& error);

}  // namespace ward::release
