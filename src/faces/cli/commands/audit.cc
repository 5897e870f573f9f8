// ward audit: vulnerabilities and malicious packages among the components of one or several trees,
// files or packages.
#include "faces/cli/options.h"
#include "faces/cli/scan.h"
#include "faces/cli/track.h"

namespace ward::cli {
namespace {

Result<int> run_audit(const Invocation& asked) {
    Invocation invocation = asked;
    WARD_TRY_VOID(check_track(invocation));
    std::vector<const review::Judge*> judges;
    for (const review::Judge* judge : review::all_judges())
        if (judge->name == "audit") judges.push_back(judge);
    WARD_TRY(const Report report, scan(invocation, judges));
    WARD_TRY(const int status, deliver(report, invocation));
    return track(report, invocation, status);
}

constexpr Verb audit_verbs[] = {{
    .name = "",
    .usage = "[PATH…]",
    .summary = "vulnerabilities in everything a project contains",
    .options = {report_options, scan_options, runtime_options, track_options, tracker_options},
    .run = run_audit,
    .details = "Reads every PATH (the current folder where none is given), never runs anything in it, and asks the "
               "local advisory\n"
               "database. Opens no socket unless --update-db or --track is given.\n"
               "A PATH is a folder, a lock file, an SBOM (CycloneDX, SPDX), a binary, or a package: node@VERSION,\n"
               "NAME@VERSION of a library in the catalogue, pkg:TYPE/NAME@VERSION. docs/subjects.md tells more.",
}};

}  // namespace

WARD_COMMAND(audit) = {
    .name = "audit", .summary = "vulnerabilities in everything a project contains", .verbs = audit_verbs, .rank = 30};

}  // namespace ward::cli
