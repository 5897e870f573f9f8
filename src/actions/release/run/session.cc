#include "actions/release/run/session.h"

#include <algorithm>

#include <fmt/format.h>

#include "actions/release/approve/audit_log.h"
#include "actions/release/run/effect_kind.h"
#include "base/fd.h"
#include "base/text.h"
#include "formats/digest.h"

namespace ward::release {
namespace {

constexpr std::string_view locked_words = "another run holds this release";

std::string plan_path(const std::string& release, const std::string& hash) {
    return Group::path_of(release, "plans/" + hash + ".json");
}

Result<void> check_free(const Group& group, const std::string& release, const std::string& plan,
                        const CarryOptions& options) {
    WARD_TRY(const auto running, group.running(release));
    if (!running || options.take_over) return {};
    const bool is_ours = running->steward == options.actor.name && running->host == options.actor.host;
    if (is_ours && running->plan == plan) return {};
    return fail(ErrorCode::conflict,
                fmt::format("{}: {} since {} ({}, plan {:.12}); ward release resume{}", locked_words,
                            display(running->steward), running->since, display(running->step), running->plan,
                            is_ours ? "" : " --take-over, when it is sure that nobody works on it"));
}

Result<AuditLog> open_log(const Group& group, const std::string& release, const CarryOptions& options) {
    const std::string path = group.folder() + "/" + Group::path_of(release, "log.jsonl");
    WARD_TRY_VOID(make_folders(path.substr(0, path.rfind('/'))));
    auto log = AuditLog::open(path, release, options.actor.name, options.now);
    if (!log && log.error().code == ErrorCode::conflict)
        return fail(ErrorCode::conflict, fmt::format("{}: on this machine", locked_words));
    return log;
}

class Session {
  public:
    Session(Group& group, Doors& doors, const Step& step, const CarryOptions& options, AuditLog& log)
        : group_(group), doors_(doors), step_(step), options_(options), log_(log) {}

    Result<Carried> run(const engine::Plan& plan, const Release& after) {
        const std::string id = after.id;
        const std::string journal_path = group_.folder() + "/" + Group::path_of(id, "journal");
        Carried carried;
        {
            WARD_TRY(engine::Journal journal, engine::Journal::open(journal_path));
            ReleaseDriver driver(doors_, options_.take_over);
            // What an earlier attempt did is told by execute() as `already`, with what it made.
            WARD_TRY_VOID(engine::reconcile(journal, driver));
            carried.execution = engine::execute(plan, journal, driver);
        }
        const bool is_whole = !carried.execution.stopped &&
                              carried.execution.count(engine::Outcome::Kind::changed) == 0 &&
                              carried.execution.count(engine::Outcome::Kind::failed) == 0;
        WARD_TRY(const Release before, group_.release(id));
        // What was done is remembered even where not everything could be.
        Release result = is_whole ? after : before;
        WARD_TRY_VOID(absorb(result, plan, carried.execution.outcomes));
        put_in_order(result);
        WARD_TRY_VOID(finish(result, plan, carried.execution, is_whole, journal_path));
        carried.release = std::move(result);
        return carried;
    }

  private:
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

    Result<void> finish(const Release& release, const engine::Plan& plan, const engine::Execution& execution,
                        bool is_whole, const std::string& journal_path) {
        const auto path = [&](std::string_view file) { return Group::path_of(release.id, file); };
        WARD_TRY(std::string journal, read_file(journal_path, engine::max_journal_bytes));
        std::vector<GroupChange> changes{{path("release.json"), to_json(release)},
                                         {path("journal"), std::move(journal)}};
        // A run that something stopped goes on with `resume`; one whose world has changed needs another plan.
        if (!execution.stopped)
            for (const std::string_view file : {"running.json", "after.json"}) changes.push_back({path(file), {}});
        for (const engine::Outcome& outcome : execution.outcomes)
            WARD_TRY_VOID(log_.append(entry(outcome.key, std::string(engine::name_of(outcome.kind)), plan)));
        WARD_TRY_VOID(log_.append(entry({}, is_whole ? "done" : "stopped", plan)));
        WARD_TRY(std::string log, read_file(group_.folder() + "/" + path("log.jsonl"), max_log_bytes));
        changes.push_back({path("log.jsonl"), std::move(log)});
        return group_.commit(changes,
                             fmt::format("release {}: {}{}", release.id, step_.name, is_whole ? "" : " (stopped)"),
                             options_.now);
    }

    LogEntry entry(std::string effect, std::string status, const engine::Plan& plan) const {
        return {.time = options_.now,
                .actor = options_.actor.name,
                .step = std::string(step_.name),
                .effect = std::move(effect),
                .request = engine::hash_of(plan),
                .status = std::move(status),
                .note = options_.note};
    }

    Group& group_;
    Doors& doors_;
    const Step& step_;
    const CarryOptions& options_;
    AuditLog& log_;
};

}  // namespace

bool is_locked(const Error& error) {
    return error.code == ErrorCode::conflict && error.what.starts_with(locked_words);
}

Result<Carried> carry_out(Group& group, Doors& doors, const Step& step, const StepPlan& planned,
                          const CarryOptions& options) {
    const std::string& id = planned.after.id;
    const std::string hash = engine::hash_of(planned.plan);
    WARD_TRY_VOID(group.bring_up_to_date());
    WARD_TRY_VOID(check_free(group, id, hash, options));
    WARD_TRY(AuditLog log, open_log(group, id, options));
    std::vector<GroupChange> changes;
    changes.reserve(planned.files.size());
    for (const GroupFile& file : planned.files) changes.push_back({Group::path_of(id, file.name), file.content});
    if (planned.plan.effects.empty()) {
        changes.push_back({Group::path_of(id, "release.json"), to_json(planned.after)});
        WARD_TRY_VOID(log.append({.time = options.now,
                                  .actor = options.actor.name,
                                  .step = std::string(step.name),
                                  .effect = {},
                                  .request = sha256_hex(to_json(planned.after)),
                                  .status = "done",
                                  .note = options.note}));
        WARD_TRY(std::string text, read_file(group.folder() + "/" + Group::path_of(id, "log.jsonl"), max_log_bytes));
        changes.push_back({Group::path_of(id, "log.jsonl"), std::move(text)});
        WARD_TRY_VOID(group.commit(changes, fmt::format("release {}: {}", id, step.name), options.now));
        return Carried{.execution = {}, .release = planned.after};
    }
    changes.push_back({plan_path(id, hash), engine::to_json(planned.plan)});
    changes.push_back({Group::path_of(id, "running.json"), to_json(Running{.plan = hash,
                                                                           .step = std::string(step.name),
                                                                           .steward = options.actor.name,
                                                                           .host = options.actor.host,
                                                                           .since = format_instant(options.now)})});
    // What the record will be is kept too, so that a resumed run ends where this one would have.
    changes.push_back({Group::path_of(id, "after.json"), to_json(planned.after)});
    WARD_TRY_VOID(group.commit(changes, fmt::format("release {}: {} begins", id, step.name), options.now));
    return Session(group, doors, step, options, log).run(planned.plan, planned.after);
}

Result<std::optional<Carried>> resume(Group& group, Doors& doors, const std::string& id, const CarryOptions& options) {
    WARD_TRY_VOID(group.bring_up_to_date());
    WARD_TRY(const auto running, group.running(id));
    if (!running) return std::nullopt;
    WARD_TRY_VOID(check_free(group, id, running->plan, options));
    const Step* step = step_named(running->step);
    if (step == nullptr)
        return fail(ErrorCode::unsupported, fmt::format("'{}' is no step that can be resumed", display(running->step)));
    const std::string path = plan_path(id, running->plan);
    WARD_TRY(const auto json, group.read(path));
    WARD_TRY(const auto after_json, group.read(Group::path_of(id, "after.json")));
    if (!json || !after_json) return fail(ErrorCode::damaged, "the plan of the run is not there", path);
    WARD_TRY(const engine::Plan plan, engine::plan_from_json(*json, path));
    if (engine::hash_of(plan) != running->plan) return fail(ErrorCode::damaged, "is another plan than the run's", path);
    WARD_TRY(const Release after, release_from_json(*after_json, "after.json"));
    WARD_TRY(AuditLog log, open_log(group, id, options));
    WARD_TRY(Carried carried, Session(group, doors, *step, options, log).run(plan, after));
    return carried;
}

}  // namespace ward::release
