// The pieces of recipe_file.cc: each reads one key of a [dep.ID] table into the recipe. Nothing here is for others.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/update/recipe/recipe.h"
#include "actions/update/recipe/recipe_fields.h"
#include "actions/update/recipe/recipe_file.h"
#include "formats/document.h"

namespace ward::update {

// What a file may say, for messages about what it does not.
template <typename Entry>
std::vector<std::string_view> names_of(const std::vector<Entry>& entries) {
    std::vector<std::string_view> names;
    names.reserve(entries.size());
    for (const Entry& entry : entries) names.push_back(entry.name);
    return names;
}

// `source`, and what the recipe says beside it of the versions that may be chosen.
void read_source(Fields& dep, const KnownWords& known, Recipe& recipe);
// `branches`: what lines of the project take.
void read_branches(Fields& dep, Recipe& recipe);
// `artefact`; without it what the source's kind has by itself.
void read_artefacts(Fields& dep, Recipe& recipe);
// `current`; without it package.json's version where the source is npm's registry.
void read_current(Fields& dep, Recipe& recipe);
// take, drop, keep, rename, flatten, mode, edit, create, prebuilt.
void read_selection_of_files(Fields& dep, Recipe& recipe);
void read_generate(Fields& dep, const KnownWords& known, Recipe& recipe);
// `docs`: rows of tables, which a rule of `generate` sets.
void read_docs(Fields& dep, Recipe& recipe);
void read_patches(Fields& dep, Recipe& recipe);
void read_hooks(Fields& dep, Recipe& recipe);
void read_verify(Fields& dep, const KnownWords& known, Recipe& recipe);
// without_checks, acknowledge.
void read_exceptions(Fields& dep, const KnownWords& known, Recipe& recipe);
// Messages, branch, labels, and the commits that the update is split into.
void read_commits(Fields& dep, Recipe& recipe);
// What is wrong with a range of versions in this order, told at `node`.
void check_range(Fields& fields, const Node& node, const Selection& selection, const std::string& allow);

// changelog, owners, notify.
void read_people(Fields& dep, Recipe& recipe);

// [dep.ID] with the defaults already in it.
Result<Recipe> read_recipe(const Node& table, std::string_view id, std::string_view file, const KnownWords& known);

// Ids and aliases name one recipe each, no two write to the same place or branch, groups have members.
Result<void> check_together(const RecipeFile& file);

}  // namespace ward::update
