// Files that steps make which are not run here: a recipe's hooks, and what it calls prebuilt.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actions/update/recipe/recipe.h"
#include "base/result.h"
#include "formats/glob.h"

namespace ward::update {

class MadeElsewhere {
  public:
    static Result<MadeElsewhere> of(const Recipe& recipe);
    // "hook NAME" or "prebuilt"; empty: nobody. What upstream ships is never somebody else's build, whatever the recipe
    // calls prebuilt: else a changed bundle would pass as one that nobody can derive. A hook may change what upstream
    // ships.
    std::string who(std::string_view path, bool is_upstream) const;

  private:
    std::vector<std::pair<Glob, std::string>> hooks_;  // and which
    std::vector<Glob> prebuilt_;
};

}  // namespace ward::update
