// What several steps put into their plans.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/release/output/output.h"
#include "actions/release/run/completeness.h"
#include "actions/release/run/step.h"

namespace ward::release {

// A file of a checkout as it has to be; nothing where it is so already, or where no such checkout is named and the file
// goes to the group's folder instead (StepPlan::files, "outputs/NAME").
Result<void> plan_file(StepPlan& plan, const StepInput& input, std::string_view checkout, std::string path,
                       std::string content);
// The files of an output, as the record is behind the plan.
Result<std::vector<OutputFile>> outputs_of(std::string_view kind, const StepPlan& plan, const StepInput& input,
                                           int64_t number = 0, std::string previous = {});
// The post of the release as the site's checkout has it, or without one the release's folder; empty where there is
// none.
Result<std::string> published_post(const StepInput& input);
// The post, by the output `kind`, into the site's checkout: of what is there, what was announced stays.
Result<void> plan_post(StepPlan& plan, const StepInput& input, std::string_view kind);
// Mails and the like, which people send: into the release's own folder.
Result<void> plan_drafts(StepPlan& plan, const StepInput& input, std::initializer_list<std::string_view> kinds);
// "https://github.com/a/b/issues/7" as "a/b#7"; nothing for another URL.
std::optional<std::string> issue_target(std::string_view url);
// A comment in every issue of the release; `what` names it for its marker: "postponed 2026-06-18".
Result<void> plan_comments(StepPlan& plan, const StepInput& input, std::string_view what, std::string_view text,
                           bool close);
// That all formats say of every released version what the record says; where one does not, `mismatches` names it.
Result<void> prove_plan(StepPlan& plan, const StepInput& input);
// Every published version that `doors` knows, without prereleases.
std::vector<std::string> released_by_now(const Doors& doors);
// What stands against a step, as its refusals.
void refuse_lacks(StepPlan& plan, const Release& release, Lack::Before before);
// Puts the banner into the site's file without touching what else is in it.
Result<void> plan_banner(StepPlan& plan, const StepInput& input);
// What the command line said; empty where it said nothing.
std::string word_of(const StepInput& input, const std::string& option);
// Of an option that was given several times.
std::vector<std::string> words_of(const StepInput& input, const std::string& option);
// A day with the time of day ("00:00" where it is empty) in the release's time zone. A `usage` error names `option`.
Result<Instant> instant_of_day(const std::string& day, const std::string& time, const std::string& timezone,
                               std::string_view option);
// The newest published version of a line; empty where it is not known.
std::string newest_of_line(const Doors& doors, const std::string& line, Instant now);
// A regular release since the record was made: versions and ranges of the record are no more (nodejs/Release#1135).
void refuse_slipped_in(StepPlan& plan, const StepInput& input, const Line& line);
// Is the release in one of these states? Where not, `refused` says so and what comes first.
bool needs_state(StepPlan& plan, const StepInput& input, std::initializer_list<State> states, std::string_view first);
// Embargoed texts are guarded until a moment that is still to come.
void refuse_past(StepPlan& plan, const StepInput& input);
// A report, or one of its CVE ids, that another release has stands in that one alone; false, and `refused` says so.
bool is_free(StepPlan& plan, const StepInput& input, const Report& report);
// What an option says goes into the log: one line, nothing of which is embargoed (`breaches`).
Result<void> tell_log(StepPlan& plan, const StepInput& input, const std::string& option);
// A draft or text in the release's own folder: "outputs/NAME".
void keep_output(StepPlan& plan, std::string name, std::string content, GroupFile::Use use = GroupFile::Use::draft);
// The word of the command line; a `usage` error names the option where it is not given.
Result<std::string> needed_word(const StepInput& input, const std::string& option);

}  // namespace ward::release
