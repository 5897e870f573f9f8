// What the verbs of `ward release` share: the group's repository, and the embargoes that hold there.
#pragma once

#include <string>
#include <vector>

#include "actions/release/embargo/audience.h"
#include "actions/release/embargo/matcher.h"
#include "actions/release/run/group.h"
#include "faces/cli/command.h"

namespace ward::cli {

// Absolute, without links; `not_found` where nothing is there.
Result<std::string> whole_path(const std::string& path);
Result<release::Group> open_group(const Invocation& invocation);
// --release, or the one that is not closed.
Result<std::string> release_meant(const Invocation& invocation, const release::Group& group);

struct HeldRelease {
    std::string id;
    std::optional<Instant> lift_at;
    release::TaintMatcher matcher;
};
// All releases that are embargoed now. `repository` (may be empty) is asked for commits that only private remotes have.
Result<std::vector<HeldRelease>> held_releases(const release::Group& group, const std::string& repository);
Result<release::AudienceRules> audience_rules(const release::Group& group);

// What a release adds to the common exit statuses.
constexpr int nothing_to_do_status = 10;
constexpr int embargo_status = 12;
constexpr int verification_status = 15;

}  // namespace ward::cli
