// The objects of git: ids, kinds, and what commits, tags and trees say. Bytes in, values out; nothing is looked up
// here. https://git-scm.com/docs/gitformat-pack and https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::gitobjects {

constexpr size_t max_tree_entries = 1'000'000;  // of one tree
constexpr size_t max_parents = 10'000;          // of one commit

constexpr size_t sha1_bytes = 20;
constexpr size_t sha256_bytes = 32;

// A SHA-1 or SHA-256 id. Which of the two is a matter of the repository.
class ObjectId {
  public:
    ObjectId() = default;
    // From 20 or 32 bytes; nothing of another size.
    static std::optional<ObjectId> from_bytes(std::string_view bytes);
    // From 40 or 64 hexadecimal digits of either case.
    static std::optional<ObjectId> from_hex(std::string_view text);

    std::string_view bytes() const { return {reinterpret_cast<const char*>(bytes_.data()), size_}; }
    size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    std::string hex() const;

    bool operator==(const ObjectId&) const = default;
    std::strong_ordering operator<=>(const ObjectId&) const = default;

  private:
    std::array<unsigned char, sha256_bytes> bytes_{};
    uint8_t size_ = 0;
};

struct ObjectIdHash {
    size_t operator()(const ObjectId& id) const {
        size_t value = 0;
        if (id.size() >= sizeof value) std::memcpy(&value, id.bytes().data(), sizeof value);
        return value;
    }
};

enum class ObjectKind { commit, tree, blob, tag };
std::string_view name_of(ObjectKind kind);  // "commit"
std::optional<ObjectKind> object_kind_named(std::string_view name);

struct Object {
    ObjectKind kind = ObjectKind::blob;
    std::string bytes;
};

struct Commit {
    ObjectId tree;
    std::vector<ObjectId> parents;
    int64_t committed = 0;  // seconds since 1970; 0 where the line cannot be read
};

// An annotated tag.
struct Tag {
    ObjectId target;
    ObjectKind kind = ObjectKind::commit;  // as the tag claims; the object itself decides
};

enum class TreeMode { file, executable, symlink, folder, gitlink };

struct TreeEntry {
    std::string name;
    TreeMode mode = TreeMode::file;
    ObjectId id;
};

// `id_bytes` is 20 or 32. The order of the bytes is kept.
Result<Commit> parse_commit(std::string_view bytes, size_t id_bytes);
Result<Tag> parse_tag(std::string_view bytes, size_t id_bytes);
// Names that git itself would not check out ("..", ".git", "a/b", an empty one) are an error, as are doubles and modes
// of no kind.
Result<std::vector<TreeEntry>> parse_tree(std::string_view bytes, size_t id_bytes);

}  // namespace ward::gitobjects

template <>
struct std::hash<ward::gitobjects::ObjectId> : ward::gitobjects::ObjectIdHash {};
