// The way of the data: trees, files and packages -> inventory -> judges -> decisions -> comparison -> summary ->
// formats.
#include "faces/cli/scan.h"

#include <algorithm>
#include <optional>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/parallel.h"
#include "base/text.h"
#include "faces/cli/branches.h"
#include "faces/cli/database_update.h"
#include "faces/cli/decisions_file.h"
#include "faces/cli/outputs.h"
#include "faces/cli/sarif_logs.h"
#include "faces/cli/subjects.h"
#include "faces/cli/vet/names.h"
#include "faces/cli/vet/report.h"
#include "faces/report/report.h"
#include "facts/lifecycle/node_schedule.h"
#include "judges/audit/git_ranges.h"

namespace ward::cli {
namespace {

constexpr size_t max_state_bytes = 256u << 20;

// The scan root's own files count, and the ones the caller names: nothing deeper in the tree hides a finding.
Result<review::Decisions> gather_decisions(const Invocation& invocation) {
    review::Decisions decisions;
    const std::vector<std::string> paths = paths_of(invocation);
    if (paths.size() == 1 && kind_of(paths[0]) == PathKind::folder)
        WARD_TRY_VOID(read_project_decisions(paths[0], decisions));
    for (const std::string& path : invocation.values("assessments"))
        WARD_TRY_VOID(read_decisions_file(path, decisions));
    return decisions;
}

Result<void> add_comparison(Report& report, const Invocation& invocation) {
    const std::string path = invocation.value("previous");
    auto text = read_input(path, max_state_bytes);
    if (!text) {
        if (text.error().code != ErrorCode::not_found) return std::unexpected(text.error());
        report.notes.push_back({"first-review", path + " does not exist yet: everything is new", ""});
        return {};
    }
    WARD_TRY(const review::State previous, review::state_from_json(*text, path));
    review::compare(report, previous);
    return {};
}

Result<void> check_age(Report& report, const Invocation& invocation, Instant now) {
    if (!invocation.has("max-db-age")) return {};
    const auto days = to_number<int64_t>(invocation.value("max-db-age"));
    if (!days || *days < 0)
        return fail(ErrorCode::usage, "'" + display(invocation.value("max-db-age")) + "' is not a number of days",
                    "--max-db-age");
    const auto updated = parse_instant(report.advisories.updated);
    if (!updated || now - *updated > *days * seconds_per_day)
        report.skipped.push_back(
            {"", SkipKind::unread,
             fmt::format("the advisories are older than {} days: updated {}", *days, report.advisories.updated),
             false});
    return {};
}

// --update-db. Whatever could not be updated is told in the report and makes it incomplete: the advisories may be old.
Result<std::vector<std::string>> update_first(const Invocation& invocation) {
    if (!invocation.has("update-db")) return {};
    auto updated = update_database_for(invocation);
    if (updated) return updated->problems();
    if (updated.error().code == ErrorCode::usage) return std::unexpected(std::move(updated).error());
    return std::vector{"the advisories could not be updated: " + updated.error().message()};
}

// --schedule FILE, or the dated copy in the program.
Result<audit::Schedule> schedule_of(const Invocation& invocation) {
    audit::Schedule schedule;
    if (invocation.has("schedule")) {
        schedule.name = invocation.value("schedule");
        WARD_TRY(const std::string text, read_input(schedule.name, lifecycle::max_schedule_bytes));
        auto lines = lifecycle::parse_schedule(text, schedule.name);
        if (!lines) return fail(ErrorCode::usage, lines.error().what, lines.error().where);
        schedule.lines = *std::move(lines);
        return schedule;
    }
    WARD_TRY(schedule.lines, lifecycle::node_schedule());
    schedule.name = fmt::format("the schedule of {}", lifecycle::node_schedule_date);
    schedule.reference = lifecycle::node_schedule_origin;
    return schedule;
}

// Reads a file of the folder that was scanned.
review::ReadFile reader_of(const std::string& folder) {
    return [folder](const std::string& path, size_t max_bytes) -> Result<std::string> {
        WARD_TRY(const Root root, Root::open(folder));
        return root.read(path, max_bytes);
    };
}

// What a branch contains, and where its files are.
struct BranchInventory {
    Result<inventory::Inventory> inventory = fail(ErrorCode::internal, "a branch was not read");
    std::unique_ptr<inventory::GitSource> files;
};

// One branch, as if it were checked out: judges and decisions over its inventory.
Report judge_branch(BranchInventory& branch, const gitobjects::Revision& revision, const Branches& branches,
                    std::span<const review::Judge* const> judges, const review::Context& context,
                    const review::Decisions& decisions, const SarifLogs& logs) {
    Report report = review::run_judges(*std::move(branch.inventory), judges, context);
    logs.add_to(report, static_cast<size_t>(&revision - branches.revisions.data()));
    report.subject.refs = {{revision.name, revision.ref, revision.commit.hex(), report.subject.version}};
    for (const std::string& problem : branches.problems) report.notes.push_back({"git-unreadable", problem, ""});
    review::apply_backports(
        report, decisions,
        [&](const std::string& file, size_t max_bytes) { return branch.files->read(file, max_bytes); }, context.now);
    review::apply_decisions(report, decisions, context.now);
    return report;
}

Result<Report> scan_branches(const Branches& branches, const std::string& path,
                             std::span<const review::Judge* const> judges, const review::Context& context,
                             const review::Decisions& decisions, const SarifLogs& logs, const Invocation& invocation) {
    inventory::Options options;
    options.exclude = invocation.values("exclude");
    std::vector<BranchInventory> inventories(branches.revisions.size());
    parallel_for(inventories.size(), [&](size_t i) {
        inventories[i].inventory =
            inventory::take_inventory(*branches.trees, branches.revisions[i], path, options, inventories[i].files);
    });
    std::vector<Report> reports;
    for (size_t i = 0; i < inventories.size(); ++i) {
        if (!inventories[i].inventory) return std::unexpected(inventories[i].inventory.error());
        WARD_TRY_VOID(keep_to_depth(*inventories[i].inventory, invocation));
        reports.push_back(
            judge_branch(inventories[i], branches.revisions[i], branches, judges, context, decisions, logs));
    }
    return review::merge_refs(std::move(reports));
}

Result<Report> scan_folders(const std::vector<std::string>& paths, std::span<const review::Judge* const> judges,
                            const review::Context& context, const Invocation& invocation) {
    WARD_TRY(inventory::Inventory inventory, take_inventories(paths, invocation));
    return review::run_judges(std::move(inventory), judges, context);
}

void add_update_problems(Report& report, const std::vector<std::string>& problems) {
    for (const std::string& problem : problems) {
        report.notes.push_back({"database", problem, ""});
        report.skipped.push_back({"", SkipKind::unread, problem, false});
    }
}

}  // namespace

Result<Report> scan(Invocation& invocation, std::span<const review::Judge* const> judges) {
    const std::vector<std::string> paths = paths_of(invocation);
    WARD_TRY_VOID(check_paths(paths));
    ProjectSettings project;
    if (paths.size() == 1 && kind_of(paths[0]) == PathKind::folder) {
        if (const Verb* verb = verb_named(invocation.command)) {
            WARD_TRY(project, add_project_settings(invocation, *verb, paths[0]));
        }
    }
    // A mistake in what people wrote is told before the work, not after it.
    WARD_TRY([[maybe_unused]] const auto gate, review_gate_of(invocation));
    WARD_TRY([[maybe_unused]] const auto outputs, outputs_of(invocation));
    WARD_TRY([[maybe_unused]] const auto depth, depth_of(invocation));
    WARD_TRY([[maybe_unused]] const auto style, style_of(invocation));
    WARD_TRY(const review::Decisions decisions, gather_decisions(invocation));

    review::Context context;
    context.now = now();
    context.log = invocation.log;
    context.platform = invocation.value("platform");
    WARD_TRY(context.schedule, schedule_of(invocation));
    std::optional<Branches> branches;
    if (invocation.has("ref")) {
        if (paths.size() > 1) return fail(ErrorCode::usage, "looks at one repository", "--ref");
        WARD_TRY(branches, open_branches(paths[0], invocation, context.schedule, context.now));
    }
    WARD_TRY(const SarifLogs logs, gather_sarif(invocation, branches ? &*branches : nullptr));
    WARD_TRY(const std::vector<std::string> update_problems, update_first(invocation));
    // Reading names takes lists and an index of them, which a project without packages does not need.
    std::optional<NameLists> lists;
    std::optional<vet::NameReader> names;
    std::vector<vet::Label> labels;
    if (std::ranges::any_of(judges, [](const review::Judge* judge) { return judge->name == "vet"; })) {
        context.names = [&]() -> Result<const vet::NameReader*> {
            if (!names) {
                WARD_TRY(lists, name_lists(invocation));
                names.emplace(lists->popular, lists->private_names(), context.now);
            }
            return &*names;
        };
        WARD_TRY(labels, known_labels(invocation));
        context.labels = labels;
    }
    if (paths.size() == 1 && kind_of(paths[0]) == PathKind::folder && !branches) context.folder = paths[0];
    // The scanned repository is asked with --ref, or where clones are asked at all: its history may be long.
    const bool asks_git = branches || invocation.has("git-clones");
    audit::GitClones clones(invocation.values("git-clones"), paths.size() == 1 ? paths[0] : "",
                            invocation.values("trust-git"));
    if (asks_git) context.clones = &clones;
    const auto run = [&]() -> Result<Report> {
        return branches ? scan_branches(*branches, paths[0], judges, context, decisions, logs, invocation)
                        : scan_folders(paths, judges, context, invocation);
    };
    Report report;
    std::vector<std::string> warnings;
    const bool needs_advisories = std::ranges::any_of(
        judges, [](const review::Judge* judge) { return judge->needs == review::Needs::advisories; });
    if (needs_advisories) {
        WARD_TRY(const std::string path, readable_database(invocation));
        // All is read once more in the rare case of a damaged database, whose answers count for nothing.
        auto ask = [&](const advisory::Index& advisories) -> Result<void> {
            context.advisories = &advisories;
            WARD_TRY(report, run());
            return {};
        };
        WARD_TRY(warnings, advisory::ask_database(path, ask));
    } else {
        WARD_TRY(report, run());
    }
    report.command = invocation.command;
    report.ward_version = program_version();
    report.ward_commit = program_commit();
    report.subject.path = join(paths, " ");
    if (invocation.has("name")) report.subject.name = invocation.value("name");
    for (const std::string& remark : project.remarks) report.notes.push_back({"configuration", remark, ""});
    say_unused_files(paths, report);
    if (!branches) say_bare_repositories(paths, report);
    for (const std::string& warning : warnings) report.notes.push_back({"database", warning, ""});
    add_update_problems(report, update_problems);
    WARD_TRY_VOID(check_age(report, invocation, context.now));
    if (!branches) {
        logs.add_to(report, 0);
        review::apply_backports(report, decisions, reader_of(paths.size() == 1 ? paths[0] : "."), context.now);
        review::apply_decisions(report, decisions, context.now);
    }
    if (lists)
        for (const std::string& problem : lists->problems)
            report.skipped.push_back({"", SkipKind::unread, problem, false});
    if (invocation.has("previous")) WARD_TRY_VOID(add_comparison(report, invocation));
    report.summary = summarise(report);
    return report;
}

Result<review::Gate> review_gate_of(const Invocation& invocation) {
    WARD_TRY(review::Gate gate, review::Gate::parse(invocation.value("fail-on", "any")));
    for (const std::string& name : invocation.values("fail-scope"))
        if (const auto scope = scope_named(name)) gate.scopes.insert(*scope);
    return gate;
}

Result<int> deliver(const Report& report, const Invocation& invocation, bool inventory) {
    WARD_TRY(report::Style style, style_of(invocation));
    style.inventory = inventory;
    WARD_TRY(const std::vector<Output> outputs, outputs_of(invocation));
    for (const Output& output : outputs) {
        if (output.format == nullptr) {
            WARD_TRY_VOID(write_output(output.path, review::to_json(review::state_of(report))));
            continue;
        }
        style.colour = output.path == "-" && wants_colour(invocation);
        style.width = output.path == "-" ? terminal_width() : 0;
        WARD_TRY_VOID(write_output(output.path, output.format->write(report, style)));
    }
    if (report.advisories.snapshot == "starter")
        invocation.log.info("hint: ward db update (these are the starter advisories only)");
    WARD_TRY(const review::Gate gate, review_gate_of(invocation));
    return review::exit_status(report, gate);
}

}  // namespace ward::cli
