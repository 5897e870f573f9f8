// Commits of the default branch, put together by the review that they came through, and what it says.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/forge/forge_facts.h"

namespace ward::scorecard {

// Where the review was held. All but the forge's own are known by what they write into a message or a label, and count
// as a review by themselves.
enum class ReviewPlatform : uint8_t { unknown, github, prow, gerrit, phabricator, piper };

struct Changeset {
    ReviewPlatform platform = ReviewPlatform::unknown;
    std::string id;  // of the review; the commit's own where there is none
    std::vector<const forge::Commit*> commits;
    // Empty but for GitHub's.
    forge::User author = {};
    std::vector<forge::Review> reviews = {};  // who merged is the last one, and approves

    bool is_approved() const;
    // Does the message of each commit name, as nodejs/node's landing tool writes it, the pull request and somebody who
    // reviewed it? ("PR-URL: https://…", "Reviewed-By: Name <mail>")
    bool has_review_trailers() const;
};

// In the order of their first commits. They point into `commits`.
std::vector<Changeset> changesets_of(const std::vector<forge::Commit>& commits);

}  // namespace ward::scorecard
