// What the verbs of `ward vet` share: labels, and the way from judged packages to reports and an exit status.
#pragma once

#include <string>
#include <vector>

#include "faces/cli/command.h"
#include "facts/advisory/advisory.h"
#include "judges/vet/judged.h"
#include "model/report.h"

namespace ward::cli {

// --labels, else labels.toml in the data folder; none where there is no such file.
Result<std::string> labels_path(const Invocation& invocation);
Result<std::vector<vet::Label>> known_labels(const Invocation& invocation);

// A report without findings: `kind` and `path` of its subject as the caller named them.
Report vet_report(const Invocation& invocation, std::string kind, std::string path);

// Which advisories were asked; the starter set alone makes the report incomplete.
void say_advisories(Report& report, const advisory::Info& info, const std::vector<std::string>& warnings);

// Findings, verdicts and notes of the judged packages go into the report (worst first), its summary is counted.
// `complete`: nothing else is known to be missing but what is unread in report.skipped.
void add_judged(Report& report, std::vector<vet::Judged>& judged, bool complete);

// The text form: a paragraph for each package that has a remark, and for all with --all or where they are few; then one
// line of counts. --explain adds the arithmetic.
std::string text_of_judged(const Report& report, const std::vector<vet::Judged>& judged, const Invocation& invocation);

// --format, --json, -o or the text; the gate's exit status.
Result<int> deliver_vet(const Report& report, const std::vector<vet::Judged>& judged, const Invocation& invocation);

}  // namespace ward::cli
