// What has to hold between the recipes of a file: one name, one place, one branch for each.
#include <map>

#include <fmt/core.h>

#include "actions/update/recipe/recipe_parts.h"
#include "base/text.h"

namespace ward::update {
namespace {

using ByName = std::map<std::string, const Recipe*, std::less<>>;

std::unexpected<Error> at(const RecipeFile& file, const Recipe& recipe, std::string what) {
    return fail(ErrorCode::usage, std::move(what), place(file.name, recipe.line));
}

Result<void> check_names(const RecipeFile& file) {
    ByName names;
    for (const Recipe& recipe : file.recipes) names.emplace(recipe.id, &recipe);
    for (const Recipe& recipe : file.recipes)
        for (const std::string& alias : recipe.aliases)
            if (const auto [found, is_new] = names.emplace(alias, &recipe); !is_new)
                return at(file, recipe, fmt::format("'{}' is a name of [dep.{}] already", alias, found->second->id));
    return {};
}

Result<void> check_groups(const RecipeFile& file) {
    std::map<std::string, int, std::less<>> members;
    for (const Recipe& recipe : file.recipes)
        if (!recipe.group.empty()) ++members[recipe.group];
    std::vector<std::string_view> others;
    for (const auto& [group, count] : members)
        if (count > 1) others.push_back(group);
    for (const Recipe& recipe : file.recipes)
        if (!recipe.group.empty() && members[recipe.group] == 1)
            return at(file, recipe,
                      fmt::format("the group '{}' has no other member than [dep.{}]{}", recipe.group, recipe.id,
                                  suggestion(recipe.group, others)));
    return {};
}

bool may_share(const Recipe& a, const Recipe& b) {
    return !a.group.empty() && a.group == b.group;
}

// A folder inside of another's would be replaced with it. Members of a group are applied together, the outer one first,
// so that they may stand inside each other; no two may have the very same one.
Result<void> check_place(const RecipeFile& file, const ByName& owners, const std::string& path, const Recipe& recipe) {
    for (size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
        const auto outer = owners.find(std::string_view(path).substr(0, slash));
        if (outer == owners.end() || outer->second == &recipe || may_share(*outer->second, recipe)) continue;
        return at(file, recipe,
                  fmt::format("'{}' lies in '{}', which [dep.{}] replaces; put both into one group", path, outer->first,
                              outer->second->id));
    }
    return {};
}

Result<void> check_places(const RecipeFile& file) {
    ByName owners;
    for (const Recipe& recipe : file.recipes) {
        if (!recipe.enabled) continue;
        std::vector<std::string> all = recipe.paths;
        all.push_back(recipe.path);
        for (const std::string& path : all)
            if (const auto [found, is_new] = owners.emplace(path, &recipe); !is_new)
                return at(file, recipe, fmt::format("'{}' is [dep.{}]'s already", path, found->second->id));
    }
    for (const auto& [path, recipe] : owners) WARD_TRY_VOID(check_place(file, owners, path, *recipe));
    return {};
}

// Two updates in one branch would overwrite each other.
Result<void> check_branches(const RecipeFile& file) {
    ByName branches;
    for (const Recipe& recipe : file.recipes) {
        if (!recipe.enabled) continue;
        const std::string branch = replace_all(recipe.branch, "{id}", recipe.id);
        if (const auto [found, is_new] = branches.emplace(branch, &recipe); !is_new)
            return at(file, recipe,
                      fmt::format("the branch '{}' is [dep.{}]'s already; '{{id}}' in it tells them apart", branch,
                                  found->second->id));
    }
    return {};
}

}  // namespace

Result<void> check_together(const RecipeFile& file) {
    WARD_TRY_VOID(check_names(file));
    WARD_TRY_VOID(check_groups(file));
    WARD_TRY_VOID(check_places(file));
    return check_branches(file);
}

}  // namespace ward::update
