// What CMake files of the project fetch when they are configured or built.
#include <array>

#include "base/text.h"
#include "facts/inventory/cmake_fetches.h"
#include "facts/inventory/inventory.h"
#include "facts/inventory/npm_installed.h"

namespace ward::inventory {
namespace {

constexpr std::string_view cmake_names[] = {"CMakeLists.txt"};

// Most files fetch nothing, and need no parsing. Names of commands may be in any case.
bool may_fetch(std::string_view text) {
    const std::string lower = to_lower(text);
    for (const std::string_view word :
         {"fetchcontent_declare", "externalproject_add", "cpmaddpackage", "cpmfindpackage"})
        if (lower.contains(word)) return true;
    return false;
}

void read_file_cmake(const Tree& tree, std::string_view path, Collector& out) {
    const bool is_own = is_own_build_file(tree, path);
    const auto text = tree.read(path, max_build_file_bytes);
    // One that is too large to be a build file's text, or cannot be read, is told for the project's own only.
    if (!text) {
        if (is_own) npm::report_unread(path, text.error().message(), out);
        return;
    }
    if (!may_fetch(*text)) return;
    const auto found = read_cmake_fetches(*text, path);
    if (!is_own) {
        if (!found || !found->pins.empty() || !found->problems.empty()) note_foreign_build_file(path, out);
        return;
    }
    if (found) emit_pins(path, *text, *found, out);
    else npm::report_unread(path, found.error().message(), out);
}

void read_cmake(const Tree& tree, Collector& out) {
    for (const Entry& entry : tree.entries())
        if (entry.kind == EntryKind::file &&
            (entry.path.ends_with(".cmake") || npm::base_of(entry.path) == cmake_names[0]))
            read_file_cmake(tree, entry.path, out);
}

}  // namespace

WARD_READER(cmake) = {
    .name = "cmake",
    .summary = "what CMake files fetch: FetchContent_Declare, ExternalProject_Add, CPMAddPackage",
    .read = read_cmake,
    .names = cmake_names,
};

}  // namespace ward::inventory
