// Any bytes as the body and the title of an issue: what is put together again is what was taken apart, a marker that
// was read is written as one that reads the same, and people's text is kept to the byte. The same for the one issue of
// `scorecard monitor`.
// LINK: ward_track ward_scorecard_monitor
#include <cstddef>
#include <cstdlib>
#include <string_view>

#include "actions/track/marker.h"
#include "actions/track/texts.h"
#include "actions/track/titles.h"
#include "actions/track/watch_planner.h"
#include "judges/scorecard/monitor/issue_marker.h"
#include "judges/scorecard/monitor/watch_reports.h"

namespace {

void plan_for(std::string_view body) {
    namespace monitor = ward::scorecard::monitor;
    const auto marker = monitor::find_issue_marker(body);
    if (marker && monitor::find_issue_marker(to_line(*marker)) != marker) std::abort();
    const ward::net::Person author{"keeper", false, "OWNER"};
    ward::net::Issue issue;
    issue.number = 1;
    issue.body = body;
    issue.author = author;
    const auto plan =
        ward::track::plan_watch_issue({}, {issue}, {.repository = "OWNER/REPO", .scope = "fuzz", .title = "Scores"});
    if (plan.effects.size() > 1) std::abort();
    if (plan.effects.empty()) return;
    const std::string& text = plan.effects[0].content.at("body");
    const std::string_view before = body.substr(0, body.find(monitor::issue_start_tag));
    const std::string_view after = body.substr(body.find(monitor::issue_end_tag) + monitor::issue_end_tag.size());
    if (!text.starts_with(before) || !text.ends_with(after)) std::abort();
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::track;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    plan_for(text);
    (void)parse_title(text);
    const std::string line = issue_text(text);
    if (line.find('\n') != std::string::npos || line.find('<') != std::string::npos) std::abort();
    const auto body = split_body(text);
    if (!body) return 0;
    const std::string written = to_line(body->marker);
    // Encoded anew, a line may have become too long to be read; nothing writes such a one.
    if (const auto again = parse_marker(written); again && *again != body->marker) std::abort();
    if (!text.starts_with(body->before) || !text.ends_with(body->after)) std::abort();
    const std::string joined = join_body(*body, body->marker, body->managed);
    if (!joined.starts_with(body->before) || !joined.ends_with(body->after)) std::abort();
    const auto twice = split_body(joined);
    if (twice && (twice->before != body->before || twice->ended != body->ended || twice->managed != body->managed))
        std::abort();
    (void)rows_in(body->managed, body->marker.branches);
    (void)without_rows(body->managed, body->marker.branches);
    return 0;
}
