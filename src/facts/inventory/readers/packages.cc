// Package managers with small files: Meson's wraps, vcpkg and Conan for C and C++, Nix's flakes. A conan.lock governs
// the recipe beside it.
#include <string>

#include "facts/inventory/flake_lock.h"
#include "facts/inventory/inventory.h"
#include "facts/inventory/npm_installed.h"
#include "facts/inventory/package_pins.h"

namespace ward::inventory {
namespace {

constexpr std::string_view packages_names[] = {"vcpkg.json", "conanfile.txt", "conanfile.py", "conan.lock",
                                               "flake.lock"};

using Parse = Result<Pins> (*)(std::string_view text, std::string_view path);

void read_file_packages(const Tree& tree, std::string_view path, Parse parse, Collector& out) {
    const bool is_own = is_own_build_file(tree, path);
    const auto text = tree.read(path, max_build_file_bytes);
    const auto found = text ? parse(*text, path) : Result<Pins>(std::unexpected(text.error()));
    if (!is_own) {
        if (!found || !found->pins.empty() || !found->problems.empty()) note_foreign_build_file(path, out);
        return;
    }
    if (found) emit_pins(path, *text, *found, out);
    else npm::report_unread(path, found.error().message(), out);
}

// Meson looks for wraps in its subprojects' folder alone, whose name a project may choose.
bool is_wrap(std::string_view path) {
    return path.ends_with(".wrap") && path.find('/') != std::string_view::npos;
}

bool has_lock(const Tree& tree, std::string_view path) {
    const std::string_view folder = npm::folder_of(path);
    return tree.has_file(folder.empty() ? "conan.lock" : std::string(folder) + "/conan.lock");
}

void read_packages(const Tree& tree, Collector& out) {
    for (const Entry& entry : tree.entries())
        if (entry.kind == EntryKind::file && is_wrap(entry.path))
            read_file_packages(tree, entry.path, read_meson_wrap, out);
    for (const std::string_view path : tree.files_named("vcpkg.json"))
        read_file_packages(tree, path, read_vcpkg_manifest, out);
    for (const std::string_view path : tree.files_named("flake.lock"))
        read_file_packages(tree, path, read_flake_lock, out);
    for (const std::string_view path : tree.files_named("conan.lock"))
        read_file_packages(tree, path, read_conan_lock, out);
    for (const std::string_view path : tree.files_named("conanfile.txt"))
        if (!has_lock(tree, path)) read_file_packages(tree, path, read_conanfile_txt, out);
    for (const std::string_view path : tree.files_named("conanfile.py"))
        if (!has_lock(tree, path)) read_file_packages(tree, path, read_conanfile_py, out);
}

}  // namespace

WARD_READER(packages) = {
    .name = "packages",
    .summary = "what Meson's wraps, vcpkg.json, conanfile.txt, conanfile.py, conan.lock and flake.lock pin",
    .read = read_packages,
    .names = packages_names,
};

}  // namespace ward::inventory
