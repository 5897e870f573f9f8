// Chromium's DEPS. What is checked out already stands in the tree, where other readers tell its version: the entry then
// is that folder, with its commit.
#include <algorithm>

#include <fmt/core.h>

#include "facts/inventory/evidence.h"
#include "facts/inventory/gclient_deps.h"
#include "facts/inventory/inventory.h"
#include "facts/inventory/npm_installed.h"

namespace ward::inventory {
namespace {

constexpr std::string_view gclient_names[] = {"DEPS"};

// The folder of the tree that an entry is checked out to; nothing where it is not here, not even as a submodule.
// Without relative paths it is counted from the folder above the project, whose name the first part then is.
std::optional<std::string> folder_here(const Tree& tree, std::string_view path, const GclientDeps& deps,
                                       std::string_view folder) {
    if (!deps.has_relative_paths) {
        const size_t slash = folder.find('/');
        if (slash == std::string_view::npos) return std::nullopt;
        folder.remove_prefix(slash + 1);
    }
    auto here = npm::join_path(npm::folder_of(path), folder);
    if (!here || here->empty() || (tree.below(*here).empty() && tree.submodule_at(*here) == nullptr))
        return std::nullopt;
    return here;
}

void read_file_gclient(const Tree& tree, std::string_view path, Collector& out) {
    const auto text = tree.read(path, max_build_file_bytes);
    auto deps = text ? read_gclient_deps(*text, path) : Result<GclientDeps>(std::unexpected(text.error()));
    if (!deps) {
        if (is_own_build_file(tree, path)) npm::report_unread(path, deps.error().message(), out);
        else note_foreign_build_file(path, out);
        return;
    }
    if (!deps->has_deps) return;
    if (!is_own_build_file(tree, path)) return note_foreign_build_file(path, out);
    std::erase_if(deps->found.pins, [&](const Pin& pin) {
        const auto here = pin.repository.empty() ? std::nullopt : folder_here(tree, path, *deps, pin.name);
        if (!here) return false;
        Component component = component_of(pin, path, *text);
        component.path = *here;
        component.source = Source::vendored;
        component.scope = Tree::scope_of(*here);
        out.components.push_back(std::move(component));
        return true;
    });
    emit_pins(path, *text, deps->found, out);
    const auto missing = std::ranges::count_if(
        deps->recursed, [&](const std::string& folder) { return !folder_here(tree, path, *deps, folder); });
    if (missing > 0)
        out.unexplained(path, fmt::format("{} dependencies fetch what their own DEPS names (recursedeps), which is not "
                                          "here",
                                          missing));
}

}  // namespace

WARD_READER(gclient) = {
    .name = "gclient",
    .summary = "what Chromium's gclient checks out by DEPS: repositories and CIPD packages",
    .read =
        [](const Tree& tree, Collector& out) {
            for (const std::string_view path : tree.files_named(gclient_names[0])) read_file_gclient(tree, path, out);
        },
    .names = gclient_names,
};

}  // namespace ward::inventory
