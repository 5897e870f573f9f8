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
#include "actions/release/run/plan_files.h"
#include "actions/release/run/step.h"

namespace ward::release {

// Who carries it out, as the log says it.
struct Actor {
    std::string name;  // of a steward, or as git has it
    std::string host;
};

struct Carried {
    engine::Execution execution;
    Release release;  // as it is now in the repository
};

// `conflict` errors: another run is under way (`locked`), or the outside is not as it was when the plan was made.
// `take_over` ends somebody else's run.
struct CarryOptions {
    Actor actor;
    Instant now = 0;
    bool take_over = false;
    std::string note = {};    // for the log: "approved by ada (SHA256:…)"
    bool is_resumed = false;  // of resume() and abandon() alone
};
// The plan waits in the repository until others approve it; nothing of it is done. Its hash.
Result<std::string> put_forward(Group& group, const Step& step, const StepPlan& planned, const CarryOptions& options);
Result<Carried> carry_out(Group& group, Doors& doors, const Step& step, const StepPlan& planned,
                          const CarryOptions& options);
// Ends the run that running.json names; nothing where there is none.
Result<std::optional<Carried>> resume(Group& group, Doors& doors, const std::string& release,
                                      const CarryOptions& options);
// Ends that run without doing the rest of it: what it did is asked for, and remembered. Nothing where there is none.
Result<std::optional<Carried>> abandon(Group& group, Doors& doors, const std::string& release,
                                       const CarryOptions& options);
// Takes back a plan that waits; `hash` may be its first digits. What it was.
Result<PendingPlan> withdraw(Group& group, const std::string& release, std::string_view hash,
                             const CarryOptions& options);

// That a run is under way, by whom, and how it is ended: the text of an error that is_locked() knows.
std::string held_words(const Running& running, const Actor& actor);
// Is it the error of a run that another one holds? Its exit status is 14.
bool is_locked(const Error& error);

}  // namespace ward::release
