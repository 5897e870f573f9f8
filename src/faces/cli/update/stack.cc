// See stack.h.
#include "faces/cli/update/stack.h"

#include <fmt/core.h>

#include "actions/update/run/folder_swap.h"
#include "actions/update/run/run.h"
#include "base/text.h"
#include "faces/cli/scan.h"

namespace ward::cli {
namespace {

using update::FileTree;
using update::Recipe;
using update::StackChange;

Result<FileTree> folder_or_nothing(const UpdateSetup& setup, const std::string& path) {
    auto tree = update::tree_of_folder(setup.project(), path);
    if (!tree && tree.error().code == ErrorCode::not_found) return FileTree();
    return tree;
}

// A run that was killed may have these very files in its plan.
Result<void> refuse_interrupted(const UpdateSetup& setup, const update::RunContext& context) {
    WARD_TRY(const std::string state, state_folder());
    WARD_TRY(store::Store states, store::Store::open(state + "/ward.sqlite"));
    WARD_TRY(const auto open, update::unfinished_run(states, setup.folder()));
    if (!open) return {};
    WARD_TRY(const bool may_have_changed, update::has_plans(context, *open));
    if (!may_have_changed) return {};
    return fail(
        ErrorCode::conflict,
        fmt::format("the run {} was interrupted: `ward update resume` ends it, `ward update abort` takes it back",
                    open->name));
}

Result<void> swap(const UpdateSetup& setup, const update::PrepareContext& prepare, const Stack& stack,
                  const StackChange& change) {
    auto git = update::GitWork::open(setup.folder());
    const std::optional<update::GitWork> work = git ? std::optional(std::move(*git)) : std::nullopt;
    update::RunContext context;
    context.prepare = prepare;
    context.git = work ? &*work : nullptr;
    WARD_TRY([[maybe_unused]] const update::RunLock lock, update::lock_of(context, "patch"));
    WARD_TRY_VOID(refuse_interrupted(setup, context));
    return update::swap_folder(setup.project(), work ? work->git_folder() : "", stack.recipe->patches->folder,
                               stack.folder, change.folder);
}

}  // namespace

Result<std::unique_ptr<Stack>> load_stack(const UpdateSetup& setup, const update::PrepareContext& context,
                                          const Recipe& recipe) {
    auto out = std::make_unique<Stack>();
    out->recipe = &recipe;
    if (!recipe.patches)
        return fail(ErrorCode::usage, "keeps no stack of patches: `patches` in its recipe names one", recipe.id);
    const update::Snapshot project = update::snapshot_of(setup.project());
    WARD_TRY(out->vendored, project.folder(recipe.path));
    WARD_TRY(out->folder, folder_or_nothing(setup, recipe.patches->folder));
    WARD_TRY(const auto version, update::current_version(recipe.current, reader_of(out->vendored, project.file)));
    out->version = version.value_or("");
    out->target = context.wanted.empty() ? out->version : context.wanted;
    const auto pristine = [&](const std::string& wanted) -> Result<update::Derived> {
        WARD_TRY(update::Candidate candidate, update::candidate_of_tree(recipe, out->version, wanted, context));
        return update::derive_pristine(recipe, std::move(candidate), out->vendored, project.file, context);
    };
    WARD_TRY(out->upstream, pristine(out->is_of_tree() ? "" : context.wanted));
    if (!out->is_of_tree()) {
        // Without it nothing is merged, and what does not fit is a conflict.
        if (auto previous = pristine("")) out->previous = std::move(previous->pristine);
    }
    out->input = {.recipe = &recipe,
                  .folder = &out->folder,
                  .upstream = &out->upstream.pristine,
                  .previous = out->previous.empty() ? nullptr : &out->previous};
    WARD_TRY(out->input.patches, update::read_patches(*recipe.patches, out->folder));
    return out;
}

Result<update::Derived> derived_of(const UpdateSetup& setup, const update::PrepareContext& context,
                                   const Stack& stack) {
    WARD_TRY(update::Candidate candidate, update::candidate_of_tree(*stack.recipe, stack.version, "", context));
    WARD_TRY(const auto fetched, update::fetch(*stack.recipe, candidate, context));
    const auto locked = setup.lock().find(stack.recipe->id);
    update::DeriveInput input{.recipe = stack.recipe,
                              .version = candidate.version,
                              .old_version = locked == setup.lock().end() ? "" : locked->second.previous,
                              .tag = candidate.tag,
                              .commit = candidate.commit,
                              .published = candidate.published};
    std::vector<std::string> notes;
    WARD_TRY(input.artefacts, update::unpack_all(fetched, notes));
    input.before = &stack.vendored;
    input.project = update::reader_of(setup.project());
    input.patches = stack.input.patches;
    return update::derive(input);
}

Result<int> put_in_place(const UpdateSetup& setup, const update::PrepareContext& context, const Stack& stack,
                         const StackChange& change, const Invocation& invocation) {
    const std::string& folder = stack.recipe->patches->folder;
    std::string text;
    for (const std::string& name : change.written) text += fmt::format("written   {}/{}\n", folder, display(name));
    for (const std::string& name : change.removed) text += fmt::format("removed   {}/{}\n", folder, display(name));
    for (const std::string& note : change.notes) invocation.log.info(display(note));
    if (text.empty()) text = "every patch is at its place\n";
    else if (!invocation.has("dry-run")) {
        WARD_TRY_VOID(swap(setup, context, stack, change));
    }
    WARD_TRY_VOID(write_output(invocation.value("output", "-"), text));
    return 0;
}

}  // namespace ward::cli
