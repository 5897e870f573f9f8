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

    // May the token go to this URL? Scheme, host and port are the prefix's, and the path lies below its.
    bool covers(std::string_view url) const;
};

struct CommitFacts {
    Instant authored = 0;
    Instant committed = 0;
    std::string message = {};
};

class GitWork {
  public:
    // `folder` is absolute, in a work tree. `not_found` where it is none, or where git is missing.
    static Result<GitWork> open(const std::string& folder);

    const std::string& work_tree() const { return work_tree_; }    // absolute
    const std::string& git_folder() const { return git_folder_; }  // of this work tree, absolute
    // What all work trees of the repository share: refs and objects. Absolute.
    const std::string& common_folder() const { return common_folder_; }
    // Where its objects and refs may lie, for io/gitobjects: a linked work tree has them elsewhere than its own files.
    std::vector<std::string> folders() const { return {git_folder_, common_folder_}; }
    // From the work tree's root to `folder`: "", "sub/".
    const std::string& prefix() const { return prefix_; }

    Result<std::string> author() const;                                          // by name, as commits have it
    Result<std::string> head() const;                                            // commit
    Result<std::optional<std::string>> head_ref() const;                         // "refs/heads/main"; nothing: detached
    Result<std::optional<std::string>> commit_of(const std::string& ref) const;  // nothing: no such ref
    Result<std::string> message_of(const std::string& commit) const;
    Result<CommitFacts> facts_of(const std::string& commit) const;
    // `path` from the work tree's root; nothing where the commit has no such file.
    Result<std::optional<std::string>> file_at(const std::string& commit, const std::string& path) const;
    // The work tree that has a branch ("refs/heads/x") checked out; nothing where none has.
    Result<std::optional<std::string>> checked_out_at(const std::string& ref) const;
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
    // What a commit changes, on top of another one, merged in three ways as `git cherry-pick` does it; no work tree,
    // index or ref is touched. `unsupported` for a merge and for a first commit.
    struct Picked {
        std::string tree;
        std::vector<std::string> conflicts = {};  // paths; the tree is then none
    };
    Result<Picked> pick(const std::string& commit, const std::string& onto) const;
    // The author and the author's time are those of `authored`; the same input makes the same commit.
    Result<std::string> write_picked(const std::string& tree, const std::string& parent, const std::string& authored,
                                     const std::string& message, Instant when) const;
    // Refs that a run which was killed while it made a commit has left behind.
    Result<void> remove_leftovers() const;
    // The index as `commit` has these paths (work tree's), so that `git status` tells nothing of them.
    Result<void> follow_in_index(const std::string& commit, std::span<const TreeChange> changes) const;

    // A branch may be a whole ref ("refs/pull/7/head") where it is read.
    // `remote` is the name of one, and meant is where it pushes to. Errors: `usage` where there is none of that name.
    // Where a branch is there; nothing: it is not there.
    Result<bool> has_remote(const std::string& name) const;
    Result<std::optional<std::string>> remote_tip(const std::string& remote, const std::string& branch,
                                                  const GitCredentials& credentials) const;
    // Brings the commits of a branch there into this repository; no ref moves.
    Result<void> bring(const std::string& remote, const std::string& branch, const GitCredentials& credentials) const;
    // Only if the branch is still at `before` there (empty: it is not there), else `conflict`. `unsupported` with the
    // remote's words where a rule of it refuses, `auth` where it takes no such credentials.
    Result<void> push(const std::string& remote, const std::string& commit, const std::string& branch,
                      const std::string& before, const GitCredentials& credentials) const;

  private:
    struct Target {
        std::string word;  // that git is given
        std::string url;
    };
    Result<Target> target_of(const std::string& remote) const;
    Result<ProcessOutcome> git_at(const Target& target, std::vector<std::string> words,
                                  const GitCredentials& credentials) const;
    Result<ProcessOutcome> git(std::vector<std::string> words, std::string input = {},
                               std::vector<std::string> more_environment = {}) const;
    Result<std::string> output(std::vector<std::string> words, std::string input = {}) const;

    Result<void> switch_filters_off();

    std::string git_;                    // the program
    std::vector<std::string> settings_;  // "-c", "name=value", ...
    std::string work_tree_;
    std::string git_folder_;
    std::string common_folder_;
    std::string prefix_;
};

}  // namespace ward::update
