// What `ward scorecard monitor` writes: reports, scorecard-monitor's files, and a patch of what changed in them.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "faces/cli/command.h"
#include "judges/scorecard/monitor/monitor.h"

namespace ward::cli {

struct WatchOutput {
    std::string (*write)(const scorecard::monitor::Watch& watch) = nullptr;
    std::string path;  // "-": standard output
};
// --format, --json and --output; Markdown on standard output where nothing is asked for.
Result<std::vector<WatchOutput>> watch_outputs(const Invocation& invocation);

// Every file, or "-", that is written beside the memory.
std::vector<std::string> report_places(const Invocation& invocation, std::span<const WatchOutput> outputs);

// Files as they were before the run. Folders that a file needs are made.
class MonitorFiles {
  public:
    // `places` are written later. A mistake in the tags is told here, before any work.
    static Result<MonitorFiles> open(const Invocation& invocation, std::vector<std::string> places);

    Result<void> write(const std::string& path, std::string_view bytes) const;
    Result<void> make_folder_of(const std::string& path) const;
    // For `git apply`, of the files below this folder; what lies elsewhere is told. Last, when everything is written.
    Result<void> write_patch(const Invocation& invocation) const;

  private:
    std::map<std::string, std::optional<std::string>> before_;  // by path in the patch; nothing: was not there
};

// scorecard-monitor's own files.
Result<void> write_drop_in(const Invocation& invocation, const MonitorFiles& files,
                           std::span<const scorecard::monitor::ScoreRow> scores);

}  // namespace ward::cli
