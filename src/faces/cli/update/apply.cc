// ward update apply, resume, abort, undo, diff: taking what there is, and taking it back.
#include <algorithm>
#include <span>

#include <fmt/core.h>

#include "actions/update/run/conflict_files.h"
#include "actions/update/run/run.h"
#include "actions/update/update_report.h"
#include "base/fd.h"
#include "base/text.h"
#include "base/time.h"
#include "faces/cli/scan.h"
#include "faces/cli/update/hook_runner.h"
#include "faces/cli/update/setup.h"
#include "faces/cli/update/texts.h"
#include "faces/cli/update/track_failures.h"
#include "faces/cli/update/verbs.h"
#include "faces/cli/update/vet_update.h"
#include "formats/document.h"
#include "formats/json_writer.h"

namespace ward::cli {
namespace {

using update::Applied;
using update::PlanRequest;
using update::Recipe;
using update::State;

constexpr std::string_view service = "github:";

// What a run needs beside its recipes. Stays where it is: the context points into it.
struct RunDoors {
    std::optional<store::Store> states;
    std::optional<update::GitWork> git;
    std::unique_ptr<net::Pulls> pulls;
    update::RunContext context;
    std::optional<update::RunLock> lock;
};

// A line of releases is proposed to itself, where nothing else is said.
Result<update::Proposal> proposal_of(const UpdateSetup& setup, const Invocation& invocation) {
    const std::string asked = invocation.value("pr");
    const std::string name = asked.starts_with(service) ? asked.substr(service.size()) : "";
    if (name.find('/') == std::string::npos || name.find('/') != name.rfind('/'))
        return fail(ErrorCode::usage, fmt::format("'{}' is no github:OWNER/REPO", display(asked)), "--pr");
    return update::Proposal{.repository = name,
                            .remote = invocation.value("remote", "origin"),
                            .base = invocation.value("base", setup.line())};
}

Result<void> add_forge(RunDoors& doors, UpdateSetup& setup, const Invocation& invocation) {
    if (invocation.has("offline")) return fail(ErrorCode::usage, "needs a network, and --offline was asked", "--pr");
    WARD_TRY(doors.context.propose, proposal_of(setup, invocation));
    const std::string& name = doors.context.propose->repository;
    net::GithubOptions options;
    options.base_url = invocation.value("github-api", "https://api.github.com");
    options.owner = name.substr(0, name.find('/'));
    options.repository = name.substr(name.find('/') + 1);
    options.token = environment("GITHUB_TOKEN");
    if (options.token.empty()) return fail(ErrorCode::usage, "needs a token in GITHUB_TOKEN", "--pr");
    doors.context.credentials.token = options.token;
    std::string web = invocation.value("github-web", "https://github.com");
    WARD_TRY_VOID(net::check_base_url(web));
    doors.context.credentials.url_prefix = web + "/";
    WARD_TRY(doors.pulls, net::github_pulls(*setup.http(), std::move(options)));
    doors.context.pulls = doors.pulls.get();
    return {};
}

Result<std::unique_ptr<RunDoors>> open_doors(UpdateSetup& setup, const Invocation& invocation) {
    auto doors = std::make_unique<RunDoors>();
    update::RunContext& context = doors->context;
    context.prepare = setup.context();
    context.prepare.told = [log = invocation.log](const Recipe& recipe, State state, const std::string& detail) {
        log.debug(fmt::format("{}: {} {}", recipe.id, update::name_of(state), display(detail)));
    };
    context.prepare.vet = vet_question(invocation);
    if (invocation.has("allow-hooks")) context.prepare.run_hook = hook_runner();
    if (invocation.has("commit")) context.where = PlanRequest::Where::head;
    if (invocation.has("on-branch") || invocation.has("pr")) context.where = PlanRequest::Where::branch;
    if (invocation.has("commit") && context.where == PlanRequest::Where::branch)
        return fail(ErrorCode::usage, "commits where --on-branch and --pr do not", "--commit");
    context.dry_run = invocation.has("dry-run");
    auto git = update::GitWork::open(setup.folder());
    // Without git a project has its tree alone.
    if (git) doors->git = std::move(*git);
    else if (context.where != PlanRequest::Where::tree) return std::unexpected(git.error());
    if (doors->git) context.git = context.prepare.git = &*doors->git;
    context.prepare.carries_changes = invocation.has("autostash");
    WARD_TRY(const std::string state, state_folder());
    WARD_TRY(store::Store states, store::Store::open(state + "/ward.sqlite"));
    doors->states.emplace(std::move(states));
    context.states = &*doors->states;
    context.project_id = setup.folder();
    context.ward_version = program_version();
    if (invocation.has("pr")) WARD_TRY_VOID(add_forge(*doors, setup, invocation));
    return doors;
}

// Before anything is made of what earlier runs left: another one that is at work is none that was interrupted.
Result<void> take_lock(RunDoors& doors, std::string_view verb) {
    WARD_TRY(update::RunLock lock, update::lock_of(doors.context, verb));
    doors.lock.emplace(std::move(lock));
    return {};
}

// What was asked for, so that a run that was killed can be asked for again.
std::string order_of(const Invocation& invocation, const std::vector<const Recipe*>& recipes) {
    JsonWriter json(JsonLayout::compact);
    std::vector<std::string> ids;
    ids.reserve(recipes.size());
    for (const Recipe* recipe : recipes) ids.push_back(recipe->id);
    json.begin_object().member_values("ids", ids);
    for (const std::string_view option : {"recipes", "to", "pr", "remote", "base", "from-dir", "github-api",
                                          "github-web", "gitlab-api", "registry", "branch-line"})
        if (invocation.has(option)) json.member(option, invocation.value(option));
    for (const std::string_view option :
         {"commit", "on-branch", "allow-hooks", "force-cooldown", "allow-local-git", "autostash"})
        if (invocation.has(option)) json.member(option, "true");
    return json.end_object().take();
}

// 1 is for findings, of which an update has none: 0 where all that could be taken was, 3 where something failed.
int applied_status(const std::vector<Applied>& all) {
    for (const Applied& one : all)
        if (one.work.error) return exit_status_of(one.work.error->code);
    return 0;
}

Result<int> tell(UpdateSetup& setup, const std::vector<const Recipe*>& recipes, const std::vector<Applied>& all,
                 const Invocation& invocation) {
    Report report = setup.report(invocation);
    for (const Applied& one : all) {
        report.updates.push_back(update::row_of(one));
        if (one.work.error)
            report.skipped.push_back({one.work.recipe->path, SkipKind::unread, one.work.error->message(), false});
    }
    report.summary = summarise(report);
    report.summary.complete = report.skipped.empty() && !all.empty();
    WARD_TRY_VOID(write_updates(report, text_of_updates(report.updates, invocation), invocation));
    for (const Applied& one : all)
        if (one.work.error)
            invocation.log.warn(fmt::format("{}: {}: {}", one.work.recipe->id,
                                            to_lower(update::name_of(one.work.failed_in)),
                                            display(one.work.error->message())));
    return track_failures(report, recipes, invocation, applied_status(all));
}

// A conflict is for a person, in files of ward's own; what they make of it the stack takes by `patch refresh`.
void write_conflicts(const UpdateSetup& setup, const Applied& applied, const Invocation& invocation) {
    const update::Work& work = applied.work;
    const auto state = state_folder();
    if (!work.is_conflict() || !state) return;
    const update::PatchOutcome& outcome = work.derived->stack.patches.back();
    const auto patch = std::ranges::find(work.patches, outcome.name, &update::LockedPatch::name);
    const auto files =
        update::write_conflicts(update::conflict_folder(*state, setup.folder(), work.recipe->id,
                                                        work.choice.chosen->version, outcome.name, patch->sha256),
                                outcome);
    if (!files) return invocation.log.warn(files.error().message());
    for (const std::string& file : *files)
        invocation.log.info(fmt::format("hint: the conflict is in {}", display(file)));
    if (!files->empty())
        invocation.log.info(fmt::format("hint: resolve it there, then `ward update patch refresh {} --to {}`",
                                        work.recipe->id, work.choice.chosen->version));
}

// One dependency each, or the members of a group, which stand together.
std::vector<std::span<const Recipe* const>> groups_of(std::span<const Recipe* const> recipes) {
    std::vector<std::span<const Recipe* const>> out;
    for (size_t begin = 0; begin < recipes.size();) {
        size_t end = begin + 1;
        const std::string& group = recipes[begin]->group;
        while (end < recipes.size() && !group.empty() && recipes[end]->group == group) ++end;
        out.push_back(recipes.subspan(begin, end - begin));
        begin = end;
    }
    return out;
}

Result<void> refuse_unfinished(const update::RunContext& context) {
    WARD_TRY(const auto open, update::unfinished_run(*context.states, context.project_id));
    if (!open) return {};
    WARD_TRY(const bool may_have_changed, update::has_plans(context, *open));
    // It had changed nothing: there is nothing to resume, and it is over.
    if (!may_have_changed)
        return context.states->add_step(context.project_id, update::action_name,
                                        {.run = open->name, .item = {}, .state = "ENDED", .at = format_instant(now())});
    return fail(
        ErrorCode::conflict,
        fmt::format("the run {} was interrupted: `ward update resume` ends it, `ward update abort` takes it back",
                    open->name));
}

}  // namespace

Result<int> update_apply(const Invocation& invocation) {
    WARD_TRY_VOID(check_failure_track(invocation));
    WARD_TRY(const auto setup, UpdateSetup::open(invocation));
    WARD_TRY(const auto recipes, setup->chosen(invocation.arguments, UpdateSetup::For::taking));
    WARD_TRY(const auto doors, open_doors(*setup, invocation));
    WARD_TRY_VOID(take_lock(*doors, "apply"));
    WARD_TRY_VOID(refuse_unfinished(doors->context));
    WARD_TRY(update::UpdateRun run, update::UpdateRun::begin(doors->context, "", order_of(invocation, recipes)));
    std::vector<Applied> all;
    for (const std::span<const Recipe* const> together : groups_of(recipes))
        std::ranges::move(run.apply(together), std::back_inserter(all));
    for (const Applied& one : all) write_conflicts(*setup, one, invocation);
    WARD_TRY_VOID(run.end());
    WARD_TRY_VOID(setup->check_advisories());
    return tell(*setup, recipes, all, invocation);
}

namespace {

// A run that was interrupted, and its caller's words with those of now on top.
struct Interrupted {
    update::RunStatus run;
    std::vector<std::string> ids;
    Invocation invocation;
};

Result<Interrupted> interrupted_run(const UpdateSetup& setup, const update::RunContext& context,
                                    const Invocation& given) {
    WARD_TRY(auto open, update::unfinished_run(*context.states, context.project_id));
    if (!open) return fail(ErrorCode::not_found, "no run was interrupted", setup.folder());
    WARD_TRY(const Node order, parse_json(open->order, "the run " + open->name));
    Interrupted out{.run = std::move(*open), .ids = {}, .invocation = given};
    for (const Node& id : items_at(order, "ids")) out.ids.push_back(id.text);
    for (const auto& [option, value] : order.fields)
        if (value.is_string() && !given.has(option)) out.invocation.set(option, {value.text});
    return out;
}

}  // namespace

Result<int> update_resume(const Invocation& given) {
    WARD_TRY(const auto first, UpdateSetup::open(given));
    WARD_TRY(const auto looking, open_doors(*first, given));
    WARD_TRY_VOID(take_lock(*looking, "resume"));
    WARD_TRY(const Interrupted open, interrupted_run(*first, looking->context, given));
    const Invocation& invocation = open.invocation;
    WARD_TRY(const auto setup, UpdateSetup::open(invocation));
    WARD_TRY(const auto recipes, setup->chosen(open.ids, UpdateSetup::For::looking));
    WARD_TRY(const auto doors, open_doors(*setup, invocation));
    WARD_TRY(update::UpdateRun run, update::UpdateRun::begin(doors->context, open.run.name, ""));
    std::vector<Applied> all;
    for (const std::span<const Recipe* const> together : groups_of(recipes))
        std::ranges::move(run.resume(together), std::back_inserter(all));
    WARD_TRY_VOID(run.end());
    return tell(*setup, recipes, all, invocation);
}

namespace {

Result<int> take_back(const Invocation& invocation, const update::RunContext& context, const std::string& run,
                      std::string_view item) {
    WARD_TRY(const update::TakenBack taken, update::take_back_run(context, run, item));
    std::string text;
    for (const std::string& place : taken.done) text += fmt::format("back      {}\n", display(place));
    for (const std::string& place : taken.left) text += fmt::format("left      {}\n", display(place));
    WARD_TRY_VOID(write_output(invocation.value("output", "-"), text.empty() ? "nothing to take back\n" : text));
    return taken.left.empty() ? 0 : exit_status_of(ErrorCode::conflict);
}

}  // namespace

Result<int> update_abort(const Invocation& given) {
    WARD_TRY(const auto first, UpdateSetup::open(given));
    WARD_TRY(const auto looking, open_doors(*first, given));
    WARD_TRY_VOID(take_lock(*looking, "abort"));
    // With the forge that the run spoke to: what it left open there is settled first.
    WARD_TRY(const Interrupted open, interrupted_run(*first, looking->context, given));
    WARD_TRY(const auto setup, UpdateSetup::open(open.invocation));
    WARD_TRY(const auto doors, open_doors(*setup, open.invocation));
    return take_back(open.invocation, doors->context, open.run.name, "");
}

Result<int> update_undo(const Invocation& invocation) {
    if (invocation.arguments.size() > 1)
        return fail(ErrorCode::usage, "takes one dependency, or none for the last run");
    WARD_TRY(const auto setup, UpdateSetup::open(invocation));
    WARD_TRY(const auto doors, open_doors(*setup, invocation));
    WARD_TRY_VOID(take_lock(*doors, "undo"));
    const std::string item = invocation.arguments.empty() ? "" : invocation.arguments.front();
    WARD_TRY(const auto runs, doors->context.states->runs(doors->context.project_id, update::action_name));
    for (const std::string& run : runs) {
        WARD_TRY(const update::RunStatus status,
                 update::status_of(*doors->context.states, doors->context.project_id, run));
        const bool has_it = std::ranges::any_of(status.items, [&](const auto& row) {
            return (item.empty() || row.first == item) &&
                   (row.second == State::swapped || row.second == State::committed);
        });
        if (has_it) return take_back(invocation, doors->context, run, item);
    }
    return fail(ErrorCode::not_found, "no run changed " + (item.empty() ? std::string("anything") : display(item)),
                setup->folder());
}

Result<int> update_diff(const Invocation& invocation) {
    WARD_TRY(const auto setup, UpdateSetup::open(invocation));
    WARD_TRY(const auto recipes, setup->chosen(invocation.arguments, UpdateSetup::For::taking));
    update::PrepareContext context = setup->context();
    context.vet = vet_question(invocation);
    if (invocation.has("allow-hooks")) context.run_hook = hook_runner();
    std::string text;
    int status = 0;
    for (const Recipe* recipe : recipes) {
        const update::Work work = update::prepare(*recipe, context);
        if (work.error) {
            invocation.log.warn(fmt::format("{}: {}", recipe->id, display(work.error->message())));
            status = exit_status_of(work.error->code);
        }
        if (work.derived) text += update::diff_trees(work.before, work.derived->files, recipe->path);
    }
    WARD_TRY_VOID(write_output(invocation.value("output", "-"), text));
    return status;
}

}  // namespace ward::cli
