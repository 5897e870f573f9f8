// What a commit brings: the entries of its tree that its parent's has not at the same place, and the sums of the lines
// that it changes. Read from git objects, without git.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "formats/line_sum.h"
#include "io/gitobjects/store.h"

namespace ward::release {

constexpr size_t max_folder_depth = 512;           // of a tree
constexpr size_t max_kept_tree_entries = 500'000;  // of trees that are kept for the next commit
constexpr size_t max_kept_line_sums = 4'000'000;   // of contents

using LineSums = std::unordered_map<gitobjects::ObjectId, LineSum>;

// Where objects are looked for, in this order: a bundle, say, and the repository that it builds on.
class ObjectSources {
  public:
    ObjectSources() = default;
    explicit ObjectSources(std::vector<const gitobjects::ObjectStore*> stores) : stores_(std::move(stores)) {}
    // As ObjectStore::read.
    Result<gitobjects::Object> read(const gitobjects::ObjectId& id,
                                    size_t max_bytes = gitobjects::max_object_bytes) const;
    Result<gitobjects::Commit> commit(const gitobjects::ObjectId& id) const;

  private:
    std::vector<const gitobjects::ObjectStore*> stores_;
};

// One thread at a time.
class Changes {
  public:
    // `known` are sums of contents that were read already; it may be null and must outlive this object.
    explicit Changes(ObjectSources sources, const LineSums* known = nullptr)
        : sources_(std::move(sources)), known_(known) {}

    struct Entry {
        std::string_view path;
        gitobjects::TreeEntry entry;
    };
    // Called for each new or changed entry, folders too, before what is in them.
    using Visit = std::function<Result<void>(const Entry&)>;

    // Between two trees; no tree is an empty one.
    Result<void> visit_new(const std::optional<gitobjects::ObjectId>& before, const gitobjects::ObjectId& after,
                           const Visit& visit);
    Result<ChangeSums> sums(const std::optional<gitobjects::ObjectId>& before, const gitobjects::ObjectId& after);
    // Of what the commit does to its first parent.
    Result<ChangeSums> sums_of(const gitobjects::Commit& commit);

    const ObjectSources& sources() const { return sources_; }

  private:
    using Entries = std::shared_ptr<const std::vector<gitobjects::TreeEntry>>;
    struct Walk;

    Result<Entries> entries_of(const std::optional<gitobjects::ObjectId>& tree);
    // Of a file or link; empty for anything else.
    Result<LineSum> content_sum(const gitobjects::TreeEntry* entry);
    Result<void> compare(const std::optional<gitobjects::ObjectId>& before,
                         const std::optional<gitobjects::ObjectId>& after, const Walk& walk, size_t depth);

    ObjectSources sources_;
    const LineSums* known_;
    LineSums sums_;
    std::unordered_map<gitobjects::ObjectId, Entries> trees_;
    size_t kept_entries_ = 0;
};

}  // namespace ward::release
