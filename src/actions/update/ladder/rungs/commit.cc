// commit: from the tag to its commit to its tree. The commit is the one that the recipe pins (word `commit`), what an
// archive says it was made of is that commit, and, where the demand names a git remote (word `url`), the archive's
// files are those of the commit's tree. Files that an archive lacks are told, for a project may keep them from its
// archives (export-ignore); a file more, or another one, is a failure: that is where a release is tampered with.
#include <fmt/core.h>

#include "actions/update/ladder/rung_input.h"
#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/git_remote.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr std::string_view commit_words[] = {"commit", "tree", "url", "except"};

std::string commit_of(const RungInput& input) {
    if (!input.candidate->commit.empty()) return input.candidate->commit;
    for (const Fetched& fetched : input.fetched)
        if (!fetched.commit.empty()) return fetched.commit;
    return {};
}

bool is_of_tag(const Fetched& fetched) {
    return fetched.artefact != nullptr && fetched.artefact->pin_version.empty() &&
           (fetched.artefact->kind == "archive" || fetched.artefact->kind == "git");
}

// Something wrong with an artefact's files beside those of git; empty where nothing is. `notes` takes what is told.
Result<std::string> compare_with_git(const RungInput& input, const FileTree& git, std::vector<std::string>& notes) {
    for (const Fetched& fetched : input.fetched) {
        if (!is_of_tag(fetched)) continue;
        WARD_TRY(const FileTree files, files_of(fetched));
        const Differences found = differences_of(files, git, globs_of(input, "except"));
        if (!found.changed.empty())
            return fmt::format("{} has other files than git: {}", display(fetched.name), listed(found.changed));
        if (!found.only_first.empty())
            return fmt::format("{} has files that git has not: {}", display(fetched.name), listed(found.only_first));
        if (!found.only_second.empty())
            notes.push_back(fmt::format("{} lacks {}", display(fetched.name), listed(found.only_second)));
    }
    return std::string();
}

Result<RungResult> ask_git(const RungInput& input, const std::string& remote, const std::string& commit) {
    WARD_TRY(const std::string tree, word_of(input, "tree"));
    const std::string reference = input.candidate->tag.empty() || input.recipe->source.kind == "git-head"
                                      ? "refs/heads/" + input.recipe->source.reference
                                      : "refs/tags/" + input.candidate->tag;
    WARD_TRY(const FetchedCommit git, fetch_reference(*input.world, remote, reference, Depth::tip));
    if (git.commit.hex() != commit)
        return fails(input, fmt::format("tag moved: {} by its source, {} by git", commit, git.commit.hex()));
    if (!tree.empty() && to_lower(tree) != git.tree.hex())
        return fails(input, fmt::format("the tree is {} and not {}", git.tree.hex(), display(tree)));
    WARD_TRY(const FileTree files, tree_of_commit(git.repository, git.tree, ""));
    std::vector<std::string> notes;
    WARD_TRY(const std::string wrong, compare_with_git(input, files, notes));
    if (!wrong.empty()) return fails(input, wrong);
    RungResult result = holds(input, fmt::format("commit {}, tree {}", commit, git.tree.hex()));
    for (const std::string& note : notes) result.detail += "; " + note;
    result.evidence.emplace_back("commit.id", commit);
    result.evidence.emplace_back("commit.tree", git.tree.hex());
    return result;
}

Result<RungResult> climb_commit(const RungInput& input) {
    const std::string commit = commit_of(input);
    if (commit.empty()) return absent(input, "the source tells of no commit");
    WARD_TRY(const std::string pinned, word_of(input, "commit"));
    if (!pinned.empty() && to_lower(pinned) != commit)
        return fails(input, fmt::format("{} is pinned, and the tag is at {}", display(pinned), commit));
    for (const Fetched& fetched : input.fetched) {
        if (!is_of_tag(fetched)) continue;
        WARD_TRY(const std::string own, commit_in_archive(fetched));
        if (!own.empty() && own != commit)
            return fails(input, fmt::format("{} says that it is of commit {}, and the tag is at {}",
                                            display(fetched.name), display(own), commit));
    }
    WARD_TRY(const std::string remote, word_of(input, "url"));
    if (!remote.empty()) return ask_git(input, remote, commit);
    if (input.demand->words.contains("tree"))
        return fail(ErrorCode::usage, "commit needs `url` beside `tree`: git knows trees, archives do not",
                    fmt::format("{}:{}", input.recipe->id, input.demand->line));
    RungResult result = holds(input, "commit " + commit);
    result.evidence.emplace_back("commit.id", commit);
    return result;
}

}  // namespace

WARD_UPDATE_RUNG(commit) = {
    .name = "commit",
    .summary = "the tag's commit, and the archive's files beside git's",
    .words = commit_words,
    .climb = climb_commit,
};

}  // namespace ward::update
