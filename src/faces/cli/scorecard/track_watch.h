// --track of `ward scorecard monitor`: one issue that is kept up to date.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/result.h"
#include "faces/cli/command.h"
#include "judges/scorecard/monitor/watch.h"

namespace ward::cli {

// A mistake in what was asked for is told before the work. `places` are the files, or "-", that reports go to; `title`
// is that of the issue.
Result<void> check_watch_track(const Invocation& invocation, std::span<const std::string> places,
                               const std::string& title);

// Is the memory to take up what was seen? Only `all` says so: else the next run has to tell it.
enum class Told : uint8_t {
    planned,   // and not carried out
    left_out,  // the issue had changed since it was read
    all,       // written, or there was nothing to write, or nobody asked
};

// After the reports are out, and before the memory is saved.
Result<Told> track_watch(const Invocation& invocation, const scorecard::monitor::Watch& watch,
                         std::span<const std::string> places, const std::string& title);

}  // namespace ward::cli
