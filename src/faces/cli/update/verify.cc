// ward update verify: is a vendored tree, or a change to one, what upstream shipped and nothing else?
#include "actions/update/verify.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/update/update_report.h"
#include "base/text.h"
#include "faces/cli/scan.h"
#include "faces/cli/update/project_repository.h"
#include "faces/cli/update/setup.h"
#include "faces/cli/update/texts.h"
#include "faces/cli/update/verbs.h"
#include "review/review.h"

namespace ward::cli {
namespace {

using update::Verification;

// Two commits of the repository that the project is in. Stays where it is: snapshots point into it.
struct Commits {
    std::optional<ProjectRepository> project;
    gitobjects::Revision base;
    gitobjects::Revision head;
    std::vector<std::string> changed;  // from the project's folder
};

Result<std::unique_ptr<Commits>> open_commits(const UpdateSetup& setup, const Invocation& invocation) {
    auto out = std::make_unique<Commits>();
    // Objects alone are read: a pull request's files are never checked out, so nothing of it can run.
    WARD_TRY(auto project, ProjectRepository::open(setup.folder()));
    out->project.emplace(std::move(project));
    WARD_TRY(out->base, out->project->revision(invocation.value("base"), "--base"));
    WARD_TRY(out->head, out->project->revision(invocation.value("head", "HEAD"), "--head"));
    WARD_TRY(auto changed, update::changed_paths(out->project->repository, out->base.tree, out->head.tree));
    for (std::string& path : changed)
        if (path.starts_with(out->project->prefix)) out->changed.push_back(path.substr(out->project->prefix.size()));
    return out;
}

Result<std::vector<Verification>> verify_commits(UpdateSetup& setup, const Invocation& invocation, Report& report) {
    WARD_TRY(const auto commits, open_commits(setup, invocation));
    report.subject.kind = "tree";
    report.subject.ref = commits->head.ref.empty() ? commits->head.name : commits->head.ref;
    report.subject.commit = commits->head.commit.hex();
    const update::Snapshot base = commits->project->snapshot(commits->base);
    const update::Snapshot head = commits->project->snapshot(commits->head);
    // The change must not bring the rules that it is judged by: recipes are the base's, or the caller's.
    update::RecipeFile recipes = setup.recipes();
    if (!invocation.has("recipes")) {
        WARD_TRY(const auto text, base.file("ward.update.toml"));
        if (!text) return fail(ErrorCode::usage, "has no ward.update.toml; name one with --recipes", "--base");
        WARD_TRY(recipes, update::parse_recipes(*text, "ward.update.toml", update::known_words()));
    }
    setup.use_recipes(std::move(recipes));
    return update::verify_change(setup.recipes(), commits->changed, base, head, setup.context());
}

Result<std::vector<Verification>> verify_tree(UpdateSetup& setup, const Invocation& invocation) {
    WARD_TRY(const auto recipes, setup.chosen(invocation.arguments, UpdateSetup::For::looking));
    const update::Snapshot now = update::snapshot_of(setup.project());
    std::vector<Verification> out;
    for (const update::Recipe* recipe : recipes) out.push_back(update::verify(*recipe, now, now, setup.context()));
    return out;
}

}  // namespace

Result<int> update_verify(const Invocation& invocation) {
    if (invocation.has("head") && !invocation.has("base")) return fail(ErrorCode::usage, "belongs to --base", "--head");
    WARD_TRY(const auto setup, UpdateSetup::open(invocation));
    Report report = setup->report(invocation);
    WARD_TRY(const auto verifications,
             invocation.has("base") ? verify_commits(*setup, invocation, report) : verify_tree(*setup, invocation));
    std::string text;
    const update::Files files = invocation.has("all") ? update::Files::all : update::Files::open;
    for (const Verification& one : verifications) {
        report.updates.push_back(update::row_of(one, files));
        if (one.recipe != nullptr) report.components.push_back(update::component_of(*one.recipe, one.version));
        for (Finding& finding : update::findings_of(one)) report.findings.push_back(std::move(finding));
        if (one.error) report.skipped.push_back({one.recipe->path, SkipKind::unread, one.error->message(), false});
        if (invocation.has("diff")) text += one.diff;
    }
    for (Finding& finding : report.findings) finding.key = key_of(finding);
    distinguish_keys(report.findings);
    number_components(report.components);
    sort_findings(report.findings);
    report.summary = summarise(report);
    // The starter advisories have no say here: what was asked is whether files are upstream's.
    report.summary.complete = report.skipped.empty() && !verifications.empty();
    WARD_TRY_VOID(write_updates(report, text_of_verifications(report.updates, invocation) + text, invocation));
    WARD_TRY(const review::Gate gate, review::Gate::parse(invocation.value("fail-on", "any")));
    return review::exit_status(report, gate);
}

}  // namespace ward::cli
