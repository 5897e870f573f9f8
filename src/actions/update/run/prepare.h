// One dependency's way from its recipe to a tree that may take the place of the old one. All of it happens in memory
// (hooks in a folder of their own): nothing here touches the project. Each state is told as it is reached.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/update/check/check.h"
#include "actions/update/derive/derive.h"
#include "actions/update/ladder/rung.h"
#include "actions/update/recipe/lock_file.h"
#include "actions/update/recipe/recipe.h"
#include "actions/update/run/git_work.h"
#include "actions/update/run/hook.h"
#include "actions/update/upstream/artefact_store.h"
#include "actions/update/upstream/source.h"
#include "base/root.h"

namespace ward::update {

enum class State : uint8_t {
    declared,
    probed,     // current version and upstream's versions are known
    held,       // newer, and must wait
    available,  // newer, and may be taken
    fetched,    // its bytes are in the store
    verified,   // the ladder holds
    staged,     // unpacked and selected
    patched,    // local patches are on it
    generated,  // rules and hooks have run
    checked,    // it may take its place
    swapped,    // it has taken it
    committed,
    proposed,  // as a pull request
    current,   // nothing to do
    failed,
};
std::string_view name_of(State state);  // "FETCHED"
std::optional<State> state_named(std::string_view name);

struct CheckRow {
    std::string id = {};
    CheckResult result = {};
    bool acknowledged = false;
    std::string disabled = {};  // the recipe's reason; empty: it ran
};

// How a project is read: its folder, or a commit.
struct Snapshot {
    std::function<Result<FileTree>(std::string_view folder)> folder;  // `not_found` where there is none
    FileReader file;                                                  // paths from the project's root
};
Snapshot snapshot_of(const Root& project);

// What is known of one dependency by the end of a run.
struct Work {
    const Recipe* recipe = nullptr;
    State state = State::declared;
    std::optional<std::string> current = {};  // version
    Choice choice = {};
    FileTree before = {};                  // the dependency's folder; with `carried` as HEAD has it
    std::optional<FileTree> carried = {};  // the folder as it is, with a person's changes that are not committed
    std::vector<Fetched> fetched = {};
    std::vector<std::string> fetched_trees = {};  // digest of each one's files
    Ladder ladder = {};
    std::optional<VetAnswer> vet = {};  // of what comes from npm
    std::optional<Derived> derived = {};
    std::vector<LockedPatch> patches = {};  // of the stack as the project has it
    std::vector<HookOutcome> hooks = {};
    FileTree before_hooks = {};              // the derived tree before the first
    std::vector<FileTree> after_hooks = {};  // and behind each, in their order
    std::vector<CheckRow> checks = {};
    std::vector<std::string> closes = {};  // ids of advisories of the current version that the new one has not
    std::vector<std::string> keeps = {};   // that both have
    std::vector<std::string> opens = {};   // that only the new one has
    std::vector<std::string> notes = {};   // for people
    std::string changelog = {};            // upstream's words on it, as they are (changelog.h)
    std::optional<Error> error = {};
    State failed_in = State::declared;  // the state that could not be left

    // What the project will say it has: the composite version where the recipe has one.
    std::string new_version() const;
    // The derived tree behind "hook:NAME"; with an empty word the one before all hooks.
    const FileTree& snapshot_after(std::string_view word) const;
    bool is_conflict() const { return derived && derived->stack.has_conflict(); }
};

// Ids of advisories that affect a version of a recipe's package; nothing where that could not be asked.
using AdvisoryQuestion =
    std::function<std::optional<std::vector<std::string>>(const Recipe&, std::string_view version)>;

// Asks vet about two tarballs; `before` may be empty, where the one that is there cannot be had.
using VetQuestion = std::function<Result<VetAnswer>(const Recipe&, std::string_view before, std::string_view now)>;

struct PrepareContext {
    const Root* project = nullptr;
    const Snapshot* snapshot = nullptr;  // what is read as the project; null: its folder as it is
    // Where it is there, what a dependency's folder has uncommitted is a `conflict`, or carried over.
    const GitWork* git = nullptr;
    bool carries_changes = false;  // --autostash
    const LockFile* lock = nullptr;
    World* world = nullptr;
    const ArtefactStore* store = nullptr;
    Instant now = 0;
    AdvisoryQuestion advisories = {};
    VetQuestion vet = {};
    // Runs a hook; empty: hooks are not allowed, and a recipe that has one fails with that reason.
    HookRunner run_hook = {};
    std::string wanted = {};  // --to
    bool ignore_cooldown = false;
    std::string from_folder = {};  // artefacts of this machine instead of upstream's (--from-dir)
    State until = State::checked;  // probed: `check` alone
    std::function<void(const Recipe&, State, const std::string& detail)> told = {};
};

// Never fails as a whole: what goes wrong is in the work, and other dependencies go on.
Work prepare(const Recipe& recipe, const PrepareContext& context);

// ---- pieces that `verify` shares ----
// The candidate of exactly this version.
Result<Candidate> candidate_of_version(const Recipe& recipe, std::string_view version, const PrepareContext& context);
// What a tree that says `version` is of (empty: it says none), or `wanted` in its place where that is not empty. Of a
// branch's head it is a commit: the lock file's, or the one that the version names.
Result<Candidate> candidate_of_tree(const Recipe& recipe, const std::string& version, const std::string& wanted,
                                    const PrepareContext& context);
// Its artefacts: from the store, else from upstream (and kept).
Result<std::vector<Fetched>> fetch(const Recipe& recipe, Candidate& candidate, const PrepareContext& context);
Result<std::vector<UnpackedArtefact>> unpack_all(const std::vector<Fetched>& fetched, std::vector<std::string>& notes);
// The stack of patches in a project; paths below `folder`.
Result<std::vector<Patch>> read_patches(const PatchStack& stack, const FileTree& patch_folder);
// Upstream's files of a version as the recipe takes them, without patches; `before` is the dependency's folder, for
// what it keeps. Nothing is generated.
Result<Derived> derive_pristine(const Recipe& recipe, Candidate candidate, const FileTree& before,
                                const FileReader& project, const PrepareContext& context);
// The recipe's stack as the project has it; empty where it has none.
Result<std::vector<Patch>> patches_of(const Recipe& recipe, const Snapshot& snapshot);
// Files of the project: paths from its root.
FileReader reader_of(const Root& project);

}  // namespace ward::update
