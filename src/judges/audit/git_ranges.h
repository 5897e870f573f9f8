// GIT ranges: which commits of a repository are affected, asked of a clone that is on this machine.
// https://ossf.github.io/osv-schema/#affectedrangestype-field
//
// A commit is affected if it has an `introduced` commit behind it (or itself) and no `fixed` one that came after that.
// A fix that was merged before a later introduction fixes nothing, so that both must be seen together.
//
// An introduction or a fix also counts where another commit makes the same change (picked_commits.h). One that was
// adapted to its line is not recognised; a [[backport]] entry proves such a fix by its text.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/advisory/advisory.h"
#include "facts/advisory/osv_record.h"
#include "io/gitobjects/history.h"
#include "judges/audit/picked_commits.h"
#include "model/component.h"
#include "model/report.h"

namespace ward::audit {

constexpr size_t max_git_records = 10'000;  // of one repository

// The clones that the caller named, opened when a component of theirs is met. Not thread-safe.
class GitClones {
  public:
    // Folders of clones: a clone of https://HOST/OWNER/NAME is HOST/OWNER/NAME, OWNER/NAME or NAME below one of them,
    // with or without ".git". `scanned` is a repository that is the subject itself; empty for none.
    GitClones(std::vector<std::string> folders, std::string scanned, std::vector<std::string> trusted)
        : folders_(std::move(folders)), scanned_(std::move(scanned)), trusted_(std::move(trusted)) {}

    struct Clone {
        gitobjects::Repository repository;
        gitobjects::History history{repository};
        PickedCommits picks{repository, history};
        explicit Clone(gitobjects::Repository opened) : repository(std::move(opened)) {}
    };
    // nullptr where there is none. What cannot be opened is an error.
    Result<Clone*> of(std::string_view repository_url);
    Result<Clone*> scanned();

  private:
    Result<Clone*> open(const std::string& path);

    std::vector<std::string> folders_;
    std::string scanned_;
    std::vector<std::string> trusted_;
    std::map<std::string, std::unique_ptr<Clone>> open_;  // by path
};

struct GitHit {
    advisory::Hit hit;
    Identity identity;
    std::string commit;
};

// What the GIT ranges of the component's repositories say of its commit (`commit` for the subject, which is in the
// scanned repository). What could not be asked is a note.
Result<std::vector<GitHit>> git_hits(const Component& component, const std::string& commit,
                                     const advisory::Index& index, GitClones& clones, std::vector<Note>& notes);

// What there is to say of an answer.
struct RangeWords {
    std::string range;   // where it is affected
    std::string picked;  // where a cherry-pick makes it unaffected: "1234abcd, which is 5678ef01 picked"
    std::string unread;  // why cherry-picks could not be looked for
};

// Is `commit` affected by the events of one range? Without `picks` only the events' own commits count.
Result<bool> is_affected(std::span<const advisory::OsvEvent> events, const gitobjects::ObjectId& commit,
                         gitobjects::History& history, PickedCommits* picks, RangeWords& words);

}  // namespace ward::audit
