// Approvals: what a steward signs before a step is carried out, bound to the plan that was shown. Any change of plan,
// step, release or time of lift, and of what cannot be taken back, makes another statement, which needs to be signed
// anew. Form: docs/formats/release-approval.md.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/engine/plan.h"
#include "actions/release/approve/stewards.h"
#include "base/result.h"
#include "base/time.h"

namespace ward::release {

constexpr size_t max_approval_bytes = 256u << 10;
constexpr size_t max_points_of_no_return = 1'000;
constexpr Instant usual_approval_lifetime = 7 * seconds_per_day;
constexpr Instant longest_approval_lifetime = 30 * seconds_per_day;
// Clocks of two machines may differ by so much.
constexpr Instant approval_clock_tolerance = 300;

// What is to be approved.
struct ApprovalRequest {
    std::string release;                      // id
    std::string step;                         // of steps.h
    std::string plan;                         // hash, 64 hex digits
    std::optional<Instant> lift_at = {};      // nothing: to be determined
    std::vector<std::string> no_return = {};  // what cannot be taken back, in the plan's order
    // Who made the plan: a steward's name. Not signed; for the rule of one's own plans.
    std::string author = {};
};
// The points of no return are the summaries of the effects that have no way back.
ApprovalRequest approval_request(const engine::Plan& plan, std::string release, std::string step,
                                 std::optional<Instant> lift_at, std::string author);

struct Approval {
    std::string release;
    std::string step;
    std::string plan;
    std::optional<Instant> lift_at = {};
    std::vector<std::string> no_return = {};
    std::string approver;  // a steward's name
    Instant at = 0;
    Instant expires = 0;  // good before it

    bool operator==(const Approval&) const = default;
};

Approval approval_of(const ApprovalRequest& request, std::string approver, Instant at,
                     Instant lifetime = usual_approval_lifetime);
// "ward-release-approval/1", canonical: these bytes are what is signed.
std::string to_json(const Approval& approval);
// `parse` errors name the file and quote nothing of it. A text that is not canonical is no approval.
Result<Approval> approval_from_json(std::string_view json, std::string_view file);

// A statement as it was found, not believed yet.
struct SignedApproval {
    std::string file;  // "ada.json"
    std::string statement;
    std::string signature;
};

// What all approvals together say.
struct Judgement {
    struct Counted {
        std::string steward;
        std::string key;
        Instant at = 0;
        bool own_plan = false;
    };
    struct Refused {
        std::string file;
        std::string reason;
    };
    std::vector<Counted> approved = {};  // each steward once
    std::vector<Refused> refused = {};
    std::vector<std::string> remarks = {};  // what the log must say
    size_t needed = 1;

    size_t missing() const { return approved.size() < needed ? needed - approved.size() : 0; }
    bool holds() const { return missing() == 0; }
    // On one line, for the log: "approved by ada (SHA256:…); ada approved a plan of their own".
    std::string text() const;
};

// At `now`, which is when the step is about to be carried out. A key must be good both when it signed and now: who has
// a key that was revoked can date a statement as he likes.
Judgement judge(const ApprovalRequest& request, const Stewards& stewards, std::span<const SignedApproval> approvals,
                Instant now);

}  // namespace ward::release
