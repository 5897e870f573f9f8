// Which commits of a clone are the group's alone, by its remote-tracking refs. What is at such a ref came from where
// the remote is fetched from, or went to where it is pushed to; it is public only if all of these places are, and
// private if one of them is.
#pragma once

#include <string>
#include <vector>

#include "actions/release/embargo/audience.h"
#include "actions/release/embargo/taint.h"
#include "base/result.h"
#include "io/gitobjects/object.h"

namespace ward::release {

struct TrackingTips {
    std::vector<gitobjects::ObjectId> closed = {};
    std::vector<gitobjects::ObjectId> open = {};
    // Remotes that git has no place for (any more): their refs say nothing.
    std::vector<std::string> unknown = {};
};

// `folder` is absolute, in a repository. Not seen: a remote that was private once and is called so no more.
Result<TrackingTips> tracking_tips(const std::string& folder, const std::vector<std::string>& environment,
                                   const AudienceRules& rules);

// Adds the commits, changes and contents that only private remotes of the clone have (private_objects.h). Nothing where
// it has none of a private remote. Gives the tips, for messages.
Result<TrackingTips> add_objects_of_clone(const std::string& folder, const std::vector<std::string>& environment,
                                          const AudienceRules& rules, TaintSet& set);

}  // namespace ward::release
