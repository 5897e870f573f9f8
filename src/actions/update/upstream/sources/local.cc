// local: a folder of this machine, from the project's folder where its path is relative. With `tag`
// ("llhttp-{v}.tar.gz") its files are archives, one a version; without one it is a tree itself, which says its version
// by the recipe's `current` (what nodejs's own updaters call LOCAL_COPY).
#include <fmt/core.h>

#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/fetch.h"
#include "base/root.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr std::string_view local_needs[] = {"url"};

const Artefact all_of_it = [] {
    Artefact artefact;
    artefact.kind = "local";
    return artefact;
}();
// What `npm pack` and forges make have a folder around everything.
const Artefact packed = [] {
    Artefact artefact;
    artefact.kind = "local";
    artefact.strip = 1;
    return artefact;
}();

Result<std::string> folder_of_source(const Source& source, const World& world) {
    std::string path = source.url.starts_with('/') ? source.url : world.project_folder + '/' + source.url;
    if (path.starts_with('/') && path.find('\0') == std::string::npos) return path;
    return fail(ErrorCode::usage, "is no folder", display(path));
}

Result<std::vector<Candidate>> list_local(const Recipe& recipe, World& world) {
    WARD_TRY(const std::string folder, folder_of_source(recipe.source, world));
    WARD_TRY(const Root root, Root::open(folder));
    std::vector<Candidate> all;
    if (recipe.source.tag.empty()) {
        WARD_TRY(const FileTree tree, tree_of_folder(root, ""));
        WARD_TRY(const auto version, current_version(recipe.current, reader_of(tree)));
        if (!version) return fail(ErrorCode::usage, "the recipe has no rule for the version of a tree", folder);
        Candidate candidate;
        candidate.version = *version;
        WARD_TRY_VOID(check_candidate(candidate));
        all.push_back(std::move(candidate));
        return all;
    }
    const Listing listing = root.walk({}, [](std::string_view) { return false; });
    for (const Problem& problem : listing.problems)
        return fail(ErrorCode::io, problem.reason, folder + '/' + problem.path);
    for (const Entry& entry : listing.entries) {
        if (entry.kind != EntryKind::file) continue;
        auto candidate = candidate_of_tag(recipe, entry.path, world);
        if (!candidate) continue;
        candidate->tag.clear();  // a file's name is no tag
        candidate->found["local.file"] = entry.path;
        all.push_back(*std::move(candidate));
    }
    return all;
}

Result<std::vector<Fetched>> fetch_local(const Recipe& recipe, const Candidate& chosen, World& world) {
    Places places;
    WARD_TRY(places.folder, folder_of_source(recipe.source, world));
    const Artefact& usual = recipe.source.tag.empty() ? all_of_it : packed;
    return fetch_artefacts(recipe, chosen, world, usual, places);
}

}  // namespace

WARD_UPDATE_SOURCE(local) = {
    .name = "local",
    .summary = "a folder of this machine: archives, or a tree",
    .needs = local_needs,
    .list = list_local,
    .fetch = fetch_local,
};

}  // namespace ward::update
