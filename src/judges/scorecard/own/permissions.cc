// A job that may write everything. To the peer the word says nothing there (it counts at the top of a workflow alone).
#include <fmt/core.h>

#include "base/text.h"
#include "judges/scorecard/own/own.h"
#include "judges/scorecard/untrusted.h"
#include "judges/scorecard/workflows.h"
#include "lang/workflow/expressions.h"

namespace ward::scorecard {

void add_own_permissions(const Facts& facts, CheckResult& result) {
    if (result.error) return;
    bool any = false;
    for (const WorkflowFile& file : facts.workflows()) {
        if (!file.says_something || !file.parsed) continue;
        for (const workflow::Job& job : file.parsed->jobs) {
            if (!job.permissions || !job.permissions->all) continue;
            const workflow::Text& all = *job.permissions->all;
            if (!equal_ignoring_case(all.value, "write-all")) continue;
            any = true;
            add_own(result,
                    {.probe = "jobLevelPermissions",
                     .message = fmt::format("job '{}' may write everything: permissions set to '{}'", job.key.value,
                                            all.value),
                     .location = Location{.path = std::string(file.path),
                                          .kind = Location::Kind::source,
                                          .line = static_cast<uint32_t>(all.at.line),
                                          .snippet = all.value},
                     .values = {{"permissionLevel", "write"}, {"tokenName", "write-all"}},
                     .remediation = "name the scopes that the job needs"},
                    Detail::Level::warn);
        }
    }
    // As the peer has it of a workflow's `write-all` with a job that uses it.
    if (any && result.score != 0) result.own_score = 0;
}

void add_own_injections(const Facts& facts, CheckResult& result) {
    if (result.error) return;
    bool any = false;
    for (const ActionFile& file : action_files(facts))
        for (const workflow::Step& step : file.parsed.steps) {
            const workflow::Text* script = script_of(step);
            if (script == nullptr) continue;
            const auto expressions = workflow::find_expressions(script->value, workflow::ExpressionEnd::first_braces);
            for (const workflow::Expression& expression : expressions.found) {
                if (!is_untrusted(expression.inside)) continue;
                any = true;
                add_own(result,
                        {.probe = "hasDangerousWorkflowScriptInjection",
                         .outcome = Outcome::yes,
                         .message =
                             fmt::format("script injection in an action with untrusted input '{}'", expression.inside),
                         .location = Location{.path = std::string(file.path),
                                              .kind = Location::Kind::source,
                                              .line = static_cast<uint32_t>(script->at.line),
                                              .snippet = std::string(expression.inside)}},
                        Detail::Level::warn);
            }
        }
    if (any && result.score != 0) result.own_score = 0;
}

}  // namespace ward::scorecard
