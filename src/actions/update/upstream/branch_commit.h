// Which commit of a branch a tree is of, where the project recorded it: whole, or the seven digits of `{sha7}` in a
// composite version. A branch moves on, and `verify` needs the commit that was taken then.
#pragma once

#include <string>
#include <string_view>

#include "actions/update/upstream/source.h"
#include "base/result.h"

namespace ward::update {

constexpr size_t min_commit_digits = 7;

// "refs/heads/main" of a source that follows a branch.
std::string branch_reference(const Source& source);

// The digits of a commit's id in a version, by the recipe's `new_version` ("{macro:zlib.h:ZLIB_VERSION}-{sha7}"), or
// the version itself where it is nothing else. Empty: it has none.
std::string commit_digits(const Recipe& recipe, std::string_view version);

// The whole id of the commit of the source's branch that begins with `digits`, from the branch's history or from its
// mirror's. `not_found` where the branch has none, `conflict` where it has several, `usage` for what are no digits.
Result<std::string> commit_of_branch(const Source& source, std::string_view digits, World& world);

}  // namespace ward::update
