// What the verbs that plan, approve, carry out, resume and abort steps share.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "actions/release/approve/signature.h"
#include "actions/release/approve/steward_trust.h"
#include "actions/release/run/group.h"
#include "actions/release/run/session.h"
#include "actions/release/run/step.h"
#include "faces/cli/command.h"

namespace ward::cli {

struct StepRun {
    const release::Step* step = nullptr;
    std::string release = {};  // id; empty for a step that begins one
    std::map<std::string, std::string> words = {};
    std::vector<std::string> arguments = {};
    std::string expected_hash = {};    // the plan that was approved; empty: any
    std::string named_plan = {};       // --yes-plan
    std::string author = {};           // who made the plan; empty: who runs this
    std::optional<Instant> made = {};  // when; nothing: now
};
Result<int> run_step(const Invocation& invocation, release::Group& group, const StepRun& run);

// Tells what a run came to; its exit status.
int told_outcome(const release::Carried& carried, const Log& log);
release::StewardTrust steward_trust(const Invocation& invocation);
// --release, or the one that has a plan which begins with the first argument.
Result<std::string> release_of_plan(const Invocation& invocation, const release::Group& group);

// By the key of --signing-key.
Result<std::string> signed_by(const Invocation& invocation, const std::string& statement,
                              release::SigningPurpose purpose);

// The plan that waits and begins with the first argument, with its step; brought up to date with the remote first.
struct WaitingPlan {
    std::string release;
    release::PendingPlan pending;
    release::KeptPlan kept;
    const release::Step* step = nullptr;
};
Result<WaitingPlan> waiting_plan(const Invocation& invocation, const release::Group& group);

constexpr int approval_status = 11;

}  // namespace ward::cli
