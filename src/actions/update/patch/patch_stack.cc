// The patches of a stack, one on top of the other.
#include "actions/update/patch/patch_stack.h"

#include <algorithm>
#include <optional>

#include "actions/update/patch/patch_run.h"

namespace ward::update {

std::string_view name_of(PatchOutcome::Kind kind) {
    switch (kind) {
        case PatchOutcome::Kind::applied: return "applied";
        case PatchOutcome::Kind::merged: return "merged";
        case PatchOutcome::Kind::upstreamed: return "upstreamed";
        case PatchOutcome::Kind::partly_upstreamed: return "partly upstreamed";
        case PatchOutcome::Kind::conflict: return "conflict";
    }
    return "conflict";
}

bool StackOutcome::has_conflict() const {
    return std::ranges::any_of(patches, [](const auto& p) { return p.kind == PatchOutcome::Kind::conflict; });
}

bool StackOutcome::has_dropped() const {
    return std::ranges::any_of(patches, [](const auto& p) { return p.kind == PatchOutcome::Kind::upstreamed; });
}

StackOutcome apply_stack(FileTree& tree, const std::vector<Patch>& patches, const FileTree* previous,
                         const PatchLimits& limits, const StackResolutions* resolved) {
    StackOutcome out;
    // What the stack was made for, with the patches before the one at hand: the next one was made on top of them.
    std::optional<FileTree> base;
    if (previous != nullptr) base = *previous;
    for (const Patch& patch : patches) {
        std::optional<FileTree> base_after;
        if (base) base_after = run_patch(*base, patch, {}, limits).tree;
        const auto of_patch = resolved == nullptr ? StackResolutions::const_iterator() : resolved->find(patch.name);
        RunEnd end = run_patch(tree, patch, {base ? &*base : nullptr, base_after ? &*base_after : nullptr}, limits,
                               resolved == nullptr || of_patch == resolved->end() ? nullptr : &of_patch->second);
        out.patches.push_back(std::move(end.outcome));
        if (!end.tree) break;
        if (base && !base_after)
            out.patches.back().remarks.push_back(
                "does not apply to the previous version, so that it is no help for merging");
        base = std::move(base_after);
        tree = *std::move(end.tree);
    }
    return out;
}

}  // namespace ward::update
