// How the issue of a watch is known again, and whether it says already what there is to say: a hidden line, the first
// of its text. Of two runs that differ in dates and commits alone the second has nothing to write.
//
// A marker proves nothing: anybody can copy one. It counts only in an issue whose author may speak for the repository.
// Form: docs/tracker.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "judges/scorecard/monitor/watch.h"

namespace ward::scorecard::monitor {

struct IssueMarker {
    std::string key;    // 16 hex digits: which watch the issue is of (WatchOptions::identity)
    std::string state;  // 16 hex digits of scores, failures and marks: what is so, and not since when
    std::string news;   // 16 hex digits of what changed since the run before; empty: nothing did

    bool operator==(const IssueMarker&) const = default;
};

// `changes` is the part of the issue's text that tells what changed; empty where nothing did.
IssueMarker issue_marker_of(const Watch& watch, std::string_view changes);

// The whole line, without its end.
std::string to_line(const IssueMarker& marker);
// The first line of a text that is a marker, wherever it stands.
std::optional<IssueMarker> find_issue_marker(std::string_view text);

}  // namespace ward::scorecard::monitor
