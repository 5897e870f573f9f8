#include "actions/release/run/session.h"

#include <unistd.h>

#include <algorithm>
#include <iterator>

#include <fmt/core.h>

#include "actions/release/approve/audit_log.h"
#include "actions/release/run/effect_kind.h"
#include "actions/release/run/taken_cves.h"
#include "base/fd.h"
#include "base/text.h"
#include "formats/digest.h"

namespace ward::release {
namespace {

constexpr std::string_view locked_words = "another run holds this release";

Result<void> check_free(const Group& group, const std::string& release, const std::string& plan,
                        const CarryOptions& options) {
    WARD_TRY(const auto running, group.running(release));
    if (!running || options.take_over) return {};
    const bool is_ours = running->steward == options.actor.name && running->host == options.actor.host;
    if (is_ours && running->plan == plan) return {};
    return fail(ErrorCode::conflict, held_words(*running, options.actor));
}

Result<AuditLog> open_log(const Group& group, const std::string& release, const CarryOptions& options) {
    const std::string path = group.folder() + "/" + Group::path_of(release, "log.jsonl");
    WARD_TRY_VOID(make_folders(path.substr(0, path.rfind('/'))));
    auto log = AuditLog::open(path, release, options.actor.name, options.now);
    if (!log && log.error().code == ErrorCode::conflict)
        return fail(ErrorCode::conflict, fmt::format("{}: on this machine", locked_words));
    return log;
}

Result<std::string> log_text(const Group& group, const std::string& release) {
    return read_file(group.folder() + "/" + Group::path_of(release, "log.jsonl"), max_log_bytes);
}

class Session {
  public:
    Session(Group& group, Doors& doors, const Step& step, const CarryOptions& options, AuditLog& log)
        : group_(group), doors_(doors), step_(step), options_(options), log_(log) {}

    enum class Mode { whole, settle };  // settle: what is open is asked for, and the rest is not done

    Result<Carried> run(const std::string& hash, const engine::Plan& plan, const Release& after, Mode mode) {
        hash_ = hash;
        const std::string id = after.id;
        WARD_TRY(const std::string journal_path, journal_place(id));
        Carried carried;
        {
            WARD_TRY(engine::Journal journal, engine::Journal::open(journal_path));
            WARD_TRY_VOID(know_ids(plan, id, journal));
            ReleaseDriver driver(doors_, options_.take_over);
            if (!journal.unresolved().empty()) WARD_TRY_VOID(look_in_order(plan, driver));
            // What an earlier attempt did is told by execute() as `already`, with what it made.
            WARD_TRY_VOID(engine::reconcile(journal, driver));
            if (mode == Mode::whole) {
                carried.execution = engine::execute(plan, journal, driver);
            } else {
                WARD_TRY(carried.execution.outcomes, done_of(plan, driver));
            }
        }
        const bool is_whole = mode == Mode::whole && !carried.execution.stopped &&
                              carried.execution.count(engine::Outcome::Kind::changed) == 0 &&
                              carried.execution.count(engine::Outcome::Kind::failed) == 0;
        WARD_TRY(const Release before, group_.release(id));
        // What was done is remembered even where not everything could be.
        Release result = is_whole ? after : before;
        WARD_TRY_VOID(absorb(result, plan, carried.execution.outcomes));
        put_in_order(result);
        // A record that no later run could read would hold up everything.
        WARD_TRY_VOID(release_from_json(to_json(result), "the record as it would be"));
        WARD_TRY_VOID(finish(result, carried.execution, is_whole, journal_path));
        if (group_.is_sealing() && ::unlink(journal_path.c_str()) != 0) return fail_errno("remove", journal_path);
        carried.release = std::move(result);
        return carried;
    }

  private:
    // Where the journal grows. It has texts of effects: in a group that encrypts, it stands beside git's own files
    // while a run is under way, and in the repository only as the end of the run leaves it. A run of one's own that was
    // killed goes on with what it had.
    Result<std::string> journal_place(const std::string& id) const {
        const std::string path = Group::path_of(id, "journal");
        if (!group_.is_sealing()) return group_.folder() + "/" + path;
        const std::string folder = group_.git().git_folder() + "/ward-release";
        WARD_TRY_VOID(make_folders(folder));
        std::string place = fmt::format("{}/{}.journal", folder, id);
        if (options_.is_resumed && !options_.take_over && ::access(place.c_str(), F_OK) == 0) return place;
        WARD_TRY(const auto there, group_.read(path));
        constexpr int owner_alone = 0600;
        WARD_TRY_VOID(replace_file(place, there.value_or(""), owner_alone));
        return place;
    }

    // Whose the ids are that services tell of, for effects that give them to reports.
    Result<void> know_ids(const engine::Plan& plan, const std::string& id, const engine::Journal& journal) {
        const auto gives_ids = [](const engine::Effect& one) {
            return one.kind == "cve.reserve" || one.kind == "hackerone.cve";
        };
        if (std::ranges::none_of(plan.effects, gives_ids)) return {};
        WARD_TRY(const Release record, group_.release(id));
        WARD_TRY(const Siblings others, group_.others(id));
        WARD_TRY(doors_.taken, taken_cves(record, others, doors_));
        // What an earlier run of this plan did stands in the record already.
        for (const Report& report : record.reports)
            if (!report.cves.empty()) doors_.reserved.emplace(report.id, report.cves.front());
        doors_.is_resumed = options_.is_resumed || options_.take_over || !journal.unresolved().empty();
        return {};
    }

    static Result<void> look_in_order(const engine::Plan& plan, ReleaseDriver& driver) {
        for (const engine::Effect& effect : plan.effects) {
            const EffectKind* kind = effect_kind_named(effect.kind);
            if (kind == nullptr || !kind->in_order) continue;
            WARD_TRY([[maybe_unused]] const engine::Sight sight, driver.look(effect, engine::Doubt::none));
        }
        return {};
    }

    // Those effects that are done, by whoever it was.
    static Result<std::vector<engine::Outcome>> done_of(const engine::Plan& plan, ReleaseDriver& driver) {
        std::vector<engine::Outcome> outcomes;
        for (const engine::Effect& effect : plan.effects) {
            WARD_TRY(engine::Sight sight, driver.look(effect, engine::Doubt::sent));
            if (sight.standing == engine::Standing::present)
                outcomes.push_back({engine::key_of(plan.action, plan.scope, effect), engine::Outcome::Kind::already,
                                    effect.summary, std::move(sight.detail)});
        }
        return outcomes;
    }

    Result<void> absorb(Release& release, const engine::Plan& plan, std::span<const engine::Outcome> outcomes) const {
        if (step_.absorb == nullptr) return {};
        for (const engine::Outcome& outcome : outcomes) {
            if (outcome.kind != engine::Outcome::Kind::done && outcome.kind != engine::Outcome::Kind::already) continue;
            const auto effect = std::ranges::find_if(plan.effects, [&](const engine::Effect& one) {
                return engine::key_of(plan.action, plan.scope, one) == outcome.key;
            });
            if (effect != plan.effects.end()) WARD_TRY_VOID(step_.absorb(release, *effect, outcome));
        }
        return {};
    }

    Result<void> finish(const Release& release, const engine::Execution& execution, bool is_whole,
                        const std::string& journal_path) {
        const auto path = [&](std::string_view file) { return Group::path_of(release.id, file); };
        WARD_TRY(std::string journal, read_file(journal_path, engine::max_journal_bytes));
        std::vector<GroupChange> changes{{path("release.json"), to_json(release)},
                                         {path("journal"), std::move(journal)}};
        // A run that something stopped goes on with `resume`; one whose world has changed needs another plan.
        if (!execution.stopped) changes.push_back({path("running.json"), {}});
        for (const engine::Outcome& outcome : execution.outcomes)
            WARD_TRY_VOID(log_.append(entry(outcome.key, std::string(engine::name_of(outcome.kind)))));
        WARD_TRY_VOID(log_.append(entry({}, is_whole ? "done" : "stopped")));
        WARD_TRY(std::string log, log_text(group_, release.id));
        changes.push_back({path("log.jsonl"), std::move(log)});
        return group_.commit(changes,
                             fmt::format("release {}: {}{}", release.id, step_.name, is_whole ? "" : " (stopped)"),
                             options_.now);
    }

    LogEntry entry(std::string effect, std::string status) const {
        return {.time = options_.now,
                .actor = options_.actor.name,
                .step = std::string(step_.name),
                .effect = std::move(effect),
                .request = hash_,
                .status = std::move(status),
                .note = options_.note};
    }

    Group& group_;
    Doors& doors_;
    const Step& step_;
    const CarryOptions& options_;
    AuditLog& log_;
    std::string hash_ = {};
};

// The run that running.json names, ended in one of both ways.
Result<std::optional<Carried>> end_run(Group& group, Doors& doors, const std::string& id, const CarryOptions& options,
                                       Session::Mode mode) {
    WARD_TRY_VOID(group.bring_up_to_date());
    WARD_TRY(const auto running, group.running(id));
    if (!running) return std::nullopt;
    WARD_TRY_VOID(check_free(group, id, running->plan, options));
    const Step* step = step_named(running->step);
    if (step == nullptr)
        return fail(ErrorCode::unsupported, fmt::format("'{}' is no step that can be resumed", display(running->step)));
    WARD_TRY(const KeptPlan kept, kept_plan(group, id, running->plan));
    WARD_TRY(AuditLog log, open_log(group, id, options));
    CarryOptions resumed = options;
    resumed.is_resumed = true;
    WARD_TRY(Carried carried,
             Session(group, doors, *step, resumed, log).run(running->plan, kept.plan, kept.after, mode));
    return carried;
}

}  // namespace

std::string held_words(const Running& running, const Actor& actor) {
    const bool is_ours = running.steward == actor.name && running.host == actor.host;
    return fmt::format("{}: {} since {} ({}, plan {:.12}); ward release resume{}", locked_words,
                       display(running.steward), running.since, display(running.step), running.plan,
                       is_ours ? "" : " --take-over, when it is sure that nobody works on it");
}

bool is_locked(const Error& error) {
    return error.code == ErrorCode::conflict && error.what.starts_with(locked_words);
}

Result<std::string> put_forward(Group& group, const Step& step, const StepPlan& planned, const CarryOptions& options) {
    const std::string& id = planned.after.id;
    const PlanFiles files = files_of(planned, step.name);
    WARD_TRY_VOID(group.bring_up_to_date());
    WARD_TRY_VOID(check_free(group, id, files.hash, options));
    WARD_TRY(std::vector<PendingPlan> pending, pending_plans(group, id));
    if (std::ranges::find(pending, files.hash, &PendingPlan::plan) != pending.end()) return files.hash;
    // A step has one plan that waits: the newest.
    std::erase_if(pending, [&](const PendingPlan& one) { return one.step == step.name; });
    pending.push_back({.plan = files.hash,
                       .step = std::string(step.name),
                       .author = options.actor.name,
                       .since = format_instant(options.now)});
    std::vector<GroupChange> changes = files.changes(id);
    changes.push_back({Group::path_of(id, "pending.json"), to_json(pending)});
    WARD_TRY_VOID(group.commit(changes, fmt::format("release {}: {} is planned", id, step.name), options.now));
    return files.hash;
}

Result<Carried> carry_out(Group& group, Doors& doors, const Step& step, const StepPlan& planned,
                          const CarryOptions& options) {
    const std::string& id = planned.after.id;
    if (planned.is_refused()) return fail(ErrorCode::internal, "a plan that is refused was to be carried out");
    const PlanFiles plan = files_of(planned, step.name);
    WARD_TRY_VOID(group.bring_up_to_date());
    WARD_TRY_VOID(check_free(group, id, plan.hash, options));
    WARD_TRY(const auto begun, group.running(id));
    const bool is_begun = begun.has_value();
    WARD_TRY(AuditLog log, open_log(group, id, options));
    WARD_TRY(std::vector<GroupChange> changes, without_pending(group, id, plan.hash));
    for (const GroupFile& file : planned.files) changes.push_back({Group::path_of(id, file.name), file.content});
    if (planned.plan.effects.empty()) {
        changes.push_back({Group::path_of(id, "release.json"), to_json(planned.after)});
        WARD_TRY_VOID(log.append({.time = options.now,
                                  .actor = options.actor.name,
                                  .step = std::string(step.name),
                                  .effect = {},
                                  .request = plan.hash,
                                  .status = "done",
                                  .note = options.note}));
        WARD_TRY(std::string text, log_text(group, id));
        changes.push_back({Group::path_of(id, "log.jsonl"), std::move(text)});
        WARD_TRY_VOID(group.commit(changes, fmt::format("release {}: {}", id, step.name), options.now));
        return Carried{.execution = {}, .release = planned.after};
    }
    std::ranges::move(plan.changes(id), std::back_inserter(changes));
    changes.push_back({Group::path_of(id, "running.json"), to_json(Running{.plan = plan.hash,
                                                                           .step = std::string(step.name),
                                                                           .steward = options.actor.name,
                                                                           .host = options.actor.host,
                                                                           .since = format_instant(options.now)})});
    WARD_TRY_VOID(group.commit(changes, fmt::format("release {}: {} begins", id, step.name), options.now));
    CarryOptions carried = options;
    carried.is_resumed = options.is_resumed || is_begun;
    return Session(group, doors, step, carried, log).run(plan.hash, planned.plan, planned.after, Session::Mode::whole);
}

Result<std::optional<Carried>> resume(Group& group, Doors& doors, const std::string& id, const CarryOptions& options) {
    return end_run(group, doors, id, options, Session::Mode::whole);
}

Result<std::optional<Carried>> abandon(Group& group, Doors& doors, const std::string& id, const CarryOptions& options) {
    return end_run(group, doors, id, options, Session::Mode::settle);
}

Result<PendingPlan> withdraw(Group& group, const std::string& id, std::string_view hash, const CarryOptions& options) {
    WARD_TRY_VOID(group.bring_up_to_date());
    WARD_TRY(PendingPlan plan, pending_plan(group, id, hash));
    WARD_TRY(const std::vector<GroupChange> changes, without_pending(group, id, plan.plan));
    WARD_TRY_VOID(group.commit(changes, fmt::format("release {}: {} is withdrawn", id, plan.step), options.now));
    return plan;
}

}  // namespace ward::release
