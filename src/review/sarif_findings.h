// Results of other tools (SARIF) as findings of this review: the judge is the tool, the rule its rule, the place a file
// of the subject. They are told and gate like our own.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "formats/sarif.h"
#include "model/report.h"

namespace ward::review {

// What the paths that match a glob are for. The first rule that matches counts; without one the folders' names tell.
struct ScopeRule {
    Scope scope = Scope::unknown;
    std::string glob;
};

// One by one at most; the others are counted.
constexpr size_t max_sarif_remarks = 20;

// Adds the findings of a log, and what there is to say about it: what the tool suppressed itself (which stays open
// here), what lies in tests or tooling (which is proposed, and stays open), where a location leads out of the tree, and
// whether the tool's own run failed. `name` is the file's. The report's components must be numbered.
void add_sarif(Report& report, const sarif::Log& log, const std::string& name, std::span<const ScopeRule> rules);

}  // namespace ward::review
