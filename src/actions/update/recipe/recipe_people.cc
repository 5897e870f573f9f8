// Whom an update is told to, in whose words: upstream's changelog, owners, people who are mentioned.
#include <algorithm>

#include <fmt/core.h>

#include "actions/update/recipe/recipe_parts.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr size_t max_people = 50;  // a mention notifies

// "user" or "org/team", as forges spell them: nothing that could be more than a mention in a text.
bool is_account(std::string_view name) {
    constexpr size_t longest = 100;
    const auto is_part = [](std::string_view part) {
        return !part.empty() && is_alnum(part.front()) && is_alnum(part.back()) &&
               std::ranges::all_of(part, [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
    };
    const size_t slash = name.find('/');
    if (name.size() > longest) return false;
    if (slash == std::string_view::npos) return is_part(name);
    return is_part(name.substr(0, slash)) && is_part(name.substr(slash + 1));
}

std::vector<std::string> read_accounts(Fields& dep, std::string_view key) {
    std::vector<std::string> out;
    for (const std::string& text : dep.texts(key)) {
        const std::string name = text.starts_with('@') ? text.substr(1) : text;
        const Node& node = *dep.node().find(key);
        if (!is_account(name))
            dep.fault(node, fmt::format("'{}' is no account: \"user\" or \"org/team\"", display(text)));
        else if (std::ranges::find(out, name) == out.end()) out.push_back(name);
        if (out.size() > max_people) dep.fault(node, fmt::format("'{}' has more than {} accounts", key, max_people));
    }
    return out;
}

void read_changelog(Fields& dep, Recipe& recipe) {
    const Node* node = dep.find("changelog");
    if (node == nullptr) return;
    Fields fields(*node, dep.file(), "changelog of " + dep.name());
    Changelog changelog;
    changelog.file = fields.path("file", Owner::dependency);
    const bool is_release = fields.truth("release", false);
    changelog.heading = fields.pattern("heading", 1);
    if (is_release != changelog.file.empty())
        fields.fault(*node, fmt::format("{} is 'file' or 'release = true'", fields.name()));
    if (is_release && !changelog.heading.empty())
        fields.fault(*node, "'heading' is of a file: the notes of a release have their version already");
    const auto places = fields.texts("in");
    for (const std::string& place : places)
        if (place != "commit" && place != "pull") fields.fault(*node->find("in"), "'in' is of \"commit\" and \"pull\"");
    if (!places.empty()) {
        changelog.in_commit = std::ranges::find(places, "commit") != places.end();
        changelog.in_pull = std::ranges::find(places, "pull") != places.end();
    }
    // Which parts are between two versions, only an order of versions tells.
    if (recipe.selection.order == "date" && !recipe.source.kind.empty())
        fields.fault(*node, "'changelog' needs an order of versions, and this one is by date");
    recipe.changelog = std::move(changelog);
    dep.absorb(fields.finish());
}

}  // namespace

void read_people(Fields& dep, Recipe& recipe) {
    read_changelog(dep, recipe);
    recipe.owners = read_accounts(dep, "owners");
    recipe.notify = read_accounts(dep, "notify");
}

}  // namespace ward::update
