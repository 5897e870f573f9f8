// The plan of a step as files of the group's repository, releases/ID/plans/HASH/: what is approved, and what a run that
// was killed carries out to its end.
//
//   plan.json      the effects (docs/formats/plan.md)
//   after.json     the record as it will be
//   request.json   step, words of the command line, digests of the files that the step writes
//
// HASH is over the bytes of all three, so that a change of any of them is another plan.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "actions/engine/plan.h"
#include "actions/release/run/group.h"
#include "actions/release/run/step.h"

namespace ward::release {

constexpr size_t max_planned_words = 1'000;

struct PlanRequest {
    std::string step;
    std::map<std::string, std::string> words = {};
    std::vector<std::string> arguments = {};
    std::map<std::string, std::string> files = {};  // name: SHA-256

    bool operator==(const PlanRequest&) const = default;
};
std::string to_json(const PlanRequest& request);
// `parse` errors name file and line, and quote nothing.
Result<PlanRequest> plan_request_from_json(std::string_view json, std::string_view name);

struct PlanFiles {
    std::string hash;  // 64 hex digits
    std::string plan;
    std::string after;
    std::string request;

    // As changes of the repository.
    std::vector<GroupChange> changes(std::string_view release) const;
};
// A plan of no step (`import`) has its name alone.
PlanFiles files_of(const StepPlan& planned, std::string_view step);

// As it was kept; a `conflict` error where the files are not there or are not of that hash.
struct KeptPlan {
    engine::Plan plan;
    Release after;
    PlanRequest request;
};
Result<KeptPlan> kept_plan(const Group& group, std::string_view release, const std::string& hash);

// ---- plans that wait for approvals: releases/ID/pending.json ----
struct PendingPlan {
    std::string plan;  // hash
    std::string step;
    std::string author;  // who made it
    std::string since;   // RFC 3339

    bool operator==(const PendingPlan&) const = default;
};
constexpr size_t max_pending_plans = 1'000;
std::string to_json(const std::vector<PendingPlan>& pending);
Result<std::vector<PendingPlan>> pending_plans(const Group& group, std::string_view release);
// The one whose hash begins so; a `not_found` error where there is none, `usage` where there are several.
Result<PendingPlan> pending_plan(const Group& group, std::string_view release, std::string_view hash);
// The list without that plan, as a change; nothing where it is not in it.
Result<std::vector<GroupChange>> without_pending(const Group& group, std::string_view release, std::string_view hash);

}  // namespace ward::release
