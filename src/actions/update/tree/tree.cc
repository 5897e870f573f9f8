// What this file decides: which names may stand in a tree, and which may not stand in it together.
#include "actions/update/tree/tree.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "actions/update/tree/name_key.h"
#include "base/text.h"

namespace ward::update {
namespace {

std::unexpected<Error> fault(std::string_view path, std::string what, ErrorCode code = ErrorCode::parse) {
    return fail(code, std::move(what), display(path));
}

std::unexpected<Error> twins(std::string_view path, std::string_view other) {
    return fault(path,
                 fmt::format("differs from {} by letter case or Unicode normalisation alone, so that the two are one "
                             "file on some systems",
                             display(other)));
}

std::unexpected<Error> file_and_folder(std::string_view path) {
    return fault(path, "is a file and a folder");
}

// .git, and what NTFS ("git~1", ".git.", ".git::$INDEX_ALLOCATION") takes for it: git would run hooks out of it.
bool is_git_folder(std::string_view part) {
    if (to_lower(part).starts_with("git~")) return true;
    std::string_view name = part.substr(0, part.find(':'));
    while (name.ends_with('.') || name.ends_with(' ')) name.remove_suffix(1);
    return name_key(name) == ".git";
}

bool is_tree_part(std::string_view part) {
    if (part.empty() || part == "." || part == "..") return false;
    for (std::string_view rest = part; !rest.empty();) {
        const size_t length = utf8_length(rest);
        if (length == 0) return false;
        const char32_t c = decode_utf8(rest.substr(0, length));
        // Zero-width marks as well: HFS+ passes over them, so that ".g\u200cit" is .git there.
        if (c < 0x20 || c == 0x7f || c == U'\\' || is_deceptive(c)) return false;
        rest.remove_prefix(length);
    }
    return !is_git_folder(part);
}

// Where the folders of a path end: 1 and 3 for "a/b/c".
template <typename Visit>
Result<void> for_each_parent(std::string_view path, Visit visit) {
    for (size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1))
        WARD_TRY_VOID(visit(path.substr(0, slash)));
    return {};
}

bool has_below(const FileTree& tree, std::string_view folder) {
    const std::string prefix = std::string(folder) + '/';
    const auto next = tree.lower_bound(prefix);
    return next != tree.end() && next->first.starts_with(prefix);
}

// The name in the folder of `path` that some file system takes for it; empty where there is none.
std::string twin_in_folder(const FileTree& tree, std::string_view path) {
    const size_t start = path.rfind('/') + 1;  // 0 where there is none
    const std::string_view folder = path.substr(0, start);
    const std::string key = name_key(path.substr(start));
    for (auto at = tree.lower_bound(folder); at != tree.end() && at->first.starts_with(folder);) {
        const std::string_view here = at->first;
        const std::string_view name = here.substr(start, here.find('/', start) - start);
        if (name != path.substr(start) && name_key(name) == key) return std::string(folder) + std::string(name);
        // '0' is what comes behind '/': all below that folder is passed over.
        at = here.size() == start + name.size() ? std::next(at)
                                                : tree.lower_bound(std::string(folder) + std::string(name) + '0');
    }
    return {};
}

}  // namespace

std::string_view name_of(FileKind kind) {
    switch (kind) {
        case FileKind::file: return "file";
        case FileKind::executable: return "executable";
        case FileKind::symlink: return "symlink";
    }
    return "file";
}

bool is_tree_path(std::string_view path) {
    return std::ranges::all_of(split(path, '/'), is_tree_part);
}

bool link_stays_inside(std::string_view path, std::string_view target) {
    if (target.empty() || target.starts_with('/') || target.contains('\\') || target.contains('\0')) return false;
    auto folders = std::ranges::count(path, '/');
    bool went_down = false;
    for (const std::string_view part : split(target, '/')) {
        if (part.empty() || part == ".") continue;
        if (part != "..") {
            went_down = true;
            continue;
        }
        // Behind a name ".." may be the folder above another link's goal, which is how two harmless links make an
        // escape.
        if (went_down || --folders < 0) return false;
    }
    return true;
}

Result<void> add_file(FileTree& tree, std::string path, TreeFile file) {
    if (!is_tree_path(path)) return fault(path, "is no path that a tree may have");
    if (tree.contains(path)) return fault(path, "is there already");
    if (has_below(tree, path)) return file_and_folder(path);
    const auto look = [&tree](std::string_view here) -> Result<void> {
        if (tree.contains(here)) return file_and_folder(here);
        if (has_below(tree, here)) return {};  // looked at when it came in
        const std::string twin = twin_in_folder(tree, here);
        return twin.empty() ? Result<void>{} : twins(here, twin);
    };
    WARD_TRY_VOID(for_each_parent(path, look));
    WARD_TRY_VOID(look(path));
    tree.emplace(std::move(path), std::move(file));
    return {};
}

Result<void> TreeBuilder::claim(std::string_view path, Place place) {
    std::string key = name_key(path);
    const auto known = names_.find(key);
    if (known == names_.end()) {
        names_.emplace(std::move(key), Name{std::string(path), place});
        return {};
    }
    if (known->second.spelling != path) return twins(path, known->second.spelling);
    if (known->second.place != place) return file_and_folder(path);
    if (place == Place::file) return fault(path, "comes twice");
    return {};
}

// From the longest folder that is known: what stands above it was claimed with it.
Result<void> TreeBuilder::claim_parents(std::string_view path) {
    const size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return {};
    const std::string_view folder = path.substr(0, slash);
    const auto known = names_.find(name_key(folder));
    if (known == names_.end()) WARD_TRY_VOID(claim_parents(folder));
    return claim(folder, Place::folder);
}

Result<void> TreeBuilder::add_folder(std::string_view path) {
    if (path.size() > limits_.path_bytes)
        return fault(path.substr(0, 80), fmt::format("is longer than {} bytes", limits_.path_bytes), ErrorCode::limit);
    if (!is_tree_path(path)) return fault(path, "is no path that a tree may have");
    if (static_cast<size_t>(std::ranges::count(path, '/')) >= limits_.depth)
        return fault(path, fmt::format("is deeper than {} folders", limits_.depth), ErrorCode::limit);
    // Folders count as files do: millions of them would fill the memory as well.
    if (names_.size() >= 4 * limits_.files)
        return fault(path, fmt::format("comes after {} names", 4 * limits_.files), ErrorCode::limit);
    WARD_TRY_VOID(claim_parents(path));
    return claim(path, Place::folder);
}

Result<void> TreeBuilder::add(std::string path, TreeFile file) {
    if (path.size() > limits_.path_bytes)
        return fault(path.substr(0, 80), fmt::format("is longer than {} bytes", limits_.path_bytes), ErrorCode::limit);
    if (!is_tree_path(path)) return fault(path, "is no path that a tree may have");
    if (static_cast<size_t>(std::ranges::count(path, '/')) > limits_.depth)
        return fault(path, fmt::format("is deeper than {} folders", limits_.depth), ErrorCode::limit);
    if (files_.size() >= limits_.files)
        return fault(path, fmt::format("comes after {} files", limits_.files), ErrorCode::limit);
    if (file.bytes().size() > limits_.file_bytes)
        return fault(path, fmt::format("is larger than {} bytes", limits_.file_bytes), ErrorCode::limit);
    if (file.bytes().size() > limits_.total_bytes - bytes_)
        return fault(path, fmt::format("makes the tree larger than {} bytes", limits_.total_bytes), ErrorCode::limit);
    WARD_TRY_VOID(claim_parents(path));
    WARD_TRY_VOID(claim(path, Place::file));
    bytes_ += file.bytes().size();
    files_.emplace(std::move(path), std::move(file));
    return {};
}

Result<void> check_tree(const FileTree& tree, const TreeLimits& limits) {
    TreeBuilder builder(limits);
    for (const auto& [path, file] : tree) WARD_TRY_VOID(builder.add(path, file));
    return {};
}

FileTree subtree(const FileTree& tree, std::string_view folder) {
    if (folder.empty()) return tree;
    const std::string prefix = std::string(folder) + '/';
    FileTree out;
    for (auto at = tree.lower_bound(prefix); at != tree.end() && at->first.starts_with(prefix); ++at)
        out.emplace_hint(out.end(), at->first.substr(prefix.size()), at->second);
    return out;
}

}  // namespace ward::update
