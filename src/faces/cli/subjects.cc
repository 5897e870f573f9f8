#include "faces/cli/subjects.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/subject/file.h"
#include "facts/subject/package.h"
#include "judges/audit/paths.h"

namespace ward::cli {
namespace {

Result<inventory::Inventory> inventory_of_folder(const std::string& path, const Invocation& invocation) {
    inventory::Options options;
    options.exclude = invocation.values("exclude");
    WARD_TRY(const Root root, Root::open(path));
    return inventory::take_inventory(root, options);
}

Result<inventory::Inventory> take_one_inventory(const std::string& path, const Invocation& invocation) {
    const PathKind kind = kind_of(path);
    auto one = kind == PathKind::folder    ? inventory_of_folder(path, invocation)
               : kind == PathKind::package ? subject::of_package(path)
                                           : subject::take_file_inventory(path);
    if (one) WARD_TRY_VOID(keep_to_depth(*one, invocation));
    return one;
}

// Paths inside a folder are from it, those of a file from the folder that holds it, and a package has none.
void prefix_paths(inventory::Inventory& inventory, const std::string& subject) {
    const PathKind kind = kind_of(subject);
    const std::string folder = kind == PathKind::folder ? subject + "/"
                               : kind == PathKind::file ? subject.substr(0, subject.rfind('/') + 1)
                                                        : "";
    const auto prefixed = [&](const std::string& path) { return path.empty() ? subject : folder + path; };
    for (Component& component : inventory.components) {
        component.path = prefixed(component.path);
        component.parent.clear();
        for (Evidence& evidence : component.evidence) evidence.path = prefixed(evidence.path);
        for (Claim& claim : component.contradictions) claim.evidence.path = prefixed(claim.evidence.path);
        for (std::string& path : component.depends_on) path = prefixed(path);
        for (auto& [path, range] : component.declared) path = prefixed(path);
    }
    for (Skipped& part : inventory.skipped) part.path = prefixed(part.path);
}

}  // namespace

PathKind kind_of(const std::string& path) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) return PathKind::folder;
    const bool exists = std::filesystem::exists(std::filesystem::symlink_status(path, error));
    return !exists && subject::names_package(path) ? PathKind::package : PathKind::file;
}

std::vector<std::string> paths_of(const Invocation& invocation) {
    return invocation.arguments.empty() ? std::vector<std::string>{"."} : invocation.arguments;
}

Result<void> check_paths(const std::vector<std::string>& paths) {
    std::map<std::string, std::string> seen;
    for (const std::string& path : paths) {
        std::error_code error;
        const PathKind kind = kind_of(path);
        const std::string canonical =
            kind == PathKind::package ? path : std::filesystem::canonical(path, error).string();
        if (error) return fail(ErrorCode::not_found, "cannot be opened: " + error.message(), "'" + path + "'");
        const auto [first, fresh] = seen.emplace(canonical, path);
        const std::string_view word = kind == PathKind::folder ? "folder" : kind == PathKind::file ? "file" : "package";
        if (!fresh) return fail(ErrorCode::usage, fmt::format("is the same {} as '{}'", word, first->second), path);
    }
    return {};
}

std::string project_id(const Invocation& invocation) {
    // A name is never taken for a path: a project that calls itself "/home/me/app" must not find that one's reviews.
    if (invocation.has("project")) return "id:" + invocation.value("project");
    std::string id;
    for (const std::string& path : paths_of(invocation)) {
        std::error_code error;
        const std::string canonical = std::filesystem::canonical(path, error).string();
        id += (id.empty() ? "" : "\n") + (error ? path : canonical);
    }
    return id;
}

Result<std::optional<size_t>> depth_of(const Invocation& invocation) {
    if (!invocation.has("depth")) return std::nullopt;
    const auto depth = to_number<size_t>(invocation.value("depth"));
    if (!depth || *depth == 0)
        return fail(ErrorCode::usage, "'" + display(invocation.value("depth")) + "' is not a number of steps from 1 on",
                    "--depth");
    return depth;
}

Result<void> keep_to_depth(inventory::Inventory& inventory, const Invocation& invocation) {
    WARD_TRY(const std::optional<size_t> depth, depth_of(invocation));
    if (!depth) return {};
    const audit::Paths paths(inventory.components);
    std::vector<Component> kept;
    for (const Component& component : inventory.components)
        if (paths.depth_of(component) <= *depth) kept.push_back(component);
    if (const size_t deeper = inventory.components.size() - kept.size(); deeper != 0)
        inventory.skipped.push_back({"", SkipKind::unread,
                                     fmt::format("{} components more than {} step{} below the project are left out "
                                                 "(--depth)",
                                                 deeper, *depth, *depth == 1 ? "" : "s"),
                                     true});
    inventory.components = std::move(kept);
    return {};
}

Result<inventory::Inventory> take_inventories(const std::vector<std::string>& paths, const Invocation& invocation) {
    if (paths.size() == 1) return take_one_inventory(paths[0], invocation);
    inventory::Inventory all;
    all.subject.kind = "set";
    all.subject.path = join(paths, " ");
    const bool are_trees =
        std::ranges::all_of(paths, [](const std::string& path) { return kind_of(path) == PathKind::folder; });
    all.subject.name = fmt::format("{} {}", paths.size(), are_trees ? "trees" : "subjects");
    Component set;
    set.name = all.subject.name;
    set.purl = "pkg:generic/set";
    all.components.push_back(std::move(set));
    for (std::string path : paths) {
        WARD_TRY(inventory::Inventory one, take_one_inventory(path, invocation));
        while (path.size() > 1 && path.ends_with('/')) path.pop_back();
        prefix_paths(one, path);
        std::ranges::move(one.components, std::back_inserter(all.components));
        std::ranges::move(one.skipped, std::back_inserter(all.skipped));
        std::ranges::move(one.notes, std::back_inserter(all.notes));
    }
    number_components(all.components);
    return all;
}

void say_unused_files(const std::vector<std::string>& paths, Report& report) {
    for (const std::string& path : paths) {
        const PathKind kind = kind_of(path);
        if (kind == PathKind::package || (kind == PathKind::folder && paths.size() == 1)) continue;
        const std::filesystem::path folder =
            kind == PathKind::folder ? std::filesystem::path(path) : std::filesystem::path(path).parent_path();
        const char* reason = kind == PathKind::folder ? " of one of several trees is not used"
                                                      : " beside the file is not used; name it, or the folder";
        for (const char* name : {"ward.toml", "assessments.toml"}) {
            std::error_code error;
            if (std::filesystem::exists(folder / name, error))
                report.notes.push_back({"configuration", std::string(name) + reason, path});
        }
    }
}

void say_bare_repositories(const std::vector<std::string>& paths, Report& report) {
    for (const std::string& path : paths) {
        std::error_code error;
        const std::filesystem::path folder = path;
        const bool is_bare = std::filesystem::is_regular_file(folder / "HEAD", error) &&
                             std::filesystem::is_directory(folder / "objects", error) &&
                             std::filesystem::is_directory(folder / "refs", error);
        if (is_bare)
            report.notes.push_back({"bare-repository",
                                    "is a repository without checked out files: `--ref HEAD`, or a branch, looks at "
                                    "those of a commit",
                                    path});
    }
}

}  // namespace ward::cli
