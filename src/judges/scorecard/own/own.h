// What ward finds beyond the peer in files: added to a check's result behind the peer's own answer, marked as ward's
// (Origin::ward), and never part of its score. Where it would move the number, own_score says to what.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "lang/workflow/workflow.h"

namespace ward::scorecard {

// action.yml of an action that the repository offers or uses itself.
struct ActionFile {
    std::string_view path;
    workflow::Action parsed;
};
// Those that can be read, in the order of the listing: below testdata/ and node_modules/ they are somebody else's.
std::vector<ActionFile> action_files(const Facts& facts);

// Programs that a script calls, by their last name: also those of `npx NAME`, `python -m NAME` and the like. Nothing of
// a script that is no shell.
std::vector<std::string> programs_of(std::string_view script);

// A line of the check's details with its finding.
void add_own(CheckResult& result, ProbeFinding finding, Detail::Level level);

// Token-Permissions: `permissions: write-all` of a job.
void add_own_permissions(const Facts& facts, CheckResult& result);
// Dangerous-Workflow: strangers' text in scripts of action.yml.
void add_own_injections(const Facts& facts, CheckResult& result);
// SAST: analysers that the peer does not know.
void add_own_analysers(const Facts& facts, CheckResult& result);
// Fuzzing: where the peer finds none, fuzzers and property tests that it does not know.
void add_own_fuzzers(const Facts& facts, CheckResult& result);

}  // namespace ward::scorecard
