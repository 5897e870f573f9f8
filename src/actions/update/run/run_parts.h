// What the parts of a run share (run.cc, run_status.cc): where it keeps its plans, and what carries them out. Nothing
// here is for others.
#pragma once

#include <string>
#include <string_view>

#include "actions/update/run/run.h"

namespace ward::update {

constexpr size_t max_plan_bytes = 64u << 20;
inline constexpr std::string_view started_state = "STARTED";
inline constexpr std::string_view ended_state = "ENDED";
inline constexpr std::string_view taken_back_state = "TAKEN-BACK";

// The plan of one dependency, below the folder of all runs.
std::string plan_file(const std::string& folder, const std::string& run, const std::string& item);
Result<std::string> folder_of_runs(const RunContext& context);
UpdateDriver driver_of(const RunContext& context);

}  // namespace ward::update
