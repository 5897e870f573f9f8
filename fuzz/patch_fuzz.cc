// Patches of strangers: putting one on leaves a tree that is one, or the tree as it was.
// LINK: ward_update
#include <cstdlib>

#include "actions/update/patch/patch_stack.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::update;
    const PatchLimits limits{.bytes = 1u << 20, .comparisons = 1'000'000};
    const auto patch = parse_patch({reinterpret_cast<const char*>(data), size}, "x", 1, limits);
    if (!patch) return 0;
    FileTree tree{{"a", TreeFile("1\n2\n3\n4\n5\n6\n7\n8\n9\n")}, {"lib/b.c", TreeFile("}\n}\n\n}\nx")}};
    const FileTree previous = tree;
    const auto outcome = apply_stack(tree, {*patch, *patch}, &previous, limits);
    if (!check_tree(tree) || outcome.patches.empty()) std::abort();
    if (outcome.patches[0].kind == PatchOutcome::Kind::conflict && tree != previous) std::abort();
    const auto& again = outcome.patches[0].refreshed;
    if (again.contains("\n@@ ") && !parse_patch(again, "y", 1, limits)) std::abort();
    return 0;
}
