// The workflows of a repository, read once for all checks that look at them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lang/workflow/workflow.h"

namespace ward::scorecard {

struct WorkflowFile {
    std::string_view path;
    std::string text;
    bool says_something = false;  // a line that is neither blank nor a comment
    Result<workflow::Workflow> parsed = fail(ErrorCode::parse, "was not read");
};

// What a check says that cannot be made because this file is no YAML.
std::string error_of_workflow(const WorkflowFile& file);
// A step that uses an action: what it names. Null of any other step.
const workflow::Text* action_of(const workflow::Step& step);
// A step's script. Null of any other step.
const workflow::Text* script_of(const workflow::Step& step);
// `uses` without what stands behind '@'.
std::string_view without_version(std::string_view uses);

// One kind of job: all its steps are in the job, in any order.
struct JobStep {
    std::string_view uses = {};                                // action's name, without version
    std::pair<std::string_view, std::string_view> input = {};  // that it is given, with this value
    std::string_view run = {};                                 // regular expression, of the script on one line
};
struct JobPattern {
    std::vector<JobStep> steps;
    std::string_view text;  // what it is, for people
};
struct JobMatch {
    const workflow::Job* job = nullptr;  // null: none
    std::string text;                    // the pattern's, or `otherwise`, and the file
};
// The first job that fits a pattern.
JobMatch first_job(const WorkflowFile& file, std::span<const JobPattern> patterns, std::string_view otherwise);
// One that publishes packages.
JobMatch packaging_job(const WorkflowFile& file);
// Does it compare Gradle's wrappers with those that Gradle published?
bool validates_wrappers(const WorkflowFile& file);
// Do checks ask the forge whether it succeeded?
bool wants_runs(const WorkflowFile& file);

}  // namespace ward::scorecard
