// Which commits, contents and changes a private repository has that are not public: a part of the taint set.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "actions/release/embargo/taint.h"
#include "base/result.h"
#include "io/gitobjects/repository.h"

namespace ward::release {

constexpr size_t max_private_commits = 100'000;
// Of a branch, each run of at most so many private commits is recognised when it was squashed into one.
constexpr size_t max_squashed_commits = 32;

// Adds to `set` the commits that `private_tips` reach and `public_tips` do not, with their line sums (also of each
// file, and of runs of commits, as a squash would have) and the contents that they introduce. What a public commit
// changes too (one that was picked into the private repository) is left out of sums and contents. All ids are of
// `repository`. Errors: `not_found` where a history is incomplete (a shallow clone): nothing can be said of it then.
Result<void> add_private_objects(const gitobjects::Repository& repository,
                                 std::span<const gitobjects::ObjectId> private_tips,
                                 std::span<const gitobjects::ObjectId> public_tips, TaintSet& set);

}  // namespace ward::release
