// Git submodules: .gitmodules of the root says where they come from, the index (.git/index, as data) or the commit's
// tree which commit they are at. Which version that is stands in the checked-out files, which the readers of vendored
// code read. A .gitmodules of vendored code configures nothing here.
#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/catalogue.h"
#include "facts/inventory/git_modules.h"
#include "facts/inventory/git_url.h"
#include "facts/inventory/inventory.h"
#include "facts/inventory/vendored.h"
#include "formats/purl.h"

namespace ward::inventory {
namespace {

constexpr std::string_view submodules_names[] = {".gitmodules"};

constexpr std::string_view file_name = ".gitmodules";
constexpr std::string_view github = "https://github.com/";

Purl submodule_purl(const Submodule& submodule, const std::optional<std::string>& url, std::string_view commit) {
    Purl purl;
    purl.version = commit;
    if (url && url->starts_with(github)) {
        const auto parts = split(std::string_view(*url).substr(github.size()), '/');
        if (parts.size() == 2) {
            purl.type = "github";
            purl.name_space = parts[0];
            purl.name = parts[1];
            return purl;
        }
    }
    std::string_view address = url ? *url : submodule.url;
    while (address.ends_with('/')) address.remove_suffix(1);
    if (address.ends_with(".git")) address.remove_suffix(4);
    purl.type = "generic";
    purl.name = address.substr(address.find_last_of("/:") + 1);
    if (purl.name.empty()) purl.name = submodule.name;
    if (url) purl.qualifiers["vcs_url"] = fmt::format("git+{}{}{}", *url, commit.empty() ? "" : "@", commit);
    return purl;
}

// A known library goes by the names that advisories have for it; a registry's name takes no commit for a version.
Component known_component(const CatalogueRow& row, const Submodule& submodule, std::string_view commit) {
    Component component = component_of(row, submodule.path, {});
    if (component.purl.starts_with("pkg:github/")) component.purl = component_of(row, submodule.path, commit).purl;
    return component;
}

Component submodule_component(const Submodule& submodule, std::string_view commit) {
    const auto url = repository_url(submodule.url);
    const CatalogueRow* row = url ? row_of_upstream(*url) : nullptr;
    Component component;
    if (row != nullptr) {
        component = known_component(*row, submodule, commit);
    } else {
        const Purl purl = submodule_purl(submodule, url, commit);
        component.purl = purl.to_string();
        component.name = purl.name;
    }
    component.version = commit;
    component.commit = commit;
    component.source = Source::submodule;
    component.scope = scope_at(row, submodule.path);
    component.path = submodule.path;
    component.evidence.push_back(submodule.evidence);
    // A mirror is also known by its own address.
    const auto has_url = [&](const Identity& one) { return one.ecosystem == "GIT" && url && one.name == *url; };
    if (url && std::ranges::none_of(component.identities, has_url)) component.identities.push_back({"GIT", *url, {}});
    return component;
}

// Commits by path; nothing where there is nobody to ask.
std::optional<Gitlinks> read_commits(const Tree& tree, Collector& out) {
    auto commits = tree.gitlinks();
    if (commits) return *std::move(commits);
    out.unread(".git/index", commits.error().message());
    return std::nullopt;
}

GitModules read_modules(const Tree& tree, Collector& out) {
    if (!tree.has_file(file_name)) return {};
    const auto text = tree.read(file_name, max_gitmodules_bytes);
    auto modules = text ? read_gitmodules(*text, file_name) : Result<GitModules>(std::unexpected(text.error()));
    if (!modules) {
        out.unread(file_name, modules.error().message());
        return {};
    }
    for (const SubmoduleProblem& problem : modules->problems)
        out.unread(file_name, fmt::format("line {}: {}", problem.line, problem.reason));
    return *std::move(modules);
}

void read_submodules(const Tree& tree, Collector& out) {
    const GitModules modules = read_modules(tree, out);
    auto commits = read_commits(tree, out);
    for (const Submodule& submodule : modules.submodules) {
        const auto commit = commits ? commits->extract(submodule.path) : decltype(commits->extract(""))();
        if (commits && commit.empty()) {
            out.notes.push_back({"submodule-stale", fmt::format("the index has no submodule at {}", submodule.path),
                                 fmt::format("{}:{}", file_name, submodule.evidence.line)});
            continue;
        }
        out.components.push_back(submodule_component(submodule, commit.empty() ? "" : commit.mapped()));
    }
    if (!commits) return;
    for (const auto& [path, commit] : *commits)
        out.unexplained(path, fmt::format("submodule at commit {} that .gitmodules does not describe", commit));
}

}  // namespace

WARD_READER(submodules) = {
    .name = "submodules",
    .summary = "git submodules with their commits, from .gitmodules and the index or tree",
    .read = read_submodules,
    .names = submodules_names,
};

}  // namespace ward::inventory
