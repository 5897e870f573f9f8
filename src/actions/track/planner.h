// From a report and the tracker's issues to a plan. Pure: what is read was read before, and nothing is done here.
// What is decided, and why: docs/tracker.md.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "actions/engine/plan.h"
#include "actions/track/matter.h"
#include "io/net/forge.h"
#include "io/net/trust.h"

namespace ward::track {

struct Options {
    std::string repository;                // "OWNER/REPO"
    std::string scope;                     // of the plan: server and repository
    std::set<std::string> branches;        // that the report looked at
    std::vector<std::string> labels{};     // for new issues
    std::vector<std::string> assignees{};  // logins, for new issues
    net::Trust trust = {};
    size_t most_new = 100;        // issues that one run may open
    std::set<Scope> scopes = {};  // of what gets new issues; empty: of everything. Unknown ones always do
};

// An issue that asks a person for an assessment: by a label, or because somebody closed it.
struct Draft {
    std::string id;
    std::string package;
    std::string status;         // VEX word, or empty
    std::string justification;  // VEX word, or empty
    std::string from;           // "label 'not_affected' of #12"

    bool operator==(const Draft&) const = default;
};

struct Planned {
    engine::Plan plan;
    std::vector<Draft> drafts;
};

// A `limit` error where more issues would be opened than the options allow.
Result<Planned> plan_issues(const Report& report, const BranchesOf& branches, std::vector<net::Issue> issues,
                            const Options& options);

// The VEX words that a label stands for, in any spelling of its blanks ("Not Affected", "vex: fixed"); nothing for
// other labels.
struct LabelWords {
    std::string status;
    std::string justification;
};
std::optional<LabelWords> label_words(std::string_view label);

// assessments.toml with what is known; a person has to fill in the rest before ward takes it.
std::string drafts_toml(const std::vector<Draft>& drafts, const std::string& repository);

}  // namespace ward::track
