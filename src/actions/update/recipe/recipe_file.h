// Reads ward.update.toml (docs/formats/update-recipe.md): every key is known, every pattern, glob, path and duration is
// good, no two recipes write to the same place. What is wrong is told with file and line, before anything is done.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/update/recipe/recipe.h"
#include "base/result.h"

namespace ward::update {

constexpr size_t max_recipe_file_bytes = 4u << 20;
constexpr size_t max_recipes = 10'000;

// What recipes may name. The face passes what the registries have, so that reading a recipe needs none of them; tests
// name a few of their own.
struct KnownWords {
    struct Source {
        std::string_view name;
        std::span<const std::string_view> needs;  // fields of `source`, as SourceKind::needs has them
    };
    struct Rung {
        std::string_view name;
        std::span<const std::string_view> words;
    };
    struct Generator {
        std::string_view name;
        std::span<const std::string_view> words;
        std::span<const std::string_view> lists;
    };
    std::vector<Source> sources;
    std::vector<Rung> rungs;
    std::vector<Generator> generators;
    std::vector<std::string_view> checks;            // that `without_checks` may name
    std::vector<std::string_view> acknowledgements;  // that `acknowledge` may name
};

// What the registries of this program have.
KnownWords known_words();

// `name` is the file's for messages. All errors are `usage` ("FILE:LINE: no key 'x' in [dep.y]; did you mean 'z'?"),
// but `parse` where it is no TOML, and `limit`.
Result<RecipeFile> parse_recipes(std::string_view text, std::string_view name, const KnownWords& known);

}  // namespace ward::update
