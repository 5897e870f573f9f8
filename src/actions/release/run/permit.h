// May a plan be carried out now? Where the group lists stewards, by their signatures; where it does not, by naming the
// hash of the plan that was shown, which is asked for everything that is done outside of the group's repository.
#pragma once

#include <string>
#include <vector>

#include "actions/release/approve/approval.h"
#include "actions/release/approve/steward_trust.h"
#include "actions/release/run/group.h"
#include "actions/release/run/step.h"

namespace ward::release {

// The word by which stewards.toml, approvals and the log know a step: "cve-request", "announce".
std::string approval_word(const Step& step);

// What is to be signed of a plan.
ApprovalRequest request_of(const Step& step, const std::string& release, const engine::Plan& plan, std::string hash,
                           std::optional<Instant> lift_at, std::string author);

struct PermitOptions {
    StewardTrust trust = {};
    std::string named_plan = {};  // of --yes-plan: the whole hash, or its beginning
    std::string author = {};      // who made the plan
    Instant now = 0;
};

struct Permit {
    bool holds = false;
    bool by_signatures = false;  // the group lists stewards, and this plan wants them
    std::string hash;
    std::vector<std::string> no_return = {};  // what cannot be taken back
    size_t needed = 0;                        // signatures
    size_t have = 0;
    std::vector<std::string> refused = {};  // approvals that do not count, and why
    std::string note = {};                  // for the log
};

// `damaged` where the list of stewards is not to be believed. `approvals` are looked for at releases/ID/approvals.
Result<Permit> permit_of(const Group& group, const Step& step, const StepPlan& planned, const PermitOptions& options);

// The group's list; nothing where it has none.
Result<std::optional<Stewards>> stewards_of(const Group& group, const StewardTrust& trust, Instant now);

}  // namespace ward::release
