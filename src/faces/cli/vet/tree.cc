// See tree.h.
#include "faces/cli/vet/tree.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include <fmt/core.h>

#include "base/path.h"
#include "base/time.h"
#include "faces/cli/decisions_file.h"
#include "faces/cli/subjects.h"
#include "faces/cli/vet/names.h"
#include "faces/cli/vet/report.h"
#include "faces/cli/vet/tree_tarballs.h"
#include "judges/vet/tree_world.h"
#include "review/review.h"

namespace ward::cli {
namespace {

Result<review::Decisions> decisions_of(const std::string& path, const Invocation& invocation) {
    review::Decisions decisions;
    if (kind_of(path) == PathKind::folder) WARD_TRY_VOID(read_project_decisions(path, decisions));
    for (const std::string& file : invocation.values("assessments"))
        WARD_TRY_VOID(read_decisions_file(file, decisions));
    return decisions;
}

// Files are there in a folder alone; the packages of a lock file or an SBOM are judged by their names and by records.
Result<vet::TreeOpinion> opinion_of(const inventory::Inventory& inventory, const std::string& path,
                                    vet::TreeWorld world, std::span<const vet::Label> labels, Report& report,
                                    const Invocation& invocation) {
    std::optional<Root> root;
    if (kind_of(path) == PathKind::folder && !invocation.has("names-only")) {
        WARD_TRY(root, Root::open(path));
    }
    WARD_TRY(const std::optional<TreeTarballs> tarballs, TreeTarballs::open(path, invocation));
    if (tarballs) world.packed = [&](const Component& component) { return tarballs->package_of(component); };
    vet::TreeOpinion opinion;
    advisory::Info info;
    auto ask = [&](const advisory::Index& advisories) -> Result<void> {
        world.advisories = &advisories;
        world.files = root ? &*root : nullptr;
        vet::TreeWants wants = vet::wants_of(world);
        wants.labels = labels;
        opinion = vet::judge_tree(inventory.components, wants);
        info = advisories.info();
        return {};
    };
    WARD_TRY(const std::string database, readable_database(invocation));
    WARD_TRY(const std::vector<std::string> warnings, advisory::ask_database(database, ask));
    say_advisories(report, info, warnings);
    return opinion;
}

}  // namespace

Result<int> vet_tree(const Invocation& asked) {
    Invocation invocation = asked;
    const std::vector<std::string> paths = paths_of(invocation);
    if (paths.size() != 1) return fail(ErrorCode::usage, "takes one lock file or folder");
    const std::string& path = paths[0];
    WARD_TRY_VOID(check_paths(paths));
    ProjectSettings project;
    if (kind_of(path) == PathKind::folder) {
        WARD_TRY(project, add_project_settings(invocation, *verb_named(invocation.command), path));
    }
    WARD_TRY(const review::Decisions decisions, decisions_of(path, invocation));
    WARD_TRY(const NameLists lists, name_lists(invocation));
    WARD_TRY(const std::vector<vet::Label> labels, known_labels(invocation));
    WARD_TRY(inventory::Inventory inventory, take_inventories(paths, invocation));
    vet::TreeWorld world;
    world.now = now();
    const vet::NameReader names(lists.popular, lists.private_names(), world.now);
    world.names = &names;
    Report report = vet_report(invocation, inventory.subject.kind, path);
    WARD_TRY(vet::TreeOpinion opinion, opinion_of(inventory, path, world, labels, report, invocation));
    report.subject = inventory.subject;
    report.subject.path = path;
    report.components = std::move(inventory.components);
    std::ranges::move(inventory.notes, std::back_inserter(report.notes));
    std::ranges::move(opinion.skipped, std::back_inserter(report.skipped));
    // What the inventory could not explain is audit's matter: nothing that a name or a file hangs on.
    for (Skipped& part : inventory.skipped)
        if (part.kind == SkipKind::unread) report.skipped.push_back(std::move(part));
    for (const std::string& problem : lists.problems) report.skipped.push_back({"", SkipKind::unread, problem, false});
    for (const std::string& remark : project.remarks) report.notes.push_back({"configuration", remark, ""});
    report.notes.push_back({"popular-names", lists.popular.origin(), ""});
    report.notes.push_back({"packages-read",
                            fmt::format("files of {} of {} packages were read", opinion.read, opinion.judged.size()),
                            ""});
    add_judged(report, opinion.judged, !opinion.judged.empty());
    review::apply_decisions(report, decisions, world.now);
    const bool complete = report.summary.complete;
    report.summary = summarise(report);
    report.summary.complete = complete;
    return deliver_vet(report, opinion.judged, invocation);
}

}  // namespace ward::cli
