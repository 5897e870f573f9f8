// Is a vendored tree what upstream shipped, plus exactly what the project says? File by file, by deriving the tree
// anew: no lock file, no secret and no trust in whoever made it is needed. The same for a pull request, between two
// commits: what each changed file is, and what nobody can explain.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/update/run/prepare.h"
#include "io/gitobjects/repository.h"

namespace ward::update {

enum class FileVerdict : uint8_t {
    upstream,     // as upstream ships it
    edited,       // upstream's, with the recipe's edits
    patched,      // upstream's, with local patches that the project keeps
    created,      // by the recipe's text
    generated,    // by a rule of the recipe
    kept,         // the project's own, by the recipe
    prebuilt,     // made by a step that cannot be run here: nobody can say from the tree alone
    differs,      // upstream has it, with other bytes
    unexplained,  // upstream has no such file, and no rule made it
    missing,      // it should be there
    outside,      // changed beside everything that recipes are about (between commits alone)
};
std::string_view name_of(FileVerdict verdict);
// Does it need a person?
bool is_open(FileVerdict verdict);

struct FileRow {
    std::string path;  // from the project's folder
    FileVerdict verdict = FileVerdict::upstream;
    std::vector<std::string> by = {};  // patches, rules, hooks
    std::string detail = {};           // "3 lines differ"
    bool is_changed = true;            // between commits: false where base has the same
};

struct Verification {
    const Recipe* recipe = nullptr;  // null: `outside`
    std::string version;             // that the tree claims
    std::string before;              // between commits: the one it replaces; empty: the same, or not known
    std::vector<FileRow> files;      // by path
    Ladder ladder;                   // of upstream's bytes
    std::vector<PatchOutcome> patches;
    std::vector<std::string> new_patches;  // between commits: stack entries that the head adds or changes
    std::vector<std::string> notes;
    std::string diff;            // what differs from the derived tree, unified
    std::optional<Error> error;  // it could not be derived: nothing is known

    size_t count(FileVerdict verdict) const;
    bool holds() const;  // known, and nothing open that was changed
};

// `prefix` is the project's folder in the repository: "", "sub/". `repository` must outlive it.
Snapshot snapshot_of(const gitobjects::Repository& repository, const gitobjects::ObjectId& tree,
                     const std::string& prefix);

// One dependency as `now` has it. `kept_from` is where files of the project's own are taken from: the tree itself, or
// the base of a pull request, whose author may have changed them.
enum class Judged : uint8_t { tree, change };  // of a change, only what differs from `kept_from` is new
Verification verify(const Recipe& recipe, const Snapshot& now, const Snapshot& kept_from, const PrepareContext& context,
                    Judged judged = Judged::tree);

// Paths whose files differ between two trees, sorted; of a folder on one side, all files in it.
Result<std::vector<std::string>> changed_paths(const gitobjects::Repository& repository,
                                               const gitobjects::ObjectId& before, const gitobjects::ObjectId& after);

// Every dependency that differs between two trees, and last the changes beside all of them. Recipes come from the base
// (or the caller): the change that is judged must not bring its own rules.
// `changed` has their paths, from the project's folder.
std::vector<Verification> verify_change(const RecipeFile& recipes, const std::vector<std::string>& changed,
                                        const Snapshot& base, const Snapshot& head, const PrepareContext& context);

}  // namespace ward::update
