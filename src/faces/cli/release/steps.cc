// ward release STEP, apply: a step is planned, shown, and carried out where it may be.
#include <algorithm>

#include <fmt/format.h>

#include "actions/release/record/secret.h"
#include "actions/release/run/permit.h"
#include "actions/release/run/public_check.h"
#include "base/text.h"
#include "faces/cli/release/doors_setup.h"
#include "faces/cli/release/group_setup.h"
#include "faces/cli/release/step_setup.h"
#include "faces/cli/release/step_texts.h"
#include "faces/cli/release/verbs.h"

namespace ward::cli {
namespace {

// What stands against a plan, told; the exit status it means. 0: nothing does.
int told_refusal(const release::StepPlan& planned, const Log& log) {
    constexpr int changed_status = 13;
    for (const std::string& reason : planned.breaches) log.warn(display(reason));
    for (const std::string& reason : planned.mismatches) log.warn(display(reason));
    for (const std::string& reason : planned.refused) log.warn(display(reason));
    if (!planned.breaches.empty()) return embargo_status;
    if (!planned.mismatches.empty()) return verification_status;
    return planned.refused.empty() ? 0 : changed_status;
}

bool is_nothing(const release::StepPlan& planned, const release::Release& before, const release::Group& group) {
    if (!planned.plan.effects.empty() || planned.changes(before)) return false;
    // Files that stand there so already are nothing to do.
    return std::ranges::all_of(planned.files, [&](const release::GroupFile& file) {
        const auto there = group.read(release::Group::path_of(planned.after.id, file.name));
        return there && *there == file.content;
    });
}

// What is secret beside the release itself: nothing of it is told by this one.
Result<std::vector<release::Release>> other_secrets(const release::Group& group, const std::string& id, Instant now) {
    WARD_TRY(const std::vector<release::Release> all, group.all());
    std::vector<release::Release> out = release::secret_releases(all, now);
    std::erase_if(out, [&](const release::Release& one) { return one.id == id; });
    return out;
}

// The plan waits for others; how they approve it.
Result<int> waits_for_approval(const Invocation& invocation, release::Group& group, const release::Step& step,
                               const release::StepPlan& planned, const release::Permit& permit,
                               const release::CarryOptions& options) {
    for (const std::string& reason : permit.refused) invocation.log.warn(display(reason));
    if (!permit.by_signatures) {
        invocation.log.info(
            fmt::format("nothing is done yet: the same command with --yes-plan {:.12} carries it out", permit.hash));
        return approval_status;
    }
    WARD_TRY([[maybe_unused]] const std::string hash, release::put_forward(group, step, planned, options));
    invocation.log.info(
        fmt::format("{} of {} approvals are there: ward release approve {:.12}, then ward release apply {:.12}",
                    permit.have, permit.needed, permit.hash, permit.hash));
    return approval_status;
}

}  // namespace

int told_outcome(const release::Carried& carried, const Log& log) {
    constexpr int incomplete_status = 4;
    constexpr int changed_status = 13;
    const engine::Execution& execution = carried.execution;
    if (execution.stopped) {
        log.warn(execution.stopped->message());
        log.info("the run can be resumed: ward release resume");
        return incomplete_status;
    }
    if (execution.count(engine::Outcome::Kind::changed) > 0) return changed_status;
    return execution.count(engine::Outcome::Kind::failed) > 0 ? incomplete_status : 0;
}

Result<int> run_step(const Invocation& invocation, release::Group& group, const StepRun& run) {
    const release::Step& step = *run.step;
    WARD_TRY(const auto outside, ReleaseOutside::open(invocation, group));
    WARD_TRY(release::CarryOptions options, carry_options(invocation, group));
    release::Release before;
    if (!run.release.empty()) {
        WARD_TRY(before, group.release(run.release));
        WARD_TRY(const auto running, group.running(run.release));
        if (running) return fail(ErrorCode::conflict, release::held_words(*running, options.actor));
    }
    WARD_TRY(const release::Siblings others, group.others(run.release));
    const Instant made = run.made.value_or(options.now);
    const release::StepInput input{.release = before,
                                   .project = group.project(),
                                   .doors = outside->doors(),
                                   .now = options.now,
                                   .day = made - made % seconds_per_day,
                                   .words = run.words,
                                   .arguments = run.arguments,
                                   .others = others,
                                   .kept = [&](const std::string& name) {
                                       const auto text = group.read(release::Group::path_of(run.release, name));
                                       return text && *text ? **text : std::string();
                                   }};
    WARD_TRY(release::StepPlan planned, step.plan(input));
    WARD_TRY(const release::AudienceRules rules, audience_rules(group));
    WARD_TRY(const std::vector<release::Release> secrets, other_secrets(group, run.release, options.now));
    WARD_TRY_VOID(release::check_public_texts(planned, input, rules, secrets));
    WARD_TRY(const release::Permit permit,
             release::permit_of(group, step, planned,
                                {.trust = steward_trust(invocation),
                                 .named_plan = run.named_plan,
                                 .author = run.author.empty() ? options.actor.name : run.author,
                                 .now = options.now}));
    const bool is_json = invocation.has("json");
    if (is_json) WARD_TRY_VOID(print(plan_json(step, planned, permit)));
    for (const std::string& note : planned.notes) invocation.log.info(display(note));
    if (const int status = told_refusal(planned, invocation.log); status != 0) return status;
    for (const std::string& what : planned.waiting) invocation.log.info("waiting: " + display(what));
    if (is_nothing(planned, before, group)) {
        if (planned.waiting.empty()) invocation.log.info("nothing to do");
        return nothing_to_do_status;
    }
    if (!run.expected_hash.empty() && permit.hash != run.expected_hash)
        return fail(ErrorCode::conflict,
                    "what it was made from has changed since: it would be another plan now (plan it again)");
    if (!is_json) WARD_TRY_VOID(print(plan_text(step, planned, before, permit)));
    if (invocation.has("dry-run")) return 0;
    if (!permit.holds) return waits_for_approval(invocation, group, step, planned, permit, options);
    options.note = permit.note;
    if (!planned.log_note.empty()) options.note += (options.note.empty() ? "" : "; ") + planned.log_note;
    WARD_TRY(const release::Carried carried, release::carry_out(group, outside->doors(), step, planned, options));
    if (!is_json) WARD_TRY_VOID(print(outcome_text(carried)));
    return told_outcome(carried, invocation.log);
}

Result<int> release_step(const Invocation& invocation) {
    constexpr std::string_view command = "release ";
    const release::Step* step = release::step_named(std::string_view(invocation.command).substr(command.size()));
    if (step == nullptr) return fail(ErrorCode::internal, "the command is no step");
    WARD_TRY(release::Group group, open_group(invocation));
    StepRun run{.step = step, .arguments = invocation.arguments, .named_plan = invocation.value("yes-plan")};
    if (!step->begins) {
        WARD_TRY(run.release, release_meant(invocation, group));
    } else if (invocation.has("release")) {
        run.words["release"] = invocation.value("release");
    }
    for (const std::string_view word : step->words) {
        if (!invocation.has(word)) continue;
        std::string& said = run.words[std::string(word)];
        if (std::ranges::find(step->files, word) != step->files.end()) {
            WARD_TRY(said, read_input(invocation.value(word), release::max_record_bytes));
        } else {
            said = fmt::format("{}", fmt::join(invocation.values(word), "\n"));
        }
    }
    return run_step(invocation, group, run);
}

// The step is planned again, by the words that it was planned with: only the same plan is carried out.
Result<int> release_apply(const Invocation& invocation) {
    WARD_TRY(release::Group group, open_group(invocation));
    WARD_TRY(const WaitingPlan waiting, waiting_plan(invocation, group));
    const auto& [id, pending, kept, step] = waiting;
    StepRun run{.step = step,
                .release = step->begins ? std::string() : id,
                .words = kept.request.words,
                .arguments = kept.request.arguments,
                .expected_hash = pending.plan,
                .named_plan = pending.plan,
                .author = pending.author,
                .made = parse_instant(pending.since)};
    return run_step(invocation, group, run);
}

}  // namespace ward::cli
