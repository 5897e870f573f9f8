// The trees of several branches of one repository as sources of files: nothing is checked out. What branches have in
// common is read once: trees are parsed once for each id, and small files are kept as long as there is room.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "facts/inventory/file_source.h"
#include "facts/inventory/inventory.h"
#include "io/gitobjects/repository.h"

namespace ward::inventory {

constexpr size_t max_kept_blob_bytes = 32u << 20;    // of all files that are kept for the next branch
constexpr size_t max_kept_blob = 1u << 20;           // one that is larger is read again
constexpr size_t max_kept_result_bytes = 32u << 20;  // of all files whose parsed form is kept
constexpr size_t max_link_bytes = 4096;

// What the branches share. May be used from several threads.
class GitTrees {
  public:
    // `repository` must outlive it.
    explicit GitTrees(const gitobjects::Repository& repository) : repository_(repository) {}

    using Entries = std::shared_ptr<const std::vector<gitobjects::TreeEntry>>;  // sorted by name
    Result<Entries> tree(const gitobjects::ObjectId& id);
    Result<std::shared_ptr<const std::string>> blob(const gitobjects::ObjectId& id, size_t max_bytes);
    size_t blobs_read() const { return blobs_read_; }
    std::shared_ptr<const void> kept(const std::string& key);
    void keep(const std::string& key, const std::shared_ptr<const void>& value, size_t bytes);

  private:
    struct Kept {
        gitobjects::ObjectId id;
        std::shared_ptr<const std::string> bytes;
    };

    const gitobjects::Repository& repository_;
    std::mutex mutex_;
    std::unordered_map<gitobjects::ObjectId, Entries> trees_;
    std::list<Kept> order_;  // the last used first
    std::unordered_map<gitobjects::ObjectId, std::list<Kept>::iterator> blobs_;
    size_t kept_bytes_ = 0;
    size_t blobs_read_ = 0;
    std::unordered_map<std::string, std::shared_ptr<const void>> results_;
    size_t result_bytes_ = 0;
};

// One commit's tree.
class GitSource final : public FileSource {
  public:
    // `trees` must outlive it.
    GitSource(GitTrees& trees, const gitobjects::ObjectId& tree) : trees_(trees), root_(tree) {}

    Result<std::string> read(std::string_view path, size_t max_bytes) const override;
    Result<std::string> link_target(std::string_view path) const override;
    Result<std::optional<Gitlinks>> gitlinks() const override { return gitlinks_; }
    std::string identity(std::string_view path) const override;
    std::shared_ptr<const void> kept(const std::string& key) const override { return trees_.kept(key); }
    void keep(const std::string& key, const std::shared_ptr<const void>& value, size_t bytes) const override {
        trees_.keep(key, value, bytes);
    }

    // As Root::walk, in the same order; submodules are folders with nothing in them. Call once, before it is shared.
    Listing list(const WalkLimits& limits, const std::function<bool(std::string_view folder)>& enter);

  private:
    Result<gitobjects::TreeEntry> find(std::string_view path) const;

    GitTrees& trees_;
    gitobjects::ObjectId root_;
    Gitlinks gitlinks_;
};

// As take_inventory of a folder, of a commit. `path` is how the caller named the repository. `source` becomes where the
// files came from.
Result<Inventory> take_inventory(GitTrees& trees, const gitobjects::Revision& revision, const std::string& path,
                                 const Options& options, std::unique_ptr<GitSource>& source);

}  // namespace ward::inventory
