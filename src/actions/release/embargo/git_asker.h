// Questions to git about one's own repository, in the surroundings that `git push` would have: the same files of
// configuration, the same variables of the environment. Nothing of the repository is run, nothing is changed.
// (Private to this folder.)
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/process.h"
#include "base/result.h"

namespace ward::release {

class GitAsker {
  public:
    // `folder` is absolute; `environment` ("NAME=value") is that of the push. Of it, git gets what changes where it
    // finds repository, configuration and keys. `not_found` where there is no git.
    static Result<GitAsker> in(const std::string& folder, const std::vector<std::string>& environment);

    // `settings` are "name=value", given through the environment: what they hold is in no list of processes. `input` is
    // the standard input.
    Result<ProcessOutcome> ask(std::vector<std::string> words, const std::vector<std::string>& settings = {},
                               std::string input = {}) const;
    // Standard output without its line end; `io` with git's last words where it failed.
    Result<std::string> answer(std::vector<std::string> words) const;
    // Nothing where git has no such thing (exit status 1 or more).
    std::optional<std::string> answer_if(std::vector<std::string> words) const;

    // Where git looks for hooks, absolute: core.hooksPath, or the repository's own.
    Result<std::string> hooks_folder() const;

    const std::string& folder() const { return folder_; }
    void add_variable(std::string variable) { environment_.push_back(std::move(variable)); }
    // Names of passed variables that change what git reads.
    const std::vector<std::string>& telling() const { return telling_; }

  private:
    Result<ProcessOutcome> run(std::vector<std::string> words, const std::vector<std::string>& settings,
                               std::string input) const;

    std::string git_;
    std::string folder_;
    std::vector<std::string> environment_;
    std::vector<std::string> telling_;
    size_t settings_before_ = 0;  // GIT_CONFIG_COUNT of the environment
};

// Without what names this repository (GIT_DIR, ...): for questions about another one.
std::vector<std::string> environment_elsewhere(const std::vector<std::string>& environment);
// "NAME=value" of this process.
std::vector<std::string> environment_of_process();

}  // namespace ward::release
