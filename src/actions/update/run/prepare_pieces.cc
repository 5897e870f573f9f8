// See prepare_pieces.h.
#include "actions/update/run/prepare_pieces.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/update/run/changelog.h"
#include "base/text.h"

namespace ward::update {
namespace {

// The id of a commit is no version, and compared as one it would be older or newer than anything.
bool lists_versions(const Recipe& recipe) {
    return recipe.source.kind != "git-head";
}

// What advisories can be asked about: empty where nothing of the kind is known yet.
std::string version_for_advisories(const Work& work) {
    if (work.derived && !work.derived->new_version.empty()) return work.derived->new_version;
    return lists_versions(*work.recipe) && work.choice.chosen ? work.choice.chosen->version : "";
}

}  // namespace

ChoiceContext choice_context(const Work& work, const PrepareContext& context) {
    ChoiceContext out{.now = context.now, .first_seen = {}, .is_security_fix = {}, .advisories = {}};
    out.ignore_cooldown = context.ignore_cooldown;
    out.wanted = context.wanted;
    if (!context.advisories || !lists_versions(*work.recipe)) return out;
    out.is_security_fix = [&work, &context](const Candidate& candidate) {
        if (!work.current) return false;
        const auto before = context.advisories(*work.recipe, *work.current);
        const auto after = context.advisories(*work.recipe, candidate.version);
        return before && after && std::ranges::any_of(*before, [&](const std::string& id) {
                   return std::ranges::find(*after, id) == after->end();
               });
    };
    out.advisories = [&work, &context](const Candidate& candidate) {
        return context.advisories(*work.recipe, candidate.version).value_or(std::vector<std::string>());
    };
    return out;
}

Result<std::vector<Candidate>> list_candidates(const Recipe& recipe, const PrepareContext& context,
                                               std::vector<std::string>& passed_over) {
    if (!recipe.enabled && recipe.source.kind.empty())
        return fail(ErrorCode::unsupported, "is not enabled: " + recipe.disabled_reason, recipe.id);
    const SourceKind* kind = source_kind_named(recipe.source.kind);
    if (kind == nullptr)
        return fail(ErrorCode::usage, "no source of kind '" + display(recipe.source.kind) + "'", recipe.id);
    if (!context.from_folder.empty()) {
        if (context.wanted.empty())
            return fail(ErrorCode::usage, "needs to know which version the folder has: --to VERSION", "--from-dir");
        WARD_TRY(Candidate one, candidate_of_version(recipe, context.wanted, context));
        return std::vector<Candidate>{std::move(one)};
    }
    // Offline, a version that is in the store can still be taken: the one that was asked for.
    if (context.world->http == nullptr && !context.wanted.empty()) {
        WARD_TRY(const auto stored, context.store->find(recipe, context.wanted));
        if (stored) return std::vector<Candidate>{stored->candidate};
    }
    context.world->passed_over.clear();
    auto listed = kind->list(recipe, *context.world);
    for (std::string& what : context.world->passed_over) passed_over.push_back(std::move(what));
    return listed;
}

void join_advisories(Work& work, const PrepareContext& context) {
    const std::string version = version_for_advisories(work);
    if (!context.advisories || version.empty()) return;
    work.closes.clear(), work.keeps.clear(), work.opens.clear();
    const auto after = context.advisories(*work.recipe, version);
    const auto before = work.current ? context.advisories(*work.recipe, *work.current) : std::nullopt;
    if (!before || !after) return;
    for (const std::string& id : *before) {
        const bool stays = std::ranges::find(*after, id) != after->end();
        (stays ? work.keeps : work.closes).push_back(id);
    }
    for (const std::string& id : *after)
        if (std::ranges::find(*before, id) == before->end()) work.opens.push_back(id);
}

Result<void> check_patches(const Work& work) {
    if (!work.is_conflict()) return {};
    const PatchOutcome& last = work.derived->stack.patches.back();
    const std::string where =
        last.conflicts.empty() ? "" : last.conflicts.front().path + ": " + last.conflicts.front().reason;
    return fail(ErrorCode::conflict, fmt::format("the patch {} does not apply: {}", display(last.name), display(where)),
                work.recipe->id);
}

CheckRow run_check(const Recipe& recipe, const TreeCheck& one, const CheckInput& input) {
    CheckRow row{.id = std::string(one.id), .result = {}};
    for (const std::string& line : recipe.without_checks)
        if (line.starts_with(fmt::format("{}:", one.id))) row.disabled = trim(line.substr(one.id.size() + 1));
    row.result = one.run(input);
    // "new-binary@1.2.3" is for that version; without one, for all.
    for (const std::string& word : recipe.acknowledge)
        row.acknowledged |= row.result.kind == CheckResult::Kind::acknowledge &&
                            (word == one.id || word == fmt::format("{}@{}", one.id, input.new_version));
    return row;
}

// What upstream says of itself stops no update: a changelog that cannot be had is a note.
Result<std::string> changelog_of(const Work& work, const std::vector<Candidate>& candidates,
                                 const std::vector<UnpackedArtefact>& unpacked, std::vector<std::string>& notes) {
    if (!work.recipe->changelog) return std::string();
    const Changelog& rule = *work.recipe->changelog;
    const std::string& order = work.recipe->selection.order;
    const std::string before = work.current.value_or("");
    const std::string& now = work.choice.chosen->version;
    if (rule.file.empty()) {
        WARD_TRY(std::string found, release_notes_between(candidates, order, before, now));
        if (found.empty()) notes.push_back(fmt::format("upstream has no notes of {}", now));
        return found;
    }
    for (const UnpackedArtefact& artefact : unpacked) {
        const auto file = artefact.files.find(rule.file);
        if (file == artefact.files.end()) continue;
        WARD_TRY(std::string found, changelog_between(file->second.bytes(), rule.heading, order, before, now));
        if (found.empty()) notes.push_back(fmt::format("{} says nothing of {}", rule.file, now));
        return found;
    }
    notes.push_back(fmt::format("upstream ships no {}", rule.file));
    return std::string();
}

}  // namespace ward::update
