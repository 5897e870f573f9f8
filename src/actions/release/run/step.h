// The steps of a release, from `start` to `cleanup`: each looks at the record and at the outside, and says what is to
// be done as a plan. A step is a row of the registry `run/steps/`, one file each. Planning reads only and is pure
// behind what it read: the same record and the same outside give the same plan, and a step that is done plans nothing.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/engine/executor.h"
#include "actions/engine/plan.h"
#include "actions/release/record/project.h"
#include "actions/release/record/release.h"
#include "actions/release/record/siblings.h"
#include "actions/release/run/doors.h"

namespace ward::release {

struct StepInput {
    const Release& release;
    const Project& project;
    Doors& doors;  // reads only
    Instant now = 0;
    // The first second of the day on which the plan was made: texts are dated by it, so that a plan is the same all
    // day, and when it is carried out later.
    Instant day = 0;
    // Of the command line, by option: "line", "to", "reason"; of one that was given several times, a line each.
    std::map<std::string, std::string> words = {};
    std::vector<std::string> arguments = {};  // positional ones
    const Siblings& others = no_siblings();
    // A file of the release's folder as it stands there; empty where it does not.
    std::function<std::string(const std::string& name)> kept = {};
};

// A file of the release's folder in the group's repository that a step writes beside the record: "mail.txt".
struct GroupFile {
    std::string name;
    std::string content;
    // What it is for. Drafts are handed out as they are, so that nothing embargoed may stand in them either.
    enum class Use : uint8_t { draft, group_alone };
    Use use = Use::draft;
};

struct StepPlan {
    engine::Plan plan;  // action "release STEP", scope: the release's id
    // The record when all effects are done, as far as it is known before; what they make comes by `absorb`.
    Release after;
    std::vector<GroupFile> files = {};
    // What the step waits for; with it and without effects or changes, the exit status is 10. No embargoed text.
    std::vector<std::string> waiting = {};
    // Why it is not to be done, all of it, for people; nothing of a plan that has some is carried out. No embargoed
    // text.
    std::vector<std::string> refused = {};     // the record or the outside is not as it has to be: exit status 13
    std::vector<std::string> breaches = {};    // embargoed text or objects would become public: 12
    std::vector<std::string> mismatches = {};  // what was read back is not what was sent, or outputs disagree: 15
    // For people, and no reason to stop: "3 reports have no CVE id yet".
    std::vector<std::string> notes = {};
    // What people said about it, for the log. No embargoed text.
    std::string log_note = {};
    // What the command line said, so that the plan can be made again before it is carried out.
    std::map<std::string, std::string> words = {};
    std::vector<std::string> arguments = {};

    bool changes(const Release& before) const { return !(after == before); }
    bool is_refused() const { return !refused.empty() || !breaches.empty() || !mismatches.empty(); }
};

struct Step {
    std::string_view name;     // "cve request"
    std::string_view summary;  // one line
    // Names those that need approval where the group's list says how many (approve/stewards.h): "cve-request",
    // "announce", "ship", "disclose", "break-embargo"; empty: none does.
    std::string_view approval = {};
    std::span<const std::string_view> words = {};  // the options that it reads
    // Those of them that name files: the step is given what stands in them, so that the plan is the same elsewhere.
    std::span<const std::string_view> files = {};
    // What of it cannot be taken back beside its effects; with it a plan is named before it is carried out.
    std::string_view no_return = {};
    bool begins = false;  // makes a record: its input is an empty one, and `after` has the id
    Result<StepPlan> (*plan)(const StepInput& input) = nullptr;
    // What an effect made goes into the record. Nothing where no effect of the step makes anything.
    Result<void> (*absorb)(Release& release, const engine::Effect& effect, const engine::Outcome& outcome) = nullptr;
};

#define WARD_RELEASE_STEP(id)    \
    extern const Step step_##id; \
    const Step step_##id

std::span<const Step* const> all_steps();  // sorted by file
const Step* step_named(std::string_view name);

// An empty plan of a step.
StepPlan plan_of(const Step& step, const StepInput& input);

}  // namespace ward::release
