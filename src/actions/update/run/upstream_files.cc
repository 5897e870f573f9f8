// What upstream ships of a version, and what the project puts beside it: the pieces of prepare.h that others use as
// well.
#include <algorithm>

#include <fmt/core.h>

#include "actions/update/patch/series.h"
#include "actions/update/run/prepare.h"
#include "actions/update/tree/unpack.h"
#include "actions/update/upstream/branch_commit.h"
#include "actions/update/upstream/from_folder.h"
#include "base/text.h"

namespace ward::update {

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
    std::vector<Patch> out;
    for (const std::string& name : names_in_series(patch_folder)) {
        const auto file = patch_folder.find(name);
        if (file == patch_folder.end())
            return fail(ErrorCode::not_found, "is named in series and not there",
                        fmt::format("{}/{}", stack.folder, name));
        WARD_TRY(Patch patch, parse_patch(file->second.bytes(), fmt::format("{}/{}", stack.folder, name), stack.strip));
        out.push_back(std::move(patch));
    }
    return out;
}

namespace {

// A head moves on: which commit a tree is of, the caller says, the lock file, or the version that the tree has. The
// tree's own word counts before a lock file of another version.
Result<std::string> commit_of_tree(const Recipe& recipe, const std::string& version, const std::string& wanted,
                                   const PrepareContext& context) {
    std::string digits = commit_digits(recipe, wanted.empty() ? version : wanted);
    if (digits.empty()) digits = wanted;
    std::string locked;
    if (context.lock != nullptr)
        if (const auto at = context.lock->find(recipe.id); at != context.lock->end()) locked = at->second.commit;
    if (wanted.empty() && !locked.empty() && locked.starts_with(digits)) return locked;
    if (digits.empty())
        return fail(ErrorCode::unsupported,
                    fmt::format("follows a branch, and neither the tree{} nor a lock file says which commit this is; "
                                "name it with --to",
                                version.empty() ? "" : fmt::format(" (version {})", display(version))),
                    recipe.id);
    auto commit = commit_of_branch(recipe.source, digits, *context.world);
    if (!commit)
        return fail(commit.error().code,
                    fmt::format("the commit {} {} could not be resolved: {}", display(digits),
                                wanted.empty() ? "that the tree has" : "of --to", commit.error().message()),
                    recipe.id);
    return commit;
}

}  // namespace

Result<Candidate> candidate_of_tree(const Recipe& recipe, const std::string& version, const std::string& wanted,
                                    const PrepareContext& context) {
    const std::string& named = wanted.empty() ? version : wanted;
    if (recipe.source.kind != "git-head") {
        if (named.empty())
            return fail(ErrorCode::usage, "the tree does not say its version; name one with --to", recipe.id);
        return candidate_of_version(recipe, named, context);
    }
    WARD_TRY(const std::string commit, commit_of_tree(recipe, version, wanted, context));
    Candidate out{.version = commit, .tag = {}, .commit = commit};
    return out;
}

Result<Derived> derive_pristine(const Recipe& recipe, Candidate candidate, const FileTree& before,
                                const FileReader& project, const PrepareContext& context) {
    WARD_TRY(const auto fetched, fetch(recipe, candidate, context));
    DeriveInput input{.recipe = &recipe,
                      .version = candidate.version,
                      .tag = candidate.tag,
                      .commit = candidate.commit,
                      .published = candidate.published};
    std::vector<std::string> notes;
    WARD_TRY(input.artefacts, unpack_all(fetched, notes));
    input.before = before.empty() ? nullptr : &before;
    input.project = project;
    input.only_pristine = true;
    WARD_TRY(Derived out, derive(input));
    out.notes.insert(out.notes.begin(), notes.begin(), notes.end());
    return out;
}

Result<std::vector<Patch>> patches_of(const Recipe& recipe, const Snapshot& snapshot) {
    if (!recipe.patches) return std::vector<Patch>();
    // A stack without a folder is an empty one: recipes name where patches would be.
    const auto folder = snapshot.folder(recipe.patches->folder);
    if (!folder && folder.error().code != ErrorCode::not_found) return std::unexpected(folder.error());
    return read_patches(*recipe.patches, folder ? *folder : FileTree());
}

FileReader reader_of(const Root& project) {
    return [&project](std::string_view path) -> Result<std::optional<std::string>> {
        auto bytes = project.read(path, max_version_file_bytes);
        if (!bytes && bytes.error().code == ErrorCode::not_found) return std::nullopt;
        if (!bytes) return std::unexpected(bytes.error());
        return std::move(*bytes);
    };
}

Snapshot snapshot_of(const Root& project) {
    return {.folder = [&project](std::string_view folder) { return tree_of_folder(project, folder); },
            .file = reader_of(project)};
}

}  // namespace ward::update
