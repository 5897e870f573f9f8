// ward's own reports of a watch: one file for all repositories, in four forms, and the text of the one issue that is
// kept up to date. None reads a clock: the same watch gives the same bytes. Every text of a stranger passes the escape
// of its form.
#pragma once

#include <string>
#include <string_view>

#include "judges/scorecard/monitor/watch.h"

namespace ward::scorecard::monitor {

std::string watch_json(const Watch& watch);      // ward-scorecard-watch/1, docs/formats/scorecard-watch.md
std::string watch_csv(const Watch& watch);       // a row a repository, a column a check
std::string watch_markdown(const Watch& watch);  // GitHub's Markdown
std::string watch_html(const Watch& watch);      // one file that loads and runs nothing

// "51 repositories: 50 scored, 1 failed; 3 changed (1 better, 2 worse)".
std::string headline_of(const Watch& watch);

// What stands between the tags in the issue's body; what people write outside stays (replace_segment()). It has neither
// the time of the run nor ages in it. Its first line is its marker (issue_marker.h).
std::string watch_issue(const Watch& watch);
constexpr std::string_view issue_start_tag = "<!-- ward-scorecard-monitor:start -->";
constexpr std::string_view issue_end_tag = "<!-- ward-scorecard-monitor:end -->";
constexpr size_t max_issue_bytes = 60'000;  // GitHub takes 65,536 characters

}  // namespace ward::scorecard::monitor
