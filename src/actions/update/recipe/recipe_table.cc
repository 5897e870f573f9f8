// One [dep.ID] table: its own keys, and the pieces in their order.
#include <algorithm>

#include <fmt/core.h>

#include "actions/update/recipe/recipe_parts.h"
#include "base/text.h"

namespace ward::update {
namespace {

bool is_branch(std::string_view branch) {
    const std::string plain = replace_all(replace_all(branch, "{id}", "id"), "{new}", "1");
    if (plain.empty() || plain.starts_with('-') || plain.starts_with('/') || plain.ends_with('/')) return false;
    if (plain.contains("..") || plain.contains("//") || plain.contains("/.") || plain.ends_with(".lock")) return false;
    return std::ranges::all_of(plain, [](char c) { return is_alnum(c) || std::string_view("-._/").contains(c); });
}

void read_identity(Fields& dep, Recipe& recipe) {
    if (!is_recipe_word(recipe.id))
        dep.fault(dep.node(), fmt::format("'{}' is no id: lower-case letters, digits and -._", display(recipe.id)));
    recipe.aliases = dep.texts("aliases");
    for (const std::string& alias : recipe.aliases)
        if (!is_recipe_word(alias))
            dep.fault(*dep.node().find("aliases"),
                      fmt::format("'{}' is no alias: lower-case letters, digits and -._", display(alias)));
    recipe.enabled = dep.truth("enabled", true);
    recipe.disabled_reason = dep.text("reason");
    if (!recipe.enabled && recipe.disabled_reason.empty())
        dep.fault(dep.node(), fmt::format("{} is not enabled, and no 'reason' says why", dep.name()));
    if (recipe.enabled && !recipe.disabled_reason.empty())
        dep.fault(dep.node(), fmt::format("{} is enabled: 'reason' is of one that is not", dep.name()));
    dep.need("path");
    recipe.path = dep.path("path", Owner::dependency);
    recipe.paths = dep.paths("paths");
    recipe.group = dep.text("group");
    if (!recipe.group.empty() && !is_recipe_word(recipe.group))
        dep.fault(*dep.node().find("group"), fmt::format("'{}' is no name of a group", display(recipe.group)));
}

void read_names(Fields& dep, Recipe& recipe) {
    if (const Node* node = dep.find("license"); node != nullptr) {
        Fields fields(*node, dep.file(), "license of " + dep.name());
        recipe.license_name = fields.text("name");
        recipe.license_file = fields.path("file", Owner::dependency);
        dep.absorb(fields.finish());
    }
    recipe.purl = dep.text("purl");
    recipe.cpe = dep.texts("cpe");
    recipe.notes = dep.text("notes", {}, Lines::several);
    recipe.cooldown = dep.duration("cooldown", recipe.cooldown);
    recipe.cooldown_security_bypass = dep.truth("cooldown_security_bypass", recipe.cooldown_security_bypass);
}

}  // namespace

void read_commits(Fields& dep, Recipe& recipe) {
    recipe.subsystem = dep.text("subsystem", recipe.subsystem);
    recipe.branch = dep.text("branch", recipe.branch);
    if (!is_branch(recipe.branch))
        dep.fault(*dep.node().find("branch"), fmt::format("'{}' is no name of a branch", display(recipe.branch)));
    recipe.commit_message = dep.text("commit", recipe.commit_message, Lines::several);
    recipe.labels = dep.texts("labels");
    recipe.pr_title = dep.text("pr_title");
    recipe.pr_body = dep.text("pr_body", {}, Lines::several);
    recipe.trailers = dep.texts("trailers");
    dep.tables("commits", [&](const Node& node) {
        Fields fields(node, dep.file(), "commits of " + dep.name());
        Commit commit;
        fields.need("message");
        commit.message = fields.text("message", {}, Lines::several);
        commit.include = fields.globs("include");
        commit.after = fields.text("after");
        const bool is_hook =
            std::ranges::any_of(recipe.hooks, [&](const Hook& hook) { return commit.after == "hook:" + hook.name; });
        if (!commit.after.empty() && !is_hook)
            fields.fault(node, fmt::format("'after' is \"hook:NAME\" of a hook of {}", dep.name()));
        recipe.commits.push_back(std::move(commit));
        dep.absorb(fields.finish());
    });
}

Result<Recipe> read_recipe(const Node& table, std::string_view id, std::string_view file, const KnownWords& known) {
    Fields dep(table, file, fmt::format("[dep.{}]", display(id)));
    Recipe recipe;
    recipe.id = id;
    recipe.line = table.line;
    read_identity(dep, recipe);
    read_source(dep, known, recipe);
    read_branches(dep, recipe);
    read_artefacts(dep, recipe);
    read_current(dep, recipe);
    read_selection_of_files(dep, recipe);
    read_generate(dep, known, recipe);
    read_docs(dep, recipe);
    read_patches(dep, recipe);
    read_hooks(dep, recipe);
    read_verify(dep, known, recipe);
    read_exceptions(dep, known, recipe);
    read_names(dep, recipe);
    read_commits(dep, recipe);
    read_people(dep, recipe);
    WARD_TRY_VOID(dep.finish());
    return recipe;
}

}  // namespace ward::update
