#include "actions/release/run/step.h"

namespace ward::release {

const Step* step_named(std::string_view name) {
    for (const Step* step : all_steps())
        if (step->name == name) return step;
    return nullptr;
}

StepPlan plan_of(const Step& step, const StepInput& input) {
    return {.plan = {.action = "release " + std::string(step.name), .scope = input.release.id},
            .after = input.release,
            .words = input.words,
            .arguments = input.arguments};
}

}  // namespace ward::release
