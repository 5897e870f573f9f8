// Trees that a project has: in a folder, in a commit. What this file decides: that a tree is known whole or not at all.
#include <sys/stat.h>

#include <utility>
#include <vector>

#include <fmt/core.h>

#include "actions/update/tree/tree.h"
#include "base/fd.h"
#include "base/text.h"

namespace ward::update {
namespace {

using gitobjects::TreeMode;

constexpr size_t max_link_bytes = 4'096;

bool is_on_the_way(std::string_view path, std::string_view folder) {
    return folder.size() > path.size() && folder.starts_with(path) && folder[path.size()] == '/';
}

bool is_below(std::string_view path, std::string_view folder) {
    return folder.empty() || (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/');
}

Result<TreeFile> read_regular(const Root& root, const std::string& path, const TreeLimits& limits) {
    WARD_TRY(const Fd fd, root.open_regular(path));
    struct stat info{};
    if (::fstat(fd.get(), &info) != 0) return fail_errno("cannot look at", path);
    WARD_TRY(std::string bytes, read_all(fd.get(), limits.file_bytes, path));
    return TreeFile(std::move(bytes), (info.st_mode & S_IXUSR) != 0 ? FileKind::executable : FileKind::file);
}

Result<TreeFile> read_entry(const Root& root, const Entry& entry, const TreeLimits& limits) {
    switch (entry.kind) {
        case EntryKind::file: return read_regular(root, entry.path, limits);
        case EntryKind::symlink: {
            WARD_TRY(std::string target, root.link_target(entry.path));
            return TreeFile(std::move(target), FileKind::symlink);
        }
        default: return fail(ErrorCode::unsupported, "is neither file, folder nor link", display(entry.path));
    }
}

std::string joined(std::string_view folder, std::string_view name) {
    return folder.empty() ? std::string(name) : fmt::format("{}/{}", folder, name);
}

// The tree object of a folder below `root_tree`.
Result<gitobjects::ObjectId> folder_id(const gitobjects::Repository& repository, gitobjects::ObjectId id,
                                       std::string_view folder) {
    if (folder.empty()) return id;
    for (const std::string_view part : split(folder, '/')) {
        WARD_TRY(const std::vector<gitobjects::TreeEntry> entries, repository.tree(id));
        const gitobjects::TreeEntry* found = nullptr;
        for (const auto& entry : entries)
            if (entry.name == part) found = &entry;
        if (found == nullptr) return fail(ErrorCode::not_found, "is not in the commit", display(folder));
        if (found->mode != TreeMode::folder)
            return fail(ErrorCode::unsupported, "is no folder in the commit", display(folder));
        id = found->id;
    }
    return id;
}

FileKind kind_of(TreeMode mode) {
    if (mode == TreeMode::executable) return FileKind::executable;
    return mode == TreeMode::symlink ? FileKind::symlink : FileKind::file;
}

}  // namespace

Result<FileTree> tree_of_folder(const Root& root, std::string_view folder, const TreeLimits& limits) {
    if (!folder.empty()) WARD_TRY_VOID(root.open_folder(folder));  // it exists, and no link leads to it
    const Listing listing = root.walk({.depth = 2 * limits.depth}, [&](std::string_view path) {
        // The project's own repository is no part of its files. Anywhere else .git is none of a tree's names.
        return (is_on_the_way(path, folder) || path == folder || is_below(path, folder)) && path != ".git";
    });
    TreeBuilder builder(limits);
    for (const Problem& problem : listing.problems)
        if (problem.path == folder || is_below(problem.path, folder) || is_on_the_way(problem.path, folder))
            return fail(ErrorCode::io, problem.reason, display(problem.path));
    for (const Entry& entry : listing.entries) {
        if (!is_below(entry.path, folder) || entry.kind == EntryKind::folder) continue;
        if (entry.path == ".git") continue;  // of a linked worktree, a file
        WARD_TRY(TreeFile file, read_entry(root, entry, limits));
        WARD_TRY_VOID(builder.add(entry.path.substr(folder.empty() ? 0 : folder.size() + 1), std::move(file)));
    }
    return builder.take();
}

Result<FileTree> tree_of_commit(const gitobjects::Repository& repository, const gitobjects::ObjectId& root_tree,
                                std::string_view folder, const TreeLimits& limits) {
    WARD_TRY(const gitobjects::ObjectId start, folder_id(repository, root_tree, folder));
    TreeBuilder builder(limits);
    struct Pending {
        std::string path;
        gitobjects::ObjectId id;
    };
    std::vector<Pending> stack{{"", start}};
    while (!stack.empty()) {
        const Pending here = std::move(stack.back());
        stack.pop_back();
        if (!here.path.empty()) WARD_TRY_VOID(builder.add_folder(here.path));
        WARD_TRY(const std::vector<gitobjects::TreeEntry> entries, repository.tree(here.id));
        for (const gitobjects::TreeEntry& entry : entries) {
            std::string path = joined(here.path, entry.name);
            if (entry.mode == TreeMode::gitlink)
                return fail(ErrorCode::unsupported, "is a submodule, whose files are not in this repository",
                            display(joined(folder, path)));
            if (entry.mode == TreeMode::folder) {
                stack.push_back({std::move(path), entry.id});
                continue;
            }
            const size_t most = entry.mode == TreeMode::symlink ? max_link_bytes : limits.file_bytes;
            WARD_TRY(gitobjects::Object blob, repository.objects().read(entry.id, most));
            if (blob.kind != gitobjects::ObjectKind::blob)
                return fail(ErrorCode::damaged, "is no file in the commit", display(joined(folder, path)));
            WARD_TRY_VOID(builder.add(std::move(path), TreeFile(std::move(blob.bytes), kind_of(entry.mode))));
        }
    }
    return builder.take();
}

}  // namespace ward::update
