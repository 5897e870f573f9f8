// One patch put on one tree (private to this folder).
#pragma once

#include <optional>

#include "actions/update/patch/patch_stack.h"

namespace ward::update {

// The tree that a patch was made for, and the same with it.
struct MergeBase {
    const FileTree* before = nullptr;
    const FileTree* after = nullptr;
    bool known() const { return before != nullptr && after != nullptr; }
};

struct RunEnd {
    PatchOutcome outcome;
    std::optional<FileTree> tree;  // with the patch; nothing where it conflicts
};

// `resolved` has what people made of the files that conflicted; null: nothing.
RunEnd run_patch(const FileTree& tree, const Patch& patch, MergeBase base, const PatchLimits& limits,
                 const Resolutions* resolved = nullptr);

}  // namespace ward::update
