// git-head: the tip of a branch of any git remote, for upstreams that release nothing. The version is the commit's id
// (a recipe's `new_version` may say it otherwise), and it counts as published when it was committed. With `paths`, or
// with skip_if_tree_equal, it is the last commit that changed these files at all, for which the branch's history is
// fetched. With `commit` it is the one that a file of the project names, which has to be the branch's.
#include <fmt/core.h>

#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/branch_commit.h"
#include "actions/update/upstream/fetch.h"
#include "actions/update/upstream/git_remote.h"
#include "base/root.h"
#include "base/text.h"
#include "io/gitobjects/history.h"

namespace ward::update {
namespace {

constexpr std::string_view git_head_needs[] = {"url", "reference"};

const Artefact files_of_commit = [] {
    Artefact artefact;
    artefact.kind = "git";
    return artefact;
}();

bool needs_history(const Source& source) {
    return source.skip_if_tree_equal || !source.paths.empty() || !source.commit_file.empty();
}

// The commit that a file of the project names: another dependency decides it.
Result<gitobjects::ObjectId> named_commit(const Source& source, const FetchedCommit& tip, const World& world) {
    WARD_TRY(const Root project, Root::open(world.project_folder));
    WARD_TRY(const std::string text, project.read(source.commit_file, max_version_file_bytes));
    VersionRule rule;
    rule.file = source.commit_file;
    rule.patterns = {source.commit_pattern};
    WARD_TRY(const auto named, current_version(rule, [&](std::string_view) { return std::optional(text); }));
    const auto id = named ? gitobjects::ObjectId::from_hex(*named) : std::nullopt;
    if (!id)
        return fail(ErrorCode::parse, fmt::format("names '{}', which is no commit", display(named.value_or(""))),
                    source.commit_file);
    gitobjects::History history(tip.repository);
    WARD_TRY(const gitobjects::History::Commits* behind, history.behind(tip.commit));
    if (behind->contains(*id)) return *id;
    return fail(ErrorCode::not_found,
                fmt::format("names commit {}, which is none of branch {}", id->hex(), display(source.reference)),
                source.commit_file);
}

Result<Candidate> candidate_at(const Source& source, const std::string& url, World& world) {
    const Depth depth = needs_history(source) ? Depth::history : Depth::tip;
    WARD_TRY(const FetchedCommit tip, fetch_reference(world, url, branch_reference(source), depth));
    gitobjects::ObjectId id = tip.commit;
    if (!source.commit_file.empty()) {
        WARD_TRY(id, named_commit(source, tip, world));
    } else if (needs_history(source)) {
        WARD_TRY(id, last_change(tip.repository, tip.commit, source.paths));
    }
    WARD_TRY(const gitobjects::Commit commit, tip.repository.commit(id));
    Candidate candidate;
    candidate.version = id.hex();
    candidate.commit = id.hex();
    if (commit.committed > 0) candidate.published = commit.committed;
    return candidate;
}

Result<std::vector<Candidate>> list_git_head(const Recipe& recipe, World& world) {
    const Source& source = recipe.source;
    auto candidate = candidate_at(source, source.url, world);
    if (!candidate && candidate.error().code == ErrorCode::network && !source.mirror.empty())
        candidate = candidate_at(source, source.mirror, world);
    if (!candidate) return std::unexpected(candidate.error());
    return std::vector<Candidate>{*std::move(candidate)};
}

Result<void> check_commit(const Candidate& chosen) {
    WARD_TRY_VOID(check_candidate(chosen));
    if (chosen.commit.empty()) return fail(ErrorCode::usage, "a candidate of git-head has no commit");
    return {};
}

// The commit that was chosen, though the branch may be further by now: it has to be the branch's still, or somebody
// took it back.
Result<FetchedCommit> fetch_chosen(const Source& source, const Candidate& chosen, const std::string& url,
                                   World& world) {
    const auto id = gitobjects::ObjectId::from_hex(chosen.commit);
    if (!needs_history(source)) {
        WARD_TRY(FetchedCommit tip, fetch_reference(world, url, branch_reference(source), Depth::tip));
        if (tip.commit == id) return tip;
    }
    WARD_TRY(FetchedCommit tip, fetch_reference(world, url, branch_reference(source), Depth::history));
    gitobjects::History history(tip.repository);
    WARD_TRY(const gitobjects::History::Commits* behind, history.behind(tip.commit));
    if (!behind->contains(*id))
        return fail(ErrorCode::conflict,
                    fmt::format("branch {} is at {} now and has no commit {} any more", display(source.reference),
                                tip.commit.hex(), chosen.commit),
                    url);
    WARD_TRY(const gitobjects::Commit commit, tip.repository.commit(*id));
    tip.commit = *id;
    tip.tree = commit.tree;
    return tip;
}

Result<std::vector<Fetched>> fetch_from(const Recipe& recipe, const Candidate& chosen, const std::string& url,
                                        World& world) {
    WARD_TRY(const FetchedCommit commit, fetch_chosen(recipe.source, chosen, url, world));
    GitTree tree;
    WARD_TRY(tree.files, tree_of_commit(commit.repository, commit.tree, ""));
    tree.commit = chosen.commit;
    Places places;
    places.clone = url;
    places.reference = branch_reference(recipe.source);
    places.known = &tree;
    return fetch_artefacts(recipe, chosen, world, files_of_commit, places);
}

Result<std::vector<Fetched>> fetch_git_head(const Recipe& recipe, const Candidate& chosen, World& world) {
    WARD_TRY_VOID(check_commit(chosen));
    const Source& source = recipe.source;
    auto all = fetch_from(recipe, chosen, source.url, world);
    if (all || all.error().code != ErrorCode::network || source.mirror.empty()) return all;
    return fetch_from(recipe, chosen, source.mirror, world);
}

}  // namespace

WARD_UPDATE_SOURCE(git_head) = {
    .name = "git-head",
    .summary = "the tip of a branch of a git remote",
    .needs = git_head_needs,
    .list = list_git_head,
    .fetch = fetch_git_head,
};

}  // namespace ward::update
