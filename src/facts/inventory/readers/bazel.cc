// What Bazel fetches. Where MODULE.bazel.lock stands beside MODULE.bazel, the lock's versions are the ones that were
// chosen; a bazel_dep then only asks for at least its own.
#include <map>
#include <set>
#include <string>

#include "facts/inventory/bazel_fetches.h"
#include "facts/inventory/inventory.h"
#include "facts/inventory/npm_installed.h"

namespace ward::inventory {
namespace {

constexpr std::string_view bazel_names[] = {"MODULE.bazel", "MODULE.bazel.lock", "WORKSPACE", "WORKSPACE.bazel",
                                            "WORKSPACE.bzlmod"};
constexpr std::string_view lock_name = "MODULE.bazel.lock";

std::string lock_beside(std::string_view path) {
    const std::string_view folder = npm::folder_of(path);
    return folder.empty() ? std::string(lock_name) : std::string(folder) + "/" + std::string(lock_name);
}

// What a file says, if it is the project's own; else a note where it says anything.
void emit(const Tree& tree, std::string_view path, std::string_view text, const Result<Pins>& found, Collector& out) {
    if (!is_own_bazel_file(tree, path)) {
        if (!found || !found->pins.empty() || !found->problems.empty()) note_foreign_build_file(path, out);
        return;
    }
    if (found) emit_pins(path, text, *found, out);
    else npm::report_unread(path, found.error().message(), out);
}

// Names of the modules that a readable lock tells.
std::set<std::string> read_lock(const Tree& tree, std::string_view path, Collector& out) {
    const auto text = tree.read(path, max_bazel_lock_bytes);
    const auto found = text ? read_bazel_lock(*text, path) : Result<Pins>(std::unexpected(text.error()));
    emit(tree, path, text ? std::string_view(*text) : std::string_view(), found, out);
    std::set<std::string> modules;
    if (found)
        for (const Pin& pin : found->pins) modules.insert(pin.name);
    return modules;
}

bool is_script(std::string_view path) {
    const std::string_view base = npm::base_of(path);
    return base.ends_with(".bzl") || base == "MODULE.bazel" || base.ends_with(".MODULE.bazel") ||
           base.starts_with("WORKSPACE") || base == "BUILD.WORKSPACE";
}

// Most .bzl files hold rules and fetch nothing.
bool may_fetch(std::string_view text) {
    for (const std::string_view word : {"http_archive", "git_repository", "http_file", "http_jar", "bazel_dep",
                                        "_override", "sha256", "integrity", "remote", "download"})
        if (text.find(word) != std::string_view::npos) return true;
    return false;
}

void read_bazel(const Tree& tree, Collector& out) {
    std::map<std::string, std::set<std::string>> locked;  // modules, by the lock's path
    for (const std::string_view path : tree.files_named(lock_name))
        locked[std::string(path)] = read_lock(tree, path, out);
    for (const Entry& entry : tree.entries()) {
        if (entry.kind != EntryKind::file || !is_script(entry.path)) continue;
        const auto text = tree.read(entry.path, max_build_file_bytes);
        if (text && !may_fetch(*text)) continue;
        auto found = text ? read_bazel_fetches(*text, entry.path) : Result<Pins>(std::unexpected(text.error()));
        if (const auto lock = locked.find(lock_beside(entry.path)); found && lock != locked.end())
            std::erase_if(found->pins,
                          [&](const Pin& pin) { return pin.purl_type == "bazel" && lock->second.contains(pin.name); });
        emit(tree, entry.path, text ? std::string_view(*text) : std::string_view(), found, out);
    }
}

}  // namespace

WARD_READER(bazel) = {
    .name = "bazel",
    .summary = "what Bazel fetches: bazel_dep, http_archive, git_repository and their like, and MODULE.bazel.lock",
    .read = read_bazel,
    .names = bazel_names,
};

}  // namespace ward::inventory
