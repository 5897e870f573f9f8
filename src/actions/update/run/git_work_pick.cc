// See git_work.h: a commit on top of another one. https://git-scm.com/docs/git-merge-tree
#include <fmt/core.h>

#include "actions/update/run/git_failure.h"
#include "actions/update/run/git_work.h"
#include "actions/update/upstream/artefact.h"
#include "base/text.h"

namespace ward::update {
namespace {

struct Person {
    std::string name;
    std::string mail;
    std::string date;  // "@1700000000 +0100"
};

// "author NAME <MAIL> TIME ZONE"
Result<Person> author_in(std::string_view commit) {
    constexpr std::string_view word = "author ";
    for (const std::string_view line : split(commit.substr(0, commit.find("\n\n")), '\n')) {
        if (!line.starts_with(word)) continue;
        const size_t open = line.find('<');
        const size_t close = line.rfind('>');
        if (open == std::string_view::npos || close == std::string_view::npos || close < open) break;
        return Person{.name = std::string(trim(line.substr(word.size(), open - word.size()))),
                      .mail = std::string(line.substr(open + 1, close - open - 1)),
                      .date = fmt::format("@{}", trim(line.substr(close + 1)))};
    }
    return fail(ErrorCode::parse, "is no commit that can be read");
}

}  // namespace

Result<GitWork::Picked> GitWork::pick(const std::string& commit, const std::string& onto) const {
    WARD_TRY(const std::string parents, output({"rev-list", "--parents", "-n", "1", "--end-of-options", commit}));
    const auto ids = split(parents, ' ');
    if (ids.size() != 2)
        return fail(ErrorCode::unsupported, ids.size() > 2 ? "is a merge: it is not picked" : "is a first commit",
                    commit.substr(0, 12));
    const std::string parent(ids[1]);
    WARD_TRY(const std::string tree, tree_of(onto));
    // Merges begin where two commits part: a commit with the tree that is picked onto and the parent of what is picked
    // makes that the place.
    const std::vector<std::string> nobody{"GIT_AUTHOR_NAME=ward",     "GIT_AUTHOR_EMAIL=ward@localhost",
                                          "GIT_COMMITTER_NAME=ward",  "GIT_COMMITTER_EMAIL=ward@localhost",
                                          "GIT_AUTHOR_DATE=@0 +0000", "GIT_COMMITTER_DATE=@0 +0000"};
    WARD_TRY(const ProcessOutcome made, git({"commit-tree", tree, "-p", parent}, "pick\n", nobody));
    if (!made.succeeded()) return git_failed(made, "commit-tree");
    const std::string side(trim(made.out));
    WARD_TRY(const ProcessOutcome merged, git({"merge-tree", "--write-tree", "-z", "--name-only", "--no-messages",
                                               "--end-of-options", side, commit}));
    constexpr int has_conflicts = 1;
    if (!merged.succeeded() && (merged.status != has_conflicts || merged.signal != 0))
        return git_failed(merged, "merge-tree");
    Picked out;
    const auto parts = split(merged.out, '\0');
    if (parts.empty() || !is_commit_id(std::string(parts.front())))
        return fail(ErrorCode::io, "git merge-tree names no tree");
    out.tree = parts.front();
    if (merged.succeeded()) return out;
    for (size_t i = 1; i < parts.size() && !parts[i].empty(); ++i) out.conflicts.emplace_back(parts[i]);
    return out;
}

Result<std::string> GitWork::write_picked(const std::string& tree, const std::string& parent,
                                          const std::string& authored, const std::string& message, Instant when) const {
    WARD_TRY(const std::string text, output({"cat-file", "commit", authored}));
    WARD_TRY(const Person author, author_in(text));
    WARD_TRY(const ProcessOutcome made,
             git({"commit-tree", tree, "-p", parent}, message,
                 {"GIT_AUTHOR_NAME=" + author.name, "GIT_AUTHOR_EMAIL=" + author.mail, "GIT_AUTHOR_DATE=" + author.date,
                  fmt::format("GIT_COMMITTER_DATE=@{} +0000", when)}));
    if (!made.succeeded()) return git_failed(made, "commit-tree");
    std::string id(trim(made.out));
    if (!is_commit_id(id)) return fail(ErrorCode::io, "git commit-tree names no commit");
    return id;
}

}  // namespace ward::update
