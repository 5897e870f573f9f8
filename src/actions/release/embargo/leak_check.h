// Is something of a taint set in a folder, a file, a remote? Read are
//   repositories (clones, bare ones, those of submodules, any below the folder): every object they have, reached by
//     refs, remote-tracking refs, tags, notes, stashes, reflogs or by nothing any more; names of refs; reflogs,
//     configuration and all other files of the git folder
//   files and links of work trees and of folders without a repository: names and contents
//   git bundles (unpacked by git into a folder of ward's), format-patch files, mailboxes, diffs
// Git is not run for anything but bundles and remotes. Left out: what is in archives, compressed or encoded files; a
// plain file that is byte for byte a private content (its words are looked for, its id is not computed).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/release/embargo/leak.h"
#include "actions/release/embargo/matcher.h"
#include "base/result.h"

namespace ward::release {

constexpr size_t max_checked_file_bytes = 256u << 20;  // of a plain file

struct LeakCheckOptions {
    // Where ward keeps what was found clean under this taint set; empty: nothing is kept.
    std::string cache_folder = {};
    // Folders that files of a repository may lead to: objects it borrows, the repository of a linked worktree.
    std::vector<std::string> named = {};
    // A repository that bundles build on; empty: none.
    std::string base_repository = {};
    // Of git, for bundles and remotes: "NAME=value".
    std::vector<std::string> environment = {};
};

// Everything below the folder. An error where it cannot be opened; what cannot be read below it is a problem of the
// report, which is not complete then.
Result<LeakReport> check_folder(const std::string& folder, const TaintMatcher& matcher,
                                const LeakCheckOptions& options = {});
// One file by its content: a bundle, patches, any text.
Result<LeakReport> check_file(const std::string& file, const TaintMatcher& matcher,
                              const LeakCheckOptions& options = {});
// A text that is about to be published: an issue, a pull request, a post, a banner, an export. `name` is for messages.
LeakReport check_text(std::string_view text, const TaintMatcher& matcher, const std::string& name);
// Every ref of a remote, fetched anew into a folder that is removed afterwards.
Result<LeakReport> check_remote(const std::string& url, const TaintMatcher& matcher, const LeakCheckOptions& options);

}  // namespace ward::release
