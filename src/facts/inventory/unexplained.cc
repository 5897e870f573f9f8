#include "facts/inventory/unexplained.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <fmt/core.h>
#include <re2/re2.h>

#include "base/text.h"

namespace ward::inventory {
namespace {

constexpr size_t max_license_bytes = 8u << 20;
constexpr size_t max_license_sections = 10'000;

constexpr std::string_view base_of(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}
constexpr std::string_view parent_of(std::string_view path) {
    const size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

// Places that components account for: each one's own, and all above it up to the library it is part of.
std::unordered_set<std::string_view> accounted_places(const Tree& tree, std::span<const Component> components) {
    std::unordered_set<std::string_view> places;
    for (const Component& component : components) {
        if (component.path.empty()) continue;
        std::string_view place = component.path;
        std::string_view owner = tree.vendored_owner(place);
        // deps/zlib/src may be the submodule, and deps/zlib only its frame.
        const std::string_view frame = parent_of(owner);
        if (tree.submodule_at(owner) != nullptr && !Tree::is_vendor_folder(base_of(frame)))
            if (const std::string_view around = tree.vendored_owner(frame); !around.empty()) owner = around;
        places.insert(place);
        // A nested library explains no more than itself: deps/v8/third_party/zlib says nothing of deps/v8.
        while (place.size() > owner.size() && !owner.empty()) places.insert(place = parent_of(place));
    }
    return places;
}

// "libs", "bundled" and "dep" are as often a project's own; node_modules has its own reader, which says what it lacks.
bool is_sure_vendor(std::string_view name) {
    return Tree::is_vendor_folder(name) && name != "libs" && name != "bundled" && name != "dep" &&
           name != "node_modules";
}

// vendor/github.com/owner/name, as Go vendors: the children are forges, not libraries.
bool is_host(std::string_view name) {
    return name.find('.') != std::string_view::npos && !is_digit(name.back());
}

// How something is built, licensed or explained; a folder of nothing else holds no code of anybody's.
bool is_description(std::string_view name) {
    constexpr std::array<std::string_view, 12> endings{".bazel", ".bzl",   ".cmake", ".gn", ".gni",  ".gyp",
                                                       ".gypi",  ".patch", ".diff",  ".md", ".lock", ".rst"};
    constexpr std::array<std::string_view, 7> beginnings{"BUILD",  "LICENSE",    "COPYING",   "NOTICE",
                                                         "README", "CMakeLists", "Cargo.toml"};
    constexpr std::array<std::string_view, 5> names{"meson.build", "OWNERS", "DEPS", ".gitignore", "DIR_METADATA"};
    return std::ranges::any_of(endings, [&](std::string_view ending) { return name.ends_with(ending); }) ||
           std::ranges::any_of(beginnings, [&](std::string_view beginning) { return name.starts_with(beginning); }) ||
           std::ranges::find(names, name) != names.end();
}

bool has_code(const Tree& tree, std::string_view folder) {
    return std::ranges::any_of(tree.below(folder), [](const Entry& entry) {
        return entry.kind != EntryKind::folder && !is_description(base_of(entry.path));
    });
}

void explain_vendor_folders(const Tree& tree, const std::unordered_set<std::string_view>& places, Collector& out) {
    // Entries of one folder follow each other, for the most part.
    std::string_view last;
    bool last_is_vendor = false;
    for (const Entry& entry : tree.entries()) {
        const std::string_view parent = parent_of(entry.path);
        if (parent != last) {
            last = parent;
            last_is_vendor = is_sure_vendor(base_of(parent));
        }
        if (!last_is_vendor || places.contains(entry.path)) continue;
        // What tests look at is not part of the subject.
        if (Tree::scope_of(entry.path) == Scope::test) continue;
        if (entry.kind == EntryKind::symlink)
            out.unexplained(entry.path, "a symbolic link where vendored code is expected, not followed");
        else if (entry.kind == EntryKind::folder && !is_host(base_of(entry.path)) && has_code(tree, entry.path))
            out.unexplained(entry.path, "vendored code that nothing identifies");
    }
}

// Is something below the path accounted for? `sorted` are the places.
bool is_accounted(const Tree& tree, const std::vector<std::string_view>& sorted, std::string_view path) {
    if (std::ranges::binary_search(sorted, path)) return true;
    const std::string inside = std::string(path) + '/';
    for (auto place = std::ranges::lower_bound(sorted, std::string_view(inside));
         place != sorted.end() && place->starts_with(inside); ++place)
        if (tree.has_file(*place) || tree.has_folder(*place)) return true;
    return false;
}

void explain_license(const Tree& tree, const std::unordered_set<std::string_view>& places, Collector& out) {
    std::unordered_set<std::string> said;
    for (const Skipped& part : out.skipped)
        if (part.kind == SkipKind::unexplained) said.insert(part.path);
    std::vector<std::string_view> sorted(places.begin(), places.end());
    std::ranges::sort(sorted);
    for (const std::string_view file : {"LICENSE", "LICENSE.md", "LICENSE.txt"}) {
        if (!tree.has_file(file)) continue;
        const auto text = tree.read(file, max_license_bytes);
        if (!text) {
            out.unread(file, text.error().what);
            continue;
        }
        // Sections of a part's own LICENSE are indented, and their paths are that part's.
        static const RE2 section(R"((?m)^- ([^,\n]{1,200}), located at ([^,\n]{1,500}), is licensed as follows)",
                                 RE2::Latin1);
        re2::StringPiece rest(text->data(), text->size());
        re2::StringPiece name;
        re2::StringPiece location;
        for (size_t count = 0; count < max_license_sections && RE2::FindAndConsume(&rest, section, &name, &location);
             ++count) {
            std::string_view path = trim({location.data(), location.size()});
            while (path.ends_with('/')) path.remove_suffix(1);
            const auto line = std::count(text->data(), name.data(), '\n') + 1;
            const bool exists = tree.has_folder(path) || tree.has_file(path);
            if ((exists && is_accounted(tree, sorted, path)) || said.contains(std::string(path))) continue;
            out.unexplained(
                path, fmt::format("{}:{} names {} here, {}", file, line, std::string_view(name.data(), name.size()),
                                  exists ? "no component does" : "the tree has nothing there"));
        }
    }
}

}  // namespace

void explain(const Tree& tree, std::span<const Component> components, Collector& out) {
    const std::unordered_set<std::string_view> places = accounted_places(tree, components);
    explain_vendor_folders(tree, places, out);
    explain_license(tree, places, out);
}

}  // namespace ward::inventory
