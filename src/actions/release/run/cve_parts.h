// What the steps about CVE ids share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/engine/executor.h"
#include "actions/release/run/step.h"

namespace ward::net {
class HackerOne;
}

namespace ward::release {

// The id goes to the report that the effect is of; with the last of them the release goes on to cve-assigned.
Result<void> absorb_cve(Release& release, const engine::Effect& effect, const engine::Outcome& outcome);

// The CNA container of an id, as the record makes it; a `usage` error where the record has no such id.
Result<std::string> container_of(const StepPlan& plan, const StepInput& input, const std::string& cve);
// Records that are to be published for the first time, or that are published and say something else than ours.
enum class Records { publish, update };
Result<StepPlan> plan_records(const StepInput& input, std::string_view step, Records what);
// HackerOne's own id of the group's program.
Result<std::string> program_of(net::HackerOne& service, const Project& project);
// Every id of the record, sorted.
std::vector<std::string> cves_of(const Release& release);

}  // namespace ward::release
