// See prepare.h. One function a state; each either moves the work on or says why it cannot.
#include "actions/update/run/prepare.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "actions/update/ladder/rung_input.h"
#include "actions/update/run/prepare_pieces.h"
#include "actions/update/run/uncommitted.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr std::array<std::string_view, 15> state_names{"DECLARED", "PROBED",    "HELD",     "AVAILABLE", "FETCHED",
                                                       "VERIFIED", "STAGED",    "PATCHED",  "GENERATED", "CHECKED",
                                                       "SWAPPED",  "COMMITTED", "PROPOSED", "CURRENT",   "FAILED"};

// As a person would type it where they are: from the project's folder.
std::string git_path(const std::string& path) {
    const bool is_plain =
        std::ranges::all_of(path, [](char c) { return is_alnum(c) || std::string_view("/._-+@").contains(c); });
    return is_plain ? path : fmt::format("'{}'", replace_all(path, "'", "'\\''"));
}

class Preparation {
  public:
    Preparation(const Recipe& recipe, const PrepareContext& context)
        : recipe_(recipe),
          context_(context),
          snapshot_(context.snapshot != nullptr ? *context.snapshot : snapshot_of(*context.project)) {
        work_.recipe = &recipe;
        if (context.lock != nullptr)
            if (const auto at = context.lock->find(recipe.id); at != context.lock->end()) locked_ = &at->second;
    }

    Work run() && {
        if (const Result<void> done = all_states(); !done) {
            work_.failed_in = work_.state;
            work_.error = done.error();
            reach(State::failed, done.error().message());
        }
        return std::move(work_);
    }

  private:
    void reach(State state, const std::string& detail = {}) {
        work_.state = state;
        if (context_.told) context_.told(recipe_, state, detail);
    }

    bool is_over() const {
        return work_.state == State::current || work_.state == State::held || work_.state == context_.until;
    }

    Result<void> all_states() {
        for (Result<void> (Preparation::*step)() :
             {&Preparation::look, &Preparation::probe, &Preparation::fetch_all, &Preparation::verify,
              &Preparation::stage, &Preparation::put_together, &Preparation::run_hooks, &Preparation::check}) {
            WARD_TRY_VOID((this->*step)());
            if (is_over()) return {};
        }
        return {};
    }

    Result<void> look() {
        reach(State::declared);
        const auto tree = snapshot_.folder(recipe_.path);
        // A dependency that is not there yet is put there; everything else that hides it is an error.
        if (!tree && tree.error().code != ErrorCode::not_found) return std::unexpected(tree.error());
        if (tree) work_.before = *tree;
        WARD_TRY_VOID(look_for_changes());
        if (work_.before.empty()) {
            work_.notes.push_back(fmt::format("{} is not there yet", recipe_.path));
            return {};
        }
        auto current = current_version(recipe_.current, reader_of(work_.before, snapshot_.file));
        // Only files of the project's own are there: a person who names the version begins with it.
        if (!current && current.error().code == ErrorCode::not_found && !context_.wanted.empty()) {
            work_.notes.push_back("no version is there yet: " + current.error().message());
            return {};
        }
        WARD_TRY(work_.current, std::move(current));
        return {};
    }

    Result<void> look_for_changes() {
        if (context_.git == nullptr || work_.before.empty()) return {};
        WARD_TRY(auto committed, committed_folder(*context_.git, recipe_.path, work_.before,
                                                  locked_ == nullptr ? "" : locked_->tree_sha256));
        if (!committed) return {};
        is_dirty_ = !context_.carries_changes;
        if (is_dirty_) return {};
        work_.carried = std::exchange(work_.before, std::move(*committed));
        work_.notes.emplace_back("changes that are not committed are carried over");
        return {};
    }

    Result<void> probe() {
        WARD_TRY(candidates_, list_candidates(recipe_, context_, passed_over_));
        WARD_TRY(work_.choice, choose(recipe_, work_.current, candidates_, choice_context(work_, context_)));
        join_advisories(work_, context_);
        if (!passed_over_.empty())
            work_.notes.push_back(fmt::format("{} of upstream's names passed over, as {}", passed_over_.size(),
                                              display(passed_over_.front())));
        const std::string chosen = work_.choice.chosen ? work_.choice.chosen->version : "";
        reach(State::probed, chosen);
        switch (work_.choice.standing) {
            case Standing::current: reach(State::current); return {};
            case Standing::held: reach(State::held, work_.choice.reason); return {};
            case Standing::available: reach(State::available, chosen); return {};
            case Standing::failed: break;
        }
        return fail(ErrorCode::unsupported,
                    work_.choice.reason.empty() ? "no version can be chosen" : work_.choice.reason, recipe_.id);
    }

    Result<void> fetch_all() {
        // Nothing newer: then nothing is in the way.
        if (is_dirty_)
            return fail(ErrorCode::conflict,
                        fmt::format("has changes that are not committed: `git stash push --include-untracked -- {}` "
                                    "puts them aside, --autostash carries them over",
                                    git_path(recipe_.path)),
                        recipe_.path);
        WARD_TRY(work_.fetched, fetch(recipe_, *work_.choice.chosen, context_));
        std::vector<std::string> digests;
        digests.reserve(work_.fetched.size());
        for (const Fetched& one : work_.fetched) digests.push_back(one.sha256.empty() ? one.commit : one.sha256);
        reach(State::fetched, join(digests, " "));
        return {};
    }

    Result<void> verify() {
        work_.ladder = climb_ladder(recipe_, *work_.choice.chosen, work_.fetched, locked_, *context_.world,
                                    snapshot_.file, context_.now);
        if (!work_.ladder.holds())
            return fail(ErrorCode::damaged, "was not verified: " + join(work_.ladder.faults, "; "), recipe_.id);
        reach(State::verified);
        return ask_vet();
    }

    Result<void> ask_vet() {
        if (recipe_.source.kind != "npm" || !context_.vet || work_.fetched.empty()) return {};
        std::string before;
        if (work_.current) {
            auto fetched = [&]() -> Result<std::vector<Fetched>> {
                WARD_TRY(Candidate candidate, candidate_of_version(recipe_, *work_.current, context_));
                return fetch(recipe_, candidate, context_);
            }();
            if (fetched && !fetched->empty()) before = std::move(fetched->front().bytes);
            else
                work_.notes.push_back("vet compared with nothing: " +
                                      (fetched ? "the version before has no tarball" : fetched.error().message()));
        }
        WARD_TRY(work_.vet, context_.vet(recipe_, before, work_.fetched.front().bytes));
        return {};
    }

    Result<void> stage() {
        WARD_TRY(unpacked_, unpack_all(work_.fetched, work_.notes));
        for (const Fetched& one : work_.fetched) {
            WARD_TRY(const FileTree files, files_of(one));
            work_.fetched_trees.push_back(tree_sha256(files));
        }
        WARD_TRY(work_.changelog, changelog_of(work_, candidates_, unpacked_, work_.notes));
        reach(State::staged);
        return {};
    }

    Result<void> put_together() {
        DeriveInput input{.recipe = &recipe_,
                          .version = work_.choice.chosen->version,
                          .old_version = work_.current.value_or(""),
                          .tag = work_.choice.chosen->tag,
                          .commit = work_.choice.chosen->commit,
                          .published = work_.choice.chosen->published};
        input.artefacts = std::move(unpacked_);
        input.before = work_.before.empty() ? nullptr : &work_.before;
        input.project = snapshot_.file;
        FileTree previous;
        WARD_TRY(input.patches, patches_of(recipe_, snapshot_));
        for (const Patch& patch : input.patches) work_.patches.push_back({.name = patch.name, .sha256 = patch.sha256});
        if (!input.patches.empty() && find_previous(previous)) input.previous = &previous;
        WARD_TRY(work_.derived, derive(input));
        std::ranges::copy(work_.derived->notes, std::back_inserter(work_.notes));
        WARD_TRY_VOID(check_patches(work_));
        join_advisories(work_, context_);
        if (recipe_.source.skip_if_tree_equal && work_.derived->files == work_.before) {
            work_.notes.emplace_back("upstream has a newer commit, with the same files");
            reach(State::current);
            return {};
        }
        reach(State::patched);
        return {};
    }

    // The tree that the patches were made for: upstream's of the current version, without them.
    bool find_previous(FileTree& previous) {
        if (!work_.current) return false;
        const auto derived = [&]() -> Result<Derived> {
            WARD_TRY(Candidate candidate, candidate_of_tree(recipe_, *work_.current, "", context_));
            return derive_pristine(recipe_, std::move(candidate), work_.before, snapshot_.file, context_);
        }();
        if (!derived) {
            work_.notes.push_back("patches are put on without a merge base: " + derived.error().message());
            return false;
        }
        previous = derived->pristine;
        return true;
    }

    Result<void> run_hooks() {
        work_.before_hooks = work_.derived->files;
        for (const Hook& hook : recipe_.hooks) {
            WARD_TRY(HookOutcome outcome, run_hook(hook, recipe_, {work_.current.value_or(""), work_.new_version()},
                                                   context_.project->path(), context_.run_hook, work_.derived->files));
            for (const std::string& path : outcome.written) {
                if (!work_.derived->files.contains(path)) work_.derived->origins.erase(path);
                else work_.derived->origins[path] = {.kind = Origin::Kind::hook, .from = {}, .by = {hook.name}};
            }
            work_.hooks.push_back(std::move(outcome));
            work_.after_hooks.push_back(work_.derived->files);
        }
        reach(State::generated);
        return {};
    }

    Result<void> check() {
        const CheckInput input{.recipe = &recipe_,
                               .old_version = work_.current.value_or(""),
                               .new_version = work_.new_version(),
                               .before = &work_.before,
                               .derived = &*work_.derived,
                               .project = snapshot_.file,
                               .locked = locked_,
                               .advisories = work_.opens,
                               .vet = work_.vet ? &*work_.vet : nullptr};
        std::vector<std::string> faults;
        for (const TreeCheck* one : all_tree_checks()) {
            work_.checks.push_back(run_check(recipe_, *one, input));
            const CheckRow& row = work_.checks.back();
            if (row.result.kind == CheckResult::Kind::holds || row.acknowledged || !row.disabled.empty()) continue;
            faults.push_back(fmt::format("{}{}: {}", row.id,
                                         row.result.kind == CheckResult::Kind::fails ? "" : " (to be acknowledged)",
                                         row.result.details.empty() ? "" : row.result.details.front()));
        }
        if (!faults.empty()) return fail(ErrorCode::damaged, "was not accepted: " + join(faults, "; "), recipe_.id);
        reach(State::checked);
        return {};
    }

    const Recipe& recipe_;
    const PrepareContext& context_;
    const Snapshot snapshot_;
    const LockedDependency* locked_ = nullptr;
    bool is_dirty_ = false;
    std::vector<Candidate> candidates_;
    std::vector<UnpackedArtefact> unpacked_;
    std::vector<std::string> passed_over_;
    Work work_;
};

}  // namespace

std::string_view name_of(State state) {
    return state_names.at(static_cast<size_t>(state));
}

std::optional<State> state_named(std::string_view name) {
    const auto at = std::ranges::find(state_names, name);
    if (at == state_names.end()) return std::nullopt;
    return static_cast<State>(at - state_names.begin());
}

std::string Work::new_version() const {
    if (derived && !derived->new_version.empty()) return derived->new_version;
    return choice.chosen ? choice.chosen->version : "";
}

const FileTree& Work::snapshot_after(std::string_view word) const {
    for (size_t i = 0; i < hooks.size(); ++i)
        if (word == "hook:" + hooks[i].name) return after_hooks[i];
    return before_hooks;
}

Work prepare(const Recipe& recipe, const PrepareContext& context) {
    return Preparation(recipe, context).run();
}

}  // namespace ward::update
