// See recipe_branches.h.
#include "actions/update/recipe/recipe_branches.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/update/recipe/recipe_parts.h"
#include "base/text.h"
#include "formats/glob.h"

namespace ward::update {
namespace {

constexpr std::string_view heads = "refs/heads/";
constexpr std::string_view remotes = "refs/remotes/";

// Checked when the recipe was read, so that a glob is one.
bool matches(std::string_view pattern, std::string_view branch) {
    const auto glob = Glob::compile(pattern);
    return glob && glob->matches(branch);
}

BranchRule read_rule(Fields& dep, const Node& node, const Selection& selection) {
    Fields fields(node, dep.file(), "branches of " + dep.name());
    BranchRule rule;
    rule.line = node.line;
    fields.need("branch");
    rule.branches = fields.globs("branch");
    rule.series = fields.text("series");
    rule.allow = fields.text("allow");
    rule.pin = fields.text("pin");
    if (rule.series.empty() && rule.allow.empty() && rule.pin.empty())
        fields.fault(node, fmt::format("{} has none of series, allow, pin", fields.name()));
    check_range(fields, node, selection, rule.allow);
    dep.absorb(fields.finish());
    return rule;
}

}  // namespace

void read_branches(Fields& dep, Recipe& recipe) {
    dep.tables("branches",
               [&](const Node& node) { recipe.branches.push_back(read_rule(dep, node, recipe.selection)); });
}

const BranchRule* rule_of_branch(const Recipe& recipe, std::string_view branch) {
    if (branch.empty()) return nullptr;
    const auto found = std::ranges::find_if(recipe.branches, [&](const BranchRule& rule) {
        return std::ranges::any_of(rule.branches, [&](const std::string& glob) { return matches(glob, branch); });
    });
    return found == recipe.branches.end() ? nullptr : &*found;
}

Recipe recipe_on_branch(const Recipe& recipe, std::string_view branch) {
    Recipe out = recipe;
    const BranchRule* rule = rule_of_branch(recipe, branch);
    if (rule == nullptr) return out;
    out.line_branch = branch;
    out.selection.series = rule->series;
    out.selection.allow = rule->allow;
    out.selection.pin = rule->pin;
    // A dist-tag names one version for all lines: what is in this one's range is found by order.
    if (out.selection.pick == Selection::Pick::tag) out.selection.pick = Selection::Pick::highest;
    return out;
}

bool is_line(const RecipeFile& file, std::string_view branch) {
    return std::ranges::any_of(file.recipes,
                               [&](const Recipe& recipe) { return rule_of_branch(recipe, branch) != nullptr; });
}

RecipeFile recipes_on_branch(const RecipeFile& file, std::string_view branch) {
    RecipeFile out{.name = file.name, .recipes = {}};
    out.recipes.reserve(file.recipes.size());
    const bool is_own = is_line(file, branch);
    // A brace of a branch's name is no word of the recipe's.
    const std::string suffix = "-" + replace_all(replace_all(replace_all(branch, "/", "-"), "{", "{{"), "}", "}}");
    for (const Recipe& recipe : file.recipes) {
        out.recipes.push_back(recipe_on_branch(recipe, branch));
        if (is_own) out.recipes.back().branch += suffix;
    }
    return out;
}

std::string_view line_of_ref(std::string_view ref) {
    if (ref.starts_with(heads)) return ref.substr(heads.size());
    if (!ref.starts_with(remotes)) return {};
    const std::string_view rest = ref.substr(remotes.size());
    const size_t slash = rest.find('/');
    const std::string_view name = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
    return name == "HEAD" ? std::string_view() : name;
}

}  // namespace ward::update
