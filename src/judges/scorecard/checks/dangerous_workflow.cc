// Dangerous-Workflow: strangers' text in a script, strangers' code beside the project's secrets.
#include <fmt/core.h>

#include "base/text.h"
#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/own/own.h"
#include "judges/scorecard/untrusted.h"
#include "lang/workflow/expressions.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view dangerous_workflow_name = "Dangerous-Workflow";
constexpr std::string_view injection_probe = "hasDangerousWorkflowScriptInjection";
constexpr std::string_view checkout_probe = "hasDangerousWorkflowUntrustedCheckout";

ProbeFinding finding_of(std::string_view probe, std::string message, const WorkflowFile& file, int line,
                        std::string snippet) {
    return {.probe = probe,
            .outcome = Outcome::yes,
            .message = std::move(message),
            .location = Location{.path = std::string(file.path),
                                 .kind = Location::Kind::source,
                                 .line = static_cast<uint32_t>(line),
                                 .snippet = std::move(snippet)}};
}

bool runs_with_secrets_for_strangers(const workflow::Workflow& workflow) {
    for (const workflow::Event& event : workflow.on)
        if (event.name.value == "pull_request_target" || event.name.value == "workflow_run") return true;
    return false;
}

void find_checkouts(const WorkflowFile& file, std::vector<ProbeFinding>& out) {
    if (!runs_with_secrets_for_strangers(*file.parsed)) return;
    for (const workflow::Job& job : file.parsed->jobs)
        for (const workflow::Step& step : job.steps) {
            const workflow::Text* action = action_of(step);
            if (action == nullptr || !action->value.contains("actions/checkout")) continue;
            const workflow::Entry* ref = find_entry(step.action->inputs, "ref");
            if (ref == nullptr) continue;
            const std::string& text = ref->value.value;
            if (text.contains("github.event.pull_request") || text.contains("github.event.workflow_run"))
                out.push_back(finding_of(checkout_probe, fmt::format("untrusted code checkout '{}'", text), file,
                                         step.at.line, text));
        }
}

// False where an expression has no end: no workflow of the project can be judged then, as the peer has it.
bool find_injections(const WorkflowFile& file, std::vector<ProbeFinding>& out) {
    for (const workflow::Job& job : file.parsed->jobs)
        for (const workflow::Step& step : job.steps) {
            const workflow::Text* script = script_of(step);
            if (script == nullptr) continue;
            const auto expressions = workflow::find_expressions(script->value, workflow::ExpressionEnd::first_braces);
            for (const workflow::Expression& expression : expressions.found)
                if (is_untrusted(expression.inside))
                    out.push_back(finding_of(
                        injection_probe, fmt::format("script injection with untrusted input '{}'", expression.inside),
                        file, script->at.line, std::string(expression.inside)));
            if (expressions.unclosed) return false;
        }
    return true;
}

CheckResult run_dangerous_workflow(const Facts& facts) {
    std::vector<ProbeFinding> injections;
    std::vector<ProbeFinding> checkouts;
    bool any = false;
    for (const WorkflowFile& file : facts.workflows()) {
        if (!file.says_something) continue;
        if (!file.parsed) return failed(dangerous_workflow_name, error_of_workflow(file));
        any = true;
        find_checkouts(file, checkouts);
        if (!find_injections(file, injections))
            return failed(dangerous_workflow_name, "internal error: invalid GitHub workflow");
    }
    const auto otherwise = [&](std::vector<ProbeFinding>& found, std::string_view probe, std::string_view message) {
        if (found.empty())
            found.push_back({.probe = probe,
                             .outcome = any ? Outcome::no : Outcome::not_applicable,
                             .message = std::string(any ? message : "Project does not have any workflows.")});
    };
    const bool is_dangerous = !injections.empty() || !checkouts.empty();
    otherwise(injections, injection_probe,
              "Project does not have dangerous workflow(s) with possibility of script injection.");
    otherwise(checkouts, checkout_probe, "Project does not have workflow(s) with untrusted checkout.");
    CheckResult result = !any ? without_score(dangerous_workflow_name, "no workflows found")
                         : is_dangerous
                             ? scored(dangerous_workflow_name, "dangerous workflow patterns detected", 0)
                             : scored(dangerous_workflow_name, "no dangerous workflow patterns detected", max_score);
    for (auto* list : {&injections, &checkouts})
        for (ProbeFinding& finding : *list) {
            if (finding.outcome == Outcome::yes) result.details.push_back(detail_of(finding, Detail::Level::warn));
            result.findings.push_back(std::move(finding));
        }
    return result;
}

CheckResult run_with_own(const Facts& facts) {
    CheckResult result = run_dangerous_workflow(facts);
    add_own_injections(facts, result);
    return result;
}

}  // namespace

WARD_CHECK(dangerous_workflow) = {
    .name = dangerous_workflow_name,
    .summary = "Determines if the project's GitHub Action workflows avoid dangerous patterns.",
    .risk = Risk::critical,
    .run = run_with_own};

}  // namespace ward::scorecard
