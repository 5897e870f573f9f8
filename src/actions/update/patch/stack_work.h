// What people do with a stack of patches, as pure functions: how each stands on upstream's files, a new one of what the
// vendored tree has more, all of them written anew so that they fit without a search, and their form for upstream. What
// is to be written is the stack's whole folder: whoever calls puts it in place at once (run/folder_swap.h).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/update/derive/derive.h"
#include "actions/update/made_elsewhere.h"
#include "actions/update/patch/patch_stack.h"
#include "actions/update/recipe/recipe.h"

namespace ward::update {

// A stack and upstream's files that it stands on. What is pointed to outlives it.
struct StackInput {
    const Recipe* recipe = nullptr;      // with `patches`
    const FileTree* folder = nullptr;    // of the stack, as it is
    std::vector<Patch> patches = {};     // of it, in order
    const FileTree* upstream = nullptr;  // by the recipe, without patches (Derived::pristine)
    const FileTree* previous = nullptr;  // of the version that the patches were made for, where it is another one
};

enum class PatchStanding : uint8_t {
    clean,              // at its place
    moved,              // with an offset, or context passed over
    merged,             // by three-way merge
    partly_upstreamed,  // some of it is upstream's by now
    upstreamed,         // all of it is
    conflict,
    blocked,  // behind a conflict: not known
};
std::string_view name_of(PatchStanding standing);
PatchStanding standing_of(const PatchOutcome& outcome);

struct PatchRow {
    std::string name;
    PatchStanding standing = PatchStanding::clean;
    std::vector<std::string> details = {};  // remarks, or why it conflicts
};
struct StackStatus {
    std::vector<PatchRow> rows;
    StackOutcome stack;
    FileTree files;  // upstream's with the patches up to the first conflict
};
StackStatus status_of_stack(const StackInput& input);

// The stack's folder as it should be.
struct StackChange {
    FileTree folder;
    std::vector<std::string> written = {};  // names of files
    std::vector<std::string> removed = {};
    std::vector<std::string> notes = {};
    StackOutcome stack = {};  // of a conflict: what could not be done
    bool has_conflict() const { return stack.has_conflict(); }
};

// Patches in `only` (all where it is empty) that do not stand at their place are written as they stand there now; those
// that upstream has are taken out. `resolved` stands for what conflicts. Where something conflicts still, the folder is
// as it was and `stack` tells. What was written is read again and put on again before it is given.
Result<StackChange> refresh_stack(const StackInput& input, const std::vector<std::string>& only,
                                  const StackResolutions& resolved);

struct NewPatch {
    std::string word = {};     // of its name
    std::string subject = {};  // empty: the word
    std::string author = {};   // "NAME <ADDRESS>"; empty: it says nothing of it
};
// A patch of what `vendored` has other than upstream's files with the stack; `derived` is that, with the reason of each
// file. What rules and other steps make is left out with a note. `not_found` where nothing differs, `unsupported` where
// a binary file does, `conflict` where the stack itself does not apply.
Result<StackChange> new_patch(const StackInput& input, const Derived& derived, const FileTree& vendored,
                              const MadeElsewhere& elsewhere, const NewPatch& wanted);

// Paths that such a patch would have.
Result<std::vector<std::string>> paths_beside_stack(const StackInput& input, const Derived& derived,
                                                    const FileTree& vendored, const MadeElsewhere& elsewhere);

struct ExportedPatch {
    std::string name;  // "0001-fix-idna.patch"
    std::string text;  // a mail, as git format-patch writes one and git am reads it
    std::vector<std::string> notes = {};
};
// Patches in `only` (all where it is empty) with paths of upstream's own repository, by where `pristine` took each file
// from. `author` is of those that name none; without it such a patch is a `usage` error.
Result<std::vector<ExportedPatch>> export_stack(const StackInput& input, const Derived& pristine,
                                                const std::vector<std::string>& only, const std::string& author,
                                                const std::string& signature);

}  // namespace ward::update
