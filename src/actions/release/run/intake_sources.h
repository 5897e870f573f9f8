// Where reports come from: HackerOne, GitHub's advisories, files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/release/record/project.h"
#include "actions/release/record/release.h"
#include "actions/release/run/doors.h"

namespace ward::release {

// The service answered about everything but this report: it is gone, or cannot stand in a record.
bool is_of_one_report(const Error& error);

// A report, or why it cannot stand in a record; the reason quotes nothing.
struct SourceReport {
    std::string id;
    std::optional<Report> report = {};
    std::string reason = {};
};

// Those that wait for a release: triaged ones at HackerOne, drafts and ones in triage at GitHub. `source` is
// "hackerone", "github", "none", or empty: HackerOne where it is configured.
Result<std::vector<SourceReport>> waiting_reports(const std::string& source, Doors& doors, const Project& project,
                                                  const Release& release);
// Where an id comes from: a GHSA id is GitHub's, digits are HackerOne's. `usage` error for another.
Result<Report> report_named(const std::string& id, Doors& doors, const Project& project, const Release& release);
// The report again, from where it came. Nothing for one of a file.
Result<std::optional<Report>> report_again(const Report& report, Doors& doors, const Project& project,
                                           const Release& release);
// Reports of a text: one as a record has it, a record, or the file of @node-core/utils. Errors name `name` and quote
// nothing.
Result<std::vector<Report>> reports_of_text(std::string_view json, std::string_view name, const Release& release);
// Updates of dependencies of a report of `ward update check --json` or `ward audit --json`, or a list as a record has
// it. `line` is for those that name none.
struct DependencyList {
    std::vector<Dependency> all = {};
    std::vector<std::string> left_out = {};  // and why: "undici@main: is of no release line"
};
Result<DependencyList> dependencies_of_text(std::string_view json, std::string_view name, const std::string& line);

}  // namespace ward::release
