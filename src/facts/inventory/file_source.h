// Where the contents of a listed tree come from: a folder on disk, or the objects of a git repository. Readers see only
// this, so that a branch that is not checked out is read by the same code as one that is.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/root.h"

namespace ward::inventory {

// Commits of submodules, by path.
using Gitlinks = std::map<std::string, std::string>;

// How a file begins.
struct FileStart {
    std::string bytes;
    uint64_t size = 0;  // of the whole file
};

// May be used from several threads.
class FileSource {
  public:
    FileSource() = default;
    FileSource(const FileSource&) = delete;
    FileSource& operator=(const FileSource&) = delete;
    virtual ~FileSource() = default;

    // As Root::read: regular files only, nothing through a symbolic link, `limit` over max_bytes.
    virtual Result<std::string> read(std::string_view path, size_t max_bytes) const = 0;
    // At most the first `bytes` bytes; without an own way, by reading it whole.
    virtual Result<FileStart> start(std::string_view path, size_t bytes) const;
    // What a symbolic link holds.
    virtual Result<std::string> link_target(std::string_view path) const = 0;
    // Nothing where nobody knows: not a repository, or one without an index.
    virtual Result<std::optional<Gitlinks>> gitlinks() const = 0;

    // A text that two files share only if path and contents are the same; empty where that costs reading them.
    virtual std::string identity(std::string_view path) const;
    // What was worked out from files alone, for other branches that have them too: by kind and identity. `bytes` is
    // about what it weighs.
    virtual std::shared_ptr<const void> kept(const std::string& key) const;
    virtual void keep(const std::string& key, const std::shared_ptr<const void>& value, size_t bytes) const;
};

// A folder on disk.
class FolderSource final : public FileSource {
  public:
    // `root` must outlive it.
    explicit FolderSource(const Root& root) : root_(&root) {}

    Result<std::string> read(std::string_view path, size_t max_bytes) const override {
        return root_->read(path, max_bytes);
    }
    Result<FileStart> start(std::string_view path, size_t bytes) const override;
    Result<std::string> link_target(std::string_view path) const override { return root_->link_target(path); }
    Result<std::optional<Gitlinks>> gitlinks() const override;

  private:
    const Root* root_;
};

}  // namespace ward::inventory
