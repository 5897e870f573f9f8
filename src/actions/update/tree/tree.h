// The files of a dependency in memory: as upstream ships them, as a recipe derives them, as a project has them.
// Nothing here is written to disk, so that a hostile archive has nothing to escape from.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/result.h"
#include "base/root.h"
#include "io/gitobjects/repository.h"

namespace ward::update {

struct TreeLimits {
    uint64_t files = 200'000;
    uint64_t file_bytes = 256u << 20;
    uint64_t total_bytes = uint64_t{2} << 30;
    size_t path_bytes = 1'024;
    size_t depth = 64;
};

enum class FileKind : uint8_t { file, executable, symlink };
std::string_view name_of(FileKind kind);

// Copies share the bytes.
class TreeFile {
  public:
    TreeFile() = default;
    explicit TreeFile(std::string bytes, FileKind kind = FileKind::file)
        : storage_(std::make_shared<const std::string>(std::move(bytes))), bytes_(*storage_), kind_(kind) {}
    // `bytes` lie in `storage`.
    TreeFile(std::shared_ptr<const std::string> storage, std::string_view bytes, FileKind kind)
        : storage_(std::move(storage)), bytes_(bytes), kind_(kind) {}

    std::string_view bytes() const { return bytes_; }  // of a symlink: where it leads
    FileKind kind() const { return kind_; }
    void set_kind(FileKind kind) { kind_ = kind; }
    bool operator==(const TreeFile& other) const { return kind_ == other.kind_ && bytes_ == other.bytes_; }

  private:
    std::shared_ptr<const std::string> storage_;
    std::string_view bytes_;
    FileKind kind_ = FileKind::file;
};

// By path from the tree's root: "lib/index.js". Folders are where files are; empty ones do not exist, as in git.
using FileTree = std::map<std::string, TreeFile, std::less<>>;

// Is it a path that a tree may have? Relative, clean UTF-8, no ".." or ".git" part (nor what some file system takes for
// it), no control character or one that hides, no backslash.
bool is_tree_path(std::string_view path);
// Does a link at `path` lead to a place inside the tree, whatever other links there are? Only leading ".." parts may be
// in `target`, and no more of them than there are folders above the link.
bool link_stays_inside(std::string_view path, std::string_view target);
// Adds a file; an error where the path is none or is there already, where a file stands where a folder should be (or
// the other way round), or where another path differs by letter case or Unicode normalisation alone: such a tree is not
// the same everywhere. Looks at all names of the folder; who adds thousands takes a TreeBuilder.
Result<void> add_file(FileTree& tree, std::string path, TreeFile file);

// Many files that become a tree, with the checks of add_file and the limits, each name looked at once.
class TreeBuilder {
  public:
    explicit TreeBuilder(const TreeLimits& limits = {}) : limits_(limits) {}

    Result<void> add(std::string path, TreeFile file);
    // A folder that an archive names for itself: it leaves nothing, but no file may have its name.
    Result<void> add_folder(std::string_view path);
    const FileTree& files() const { return files_; }
    FileTree take() { return std::move(files_); }

  private:
    enum class Place : uint8_t { file, folder };
    struct Name {
        std::string spelling;
        Place place;
    };
    Result<void> claim(std::string_view path, Place place);
    Result<void> claim_parents(std::string_view path);

    TreeLimits limits_;
    FileTree files_;
    std::unordered_map<std::string, Name> names_;  // by name_key
    uint64_t bytes_ = 0;
};

// The same checks over a whole tree: the first thing that is wrong.
Result<void> check_tree(const FileTree& tree, const TreeLimits& limits = {});

// What stands below `folder` of a project ("" is all of it). Links are kept as links and never followed. What cannot be
// read is an error: a tree that is only partly known is no tree to compare with.
Result<FileTree> tree_of_folder(const Root& root, std::string_view folder, const TreeLimits& limits = {});
// The same of a commit. A submodule is an `unsupported` error.
Result<FileTree> tree_of_commit(const gitobjects::Repository& repository, const gitobjects::ObjectId& root_tree,
                                std::string_view folder, const TreeLimits& limits = {});

// The part below `folder`, with paths from there; all of it for "".
FileTree subtree(const FileTree& tree, std::string_view folder);

// 64 hexadecimal digits over paths, kinds and bytes: one tree, one digest, whatever the archive was packed by.
std::string tree_sha256(const FileTree& tree);
// The id that git gives a tree of these files (SHA-1, 40 digits).
std::string git_tree_id(const FileTree& tree);

}  // namespace ward::update
