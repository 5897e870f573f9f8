// ward update patch: the project's changes to upstream's code, one stack a dependency.
#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "actions/update/patch/series.h"
#include "actions/update/run/conflict_files.h"
#include "actions/update/update_report.h"
#include "base/text.h"
#include "faces/cli/scan.h"
#include "faces/cli/update/stack.h"
#include "faces/cli/update/texts.h"
#include "faces/cli/update/verbs.h"

namespace ward::cli {
namespace {

using update::PatchStanding;
using update::Recipe;
using update::StackChange;

DependencyUpdate row_of(const Recipe& recipe) {
    DependencyUpdate out;
    out.id = update::id_of(recipe);
    out.path = recipe.path;
    out.purl = recipe.purl;
    return out;
}

Result<DependencyUpdate> patch_status(const UpdateSetup& setup, const update::PrepareContext& context,
                                      const Recipe& recipe) {
    WARD_TRY(const auto stack, load_stack(setup, context, recipe));
    const update::StackStatus status = update::status_of_stack(stack->input);
    DependencyUpdate out = row_of(recipe);
    out.current = stack->version;
    out.chosen = stack->target;
    out.state = "CLEAN";
    for (const update::PatchRow& row : status.rows) {
        if (row.standing != PatchStanding::clean) out.state = "DIFFERS";
        out.patches.push_back({row.name, std::string(update::name_of(row.standing)), join(row.details, "; ")});
    }
    if (status.stack.has_conflict() || !stack->is_of_tree()) return out;
    WARD_TRY(const update::Derived derived, derived_of(setup, context, *stack));
    WARD_TRY(const update::MadeElsewhere elsewhere, update::MadeElsewhere::of(recipe));
    const auto beside = update::paths_beside_stack(stack->input, derived, stack->vendored, elsewhere);
    if (!beside) {
        out.notes.push_back(beside.error().message());
        out.state = "DIFFERS";
    } else if (!beside->empty()) {
        out.notes.push_back(fmt::format("{} file{} differ{} beside the stack, as {}: `ward update patch new {} NAME`",
                                        beside->size(), beside->size() == 1 ? "" : "s", beside->size() == 1 ? "s" : "",
                                        beside->front(), recipe.id));
        out.state = "DIFFERS";
    }
    return out;
}

std::string text_of_stacks(const std::vector<DependencyUpdate>& rows) {
    std::string out;
    for (const DependencyUpdate& row : rows) {
        out += fmt::format("{} {}", display(row.id), display(row.current.empty() ? "?" : row.current));
        if (!row.chosen.empty() && row.chosen != row.current) out += fmt::format(", on {}", display(row.chosen));
        out += row.state == "FAILED"
                   ? fmt::format(": not known: {}\n", display(row.reason))
                   : fmt::format(": {} patch{}\n", row.patches.size(), row.patches.size() == 1 ? "" : "es");
        for (const UpdateStep& patch : row.patches) {
            const std::string line = fmt::format("  {:<17}  {}{}{}", patch.result, display(patch.name),
                                                 patch.detail.empty() ? "" : "  ", display(patch.detail));
            out += line + '\n';
        }
        for (const std::string& note : row.notes) out += fmt::format("  note: {}\n", display(note));
    }
    return out;
}

Result<int> patch_status(UpdateSetup& setup, const std::vector<std::string>& ids, const Invocation& invocation) {
    WARD_TRY(const auto recipes, setup.chosen(ids, UpdateSetup::For::looking));
    const update::PrepareContext context = setup.context();
    Report report = setup.report(invocation);
    int status = 0;
    for (const Recipe* recipe : recipes) {
        if (!recipe->patches && ids.empty()) continue;
        auto row = patch_status(setup, context, *recipe);
        if (!row) {
            report.skipped.push_back({recipe->path, SkipKind::unread, row.error().message(), false});
            status = std::max(status, exit_status_of(row.error().code));
            DependencyUpdate failed = row_of(*recipe);
            failed.state = "FAILED";
            failed.reason = row.error().message();
            report.updates.push_back(std::move(failed));
            continue;
        }
        if (row->state != "CLEAN") status = std::max(status, 1);
        report.updates.push_back(std::move(*row));
    }
    report.summary = summarise(report);
    report.summary.complete = report.skipped.empty();
    const std::string text =
        report.updates.empty() ? "no dependency keeps a stack of patches\n" : text_of_stacks(report.updates);
    WARD_TRY_VOID(write_updates(report, text, invocation));
    return status;
}

struct Named {
    const Recipe* recipe = nullptr;
    std::vector<std::string> words;
};
Result<Named> one_dependency(const UpdateSetup& setup, const std::vector<std::string>& words) {
    if (words.empty()) return fail(ErrorCode::usage, "is for one dependency; name it");
    WARD_TRY(const auto recipes, setup.chosen({words.front()}, UpdateSetup::For::taking));
    if (recipes.empty()) return fail(ErrorCode::usage, "is left out by --except or --group", words.front());
    return Named{.recipe = recipes.front(), .words = {words.begin() + 1, words.end()}};
}

Result<std::vector<std::string>> patches_named(const Stack& stack, const std::vector<std::string>& words) {
    std::vector<std::string> out;
    for (const std::string& word : words) {
        WARD_TRY(std::string name, update::patch_named(update::names_in_series(stack.folder), word));
        out.push_back(std::move(name));
    }
    return out;
}

Result<int> patch_new(UpdateSetup& setup, const std::vector<std::string>& words, const Invocation& invocation) {
    WARD_TRY(const Named named, one_dependency(setup, words));
    if (named.words.size() != 1) return fail(ErrorCode::usage, "needs ID and NAME: a short one, \"fix-idna\"", "new");
    if (invocation.has("to")) return fail(ErrorCode::usage, "is of the version that is there", "new");
    const update::PrepareContext context = setup.context();
    WARD_TRY(const auto stack, load_stack(setup, context, *named.recipe));
    WARD_TRY(const update::Derived derived, derived_of(setup, context, *stack));
    WARD_TRY(const update::MadeElsewhere elsewhere, update::MadeElsewhere::of(*named.recipe));
    WARD_TRY(const StackChange change, update::new_patch(stack->input, derived, stack->vendored, elsewhere,
                                                         {.word = named.words.front(),
                                                          .subject = invocation.value("subject"),
                                                          .author = invocation.value("author")}));
    return put_in_place(setup, context, *stack, change, invocation);
}

Result<int> patch_refresh(UpdateSetup& setup, const std::vector<std::string>& words, const Invocation& invocation) {
    WARD_TRY(const Named named, one_dependency(setup, words));
    const update::PrepareContext context = setup.context();
    WARD_TRY(const auto stack, load_stack(setup, context, *named.recipe));
    WARD_TRY(const auto only, patches_named(*stack, named.words));
    WARD_TRY(const std::string state, state_folder());
    const auto folder_of = [&](const update::Patch& patch) {
        return update::conflict_folder(state, setup.folder(), named.recipe->id, stack->target, patch.name,
                                       patch.sha256);
    };
    update::StackResolutions resolved;
    std::vector<std::string> unresolved;
    for (const update::Patch& patch : stack->input.patches) {
        WARD_TRY(update::Resolutions texts, update::read_resolutions(folder_of(patch), unresolved));
        if (!texts.empty()) resolved.emplace(patch.name, std::move(texts));
    }
    WARD_TRY(const StackChange change, update::refresh_stack(stack->input, only, resolved));
    if (change.has_conflict()) {
        const update::PatchOutcome& outcome = change.stack.patches.back();
        const update::Patch& patch = stack->input.patches[change.stack.patches.size() - 1];
        WARD_TRY(const auto files, update::write_conflicts(folder_of(patch), outcome));
        for (const std::string& file : files) {
            const bool is_open = std::ranges::find(unresolved, file) != unresolved.end();
            invocation.log.info(fmt::format(
                "hint: {} {}", is_open ? "conflict marks are left in" : "the conflict is in", display(file)));
        }
        if (!files.empty()) invocation.log.info("hint: resolve it there, then run this again");
        const update::PatchConflict& first = outcome.conflicts.front();
        return fail(ErrorCode::conflict,
                    fmt::format("conflicts: {}: {}; nothing was changed", display(first.path), display(first.reason)),
                    outcome.name);
    }
    WARD_TRY(const int status, put_in_place(setup, context, *stack, change, invocation));
    if (invocation.has("dry-run")) return status;
    for (const update::Patch& patch : stack->input.patches) WARD_TRY_VOID(update::remove_conflicts(folder_of(patch)));
    return status;
}

Result<int> patch_export(UpdateSetup& setup, const std::vector<std::string>& words, const Invocation& invocation) {
    WARD_TRY(const Named named, one_dependency(setup, words));
    const update::PrepareContext context = setup.context();
    WARD_TRY(const auto stack, load_stack(setup, context, *named.recipe));
    WARD_TRY(const auto only, patches_named(*stack, named.words));
    WARD_TRY(const auto patches, update::export_stack(stack->input, stack->upstream, only, invocation.value("author"),
                                                      fmt::format("ward {}", program_version())));
    std::string text;
    for (const update::ExportedPatch& patch : patches) {
        for (const std::string& note : patch.notes)
            invocation.log.warn(fmt::format("{}: {}", display(patch.name), display(note)));
        text += patch.text;
    }
    if (text.empty()) return fail(ErrorCode::not_found, "has nothing for upstream", named.recipe->patches->folder);
    WARD_TRY_VOID(write_output(invocation.value("output", "-"), text));
    return 0;
}

}  // namespace

Result<int> update_patch(const Invocation& invocation) {
    constexpr std::array<std::string_view, 4> actions{"status", "new", "refresh", "export"};
    const std::string action = invocation.arguments.empty() ? "" : invocation.arguments.front();
    if (std::ranges::find(actions, action) == actions.end())
        return fail(ErrorCode::usage, fmt::format("'{}' is none of {}{}", display(action), fmt::join(actions, ", "),
                                                  suggestion(action, {actions.begin(), actions.end()})));
    const std::vector<std::string> words(invocation.arguments.begin() + 1, invocation.arguments.end());
    WARD_TRY(const auto setup, UpdateSetup::open(invocation));
    if (action == "status") return patch_status(*setup, words, invocation);
    if (action == "new") return patch_new(*setup, words, invocation);
    if (action == "refresh") return patch_refresh(*setup, words, invocation);
    return patch_export(*setup, words, invocation);
}

}  // namespace ward::cli
