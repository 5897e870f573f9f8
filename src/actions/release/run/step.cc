#include "actions/release/run/step.h"

#include "actions/release/run/effect_kind.h"

namespace ward::release {

const Step* step_named(std::string_view name) {
    for (const Step* step : all_steps())
        if (step->name == name) return step;
    return nullptr;
}

StepPlan plan_of(const Step& step, const StepInput& input) {
    return {.plan = {.action = "release " + std::string(step.name), .scope = input.release.id}, .after = input.release};
}

std::vector<std::string> points_of_no_return(const engine::Plan& plan) {
    std::vector<std::string> out;
    for (const engine::Effect& effect : plan.effects)
        if (effect.undo.empty()) out.push_back(effect.summary);
    return out;
}

}  // namespace ward::release
