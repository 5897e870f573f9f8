// GitHub Actions that the project's workflows and its own composite actions use. One component per file, action and
// ref. A tag or branch names whatever its owner points it at; only a commit is a version for good, and what a comment
// behind it claims is taken as the version that advisories speak of.
#include <map>
#include <tuple>
#include <utility>

#include <fmt/core.h>

#include "facts/inventory/inventory.h"
#include "facts/inventory/workflow_uses.h"
#include "formats/purl.h"

namespace ward::inventory {
namespace {

constexpr std::string_view actions_names[] = {"action.yml", "action.yaml"};

bool is_yaml(std::string_view path) {
    return path.ends_with(".yml") || path.ends_with(".yaml");
}

// "host.example:5000/group/image" has a registry's host in front; "group/image" has not.
std::pair<std::string_view, std::string_view> split_host(std::string_view image) {
    const size_t slash = image.find('/');
    const std::string_view first = image.substr(0, slash);
    if (slash == std::string_view::npos ||
        (first != "localhost" && first.find_first_of(".:") == std::string_view::npos))
        return {{}, image};
    return {first, image.substr(slash + 1)};
}

Purl action_purl(const Use& use) {
    Purl purl;
    std::string_view name = use.name;
    if (use.kind == Use::Kind::image) {
        purl.type = "docker";
        const auto [host, rest] = split_host(use.name);
        if (!host.empty()) purl.qualifiers["repository_url"] = host;
        name = rest;
    } else {
        purl.type = "github";
        purl.subpath = use.subpath;
    }
    const size_t slash = name.rfind('/');
    if (slash != std::string_view::npos) purl.name_space = name.substr(0, slash);
    purl.name = name.substr(slash + 1);
    purl.version = use.ref;
    return purl;
}

Component action_component(const Use& use, std::string_view path) {
    Component component;
    component.purl = action_purl(use).to_string();
    component.name = use.subpath.empty() ? use.name : use.name + "/" + use.subpath;
    component.version = use.comment.empty() ? use.ref : use.comment;
    component.source = Source::action;
    component.scope = Scope::tooling;
    component.path = path;
    if (use.kind == Use::Kind::repository) {
        component.ecosystem = "GitHub Actions";
        component.identities.push_back({"GitHub Actions", use.name, {}});
        if (is_commit(use.ref)) component.commit = use.ref;
    }
    return component;
}

void read_file_actions(const Tree& tree, std::string_view path, Collector& out) {
    const auto found = tree.parsed("workflow", path, max_workflow_bytes, read_workflow_uses);
    if (!found) return out.unread(path, found.error().message());
    for (const UseProblem& problem : found->problems)
        out.unread(path, fmt::format("line {}: {}", problem.line, problem.reason));

    std::map<std::pair<std::string, std::string>, Component> components;  // by purl and version
    for (const Use& use : found->uses) {
        Component component = action_component(use, path);
        auto key = std::pair(component.purl, component.version);
        const auto [place, fresh] = components.try_emplace(std::move(key), std::move(component));
        place->second.evidence.push_back(use.evidence);
    }
    for (auto& [key, component] : components) out.components.push_back(std::move(component));
}

void read_actions(const Tree& tree, Collector& out) {
    // GitHub runs what stands directly in this folder of the repository's root, and nothing of vendored projects.
    for (const Entry* entry : tree.children(".github/workflows"))
        if (entry->kind == EntryKind::file && is_yaml(entry->path)) read_file_actions(tree, entry->path, out);
    for (const std::string_view name : actions_names)
        for (const std::string_view path : tree.files_named(name))
            if (tree.vendored_root(path).empty() && Tree::scope_of(path) != Scope::test &&
                !path.starts_with(".github/workflows/"))
                read_file_actions(tree, path, out);
}

}  // namespace

WARD_READER(actions) = {
    .name = "actions",
    .summary = "GitHub Actions, reusable workflows and images that workflows and composite actions use",
    .read = read_actions,
    .names = actions_names,
};

}  // namespace ward::inventory
