// scorecard_monitor_driver FOLDER TOOL BADGES HEADING: what `ward scorecard monitor` does with FOLDER/database.json and
// FOLDER/results.json, as scorecard-monitor's files: written to FOLDER/own as database.json, report.md, scores.json,
// and issue.md where there is one. With FOLDER/original.md the report is put between its tags.
#include <sys/stat.h>

#include <cstdio>
#include <string>

#include "base/fd.h"
#include "base/path.h"
#include "judges/scorecard/monitor/drop_in_report.h"

using namespace ward;
using namespace ward::scorecard::monitor;

namespace {

Result<void> run(const std::string& folder, const DropInStyle& style) {
    WARD_TRY(auto database, Database::load(folder + "/database.json"));
    WARD_TRY(const std::string text, read_file(folder + "/results.json", 1 << 24));
    const Results results = parse_results(text, "results.json");
    if (!results.problems.empty()) return fail(ErrorCode::parse, results.problems[0].reason, results.problems[0].where);
    const auto rows = record_scores(database, results.rows);
    const std::string own = folder + "/own";
    WARD_TRY_VOID(make_folders(own));
    WARD_TRY_VOID(database.save(own + "/database.json"));
    std::string report = drop_in_report(rows, style);
    if (const std::string original = folder + "/original.md"; path_exists(original)) {
        WARD_TRY(const std::string before, read_file(original, 1 << 24));
        WARD_TRY(report, replace_segment(before, report, default_start_tag, default_end_tag));
    }
    WARD_TRY_VOID(replace_file(own + "/report.md", report));
    WARD_TRY_VOID(replace_file(own + "/scores.json", scores_json(rows)));
    if (const auto issue = drop_in_issue(rows, style)) WARD_TRY_VOID(replace_file(own + "/issue.md", *issue));
    return {};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) return 2;
    const auto tool = report_tool_named(argv[2]);
    if (!tool) return 2;
    const auto is_yes = [](const char* word) { return std::string_view(word) == "yes"; };
    const auto done = run(argv[1], {.tool = *tool,
                                    .badges = is_yes(argv[3]) ? Badges::yes : Badges::no,
                                    .heading = is_yes(argv[4]) ? Heading::yes : Heading::no});
    if (!done) std::fprintf(stderr, "%s\n", done.error().message().c_str());
    return done ? 0 : 1;
}
