// What the verbs of `ward release` share: the group's repository, and the embargoes that hold there.
#pragma once

#include <string>
#include <vector>

#include "actions/release/embargo/audience.h"
#include "actions/release/embargo/matcher.h"
#include "actions/release/run/group.h"
#include "actions/release/run/session.h"
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
// All that is secret now (record/secret.h). Of `clone` (may be empty), what only its private remotes have.
Result<std::vector<HeldRelease>> held_releases(const release::Group& group, const std::string& clone, const Log& log);
Result<release::AudienceRules> audience_rules(const release::Group& group);

// --at, else now. What is embargoed until then is carried out by nobody before: a `usage` error where something is to
// be done and not only looked at (`reads`).
Result<Instant> instant_meant(const Invocation& invocation, bool reads);
// Who does it (--steward, else git's author), on which machine, and when.
Result<release::CarryOptions> carry_options(const Invocation& invocation, const release::Group& group);

// The exit status of an error: 13 and 14 of docs/release.md, else the common one.
int release_status_of(const Error& error);
// What a release adds to the common exit statuses.
constexpr int nothing_to_do_status = 10;
constexpr int embargo_status = 12;
constexpr int verification_status = 15;

}  // namespace ward::cli
