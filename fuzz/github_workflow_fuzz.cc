// Any bytes as a workflow and as an action: what is read has its place, and both dialects agree where no alias is.
// LINK: ward_workflow
#include <string_view>

#include "lang/workflow/expressions.h"
#include "lang/workflow/workflow.h"

namespace {

using namespace ward::workflow;

void check(Position at) {
    if (at.line < 1 || at.column < 1) __builtin_trap();
}

void check(const Step& step) {
    check(step.at);
    if (step.action && step.script) __builtin_trap();
    if (!step.script || !step.script->run) return;
    for (const ExpressionEnd rule : {ExpressionEnd::first_braces, ExpressionEnd::outside_literals}) {
        const std::string_view text = step.script->run->value;
        size_t end = 0;
        for (const Expression& expression : find_expressions(text, rule).found) {
            if (expression.begin < end || expression.end > text.size()) __builtin_trap();
            if (expression.end - expression.begin != expression.inside.size() + 5) __builtin_trap();
            end = expression.end;
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const Dialect dialect : {Dialect::actionlint, Dialect::github}) {
        if (const auto workflow = read_workflow(text, "w.yml", dialect)) {
            for (const Event& event : workflow->on) check(event.name.at);
            for (const Job& job : workflow->jobs) {
                check(job.key.at);
                for (const Step& step : job.steps) check(step);
            }
            for (const Problem& problem : workflow->problems) check(problem.at);
        }
        if (const auto action = read_action(text, "action.yml", dialect))
            for (const Step& step : action->steps) check(step);
    }
    return 0;
}
