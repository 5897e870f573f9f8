// The fixes of one release line: pull requests of the private repository, and what becomes of their commits on top of
// the line's staging branch. Objects are fetched into the project's checkout and made there; no ref, index or file of
// it changes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actions/release/run/step.h"
#include "actions/update/run/git_work.h"

namespace ward::release {

constexpr size_t max_commits_of_pull = 500;

struct LinePatch {
    std::string pull;                        // URL
    std::vector<std::string> reports = {};   // ids of those that it fixes
    std::vector<std::string> trailers = {};  // "PR-URL: …", "CVE-ID: …"
    enum class Standing {
        applies,  // on top of those before it
        there,    // the staging branch has it already
        conflicts,
        missing,  // the pull request, or its branch, is not there
    };
    Standing standing = Standing::missing;
    size_t commits = 0;
    std::vector<std::string> conflicts = {};  // files
    std::string reason = {};                  // of `missing`
};

struct LinePatches {
    std::string base;                     // commit of the staging branch
    std::string tip;                      // with everything that applies
    std::vector<LinePatch> patches = {};  // in the record's order
    bool is_whole() const;                // every one is there or applies
};

// `remote` is a private one of the project's checkout; `base` a branch there, empty: "vLINE.x-staging". Errors where
// the base is not there, or the remote is public.
Result<LinePatches> line_patches(const StepInput& input, const std::string& line, const std::string& remote,
                                 const std::string& base);

// "refs/heads/ward-security/ID/v22.x"
std::string patched_ref(const Release& release, const std::string& line);
// The remote that is named, where everything that goes there stays private while the release is embargoed; `usage`
// where none is named, and a `conflict` error that begins with "embargo" for a public one.
Result<std::string> working_remote(const StepInput& input);

}  // namespace ward::release
