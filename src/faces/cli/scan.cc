// The way of the data: trees, files and packages -> inventory -> judges -> decisions -> comparison -> summary ->
// formats.
#include "faces/cli/scan.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "base/fd.h"
#include "base/parallel.h"
#include "base/text.h"
#include "faces/cli/branches.h"
#include "faces/cli/database_update.h"
#include "faces/cli/decisions_file.h"
#include "faces/cli/outputs.h"
#include "faces/report/report.h"
#include "facts/lifecycle/node_schedule.h"
#include "facts/subject/file.h"
#include "facts/subject/package.h"
#include "judges/audit/git_ranges.h"
#include "judges/audit/paths.h"
#include "review/sarif_findings.h"

namespace ward::cli {
namespace {

constexpr size_t max_state_bytes = 256u << 20;

std::vector<std::string> paths_of(const Invocation& invocation) {
    return invocation.arguments.empty() ? std::vector<std::string>{"."} : invocation.arguments;
}

// What a PATH is. What stands there wins over what it could name: "node@18.20.4" may be a folder.
enum class PathKind { folder, file, package };

PathKind kind_of(const std::string& path) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) return PathKind::folder;
    const bool exists = std::filesystem::exists(std::filesystem::symlink_status(path, error));
    return !exists && subject::names_package(path) ? PathKind::package : PathKind::file;
}

// Every PATH can be opened or names a package, and none is another's twin: what stands in two would be counted twice.
Result<void> check_paths(const std::vector<std::string>& paths) {
    std::map<std::string, std::string> seen;
    for (const std::string& path : paths) {
        std::error_code error;
        const PathKind kind = kind_of(path);
        const std::string canonical =
            kind == PathKind::package ? path : std::filesystem::canonical(path, error).string();
        if (error) return fail(ErrorCode::not_found, "cannot be opened: " + error.message(), "'" + path + "'");
        const auto [first, fresh] = seen.emplace(canonical, path);
        const std::string_view word = kind == PathKind::folder ? "folder" : kind == PathKind::file ? "file" : "package";
        if (!fresh) return fail(ErrorCode::usage, fmt::format("is the same {} as '{}'", word, first->second), path);
    }
    return {};
}

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

// --path-scope, in its order: a path's first one counts.
Result<std::vector<review::ScopeRule>> scope_rules_of(const Invocation& invocation) {
    constexpr size_t max_rules = 100;
    std::vector<review::ScopeRule> rules;
    for (const std::string& word : invocation.values("path-scope")) {
        const size_t equals = word.find('=');
        const auto scope = scope_named(std::string_view(word).substr(0, equals));
        if (!scope || *scope == Scope::unknown || equals == std::string::npos || equals + 1 == word.size())
            return fail(
                ErrorCode::usage,
                "'" + display(word) + "' is not SCOPE=GLOB with runtime, development, optional, test or tooling",
                "--path-scope");
        if (rules.size() == max_rules)
            return fail(ErrorCode::usage, fmt::format("more than {} rules", max_rules), "--path-scope");
        rules.push_back({*scope, word.substr(equals + 1)});
    }
    return rules;
}

// The files of --sarif, each with its name. Their paths are below one root, so there must be one.
Result<std::vector<std::pair<std::string, sarif::Log>>> gather_sarif(const Invocation& invocation) {
    std::vector<std::pair<std::string, sarif::Log>> logs;
    const std::vector<std::string> files = invocation.values("sarif");
    const std::vector<std::string> paths = paths_of(invocation);
    if (!files.empty() && paths.size() != 1)
        return fail(ErrorCode::usage, "its results are below one folder, and there are several", "--sarif");
    std::error_code error;
    const std::string root = std::filesystem::canonical(paths[0], error).string();
    for (const std::string& file : files) {
        auto text = read_input(file, sarif::max_bytes);
        auto log = text ? sarif::parse(*text, file, root) : Result<sarif::Log>(std::unexpected(text.error()));
        if (!log) return fail(ErrorCode::usage, log.error().what, log.error().where);
        logs.emplace_back(file, *std::move(log));
    }
    return logs;
}

// --depth; nothing where all is asked for.
Result<std::optional<size_t>> depth_of(const Invocation& invocation) {
    if (!invocation.has("depth")) return std::nullopt;
    const auto depth = to_number<size_t>(invocation.value("depth"));
    if (!depth || *depth == 0)
        return fail(ErrorCode::usage, "'" + display(invocation.value("depth")) + "' is not a number of steps from 1 on",
                    "--depth");
    return depth;
}

// What lies deeper is left out, and counted, so that nobody takes the rest for everything.
Result<void> keep_to_depth(inventory::Inventory& inventory, const Invocation& invocation) {
    WARD_TRY(const std::optional<size_t> depth, depth_of(invocation));
    if (!depth) return {};
    const audit::Paths paths(inventory.components);
    std::vector<Component> kept;
    for (const Component& component : inventory.components)
        if (paths.depth_of(component) <= *depth) kept.push_back(component);
    if (const size_t deeper = inventory.components.size() - kept.size(); deeper != 0)
        inventory.skipped.push_back({"", SkipKind::unread,
                                     fmt::format("{} components more than {} step{} below the project are left out "
                                                 "(--depth)",
                                                 deeper, *depth, *depth == 1 ? "" : "s"),
                                     true});
    inventory.components = std::move(kept);
    return {};
}

Result<inventory::Inventory> inventory_of_folder(const std::string& path, const Invocation& invocation) {
    inventory::Options options;
    options.exclude = invocation.values("exclude");
    WARD_TRY(const Root root, Root::open(path));
    return inventory::take_inventory(root, options);
}

Result<inventory::Inventory> take_one_inventory(const std::string& path, const Invocation& invocation) {
    const PathKind kind = kind_of(path);
    auto one = kind == PathKind::folder    ? inventory_of_folder(path, invocation)
               : kind == PathKind::package ? subject::of_package(path)
                                           : subject::take_file_inventory(path);
    if (one) WARD_TRY_VOID(keep_to_depth(*one, invocation));
    return one;
}

// Paths inside a folder are from it, those of a file from the folder that holds it, and a package has none.
void prefix_paths(inventory::Inventory& inventory, const std::string& subject) {
    const PathKind kind = kind_of(subject);
    const std::string folder = kind == PathKind::folder ? subject + "/"
                               : kind == PathKind::file ? subject.substr(0, subject.rfind('/') + 1)
                                                        : "";
    const auto prefixed = [&](const std::string& path) { return path.empty() ? subject : folder + path; };
    for (Component& component : inventory.components) {
        component.path = prefixed(component.path);
        component.parent.clear();
        for (Evidence& evidence : component.evidence) evidence.path = prefixed(evidence.path);
        for (Claim& claim : component.contradictions) claim.evidence.path = prefixed(claim.evidence.path);
        for (std::string& path : component.depends_on) path = prefixed(path);
        for (auto& [path, range] : component.declared) path = prefixed(path);
    }
    for (Skipped& part : inventory.skipped) part.path = prefixed(part.path);
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

// Several trees are one subject, which has no root of its own: whose files count must not be a matter of their order.
// A file as the subject is its own root: what stands beside it belongs to a project that was not named.
void say_unused_files(const std::vector<std::string>& paths, Report& report) {
    for (const std::string& path : paths) {
        const PathKind kind = kind_of(path);
        if (kind == PathKind::package || (kind == PathKind::folder && paths.size() == 1)) continue;
        const std::filesystem::path folder =
            kind == PathKind::folder ? std::filesystem::path(path) : std::filesystem::path(path).parent_path();
        const char* reason = kind == PathKind::folder ? " of one of several trees is not used"
                                                      : " beside the file is not used; name it, or the folder";
        for (const char* name : {"ward.toml", "assessments.toml"}) {
            std::error_code error;
            if (std::filesystem::exists(folder / name, error))
                report.notes.push_back({"configuration", std::string(name) + reason, path});
        }
    }
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
                    const review::Decisions& decisions) {
    Report report = review::run_judges(*std::move(branch.inventory), judges, context);
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
                             const review::Decisions& decisions, const Invocation& invocation) {
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
        reports.push_back(judge_branch(inventories[i], branches.revisions[i], branches, judges, context, decisions));
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

std::string project_id(const Invocation& invocation) {
    // A name is never taken for a path: a project that calls itself "/home/me/app" must not find that one's reviews.
    if (invocation.has("project")) return "id:" + invocation.value("project");
    std::string id;
    for (const std::string& path : paths_of(invocation)) {
        std::error_code error;
        const std::string canonical = std::filesystem::canonical(path, error).string();
        id += (id.empty() ? "" : "\n") + (error ? path : canonical);
    }
    return id;
}

Result<inventory::Inventory> take_inventories(const std::vector<std::string>& paths, const Invocation& invocation) {
    if (paths.size() == 1) return take_one_inventory(paths[0], invocation);
    inventory::Inventory all;
    all.subject.kind = "set";
    all.subject.path = join(paths, " ");
    const bool are_trees =
        std::ranges::all_of(paths, [](const std::string& path) { return kind_of(path) == PathKind::folder; });
    all.subject.name = fmt::format("{} {}", paths.size(), are_trees ? "trees" : "subjects");
    Component set;
    set.name = all.subject.name;
    set.purl = "pkg:generic/set";
    all.components.push_back(std::move(set));
    for (std::string path : paths) {
        WARD_TRY(inventory::Inventory one, take_one_inventory(path, invocation));
        while (path.size() > 1 && path.ends_with('/')) path.pop_back();
        prefix_paths(one, path);
        std::ranges::move(one.components, std::back_inserter(all.components));
        std::ranges::move(one.skipped, std::back_inserter(all.skipped));
        std::ranges::move(one.notes, std::back_inserter(all.notes));
    }
    number_components(all.components);
    return all;
}

Result<Report> scan(Invocation& invocation, std::span<const review::Judge* const> judges) {
    const std::vector<std::string> paths = paths_of(invocation);
    WARD_TRY_VOID(check_paths(paths));
    ProjectSettings project;
    if (paths.size() == 1 && kind_of(paths[0]) == PathKind::folder) {
        const Verb* verb = nullptr;
        for (const Command* command : all_commands())
            for (const Verb& candidate : command->verbs)
                if (command->name == invocation.command) verb = &candidate;
        if (verb != nullptr) {
            WARD_TRY(project, add_project_settings(invocation, *verb, paths[0]));
        }
    }
    // A mistake in what people wrote is told before the work, not after it.
    WARD_TRY([[maybe_unused]] const auto gate, review::Gate::parse(invocation.value("fail-on", "any")));
    WARD_TRY([[maybe_unused]] const auto outputs, outputs_of(invocation));
    WARD_TRY([[maybe_unused]] const auto depth, depth_of(invocation));
    WARD_TRY([[maybe_unused]] const auto style, style_of(invocation));
    WARD_TRY(const review::Decisions decisions, gather_decisions(invocation));
    WARD_TRY(const std::vector<review::ScopeRule> scopes, scope_rules_of(invocation));
    WARD_TRY(const auto logs, gather_sarif(invocation));

    WARD_TRY(const std::vector<std::string> update_problems, update_first(invocation));

    review::Context context;
    context.now = now();
    context.log = invocation.log;
    context.platform = invocation.value("platform");
    WARD_TRY(context.schedule, schedule_of(invocation));
    std::optional<Branches> branches;
    if (invocation.has("ref")) {
        if (paths.size() > 1) return fail(ErrorCode::usage, "looks at one repository", "--ref");
        if (!logs.empty()) return fail(ErrorCode::usage, "its results are of files, not of branches", "--sarif");
        WARD_TRY(branches, open_branches(paths[0], invocation, context.schedule, context.now));
    }
    // The scanned repository is asked with --ref, or where clones are asked at all: its history may be long.
    const bool asks_git = branches || invocation.has("git-clones");
    audit::GitClones clones(invocation.values("git-clones"), paths.size() == 1 ? paths[0] : "",
                            invocation.values("trust-git"));
    if (asks_git) context.clones = &clones;
    const auto run = [&]() -> Result<Report> {
        return branches ? scan_branches(*branches, paths[0], judges, context, decisions, invocation)
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
    for (const std::string& warning : warnings) report.notes.push_back({"database", warning, ""});
    add_update_problems(report, update_problems);
    WARD_TRY_VOID(check_age(report, invocation, context.now));
    for (const auto& [file, log] : logs) review::add_sarif(report, log, file, scopes);
    if (!branches) {
        review::apply_backports(report, decisions, reader_of(paths.size() == 1 ? paths[0] : "."), context.now);
        review::apply_decisions(report, decisions, context.now);
    }
    if (invocation.has("previous")) WARD_TRY_VOID(add_comparison(report, invocation));
    report.summary = summarise(report);
    return report;
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
    WARD_TRY(const review::Gate gate, review::Gate::parse(invocation.value("fail-on", "any")));
    return review::exit_status(report, gate);
}

}  // namespace ward::cli
