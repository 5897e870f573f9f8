// ward update check, list: what there is, and what there could be.
#include <fmt/format.h>

#include "actions/update/update_report.h"
#include "base/text.h"
#include "faces/cli/scan.h"
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
int status_of(const std::vector<Work>& works) {
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
    WARD_TRY(const auto recipes, setup->chosen(invocation.arguments, UpdateSetup::For::looking));
    update::PrepareContext context = setup->context();
    context.until = State::available;
    Report report = setup->report(invocation);
    std::vector<Work> works;
    for (const Recipe* recipe : recipes) {
        works.push_back(update::prepare(*recipe, context));
        report.updates.push_back(update::row_of(works.back()));
        if (works.back().error)
            report.skipped.push_back({recipe->path, SkipKind::unread, works.back().error->message(), false});
    }
    WARD_TRY_VOID(setup->check_advisories());
    report.summary = summarise(report);
    report.summary.complete = report.skipped.empty() && !recipes.empty();
    WARD_TRY_VOID(write_updates(report, text_of_updates(report.updates, invocation), invocation));
    hint(works, invocation);
    return track_failures(report, invocation, status_of(works));
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
