// CVE ids that stand somewhere already: an id is of one vulnerability, and no report is given one that has an owner.
#pragma once

#include <map>
#include <string>

#include "actions/release/record/release.h"
#include "actions/release/record/siblings.h"
#include "actions/release/run/step.h"

namespace ward::release {

// Ids and what has them: a report of this release ("report 7"), another release of the group ("release 2026-01-13"), or
// an entry of the vulnerability database where a checkout of it is given ("vuln/core/171.json"), unless the release is
// disclosed, because its own entries may stand there then.
Result<std::map<std::string, std::string>> taken_cves(const Release& release, const Siblings& others,
                                                      const Doors& doors);
// What has the id, where that is not this report; empty: it is free, or the report's own.
std::string owner_of(const Doors& doors, const std::string& cve, const std::string& report);
// Puts what is taken into the doors of `input`, and refuses reports that have another's id.
Result<void> refuse_taken(StepPlan& plan, const StepInput& input);

}  // namespace ward::release
