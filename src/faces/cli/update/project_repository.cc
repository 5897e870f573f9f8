// See project_repository.h.
#include "faces/cli/update/project_repository.h"

#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "actions/update/recipe/recipe_branches.h"
#include "base/text.h"
#include "io/gitobjects/history.h"

namespace ward::cli {

Result<ProjectRepository> ProjectRepository::open(const std::string& folder) {
    std::string top = folder;
    std::string prefix;
    auto repository = gitobjects::Repository::open(top);
    while (!repository && repository.error().code == ErrorCode::not_found && top.find('/') != top.rfind('/')) {
        const size_t slash = top.rfind('/');
        prefix = fmt::format("{}/{}", top.substr(slash + 1), prefix);
        top.resize(slash);
        repository = gitobjects::Repository::open(top);
    }
    if (!repository) return std::unexpected(repository.error());
    return ProjectRepository{.repository = std::move(*repository), .prefix = std::move(prefix)};
}

std::string ProjectRepository::branch() const {
    const auto& head = repository.head();
    return head ? std::string(update::line_of_ref(head->name)) : std::string();
}

Result<gitobjects::Revision> ProjectRepository::revision(const std::string& text, std::string_view option) const {
    const size_t end = std::min(text.find('~'), text.find('^'));
    std::string name = text.substr(0, end);
    if (name == "HEAD") {
        if (!repository.head()) return fail(ErrorCode::usage, "has no commit yet", std::string(option));
        name = repository.head()->id.hex();
    }
    WARD_TRY(gitobjects::Revision revision, repository.resolve(name));
    std::string_view rest = end == std::string::npos ? std::string_view() : std::string_view(text).substr(end);
    while (!rest.empty()) {
        const bool is_count = rest.front() == '~';
        rest.remove_prefix(1);
        size_t digits = 0;
        while (is_count && digits < rest.size() && is_digit(rest[digits])) ++digits;
        const auto steps = digits == 0 ? std::optional<size_t>(1) : to_number<size_t>(rest.substr(0, digits));
        rest.remove_prefix(digits);
        const bool is_next = rest.empty() || rest.front() == '~' || rest.front() == '^';
        if (!steps || *steps > gitobjects::max_history_commits || !is_next)
            return fail(ErrorCode::usage, fmt::format("'{}' is no revision that ward reads", display(text)),
                        std::string(option));
        for (size_t i = 0; i < *steps; ++i) {
            WARD_TRY(const gitobjects::Commit commit, repository.commit(revision.commit));
            if (commit.parents.empty())
                return fail(ErrorCode::usage, fmt::format("'{}' is before the first commit", display(text)),
                            std::string(option));
            revision.commit = commit.parents.front();
        }
        WARD_TRY(const gitobjects::Commit commit, repository.commit(revision.commit));
        revision.tree = commit.tree;
        revision.ref.clear();
    }
    revision.name = text;
    return revision;
}

std::vector<ProjectRepository::Line> ProjectRepository::lines_of(const update::RecipeFile& recipes) const {
    // Names of refs are sorted, and refs/heads/ comes before refs/remotes/: the first of a name is the local one.
    std::map<std::string, std::string, std::less<>> lines;
    for (const gitobjects::Ref& ref : repository.refs()) {
        const std::string_view name = update::line_of_ref(ref.name);
        const bool has_rule = std::ranges::any_of(recipes.recipes, [&](const update::Recipe& recipe) {
            return recipe.enabled && update::rule_of_branch(recipe, name) != nullptr;
        });
        if (has_rule) lines.emplace(name, ref.name);
    }
    std::vector<Line> out;
    for (const auto& [name, ref] : lines)
        if (out.size() < max_release_lines) out.push_back({name, ref});
    return out;
}

}  // namespace ward::cli
