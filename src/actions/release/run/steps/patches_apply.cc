// The fixes of a line on top of its staging branch, as a branch of the project's checkout. Nothing is checked out, and
// nothing is pushed.
#include <fmt/core.h>

#include "actions/release/run/effect_kind.h"
#include "actions/release/run/line_patches.h"
#include "actions/release/run/step_parts.h"
#include "base/text.h"

namespace ward::release {
namespace {

constexpr std::string_view patches_apply_words[] = {"line", "remote", "base"};

void refuse(StepPlan& plan, const LinePatch& patch) {
    std::string reason = patch.reason;
    if (patch.standing == LinePatch::Standing::conflicts) {
        std::vector<std::string> files;
        files.reserve(patch.conflicts.size());
        for (const std::string& file : patch.conflicts) files.push_back(display(file));
        reason = fmt::format("conflicts in {}", join(files, ", "));
    }
    plan.refused.push_back(fmt::format("{}: {}", patch.pull, reason));
}

Result<StepPlan> plan_patches_apply(const StepInput& input) {
    StepPlan out = plan_of(*step_named("patches apply"), input);
    WARD_TRY(const std::string word, needed_word(input, "line"));
    const auto name = line_named(word);
    if (!name || input.release.line(*name) == nullptr)
        return fail(ErrorCode::usage, "is no line of the release", "--line");
    if (!needs_state(out, input, {State::ready, State::cve_assigned, State::announced, State::postponed},
                     "reports are completed first (ward release ready)"))
        return out;
    const auto remote = working_remote(input);
    if (!remote && remote.error().what.starts_with("embargo")) {
        out.breaches.push_back(remote.error().what);
        return out;
    }
    if (!remote) return std::unexpected(remote.error());
    WARD_TRY(const LinePatches patches, line_patches(input, *name, *remote, word_of(input, "base")));
    for (const LinePatch& patch : patches.patches)
        if (patch.standing == LinePatch::Standing::conflicts || patch.standing == LinePatch::Standing::missing)
            refuse(out, patch);
    if (out.is_refused()) return out;
    if (patches.patches.empty()) out.waiting.push_back(fmt::format("{}.x has no pull request in the record", *name));
    WARD_TRY(const Checkout* checkout, input.doors.checkout("project"));
    WARD_TRY(const update::GitWork git, update::GitWork::open(checkout->folder));
    const std::string ref = patched_ref(input.release, *name);
    WARD_TRY(const auto there, git.commit_of(ref));
    if (!patches.patches.empty() && there != patches.tip) {
        engine::Effect effect{.kind = "git.branch",
                              .target = "project " + ref,
                              .summary = fmt::format("set {} to {:.12}, with {} pull requests on {:.12}", ref,
                                                     patches.tip, patches.patches.size(), patches.base),
                              .content = {{"commit", patches.tip}},
                              .requires_state = {{"commit", there.value_or("absent")}}};
        effect.undo = effect_kind_named(effect.kind)->undo;
        out.plan.effects.push_back(std::move(effect));
    }
    if (patches.patches.empty()) return out;
    for (Line& line : out.after.lines)
        if (line.name == *name && line.state == LineState::open) line.state = LineState::patched;
    return out;
}

}  // namespace

WARD_RELEASE_STEP(patches_apply) = {.name = "patches apply",
                                    .summary = "put the fixes of a line on top of its staging branch",
                                    .approval = "patches",
                                    .words = patches_apply_words,
                                    .plan = plan_patches_apply};

}  // namespace ward::release
