// Reports as they come from where they were made, as reports of a record.
#pragma once

#include "actions/release/record/release.h"
#include "base/result.h"
#include "io/net/github_advisories.h"
#include "io/net/hackerone.h"

namespace ward::release {

// `parse` errors say what of the report cannot stand in a record, without quoting it.
Result<Report> report_from(const net::HackerOneReport& report, const Release& release);
Result<Report> report_from(const net::RepositoryAdvisory& advisory, const Release& release);

// The fields that the source says, brought up to date; what people wrote into the record alone (ranges, impact,
// credits, a severity with its reason) stays, and so does a CVE id. Empty ones of the source change nothing.
void refresh(Report& ours, const Report& theirs);
// Both have CVE ids, and not the same ones.
bool disagrees_on_cves(const Report& ours, const Report& theirs);

// The ids that a source has taken up, in the record's order, behind the ones that are there.
void add_report(Release& release, Report report);

}  // namespace ward::release
