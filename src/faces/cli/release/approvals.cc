// ward release plan, approve, resume, abort: plans that wait, and runs that did not come to their end.
#include <fmt/core.h>

#include "actions/release/approve/approval_files.h"
#include "actions/release/approve/sign.h"
#include "actions/release/run/permit.h"
#include "base/text.h"
#include "faces/cli/release/doors_setup.h"
#include "faces/cli/release/group_setup.h"
#include "faces/cli/release/json_texts.h"
#include "faces/cli/release/step_setup.h"
#include "faces/cli/release/step_texts.h"
#include "faces/cli/release/verbs.h"

extern char** environ;  // NOLINT(readability-redundant-declaration): of unistd.h where that declares it

namespace ward::cli {
namespace {

constexpr Instant most_days = release::longest_approval_lifetime / seconds_per_day;

Result<Instant> lifetime_of(const Invocation& invocation) {
    if (!invocation.has("days")) return release::usual_approval_lifetime;
    const auto days = to_number<int64_t>(invocation.value("days"));
    if (!days || *days < 1 || *days > most_days)
        return fail(ErrorCode::usage, fmt::format("is a number of days from 1 to {}", most_days), "--days");
    return *days * seconds_per_day;
}

Result<release::SigningKey> signing_key(const Invocation& invocation) {
    if (!invocation.has("signing-key")) return fail(ErrorCode::usage, "is needed to sign", "--signing-key");
    release::SigningKey key;
    WARD_TRY(key.path, whole_path(invocation.value("signing-key")));
    WARD_TRY(const std::string head, read_input(key.path, release::max_signature_file_bytes));
    if (head.starts_with("untrusted comment:")) key.tool = release::SigningTool::minisign;
    return key;
}

std::string waiting_text(const std::string& id, const release::PendingPlan& one) {
    return fmt::format("{:.12}  {:<14}  {:<14}  {}  {}\n", one.plan, id, display(one.step), display(one.since),
                       display(one.author));
}

// What a kept plan is about, for who has to approve it.
std::string kept_text(const release::PendingPlan& pending, const release::KeptPlan& kept,
                      const release::Release& before) {
    std::string text = fmt::format("release {}: {}, planned by {} at {}\n", kept.after.id, display(kept.request.step),
                                   display(pending.author), display(pending.since));
    for (const engine::Effect& effect : kept.plan.effects)
        text += fmt::format("  {}{}\n", display(effect.summary), effect.undo.empty() ? "  (no way back)" : "");
    if (const release::Step* step = release::step_named(kept.request.step); step != nullptr && !step->no_return.empty())
        text += fmt::format("  {}  (no way back)\n", step->no_return);
    for (const auto& [file, digest] : kept.request.files) text += fmt::format("  file {}\n", display(file));
    for (const std::string& change : record_changes(before, kept.after)) text += fmt::format("  record: {}\n", change);
    return text + fmt::format("plan {}\n", pending.plan);
}

Result<int> end_run(const Invocation& invocation, bool whole) {
    WARD_TRY(release::Group group, open_group(invocation));
    WARD_TRY(const std::string id, release_meant(invocation, group));
    WARD_TRY(const auto outside, ReleaseOutside::open(invocation, group));
    WARD_TRY(release::CarryOptions options, carry_options(invocation, group));
    options.take_over = invocation.has("take-over");
    WARD_TRY(const auto carried, whole ? release::resume(group, outside->doors(), id, options)
                                       : release::abandon(group, outside->doors(), id, options));
    if (!carried) {
        invocation.log.info("no run is under way");
        return nothing_to_do_status;
    }
    WARD_TRY_VOID(print(outcome_text(*carried)));
    return told_outcome(*carried, invocation.log);
}

}  // namespace

release::StewardTrust steward_trust(const Invocation& invocation) {
    return {.digest = invocation.value("stewards-digest"), .root_keys = invocation.values("root-key")};
}

Result<std::string> signed_by(const Invocation& invocation, const std::string& statement,
                              release::SigningPurpose purpose) {
    WARD_TRY(const release::SigningKey key, signing_key(invocation));
    return release::sign_statement(statement, purpose, key, release::signing_environment(environ));
}

Result<std::string> release_of_plan(const Invocation& invocation, const release::Group& group) {
    if (invocation.has("release")) return invocation.value("release");
    WARD_TRY(const std::vector<std::string> ids, group.folders());
    for (const std::string& id : ids)
        if (release::pending_plan(group, id, invocation.arguments.front())) return id;
    return fail(ErrorCode::not_found, "no such plan waits (ward release plan)");
}

Result<WaitingPlan> waiting_plan(const Invocation& invocation, const release::Group& group) {
    if (invocation.arguments.size() != 1) return fail(ErrorCode::usage, "takes the hash of one plan");
    WaitingPlan out;
    WARD_TRY(out.release, release_of_plan(invocation, group));
    WARD_TRY_VOID(group.bring_up_to_date());
    WARD_TRY(out.pending, release::pending_plan(group, out.release, invocation.arguments.front()));
    WARD_TRY(out.kept, release::kept_plan(group, out.release, out.pending.plan));
    out.step = release::step_named(out.kept.request.step);
    if (out.step == nullptr)
        return fail(ErrorCode::unsupported, fmt::format("'{}' is no step", display(out.kept.request.step)));
    return out;
}

Result<int> release_plan(const Invocation& invocation) {
    if (invocation.arguments.size() > 1) return fail(ErrorCode::usage, "shows one plan");
    WARD_TRY(const release::Group group, open_group(invocation));
    if (invocation.arguments.empty()) {
        std::vector<WaitingRow> rows;
        WARD_TRY(const std::vector<std::string> ids, group.folders());
        for (const std::string& id : ids) {
            WARD_TRY(const std::vector<release::PendingPlan> pending, release::pending_plans(group, id));
            for (const release::PendingPlan& one : pending) rows.push_back({id, one});
        }
        std::string text;
        if (invocation.has("json")) text = waiting_json(rows);
        else
            for (const auto& [id, one] : rows) text += waiting_text(id, one);
        WARD_TRY_VOID(print(text));
        return rows.empty() ? nothing_to_do_status : 0;
    }
    WARD_TRY(const std::string id, release_of_plan(invocation, group));
    WARD_TRY(const release::PendingPlan pending, release::pending_plan(group, id, invocation.arguments.front()));
    WARD_TRY(const release::KeptPlan kept, release::kept_plan(group, id, pending.plan));
    if (invocation.has("json")) {
        WARD_TRY_VOID(print(engine::to_json(kept.plan)));
        return 0;
    }
    const auto before = group.release(id);
    WARD_TRY_VOID(print(kept_text(pending, kept, before ? *before : release::Release())));
    return 0;
}

Result<int> release_approve(const Invocation& invocation) {
    WARD_TRY(release::Group group, open_group(invocation));
    WARD_TRY(const WaitingPlan waiting, waiting_plan(invocation, group));
    const auto& [id, pending, kept, step] = waiting;
    WARD_TRY(const release::CarryOptions options, carry_options(invocation, group));
    WARD_TRY(const auto stewards, release::stewards_of(group, steward_trust(invocation), options.now));
    if (!stewards) return fail(ErrorCode::usage, "the group has no stewards.toml: --yes-plan is enough");
    const release::ListedSteward* approver = stewards->find(options.actor.name);
    if (approver == nullptr)
        return fail(ErrorCode::usage,
                    fmt::format("'{}' is not among the stewards (--steward)", display(options.actor.name)));
    WARD_TRY(const Instant lifetime, lifetime_of(invocation));
    const release::ApprovalRequest request =
        release::request_of(*step, id, kept.plan, pending.plan, kept.after.lift_at, pending.author);
    const release::Approval approval = release::approval_of(request, approver->name, options.now, lifetime);
    const std::string statement = release::to_json(approval);
    if (invocation.has("dry-run")) {
        WARD_TRY_VOID(print(statement));
        return 0;
    }
    const auto before = group.release(id);
    WARD_TRY_VOID(print(kept_text(pending, kept, before ? *before : release::Release())));
    WARD_TRY(const std::string signature, signed_by(invocation, statement, release::SigningPurpose::approval));
    // A signature that will not count is told now, and to its signer.
    const release::SignedApproval signed_one{
        .file = approver->name + ".json", .statement = statement, .signature = signature};
    const release::Judgement judgement = release::judge(request, *stewards, {&signed_one, 1}, options.now);
    if (!judgement.refused.empty()) return fail(ErrorCode::usage, judgement.refused.front().reason);
    const std::string path = release::Group::path_of(id, release::approval_path(approval));
    const release::GroupChange changes[] = {{path, statement}, {path + ".sig", signature}};
    WARD_TRY_VOID(group.commit(changes, fmt::format("release {}: {} is approved", id, step->name), options.now));
    WARD_TRY_VOID(print(fmt::format("approved by {}\n", approver->name)));
    return 0;
}

Result<int> release_resume(const Invocation& invocation) {
    return end_run(invocation, true);
}

Result<int> release_abort(const Invocation& invocation) {
    if (invocation.arguments.empty()) return end_run(invocation, false);
    WARD_TRY(release::Group group, open_group(invocation));
    WARD_TRY(const std::string id, release_of_plan(invocation, group));
    WARD_TRY(const release::CarryOptions options, carry_options(invocation, group));
    WARD_TRY(const release::PendingPlan gone, release::withdraw(group, id, invocation.arguments.front(), options));
    WARD_TRY_VOID(print(fmt::format("withdrawn: {} ({:.12})\n", display(gone.step), gone.plan)));
    return 0;
}

}  // namespace ward::cli
