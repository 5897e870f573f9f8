// The object database of a repository: packs, loose objects, and those of other repositories where it may look there.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "base/root.h"
#include "io/gitobjects/object.h"
#include "io/gitobjects/pack.h"
#include "io/gitobjects/places.h"

namespace ward::gitobjects {

constexpr size_t max_packs = 10'000;
constexpr size_t max_alternates = 32;  // all together
constexpr size_t max_alternates_file_bytes = 64u << 10;
constexpr size_t max_base_cache_bytes = 24u << 20;  // delta bases kept for the next object

struct ObjectInfo {
    ObjectKind kind = ObjectKind::blob;
    size_t size = 0;
};

// Expanded bases of deltas, the last used ones. Safe to use from several threads.
class BaseCache {
  public:
    using Value = std::shared_ptr<const Object>;
    Value find(size_t pack, uint64_t offset);
    void keep(size_t pack, uint64_t offset, const Value& value);

  private:
    struct Key {
        size_t pack;
        uint64_t offset;
        bool operator==(const Key&) const = default;
    };
    struct Hash {
        size_t operator()(const Key& key) const { return std::hash<uint64_t>()(key.offset * 31 + key.pack); }
    };
    struct Kept {
        Key key;
        Value value;
    };
    std::mutex mutex_;
    std::list<Kept> order_;  // the last used first
    std::unordered_map<Key, std::list<Kept>::iterator, Hash> places_;
    size_t bytes_ = 0;
};

// May be used from several threads once it is open.
class ObjectStore {
  public:
    // `objects` is the repository's folder of that name. What cannot be opened (a damaged pack, an alternate that leads
    // elsewhere) is a problem, not an error: the objects that are needed may be in the rest.
    static Result<std::unique_ptr<ObjectStore>> open(const Folder& objects, const Places& places, size_t id_bytes);
    // One pack in memory, for tests.
    static Result<std::unique_ptr<ObjectStore>> of_pack(std::string_view index, std::string_view pack, size_t id_bytes);

    // `not_found` where no object has this id; `limit` where it is larger, which is known before it is expanded.
    Result<Object> read(const ObjectId& id, size_t max_bytes = max_object_bytes) const;
    Result<ObjectInfo> info(const ObjectId& id) const;
    // Ids of all objects, sorted, without doubles.
    Result<std::vector<ObjectId>> all() const;
    // Puts ids in the order in which reading them all takes the least time: deltas near what they stand on.
    Result<void> sort_for_reading(std::vector<ObjectId>& ids) const;

    const std::vector<Problem>& problems() const { return problems_; }
    size_t id_bytes() const { return id_bytes_; }

  private:
    struct Files {
        Map index;
        Map pack;
    };
    // A delta's way down to a whole object.
    struct Chain {
        std::vector<PackedHeader> deltas;  // the object's own first
        uint64_t base = 0;
    };
    struct Place {
        size_t pack;
        uint64_t offset;
    };

    explicit ObjectStore(size_t id_bytes) : id_bytes_(id_bytes) {}
    void add_folder(const Folder& objects, const Places& places);
    void add_packs(const Folder& objects);
    Result<void> add_pack(const Folder& objects, const std::string& index_path);
    Result<std::optional<Place>> find_packed(const ObjectId& id) const;
    Result<PackedHeader> base_of(const Place& place, const PackedHeader& delta, uint64_t& offset) const;
    Result<Object> read_packed(const Place& place, size_t max_bytes) const;
    Result<ObjectInfo> packed_info(const Place& place) const;
    Result<std::optional<Object>> read_loose(const ObjectId& id, size_t max_bytes) const;
    Result<std::optional<ObjectInfo>> loose_info(const ObjectId& id, std::string* packed) const;
    std::unexpected<Error> missing(const ObjectId& id) const;

    size_t id_bytes_;
    std::vector<Folder> folders_;
    std::vector<std::unique_ptr<Files>> files_;
    std::vector<Pack> packs_;
    std::vector<Problem> problems_;
    mutable std::unique_ptr<BaseCache> bases_ = std::make_unique<BaseCache>();
};

}  // namespace ward::gitobjects
