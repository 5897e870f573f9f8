// From a look at many repositories and the tracker's issues to a plan: one issue that is kept up to date. Pure, as
// planner.h is. What is decided, and why: docs/tracker.md.
#pragma once

#include <string>
#include <vector>

#include "actions/engine/plan.h"
#include "io/net/forge.h"
#include "io/net/trust.h"
#include "judges/scorecard/monitor/watch.h"

namespace ward::track {

struct WatchIssueOptions {
    std::string repository;  // "OWNER/REPO"
    std::string scope;       // of the plan: server and repository
    std::string title;       // of a new issue
    std::vector<std::string> labels = {};
    std::vector<std::string> assignees = {};
    net::Trust trust = {};
};

// At most one effect. A new issue is opened only where a score changed (WatchSummary::changed) that no issue, open or
// closed, tells already; closed ones stay closed.
engine::Plan plan_watch_issue(const scorecard::monitor::Watch& watch, std::vector<net::Issue> issues,
                              const WatchIssueOptions& options);

}  // namespace ward::track
