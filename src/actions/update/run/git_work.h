// The user's own repository, changed by git's plumbing: no hook, filter or monitor of it runs, nothing is checked out,
// and a ref moves only from where it was seen. (Reading goes through io/gitobjects, without git.)
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actions/update/tree/tree.h"
#include "base/process.h"
#include "base/result.h"
#include "base/time.h"

namespace ward::update {

// A file of a commit that is made; paths are from the work tree's root.
struct TreeChange {
    std::string path;
    std::optional<TreeFile> file;  // nothing: removed
};

struct GitCredentials {
    std::string url_prefix = {};  // "https://github.com/": the token goes nowhere else
    std::string token = {};       // empty: what git has of its own
};

class GitWork {
  public:
    // `folder` is absolute, in a work tree. `not_found` where it is none, or where git is missing.
    static Result<GitWork> open(const std::string& folder);

    const std::string& work_tree() const { return work_tree_; }    // absolute
    const std::string& git_folder() const { return git_folder_; }  // of this work tree, absolute
    // From the work tree's root to `folder`: "", "sub/".
    const std::string& prefix() const { return prefix_; }

    Result<std::string> head() const;                                            // commit
    Result<std::optional<std::string>> head_ref() const;                         // "refs/heads/main"; nothing: detached
    Result<std::optional<std::string>> commit_of(const std::string& ref) const;  // nothing: no such ref
    Result<std::string> message_of(const std::string& commit) const;
    Result<std::string> tree_of(const std::string& commit) const;
    Result<bool> is_ancestor(const std::string& older, const std::string& newer) const;

    // One commit on `parent`, by the identity that git would use at `when`; no ref moves. The same input makes the same
    // commit.
    Result<std::string> write_commit(const std::string& parent, std::span<const TreeChange> changes,
                                     const std::string& message, Instant when) const;
    // `before` empty: the ref must not exist. `conflict` where it is elsewhere.
    Result<void> move_ref(const std::string& ref, const std::string& to, const std::string& before,
                          const std::string& reason) const;
    Result<void> delete_ref(const std::string& ref, const std::string& before) const;
    // The index as `commit` has these paths (work tree's), so that `git status` tells nothing of them.
    Result<void> follow_in_index(const std::string& commit, std::span<const TreeChange> changes) const;

    // Where a remote's branch is; nothing: it is not there.
    Result<std::optional<std::string>> remote_tip(const std::string& remote, const std::string& branch,
                                                  const GitCredentials& credentials) const;
    // Only if the branch is still at `before` there (empty: it is not there).
    Result<void> push(const std::string& remote, const std::string& commit, const std::string& branch,
                      const std::string& before, const GitCredentials& credentials) const;
    Result<std::string> remote_url(const std::string& remote) const;

  private:
    Result<ProcessOutcome> git(std::vector<std::string> words, std::string input = {},
                               const GitCredentials* credentials = nullptr) const;
    Result<std::string> output(std::vector<std::string> words, std::string input = {}) const;

    Result<void> switch_filters_off();

    std::string git_;                    // the program
    std::vector<std::string> settings_;  // "-c", "name=value", ...
    std::string work_tree_;
    std::string git_folder_;
    std::string prefix_;
};

}  // namespace ward::update
