// What people read about a plan, before and after it is carried out. Nothing of a record's texts stands in it.
#pragma once

#include <string>
#include <vector>

#include "actions/release/run/permit.h"
#include "actions/release/run/session.h"
#include "actions/release/run/step.h"

namespace ward::cli {

// The keys of the record that change, by what they belong to: "report 2871234: cves, state".
std::vector<std::string> record_changes(const release::Release& before, const release::Release& after);
std::string plan_text(const release::Step& step, const release::StepPlan& planned, const release::Release& before,
                      const release::Permit& permit);
std::string plan_json(const release::Step& step, const release::StepPlan& planned, const release::Permit& permit);
std::string outcome_text(const release::Carried& carried);

}  // namespace ward::cli
