// ward scorecard monitor: many repositories in one file.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

inline constexpr Option monitor_options[] = {
    {.name = "scope",
     .argument = "FILE",
     .help = "which repositories: scorecard-monitor's scope.json, or HOST/OWNER/NAME a line with [GROUP] headings"},
    {.name = "group", .argument = "NAME", .help = "of the scope, this group alone"},
    {.name = "discover",
     .argument = "HOST/OWNER",
     .help = "add the repositories of this organisation or user that the scope does not name yet (asks the forge)",
     .repeat = Repeat::many},
    {.name = "save-scope", .argument = "FILE", .help = "with --discover: write the scope with what was found here"},
    {.name = "source",
     .argument = "WHERE",
     .help =
         "of the scores: api (the published ones, by default), results (of files), facts (made now, of what the forge "
         "has or told) or trees (made now, of checkouts)",
     .choices = "api|facts|results|trees"},
    {.name = "results",
     .argument = "FILE",
     .help = "with --source results: Scorecard's JSON, of one or many repositories",
     .repeat = Repeat::many},
    {.name = "trees",
     .argument = "DIR",
     .help = "with --source facts or trees: checkouts or bare clones below this folder, as OWNER/NAME"},
    {.name = "facts-dir",
     .argument = "DIR",
     .help = "with --source facts or trees: the forge's facts, as OWNER/NAME.json; with --collect they are kept here"},
    {.name = "collect",
     .help = "with --source facts or trees: ask the forge for the facts (GITHUB_TOKEN), and without --trees for the "
             "files"},
    {.name = "scores-api", .argument = "URL", .help = "of the published scores", .config = "scorecard.scores_api"},
    {.name = "database",
     .argument = "FILE",
     .help = "scorecard-monitor's database.json, read and written (a missing one is begun)"},
    {.name = "history",
     .argument = "FILE",
     .help = "ward's own memory per check and finding (ward-scorecard-history/1), read and written"},
    {.name = "delta",
     .argument = "SCORE",
     .help = "a smaller move of a score, or many that come to less, is no change of note (default: 0)"},
    {.name = "stale-days", .argument = "DAYS", .help = "a score that is older is marked (default: 14)"},
    {.name = "keep-archived", .help = "do not leave out archived repositories"},
    {.name = "title", .argument = "TEXT", .help = "of ward's reports"},
};

inline constexpr Option monitor_report_options[] = {
    {.name = "report",
     .argument = "FILE",
     .help = "write scorecard-monitor's report.md here, between its tags where the file has them"},
    {.name = "report-tags", .help = "between its tags alone: the rest of the file is somebody else's"},
    {.name = "report-start-tag", .argument = "TEXT", .help = "another tag than scorecard-monitor's"},
    {.name = "report-end-tag", .argument = "TEXT", .help = "the same for its end"},
    {.name = "issue", .argument = "FILE", .help = "write scorecard-monitor's issue here, if a score changed"},
    {.name = "report-tool",
     .argument = "NAME",
     .help = "where the report's links lead: scorecard-visualizer (by default) or deps.dev",
     .choices = "scorecard-visualizer|deps.dev"},
    {.name = "render-badge", .help = "badges instead of scores in report.md"},
    {.name = "scores", .argument = "FILE", .help = "write scorecard-monitor's output `scores` here (one line of JSON)"},
    {.name = "issue-body", .argument = "FILE", .help = "write the text of the one issue that is kept up to date here"},
    {.name = "issue-title",
     .argument = "TEXT",
     .help = "that issue's title, which tells it from the issues of other scopes (default: that of the reports)"},
    {.name = "patch",
     .argument = "FILE",
     .help = "write here, for `git apply`, what changed in the files that the run wrote below this folder"},
    {.name = "format",
     .argument = "NAME[=FILE]",
     .help = "one report for all repositories: json, csv, markdown or html",
     .repeat = Repeat::many},
    {.name = "json", .help = "the same as --format json"},
    {.name = "output", .letter = 'o', .argument = "FILE", .help = "write the report here instead of standard output"},
};

inline constexpr Option monitor_track_options[] = {
    {.name = "track",
     .argument = "github:OWNER/REPO",
     .help = "plan one issue there, opened when a score changed and kept up to date; reads only"},
};

Result<int> scorecard_monitor(const Invocation& invocation);

}  // namespace ward::cli
