// Release lines: the branch of the project that is worked on decides which of upstream's versions are taken (undici 6
// on v20.x, 7 on v24.x, whatever is newest on main).
#pragma once

#include <string_view>

#include "actions/update/recipe/recipe.h"
#include "base/result.h"

namespace ward::update {

// The rule for a branch: the first that matches; null where the recipe's own selection counts.
const BranchRule* rule_of_branch(const Recipe& recipe, std::string_view branch);

// Has any recipe a rule for it? Then it is a line of its own.
bool is_line(const RecipeFile& file, std::string_view branch);

// The recipe as it is on `branch` ("v20.x-staging"; empty: no branch is known). Where a rule matches, its selection
// stands instead of the recipe's.
Recipe recipe_on_branch(const Recipe& recipe, std::string_view branch);
// All of them; on a line of its own updates go to branches with its name, so that two lines never share one.
RecipeFile recipes_on_branch(const RecipeFile& file, std::string_view branch);

// "refs/heads/v20.x" and "refs/remotes/origin/v20.x" are of the line v20.x; other refs are of none.
std::string_view line_of_ref(std::string_view ref);

}  // namespace ward::update
