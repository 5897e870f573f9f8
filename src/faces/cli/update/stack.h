// A stack of patches of the project, with upstream's files that it is judged by. Private to `ward update patch`.
#pragma once

#include <memory>
#include <string>

#include "actions/update/patch/stack_work.h"
#include "faces/cli/update/setup.h"

namespace ward::cli {

// A stack with all that it is judged by. Stays where it is: `input` points into it.
struct Stack {
    Stack() = default;
    Stack(const Stack&) = delete;
    Stack& operator=(const Stack&) = delete;

    const update::Recipe* recipe = nullptr;
    std::string version;      // that the tree has
    std::string target;       // that the stack is put on: the same, or --to
    update::FileTree folder;  // of the patches
    update::FileTree vendored;
    update::Derived upstream;   // of the target, without patches
    update::FileTree previous;  // of the tree's version, where the target is another one
    update::StackInput input;

    bool is_of_tree() const { return version == target; }
};

// `usage` where the recipe keeps no stack. --to names the version that it is put on.
Result<std::unique_ptr<Stack>> load_stack(const UpdateSetup& setup, const update::PrepareContext& context,
                                          const update::Recipe& recipe);
// The tree as the recipe makes it of the version that is there, with the reason of each file.
Result<update::Derived> derived_of(const UpdateSetup& setup, const update::PrepareContext& context, const Stack& stack);
// The stack's folder as `change` has it, at once; with --dry-run it is only told.
Result<int> put_in_place(const UpdateSetup& setup, const update::PrepareContext& context, const Stack& stack,
                         const update::StackChange& change, const Invocation& invocation);

}  // namespace ward::cli
