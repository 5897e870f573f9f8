// Updates that fail as issues: one for each dependency, opened when its update begins to fail, kept up to date, closed
// when it works again (nodejs/security-wg#973). Pure, as planner.h is.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "actions/engine/plan.h"
#include "io/net/forge.h"
#include "io/net/trust.h"
#include "model/report.h"

namespace ward::track {

struct FailureIssueOptions {
    std::string repository;  // "OWNER/REPO"
    std::string scope;       // of the plan: server and repository
    std::vector<std::string> labels = {};
    std::vector<std::string> assignees = {};
    net::Trust trust = {};
    std::map<std::string, std::vector<std::string>, std::less<>> notify = {};  // by id: accounts to mention
};

// Rows of one run; dependencies that it did not look at keep their issues. What a person closed stays closed until
// the reason is another one.
engine::Plan plan_failure_issues(const std::vector<DependencyUpdate>& updates, std::vector<net::Issue> issues,
                                 const FailureIssueOptions& options);

}  // namespace ward::track
