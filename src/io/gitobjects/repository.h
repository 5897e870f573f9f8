// A repository, read without git: its refs and the objects they lead to. Nothing of it is run, and its configuration is
// not read: what configuration decides (ids of SHA-256, say) is told by the files themselves.
//
// Read are work trees with their .git folder or file, bare repositories, and linked worktrees (see places.h for where
// files may lead). Left out: reftable (told), grafts and replace refs (objects are what their ids say), and what a
// partial clone has not fetched (told where it is needed).
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "io/gitobjects/object.h"
#include "io/gitobjects/places.h"
#include "io/gitobjects/store.h"

namespace ward::gitobjects {

constexpr size_t max_refs = 2'000'000;
constexpr size_t max_tag_depth = 16;  // tags of tags
constexpr size_t max_commit_bytes = 16u << 20;

struct Ref {
    std::string name;  // "refs/heads/main"
    ObjectId id;

    bool operator==(const Ref&) const = default;
};

// A name of the user's, and what it stands for.
struct Revision {
    std::string name;  // as the user said it
    std::string ref;   // "refs/remotes/origin/v22.x"; empty for a commit id
    ObjectId commit;
    ObjectId tree;
};

class Repository {
  public:
    // Of a work tree or bare repository at `path`. `named` are further folders of the caller's into which its files may
    // lead. `not_found` where there is no repository.
    static Result<Repository> open(const std::string& path, std::span<const std::string> named = {});

    const ObjectStore& objects() const { return *store_; }
    // All branches, remote branches and tags, sorted by name; symbolic ones (a remote's HEAD) as what they lead to.
    std::span<const Ref> refs() const { return refs_; }
    // What HEAD is at; nothing on a branch without a commit.
    const std::optional<Ref>& head() const { return head_; }
    // "refs/...", a branch, a tag, a remote's branch (origin/NAME, or NAME where no branch or tag is called so; origin
    // before other remotes), or a whole commit id, peeled to its commit. An unknown name is `usage` with the nearest
    // one, an ambiguous one is `usage` with its choices.
    Result<Revision> resolve(std::string_view name) const;

    Result<Commit> commit(const ObjectId& id) const;
    Result<std::vector<TreeEntry>> tree(const ObjectId& id, size_t max_bytes = max_object_bytes) const;

  private:
    Repository() = default;
    Result<void> load_refs(const Folder& git, const Folder& common);
    Result<std::optional<Ref>> follow(const Folder& git, const Folder& common, std::string file) const;
    std::optional<Ref> ref_named(std::string_view name) const;
    Result<Ref> find(std::string_view name) const;
    Result<Ref> find_in_remotes(std::string_view name) const;
    Result<Revision> peel(std::string_view name, const Ref& ref) const;

    std::vector<Ref> refs_;
    std::optional<Ref> head_;
    std::unique_ptr<ObjectStore> store_;
};

}  // namespace ward::gitobjects
