// The listing with the look-ups that readers need, and what a path says by its folders alone.
#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "facts/inventory/inventory.h"

namespace ward::inventory {
namespace {

// Folders whose children are other people's code.
constexpr std::array<std::string_view, 14> vendor_folders{
    "deps",     "third_party", "third-party", "3rdparty", "thirdparty",   "vendor", "vendored",
    "external", "externals",   "extern",      "libs",     "node_modules", "dep",    "bundled"};
constexpr std::array<std::string_view, 11> test_folders{"test",         "tests",    "__tests__", "testing",
                                                        "spec",         "fixtures", "fixture",   "testdata",
                                                        "__fixtures__", "test262",  "__mocks__"};
constexpr std::array<std::string_view, 27> tooling_folders{
    "tools",      "tool",          "build",    "buildtools", "scripts", "script",
    "benchmark",  "benchmarks",    "bench",    "doc",        "docs",    "examples",
    "example",    ".github",       ".gitlab",  ".forgejo",   ".gitea",  "ci",
    ".ci",        ".circleci",     ".jenkins", ".buildkite", ".travis", ".azure-pipelines",
    ".codespell", ".devcontainer", "fuzz"};

// Folders are spelled as people like: "Tests", "ThirdParty".
bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view one) { return equal_ignoring_case(one, word); });
}

}  // namespace

Tree::Tree(const Root& root, Listing listing)
    : own_files_(std::make_unique<const FolderSource>(root)),
      files_(own_files_.get()),
      listing_(std::move(listing)),
      index_(listing_.entries) {
    read_submodules();
}

Tree::Tree(const FileSource& files, Listing listing)
    : files_(&files), listing_(std::move(listing)), index_(listing_.entries) {
    read_submodules();
}

void Tree::read_submodules() {
    if (!has_file(".gitmodules")) return;
    const auto text = read(".gitmodules", max_gitmodules_bytes);
    auto modules = text ? read_gitmodules(*text, ".gitmodules") : Result<GitModules>(std::unexpected(text.error()));
    if (modules) submodules_ = std::move(modules->submodules);
    std::ranges::stable_sort(submodules_, {}, &Submodule::path);
}

Result<std::optional<Gitlinks>> Tree::gitlinks() const {
    // A folder without .git in it (or with a link or a file of that name) has no index of its own.
    if (own_files_ && !has_folder(".git")) return std::nullopt;
    return files_->gitlinks();
}

const Submodule* Tree::submodule_at(std::string_view folder) const {
    const auto found = std::ranges::lower_bound(submodules_, folder, {},
                                                [](const Submodule& one) { return std::string_view(one.path); });
    return found != submodules_.end() && found->path == folder ? &*found : nullptr;
}

std::span<const std::string_view> Tree::files_named(std::string_view name) const {
    return index_.files_named(name);
}

bool Tree::is_kind(std::string_view path, EntryKind kind) const {
    const auto found = index_.find(path);
    return found && listing_.entries[*found].kind == kind;
}

bool Tree::has_file(std::string_view path) const {
    return is_kind(path, EntryKind::file);
}

bool Tree::has_folder(std::string_view path) const {
    return path.empty() || is_kind(path, EntryKind::folder);
}

std::optional<std::string> Tree::link_target(std::string_view path) const {
    const auto text = files_->link_target(path);
    if (!text || text->starts_with('/')) return std::nullopt;
    std::vector<std::string_view> parts = split(path, '/');
    parts.pop_back();
    for (const std::string_view part : split(*text, '/')) {
        if (part.empty() || part == ".") continue;
        if (part != "..") {
            parts.push_back(part);
            continue;
        }
        if (parts.empty()) return std::nullopt;
        parts.pop_back();
    }
    std::string target;
    for (const std::string_view part : parts) (target += target.empty() ? "" : "/") += part;
    return target;
}

std::span<const Entry> Tree::below(std::string_view folder) const {
    if (folder.empty()) return listing_.entries;
    const auto found = index_.find(folder);
    if (!found) return {};
    // The walk is depth first: what is below a folder follows it without a gap.
    const std::span<const Entry> rest = std::span(listing_.entries).subspan(*found + size_t{1});
    const auto inside = [&](const Entry& entry) {
        return entry.path.size() > folder.size() && entry.path[folder.size()] == '/' && entry.path.starts_with(folder);
    };
    return rest.first(static_cast<size_t>(std::ranges::find_if_not(rest, inside) - rest.begin()));
}

std::vector<const Entry*> Tree::children(std::string_view folder) const {
    std::vector<const Entry*> found;
    const size_t start = folder.empty() ? 0 : folder.size() + 1;
    for (const Entry& entry : below(folder))
        if (entry.path.find('/', start) == std::string::npos) found.push_back(&entry);
    return found;
}

bool Tree::is_vendor_folder(std::string_view name) {
    // "Vendor" and "Libs" are words; "ThirdParty" is a habit.
    return std::ranges::find(vendor_folders, name) != vendor_folders.end() || equal_ignoring_case(name, "thirdparty");
}

// The child of the vendor folder that ends at `end` ('/' there), within `path`; empty where `path` has none.
std::string_view Tree::vendored_child(std::string_view path, size_t end) const {
    size_t child_end = path.find('/', end + 1);
    // A scope is not a package: node_modules/@scope/name.
    if (path[end + 1] == '@' && child_end != std::string_view::npos) child_end = path.find('/', child_end + 1);
    if (child_end != std::string_view::npos) return path.substr(0, child_end);
    // A file that stands in the vendor folder itself belongs to the project.
    return has_folder(path) ? path : std::string_view();
}

std::string_view Tree::vendored_root(std::string_view path) const {
    for (size_t start = 0; start < path.size();) {
        const size_t end = path.find('/', start);
        if (submodule_at(path.substr(0, end)) != nullptr) return path.substr(0, end);
        if (end == std::string_view::npos) return {};
        if (is_vendor_folder(path.substr(start, end - start))) return vendored_child(path, end);
        start = end + 1;
    }
    return {};
}

std::string_view Tree::vendored_owner(std::string_view path) const {
    if (submodule_at(path) != nullptr) return path;
    // From the end: the last submodule, or vendor folder with a child in this path.
    for (size_t end = path.rfind('/'); end != std::string_view::npos && end > 0; end = path.rfind('/', end - 1)) {
        const size_t before = path.rfind('/', end - 1);
        const size_t start = before == std::string_view::npos ? 0 : before + 1;
        if (is_vendor_folder(path.substr(start, end - start)))
            if (const std::string_view child = vendored_child(path, end); !child.empty()) return child;
        if (submodule_at(path.substr(0, end)) != nullptr) return path.substr(0, end);
        if (start == 0) break;
    }
    return {};
}

Scope Tree::scope_of(std::string_view path) {
    Scope scope = Scope::runtime;
    for (const std::string_view folder : split(path, '/')) {
        if (is_one_of(folder, test_folders)) return Scope::test;
        if (is_one_of(folder, tooling_folders)) scope = Scope::tooling;
    }
    return scope;
}

void Collector::unread(std::string_view path, std::string_view reason) {
    skipped.push_back({std::string(path), SkipKind::unread, std::string(reason), false});
}

void Collector::unexplained(std::string_view path, std::string_view reason) {
    skipped.push_back({std::string(path), SkipKind::unexplained, std::string(reason), false});
}

}  // namespace ward::inventory
