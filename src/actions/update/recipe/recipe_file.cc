#include "actions/update/recipe/recipe_file.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "actions/update/recipe/recipe_parts.h"
#include "base/text.h"
#include "formats/document.h"

namespace ward::update {
namespace {

// What makes sense for every dependency; the rest is each one's own.
constexpr std::array<std::string_view, 16> default_keys = {
    "acknowledge",  "branch",   "changelog", "commit",         "cooldown", "cooldown_security_bypass",
    "hook_sandbox", "labels",   "notify",    "owners",         "pr_body",  "pr_title",
    "subsystem",    "trailers", "verify",    "without_checks",
};

Result<void> check_defaults(const Node& defaults, std::string_view file, const KnownWords& known) {
    Fields fields(defaults, file, "[defaults]");
    for (const std::string_view key : default_keys) fields.find(key);
    WARD_TRY_VOID(fields.finish());
    // What is wrong in them is wrong where no dependency uses them, too.
    Recipe unused;
    read_verify(fields, known, unused);
    read_exceptions(fields, known, unused);
    read_commits(fields, unused);
    read_people(fields, unused);
    fields.word("hook_sandbox", {"strict"});
    fields.duration("cooldown", {});
    fields.truth("cooldown_security_bypass", true);
    return fields.finish();
}

Node with_defaults(const Node& table, const Node* defaults) {
    Node merged = table;
    if (defaults == nullptr) return merged;
    for (const auto& field : defaults->fields)
        if (table.find(field.first) == nullptr) merged.fields.push_back(field);
    return merged;
}

Result<void> check_schema(const Node& root, std::string_view file) {
    const Node* schema = root.find("schema");
    if (schema == nullptr) return fail(ErrorCode::usage, "no 'schema'; this program reads schema = 1", place(file, 1));
    if (schema->kind != Node::Kind::integer || schema->integer != 1)
        return fail(ErrorCode::usage,
                    fmt::format("schema {} is not known; this program reads schema = 1", display(schema->text)),
                    place(file, schema->line));
    return {};
}

}  // namespace

const Recipe* RecipeFile::find(std::string_view id_or_alias) const {
    for (const Recipe& recipe : recipes)
        if (recipe.id == id_or_alias || std::ranges::find(recipe.aliases, id_or_alias) != recipe.aliases.end())
            return &recipe;
    return nullptr;
}

Result<RecipeFile> parse_recipes(std::string_view text, std::string_view name, const KnownWords& known) {
    DocumentLimits limits;
    limits.bytes = max_recipe_file_bytes;
    WARD_TRY(const Node root, parse_toml(text, name, limits));
    WARD_TRY_VOID(check_schema(root, name));
    Fields fields(root, name, std::string(name));
    fields.find("schema");
    const Node* defaults = fields.find("defaults");
    const Node* dependencies = fields.find("dep");
    WARD_TRY_VOID(fields.finish());
    if (defaults != nullptr) WARD_TRY_VOID(check_defaults(*defaults, name, known));

    RecipeFile file;
    file.name = name;
    if (dependencies == nullptr) return file;
    if (!dependencies->is_table())
        return fail(ErrorCode::usage, "'dep' is a table of dependencies: [dep.ID]", place(name, dependencies->line));
    if (dependencies->fields.size() > max_recipes)
        return fail(ErrorCode::limit, fmt::format("more than {} dependencies", max_recipes), std::string(name));
    for (const auto& [id, table] : dependencies->fields) {
        if (!table.is_table())
            return fail(ErrorCode::usage, fmt::format("'dep.{}' is a table", display(id)), place(name, table.line));
        WARD_TRY(Recipe recipe, read_recipe(with_defaults(table, defaults), id, name, known));
        file.recipes.push_back(std::move(recipe));
    }
    std::ranges::sort(file.recipes, {}, &Recipe::id);
    WARD_TRY_VOID(check_together(file));
    return file;
}

}  // namespace ward::update
