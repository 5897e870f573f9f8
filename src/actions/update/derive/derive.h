// From what upstream ships to what the project has, by the recipe alone: take, drop, rename, edit, create, keep,
// generate, patch. Pure: trees in, a tree out, and for every file the reason why it is there. `apply` writes the
// result, `verify` compares it with what is there, so the two can never disagree about what a recipe means.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "actions/update/patch/patch_stack.h"
#include "actions/update/recipe/recipe.h"
#include "actions/update/recipe/version.h"
#include "actions/update/tree/tree.h"
#include "base/result.h"

namespace ward::update {

// Why a file is in the derived tree.
struct Origin {
    enum class Kind : uint8_t {
        upstream,   // as upstream ships it
        edited,     // upstream's, with the recipe's edits
        patched,    // upstream's, with local patches
        created,    // by the recipe's text
        generated,  // by a rule
        kept,       // the project's own
        hook,       // written by a hook
    };
    Kind kind = Kind::upstream;
    std::string from = {};             // upstream's path
    std::vector<std::string> by = {};  // patches, rules, hooks: their names
};
std::string_view name_of(Origin::Kind kind);

// An artefact as it was unpacked; derive puts its files below the artefact's `into`.
struct UnpackedArtefact {
    const Artefact* artefact = nullptr;
    FileTree files = {};
    std::string url = {};  // where it came from, and the SHA-256 of what came, for generators
    std::string sha256 = {};
};

struct DeriveInput {
    const Recipe* recipe = nullptr;
    std::string version = {};      // new
    std::string old_version = {};  // that it replaces; empty: not known, and then a text with {old} is an error
    std::string tag = {};
    std::string commit = {};
    std::optional<Instant> published = {};         // of the new one; not known: a text with {date} is an error
    std::vector<UnpackedArtefact> artefacts = {};  // in the recipe's order
    const FileTree* before = nullptr;              // the dependency's folder as it is: for `keep`
    FileReader project = {};                       // files outside it, for generators; paths from the project's folder
    std::vector<Patch> patches = {};               // of the stack, in order
    // The merge base of patches that do not apply plainly: the tree that the stack was made for (the previous
    // upstream, derived without patches). Null: not known; then what does not apply is a conflict.
    const FileTree* previous = nullptr;
    // Nothing is generated and `files` is `pristine`: for a merge base.
    bool only_pristine = false;
};

struct Derived {
    FileTree files = {};                                      // of the dependency's folder
    std::map<std::string, Origin, std::less<>> origins = {};  // of each of them
    FileTree outside = {};  // generated files elsewhere, by path from the project's folder
    std::map<std::string, Origin, std::less<>> outside_origins = {};
    FileTree pristine = {};        // `files` before patches: the next update's merge base
    std::string new_version = {};  // with `recipe.new_version`
    StackOutcome stack = {};
    std::vector<std::string> notes = {};  // for people
};

// Errors name the recipe's line: a glob that takes nothing, an edit whose count is not met, a kept file that is not
// there any more, a generator without its marks. Conflicts of patches are no error: they are in `stack`.
Result<Derived> derive(const DeriveInput& input);

// "{subsystem}: update {id} to {new}" with the words; "{{" and "}}" are braces; an unknown word is a `usage` error.
Result<std::string> fill(std::string_view text, const std::map<std::string, std::string>& words);

}  // namespace ward::update
