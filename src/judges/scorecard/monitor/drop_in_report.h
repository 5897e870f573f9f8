// report.md and the issue's body in scorecard-monitor's format, byte for byte, so that a project which publishes them
// sees no difference but new scores. (ward's own reports say more: watch_reports.h.)
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "judges/scorecard/monitor/score_rows.h"

namespace ward::scorecard::monitor {

enum class ReportTool : uint8_t { visualizer, deps_dev };
// "scorecard-visualizer", "deps.dev"; nothing for another word.
std::optional<ReportTool> report_tool_named(std::string_view word);

enum class Badges : uint8_t { no, yes };
enum class Heading : uint8_t { no, yes };  // none where the report is a part of another file, between tags

struct DropInStyle {
    ReportTool tool = ReportTool::visualizer;
    Badges badges = Badges::no;
    Heading heading = Heading::yes;
};

std::string drop_in_report(std::span<const ScoreRow> rows, const DropInStyle& style);
// Only rows whose score changed; nothing where there are none.
std::optional<std::string> drop_in_issue(std::span<const ScoreRow> rows, const DropInStyle& style);
constexpr std::string_view drop_in_issue_title = "OpenSSF Scorecard Report Updated!";

constexpr std::string_view default_start_tag = "<!-- OPENSSF-SCORECARD-MONITOR:START -->";
constexpr std::string_view default_end_tag = "<!-- OPENSSF-SCORECARD-MONITOR:END -->";
// `original` with what stands between the tags replaced. Without tags in it only the tagged part comes back, as
// scorecard-monitor has it; one tag alone, or the end before the start, is an error: what to replace is not clear then.
Result<std::string> replace_segment(std::string_view original, std::string_view segment, std::string_view start_tag,
                                    std::string_view end_tag);

}  // namespace ward::scorecard::monitor
