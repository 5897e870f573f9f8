// The repository that a project lies in, read without git: the branch that is worked on, and the release lines beside
// it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/update/verify.h"
#include "io/gitobjects/repository.h"

namespace ward::cli {

constexpr size_t max_release_lines = 50;  // that one `check` tells of

struct ProjectRepository {
    gitobjects::Repository repository;
    std::string prefix;  // from the repository's top to the project's folder: "", "sub/"

    // `not_found` where the folder is in none.
    static Result<ProjectRepository> open(const std::string& folder);

    // The branch that is checked out: "v20.x-staging"; empty where HEAD is at no branch.
    std::string branch() const;
    // A branch, tag or commit, or HEAD, and first parents of it as git writes them: HEAD~2, main^. `option` is whose
    // value it is, for messages.
    Result<gitobjects::Revision> revision(const std::string& text, std::string_view option) const;
    // The project as a commit has it; this must outlive it.
    update::Snapshot snapshot(const gitobjects::Revision& revision) const {
        return update::snapshot_of(repository, revision.tree, prefix);
    }

    // Branches that a recipe has a rule for, each once: a local one before a remote's of that name. At most
    // max_release_lines, in the order of their names.
    struct Line {
        std::string name;  // "v20.x"
        std::string ref;   // "refs/remotes/origin/v20.x"
    };
    std::vector<Line> lines_of(const update::RecipeFile& recipes) const;
};

}  // namespace ward::cli
