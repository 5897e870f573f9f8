// See report.h.
#include "faces/cli/policy/report.h"

#include "base/path.h"
#include "base/time.h"
#include "faces/cli/scan.h"
#include "review/review.h"

namespace ward::cli {

Report policy_report(std::string_view command, const std::string& path) {
    Report report;
    report.command = command;
    report.ward_version = program_version();
    report.ward_commit = program_commit();
    report.started = format_instant(now());
    report.subject.path = path;
    report.subject.name = base_name(path);
    return report;
}

void finish_policy_report(Report& report, bool complete) {
    distinguish_keys(report.findings);
    sort_findings(report.findings);
    report.summary = summarise(report);
    report.summary.complete = complete;
}

bool wants_report(const Invocation& invocation) {
    return invocation.has("format") || invocation.has("json");
}

Result<int> deliver_policy(const Report& report, const std::string& text, const Invocation& invocation) {
    if (wants_report(invocation)) return deliver(report, invocation);
    WARD_TRY(const review::Gate gate, review::Gate::parse(invocation.value("fail-on", "any")));
    WARD_TRY_VOID(write_output(invocation.value("output", "-"), text));
    return review::exit_status(report, gate);
}

}  // namespace ward::cli
