// See prepare.h. One function a state; each either moves the work on or says why it cannot.
#include "actions/update/run/prepare.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "actions/update/ladder/rung_input.h"
#include "actions/update/tree/unpack.h"
#include "actions/update/upstream/from_folder.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr std::array<std::string_view, 15> state_names{"DECLARED", "PROBED",    "HELD",     "AVAILABLE", "FETCHED",
                                                       "VERIFIED", "STAGED",    "PATCHED",  "GENERATED", "CHECKED",
                                                       "SWAPPED",  "COMMITTED", "PROPOSED", "CURRENT",   "FAILED"};

class Preparation {
  public:
    Preparation(const Recipe& recipe, const PrepareContext& context) : recipe_(recipe), context_(context) {
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
        const auto tree = tree_of_folder(*context_.project, recipe_.path);
        // A dependency that is not there yet is put there; everything else that hides it is an error.
        if (!tree && tree.error().code != ErrorCode::not_found) return std::unexpected(tree.error());
        if (tree) work_.before = *tree;
        if (work_.before.empty()) {
            work_.notes.push_back(fmt::format("{} is not there yet", recipe_.path));
            return {};
        }
        auto current = current_version(recipe_.current, reader_of(work_.before, reader_of(*context_.project)));
        // Only files of the project's own are there: a person who names the version begins with it.
        if (!current && current.error().code == ErrorCode::not_found && !context_.wanted.empty()) {
            work_.notes.push_back("no version is there yet: " + current.error().message());
            return {};
        }
        WARD_TRY(work_.current, std::move(current));
        return {};
    }

    ChoiceContext choice_context() const {
        ChoiceContext out{.now = context_.now, .first_seen = {}, .is_security_fix = {}, .advisories = {}};
        out.ignore_cooldown = context_.ignore_cooldown;
        out.wanted = context_.wanted;
        if (!context_.advisories) return out;
        out.is_security_fix = [this](const Candidate& candidate) {
            if (!work_.current) return false;
            const auto before = context_.advisories(recipe_, *work_.current);
            const auto after = context_.advisories(recipe_, candidate.version);
            return before && after && std::ranges::any_of(*before, [&](const std::string& id) {
                       return std::ranges::find(*after, id) == after->end();
                   });
        };
        out.advisories = [this](const Candidate& candidate) {
            return context_.advisories(recipe_, candidate.version).value_or(std::vector<std::string>());
        };
        return out;
    }

    Result<void> probe() {
        WARD_TRY(candidates_, list());
        WARD_TRY(work_.choice, choose(recipe_, work_.current, candidates_, choice_context()));
        join_advisories();
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

    Result<std::vector<Candidate>> list() {
        if (!recipe_.enabled && recipe_.source.kind.empty())
            return fail(ErrorCode::unsupported, "is not enabled: " + recipe_.disabled_reason, recipe_.id);
        const SourceKind* kind = source_kind_named(recipe_.source.kind);
        if (kind == nullptr)
            return fail(ErrorCode::usage, "no source of kind '" + display(recipe_.source.kind) + "'", recipe_.id);
        if (!context_.from_folder.empty()) {
            if (context_.wanted.empty())
                return fail(ErrorCode::usage, "needs to know which version the folder has: --to VERSION", "--from-dir");
            WARD_TRY(Candidate one, candidate_of_version(recipe_, context_.wanted, context_));
            return std::vector<Candidate>{std::move(one)};
        }
        // Offline, a version that is in the store can still be taken: the one that was asked for.
        if (context_.world->http == nullptr && !context_.wanted.empty()) {
            WARD_TRY(const auto stored, context_.store->find(recipe_, context_.wanted));
            if (stored) return std::vector<Candidate>{stored->candidate};
        }
        context_.world->passed_over.clear();
        auto listed = kind->list(recipe_, *context_.world);
        for (std::string& what : context_.world->passed_over) passed_over_.push_back(std::move(what));
        return listed;
    }

    void join_advisories() {
        if (!context_.advisories || !work_.choice.chosen) return;
        const auto after = context_.advisories(recipe_, work_.choice.chosen->version);
        const auto before = work_.current ? context_.advisories(recipe_, *work_.current) : std::nullopt;
        if (!before || !after) return;
        for (const std::string& id : *before) {
            const bool stays = std::ranges::find(*after, id) != after->end();
            (stays ? work_.keeps : work_.closes).push_back(id);
        }
        for (const std::string& id : *after)
            if (std::ranges::find(*before, id) == before->end()) work_.opens.push_back(id);
    }

    Result<void> fetch_all() {
        WARD_TRY(work_.fetched, fetch(recipe_, *work_.choice.chosen, context_));
        std::vector<std::string> digests;
        digests.reserve(work_.fetched.size());
        for (const Fetched& one : work_.fetched) digests.push_back(one.sha256.empty() ? one.commit : one.sha256);
        reach(State::fetched, join(digests, " "));
        return {};
    }

    Result<void> verify() {
        work_.ladder = climb_ladder(recipe_, *work_.choice.chosen, work_.fetched, locked_, *context_.world,
                                    reader_of(*context_.project), context_.now);
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
        reach(State::staged);
        return {};
    }

    Result<void> put_together() {
        DeriveInput input{.recipe = &recipe_,
                          .version = work_.choice.chosen->version,
                          .tag = work_.choice.chosen->tag,
                          .commit = work_.choice.chosen->commit};
        input.artefacts = std::move(unpacked_);
        input.before = work_.before.empty() ? nullptr : &work_.before;
        input.project = reader_of(*context_.project);
        FileTree previous;
        if (recipe_.patches) {
            // A stack without a folder is an empty one: recipes name where patches would be.
            auto folder = tree_of_folder(*context_.project, recipe_.patches->folder);
            if (!folder && folder.error().code != ErrorCode::not_found) return std::unexpected(folder.error());
            WARD_TRY(input.patches, read_patches(*recipe_.patches, folder ? *folder : FileTree()));
            for (const Patch& patch : input.patches)
                work_.patches.push_back({.name = patch.name, .sha256 = patch.sha256});
            if (!input.patches.empty() && find_previous(previous)) input.previous = &previous;
        }
        WARD_TRY(work_.derived, derive(input));
        std::ranges::copy(work_.derived->notes, std::back_inserter(work_.notes));
        if (work_.is_conflict()) {
            const PatchOutcome& last = work_.derived->stack.patches.back();
            return fail(ErrorCode::conflict,
                        fmt::format("the patch {} does not apply: {}", display(last.name),
                                    last.conflicts.empty()
                                        ? ""
                                        : display(last.conflicts.front().path + ": " + last.conflicts.front().reason)),
                        recipe_.id);
        }
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
        const auto derived = [&]() -> Result<FileTree> {
            WARD_TRY(Candidate candidate, candidate_of_version(recipe_, *work_.current, context_));
            WARD_TRY(const auto fetched, fetch(recipe_, candidate, context_));
            DeriveInput input{
                .recipe = &recipe_, .version = candidate.version, .tag = candidate.tag, .commit = candidate.commit};
            std::vector<std::string> ignored;
            WARD_TRY(input.artefacts, unpack_all(fetched, ignored));
            input.before = &work_.before;
            input.project = reader_of(*context_.project);
            WARD_TRY(Derived out, derive(input));
            return std::move(out.pristine);
        }();
        if (!derived) {
            work_.notes.push_back("patches are put on without a merge base: " + derived.error().message());
            return false;
        }
        previous = *derived;
        return true;
    }

    Result<void> run_hooks() {
        work_.before_hooks = work_.derived->files;
        for (const Hook& hook : recipe_.hooks) {
            WARD_TRY(HookOutcome outcome, run_hook(hook, recipe_, work_.new_version(), context_.project->path(),
                                                   context_.run_hook, work_.derived->files));
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
                               .project = reader_of(*context_.project),
                               .locked = locked_,
                               .advisories = work_.opens,
                               .vet = work_.vet ? &*work_.vet : nullptr};
        std::vector<std::string> faults;
        for (const TreeCheck* one : all_tree_checks()) {
            work_.checks.push_back(run_check(*one, input));
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

    CheckRow run_check(const TreeCheck& one, const CheckInput& input) const {
        CheckRow row{.id = std::string(one.id), .result = {}};
        for (const std::string& line : recipe_.without_checks)
            if (line.starts_with(fmt::format("{}:", one.id))) row.disabled = trim(line.substr(one.id.size() + 1));
        row.result = one.run(input);
        // "new-binary@1.2.3" is for that version; without one, for all.
        for (const std::string& word : recipe_.acknowledge)
            row.acknowledged |= row.result.kind == CheckResult::Kind::acknowledge &&
                                (word == one.id || word == fmt::format("{}@{}", one.id, input.new_version));
        return row;
    }

    const Recipe& recipe_;
    const PrepareContext& context_;
    const LockedDependency* locked_ = nullptr;
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

Result<Candidate> candidate_of_version(const Recipe& recipe, std::string_view version, const PrepareContext& context) {
    if (!context.from_folder.empty())
        return Candidate{.version = std::string(version),
                         .tag = tag_of_version(recipe.source, recipe.selection, version)};
    WARD_TRY(auto stored, context.store->find(recipe, version));
    if (stored) return std::move(stored->candidate);
    const SourceKind* kind = source_kind_named(recipe.source.kind);
    if (kind == nullptr)
        return fail(ErrorCode::usage, "no source of kind '" + display(recipe.source.kind) + "'", recipe.id);
    WARD_TRY(const auto candidates, kind->list(recipe, *context.world));
    const auto at = std::ranges::find(candidates, version, &Candidate::version);
    if (at == candidates.end())
        return fail(ErrorCode::not_found, fmt::format("upstream lists no version {}", display(version)), recipe.id);
    return *at;
}

Result<std::vector<Fetched>> fetch(const Recipe& recipe, Candidate& candidate, const PrepareContext& context) {
    if (!context.from_folder.empty()) return fetch_from_folder(recipe, candidate, context.from_folder);
    WARD_TRY(auto stored, context.store->find(recipe, candidate.version));
    if (stored) {
        // What upstream says now decides, where it was asked: a moved tag is found against the lock.
        for (const auto& [name, text] : stored->candidate.found) candidate.found.try_emplace(name, text);
        return std::move(stored->fetched);
    }
    const SourceKind* kind = source_kind_named(recipe.source.kind);
    if (kind == nullptr)
        return fail(ErrorCode::usage, "no source of kind '" + display(recipe.source.kind) + "'", recipe.id);
    WARD_TRY(auto fetched, kind->fetch(recipe, candidate, *context.world));
    WARD_TRY_VOID(context.store->keep(recipe, candidate, fetched));
    return fetched;
}

Result<std::vector<UnpackedArtefact>> unpack_all(const std::vector<Fetched>& fetched, std::vector<std::string>& notes) {
    std::vector<UnpackedArtefact> out;
    for (const Fetched& one : fetched) {
        UnpackedArtefact unpacked{.artefact = one.artefact, .url = one.url, .sha256 = one.sha256};
        if (one.files) {
            unpacked.files = *one.files;
        } else if (!one.artefact->unpack || one.artefact->kind == "raw") {
            const std::string& as = one.artefact->as.empty() ? one.name : one.artefact->as;
            WARD_TRY_VOID(add_file(unpacked.files, as, TreeFile(one.bytes)));
        } else {
            WARD_TRY(auto archive, unpack(one.bytes, one.name, one.artefact->strip));
            for (const std::string& remark : archive.passed_over)
                notes.push_back(fmt::format("{}: {}", one.name, remark));
            unpacked.files = std::move(archive.files);
        }
        out.push_back(std::move(unpacked));
    }
    return out;
}

Result<std::vector<Patch>> read_patches(const PatchStack& stack, const FileTree& patch_folder) {
    std::vector<std::string> names;
    if (const auto series = patch_folder.find("series"); series != patch_folder.end()) {
        for (const std::string_view line : split(series->second.bytes(), '\n')) {
            const std::string_view name = trim(line.substr(0, line.find('#')));
            if (!name.empty()) names.emplace_back(name);
        }
    } else {
        for (const auto& [path, file] : patch_folder)
            if (path.ends_with(".patch") && !path.contains('/')) names.push_back(path);
    }
    std::vector<Patch> out;
    for (const std::string& name : names) {
        const auto file = patch_folder.find(name);
        if (file == patch_folder.end())
            return fail(ErrorCode::not_found, "is named in series and not there",
                        fmt::format("{}/{}", stack.folder, name));
        WARD_TRY(Patch patch, parse_patch(file->second.bytes(), fmt::format("{}/{}", stack.folder, name), stack.strip));
        out.push_back(std::move(patch));
    }
    return out;
}

FileReader reader_of(const Root& project) {
    return [&project](std::string_view path) -> Result<std::optional<std::string>> {
        auto bytes = project.read(path, max_version_file_bytes);
        if (!bytes && bytes.error().code == ErrorCode::not_found) return std::nullopt;
        if (!bytes) return std::unexpected(bytes.error());
        return std::move(*bytes);
    };
}

}  // namespace ward::update
