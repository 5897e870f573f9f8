// See workflows.h.
#include "judges/scorecard/workflows.h"

#include <algorithm>
#include <map>
#include <mutex>

#include <fmt/core.h>
#include <re2/re2.h>

namespace ward::scorecard {
namespace {

using workflow::Job;
using workflow::Step;

bool names(std::string_view uses, std::string_view action) {
    return uses.starts_with(action) && uses.substr(action.size()).starts_with('@');
}

// The script with its line continuations taken out.
std::string on_one_line(std::string text) {
    if (!text.contains('\\')) return text;
    static const RE2 continuation("\\\\(\n|\r|\r\n)");
    RE2::GlobalReplace(&text, continuation, "");
    return text;
}

// Many steps are held against each expression of the tables: it is compiled once.
const RE2& expression_of(std::string_view text) {
    static std::mutex lock;
    static std::map<std::string_view, RE2> compiled;  // texts are those of tables, which stay
    const std::scoped_lock held(lock);
    return compiled.try_emplace(text, text).first->second;
}

bool fits(const JobStep& wanted, const Step& step) {
    if (!wanted.uses.empty()) {
        const workflow::Text* action = action_of(step);
        if (action == nullptr || !names(action->value, wanted.uses)) return false;
    }
    if (!wanted.input.first.empty()) {
        if (!step.action) return false;
        const workflow::Entry* input = find_entry(step.action->inputs, wanted.input.first);
        if (input == nullptr || input->value.value != wanted.input.second) return false;
    }
    if (!wanted.run.empty()) {
        const workflow::Text* script = script_of(step);
        if (script == nullptr || !RE2::PartialMatch(on_one_line(script->value), expression_of(wanted.run)))
            return false;
    }
    return true;
}

bool fits(const JobPattern& pattern, const Job& job) {
    for (const JobStep& wanted : pattern.steps) {
        // A called workflow of that name stands for all steps. (Of a step without `uses` too, as the peer has it.)
        if (job.call && job.call->uses && names(job.call->uses->value, wanted.uses)) return true;
        if (std::ranges::none_of(job.steps, [&](const Step& step) { return fits(wanted, step); })) return false;
    }
    return true;
}

}  // namespace

std::string error_of_workflow(const WorkflowFile& file) {
    return "internal error: invalid GitHub workflow: " + file.parsed.error().message();
}

const workflow::Text* action_of(const Step& step) {
    return step.action && step.action->uses ? &*step.action->uses : nullptr;
}

const workflow::Text* script_of(const Step& step) {
    return step.script && step.script->run ? &*step.script->run : nullptr;
}

std::string_view without_version(std::string_view uses) {
    return uses.substr(0, uses.find('@'));
}

JobMatch first_job(const WorkflowFile& file, std::span<const JobPattern> patterns, std::string_view otherwise) {
    for (const Job& job : file.parsed->jobs)
        for (const JobPattern& pattern : patterns)
            if (fits(pattern, job)) return {&job, fmt::format("{}: {}", pattern.text, file.path)};
    return {nullptr, fmt::format("{}: {}", otherwise, file.path)};
}

bool validates_wrappers(const WorkflowFile& file) {
    for (const Job& job : file.parsed->jobs)
        for (const Step& step : job.steps) {
            const workflow::Text* action = action_of(step);
            if (action == nullptr) continue;
            for (const std::string_view known :
                 {"gradle/wrapper-validation-action@", "gradle/actions/wrapper-validation@"})
                if (action->value.starts_with(known)) return true;
        }
    return false;
}

bool wants_runs(const WorkflowFile& file) {
    return packaging_job(file).job != nullptr || validates_wrappers(file);
}

JobMatch packaging_job(const WorkflowFile& file) {
    static const std::vector<JobPattern> patterns{
        {.steps = {{.uses = "actions/setup-node", .input = {"registry-url", "https://registry.npmjs.org"}},
                   {.run = "npm.*publish"}},
         .text = "candidate node publishing workflow using npm"},
        {.steps = {{.uses = "actions/setup-java"}, {.run = "mvn.*deploy"}},
         .text = "candidate java publishing workflow using maven"},
        {.steps = {{.uses = "actions/setup-java"}, {.run = "gradle.*publish"}},
         .text = "candidate java publishing workflow using gradle"},
        {.steps = {{.run = "sbt.*ci-release"}}, .text = "candidate Scala publishing workflow using sbt-ci-release"},
        {.steps = {{.run = "gem.*push"}}, .text = "candidate ruby publishing workflow using gem"},
        {.steps = {{.run = "nuget.*push"}}, .text = "candidate nuget publishing workflow"},
        {.steps = {{.run = "docker.*push"}}, .text = "candidate docker publishing workflow"},
        {.steps = {{.uses = "docker/build-push-action"}}, .text = "candidate docker publishing workflow"},
        {.steps = {{.uses = "pypa/gh-action-pypi-publish"}}, .text = "candidate python publishing workflow using pypi"},
        {.steps = {{.uses = "relekang/python-semantic-release"}},
         .text = "candidate python publishing workflow using python-semantic-release"},
        {.steps = {{.uses = "goreleaser/goreleaser-action"}}, .text = "candidate golang publishing workflow"},
        {.steps = {{.run = "cargo.*publish"}}, .text = "candidate rust publishing workflow using cargo"},
        {.steps = {{.uses = "imjasonh/setup-ko"}, {.uses = "ko-build/setup-ko"}},
         .text = "candidate container publishing workflow using ko"},
        {.steps = {{.run = "npx.*semantic-release"}}, .text = "candidate publishing workflow using semantic-release"},
        {.steps = {{.uses = "erlef/setup-elixir"}, {.run = ".*hex.publish.*"}},
         .text = "candidate publishing workflow using elixir"},
    };
    return first_job(file, patterns, "not a publishing workflow");
}

}  // namespace ward::scorecard
