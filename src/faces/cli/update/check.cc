// ward update check, list: what there is, and what there could be.
#include <fmt/core.h>

#include "actions/update/update_report.h"
#include "base/text.h"
#include "faces/cli/scan.h"
#include "faces/cli/update/project_repository.h"
#include "faces/cli/update/setup.h"
#include "faces/cli/update/texts.h"
#include "faces/cli/update/track_failures.h"
#include "faces/cli/update/verbs.h"
#include "formats/json_writer.h"

namespace ward::cli {
namespace {

using update::Recipe;
using update::State;
using update::Work;

// Updates available: 1. Held: 0. A dependency about which nothing is known: 3, for a machine must not read it as
// "none".
int checked_status(const std::vector<Work>& works) {
    int status = 0;
    for (const Work& work : works) {
        if (work.state == State::failed) return exit_status_of(ErrorCode::network);
        if (work.state == State::available) status = 1;
    }
    return status;
}

// The next steps, said once.
void hint(const std::vector<Work>& works, const Invocation& invocation) {
    for (const Work& work : works)
        if (work.error && work.error->code == ErrorCode::rate_limited) {
            invocation.log.info("hint: set GITHUB_TOKEN: without one GitHub answers 60 questions an hour");
            return;
        }
}

// The lines of the project's releases that a check looks at. Stays where it is: snapshots point into it.
class Lines {
  public:
    struct Line {
        const Recipe& recipe;
        const update::Snapshot* snapshot;
    };

    // --ref: that one alone, and the recipes of `setup` become those of its line.
    static Result<std::unique_ptr<Lines>> open(UpdateSetup& setup, const Invocation& invocation) {
        std::unique_ptr<Lines> out(new Lines(setup));
        auto project = ProjectRepository::open(setup.folder());
        const std::string ref = invocation.value("ref");
        if (!project) {
            // Without a repository there are no lines.
            if (ref.empty() && project.error().code == ErrorCode::not_found) return out;
            return std::unexpected(project.error());
        }
        out->project_.emplace(std::move(*project));
        if (!ref.empty()) {
            WARD_TRY(const gitobjects::Revision revision, out->project_->revision(ref, "--ref"));
            out->asked_ = out->project_->snapshot(revision);
            if (!invocation.has("branch-line")) setup.use_line(update::line_of_ref(revision.ref));
            return out;
        }
        const std::string here = invocation.value("branch-line", out->project_->branch());
        for (const ProjectRepository::Line& line : out->project_->lines_of(setup.recipes_of_all_lines())) {
            if (line.name == here) continue;
            WARD_TRY(const gitobjects::Revision revision, out->project_->revision(line.ref, line.name));
            out->others_.emplace_back(line.name, out->project_->snapshot(revision));
        }
        return out;
    }

    const update::Snapshot* asked() const { return asked_ ? &*asked_ : nullptr; }
    // The other lines that have a rule for this dependency.
    std::vector<Line> beside(const Recipe& recipe) {
        std::vector<Line> out;
        const Recipe* plain = setup_.recipes_of_all_lines().find(recipe.id);
        for (const auto& [name, snapshot] : others_) {
            if (update::rule_of_branch(*plain, name) == nullptr) continue;
            recipes_.push_back(std::make_unique<Recipe>(update::recipe_on_branch(*plain, name)));
            out.push_back({*recipes_.back(), &snapshot});
        }
        return out;
    }

  private:
    explicit Lines(const UpdateSetup& setup) : setup_(setup) {}

    const UpdateSetup& setup_;
    std::optional<ProjectRepository> project_;
    std::optional<update::Snapshot> asked_;
    std::vector<std::pair<std::string, update::Snapshot>> others_;
    std::vector<std::unique_ptr<Recipe>> recipes_;  // that works point into
};

std::string row_text(const Recipe& recipe, const std::string& version) {
    std::string out =
        fmt::format("{:<20}  {:<24}  {:<15}  {}", display(recipe.id), display(version.empty() ? "?" : version),
                    display(recipe.source.kind), display(recipe.path));
    if (!recipe.enabled) out += fmt::format("  (off: {})", display(recipe.disabled_reason));
    return out + '\n';
}

}  // namespace

Result<int> update_check(const Invocation& invocation) {
    WARD_TRY_VOID(check_failure_track(invocation));
    WARD_TRY(const auto setup, UpdateSetup::open(invocation));
    WARD_TRY(const auto lines, Lines::open(*setup, invocation));
    WARD_TRY(const auto recipes, setup->chosen(invocation.arguments, UpdateSetup::For::looking));
    update::PrepareContext context = setup->context();
    context.until = State::available;
    Report report = setup->report(invocation);
    std::vector<Work> works;
    const auto look = [&](const Recipe& recipe, const update::Snapshot* snapshot) {
        context.snapshot = snapshot;
        works.push_back(update::prepare(recipe, context));
        report.updates.push_back(update::row_of(works.back()));
        if (works.back().error)
            report.skipped.push_back({recipe.path, SkipKind::unread, works.back().error->message(), false});
    };
    for (const Recipe* recipe : recipes) {
        look(*recipe, lines->asked());
        for (const Lines::Line& line : lines->beside(*recipe)) look(line.recipe, line.snapshot);
    }
    WARD_TRY_VOID(setup->check_advisories());
    report.summary = summarise(report);
    report.summary.complete = report.skipped.empty() && !recipes.empty();
    WARD_TRY_VOID(write_updates(report, text_of_updates(report.updates, invocation), invocation));
    hint(works, invocation);
    return track_failures(report, recipes, invocation, checked_status(works));
}

Result<int> update_list(const Invocation& invocation) {
    WARD_TRY(const auto setup, UpdateSetup::open(invocation));
    std::vector<const Recipe*> recipes;
    if (invocation.arguments.empty())
        for (const Recipe& recipe : setup->recipes().recipes) recipes.push_back(&recipe);
    else {
        WARD_TRY(recipes, setup->chosen(invocation.arguments, UpdateSetup::For::looking));
    }
    Report report = setup->report(invocation);
    std::string text;
    for (const Recipe* recipe : recipes) {
        const auto tree = update::tree_of_folder(setup->project(), recipe->path);
        DependencyUpdate row;
        row.id = recipe->id;
        row.path = recipe->path;
        row.purl = recipe->purl;
        row.state = recipe->enabled ? "DECLARED" : "OFF";
        row.reason = recipe->disabled_reason;
        if (tree) {
            const auto version =
                update::current_version(recipe->current, update::reader_of(*tree, update::reader_of(setup->project())));
            if (!version) row.reason = version.error().message();
            else row.current = version->value_or("");
        } else {
            row.reason = tree.error().message();
            // A folder that a release line has not is no part that could not be read.
            if (tree.error().code != ErrorCode::not_found)
                report.skipped.push_back({recipe->path, SkipKind::unread, row.reason, false});
        }
        text += row_text(*recipe, row.current);
        report.updates.push_back(std::move(row));
    }
    report.summary = summarise(report);
    report.summary.complete = report.skipped.empty() && !recipes.empty();
    WARD_TRY_VOID(write_updates(report, text, invocation));
    return 0;
}

}  // namespace ward::cli
