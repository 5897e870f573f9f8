#include "io/gitobjects/store.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "io/gitobjects/delta.h"
#include "io/gitobjects/inflate.h"

namespace ward::gitobjects {
namespace {

constexpr size_t max_loose_file_bytes = max_object_bytes;  // packed
constexpr size_t max_loose_header_bytes = 32;              // "commit 123\0"

std::unexpected<Error> too_large(const ObjectId& id, size_t max_bytes) {
    return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", max_bytes), "object " + id.hex());
}

std::string loose_path(const ObjectId& id) {
    const std::string hex = id.hex();
    return hex.substr(0, 2) + '/' + hex.substr(2);
}

}  // namespace

BaseCache::Value BaseCache::find(size_t pack, uint64_t offset) {
    const std::scoped_lock lock(mutex_);
    const auto found = places_.find({pack, offset});
    if (found == places_.end()) return nullptr;
    order_.splice(order_.begin(), order_, found->second);
    return found->second->value;
}

void BaseCache::keep(size_t pack, uint64_t offset, const Value& value) {
    // One that fills the cache would only drive out all others.
    if (value->bytes.size() > max_base_cache_bytes / 4) return;
    const std::scoped_lock lock(mutex_);
    const Key key{pack, offset};
    if (places_.contains(key)) return;
    order_.push_front({key, value});
    places_.emplace(key, order_.begin());
    bytes_ += value->bytes.size();
    while (bytes_ > max_base_cache_bytes) {
        bytes_ -= order_.back().value->bytes.size();
        places_.erase(order_.back().key);
        order_.pop_back();
    }
}

Result<std::unique_ptr<ObjectStore>> ObjectStore::open(const Folder& objects, const Places& places, size_t id_bytes) {
    std::unique_ptr<ObjectStore> store(new ObjectStore(id_bytes));
    store->add_folder(objects, places);
    return store;
}

Result<std::unique_ptr<ObjectStore>> ObjectStore::of_pack(std::string_view index, std::string_view pack,
                                                          size_t id_bytes) {
    std::unique_ptr<ObjectStore> store(new ObjectStore(id_bytes));
    WARD_TRY(Pack opened, Pack::open(index, pack, id_bytes, "pack"));
    store->packs_.push_back(std::move(opened));
    return store;
}

// Breadth first through the alternates, each folder once: a circle ends by itself.
void ObjectStore::add_folder(const Folder& objects, const Places& places) {
    std::set<std::string> seen{objects.path()};
    folders_.push_back(objects);
    for (size_t i = 0; i < folders_.size(); ++i) {
        const Folder here = folders_[i];
        add_packs(here);
        constexpr const char* file = "info/alternates";
        const auto text = here.read(file, max_alternates_file_bytes);
        if (!text) {
            if (text.error().code != ErrorCode::not_found) problems_.push_back({text.error().where, text.error().what});
            continue;
        }
        for (const std::string_view line : split(*text, '\n')) {
            const std::string_view target = trim(line);
            if (target.empty() || target.starts_with('#')) continue;
            auto folder = places.follow(here, target, here.at(file));
            if (!folder) {
                problems_.push_back({folder.error().where, folder.error().what});
            } else if (seen.insert(folder->path()).second) {
                if (folders_.size() == max_alternates) {
                    problems_.push_back({here.at(file), fmt::format("leads to more than {} folders", max_alternates)});
                    return;
                }
                folders_.push_back(*std::move(folder));
            }
        }
    }
}

void ObjectStore::add_packs(const Folder& objects) {
    for (const std::string& path : objects.files_below("pack", false)) {
        if (!path.ends_with(".idx")) continue;
        if (packs_.size() == max_packs) {
            problems_.push_back({objects.at("pack"), fmt::format("holds more than {} packs", max_packs)});
            return;
        }
        if (auto added = add_pack(objects, path); !added)
            problems_.push_back({added.error().where.empty() ? path : added.error().where, added.error().what});
    }
}

Result<void> ObjectStore::add_pack(const Folder& objects, const std::string& index_path) {
    const std::string pack_path = index_path.substr(0, index_path.size() - 4) + ".pack";
    auto files = std::make_unique<Files>();
    WARD_TRY(const Fd index, objects.open(index_path));
    WARD_TRY(files->index, Map::of(index, objects.at(index_path)));
    WARD_TRY(const Fd pack, objects.open(pack_path));
    WARD_TRY(files->pack, Map::of(pack, objects.at(pack_path)));
    WARD_TRY(Pack opened, Pack::open(files->index.bytes(), files->pack.bytes(), id_bytes_, objects.at(pack_path)));
    packs_.push_back(std::move(opened));
    files_.push_back(std::move(files));
    return {};
}

std::unexpected<Error> ObjectStore::missing(const ObjectId& id) const {
    // A partial clone fetches what is missing; a scan does not.
    return fail(ErrorCode::not_found, "is not in the repository (a partial clone, or a damaged one)",
                "object " + id.hex());
}

Result<std::optional<ObjectStore::Place>> ObjectStore::find_packed(const ObjectId& id) const {
    for (size_t i = 0; i < packs_.size(); ++i) {
        WARD_TRY(const std::optional<uint64_t> offset, packs_[i].find(id));
        if (offset) return Place{i, *offset};
    }
    return std::nullopt;
}

// The header of what a delta stands on, and where that is.
Result<PackedHeader> ObjectStore::base_of(const Place& place, const PackedHeader& delta, uint64_t& offset) const {
    const Pack& pack = packs_[place.pack];
    if (delta.form == PackedHeader::Form::offset_delta) {
        offset = delta.base_offset;
    } else {
        WARD_TRY(const std::optional<uint64_t> found, pack.find(delta.base_id));
        if (!found)
            return fail(ErrorCode::parse, "has a delta whose base " + delta.base_id.hex() + " it has not", pack.name());
        offset = *found;
    }
    return pack.header_at(offset);
}

Result<Object> ObjectStore::read_packed(const Place& place, size_t max_bytes) const {
    const Pack& pack = packs_[place.pack];
    WARD_TRY(PackedHeader header, pack.header_at(place.offset));
    const auto check_size = [&](size_t size) -> Result<void> {
        if (size <= max_bytes) return {};
        return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", max_bytes), pack.name());
    };
    if (header.form == PackedHeader::Form::whole) {
        WARD_TRY_VOID(check_size(header.size));
        WARD_TRY(std::string bytes, pack.expand(header));
        return Object{header.kind, std::move(bytes)};
    }
    WARD_TRY(const size_t size, pack.result_size(header));
    WARD_TRY_VOID(check_size(size));

    struct Step {
        PackedHeader header;
        uint64_t offset;
    };
    std::vector<Step> deltas;  // the object's own first
    BaseCache::Value base;
    uint64_t offset = place.offset;
    while (header.form != PackedHeader::Form::whole) {
        // Also what ends a circle of deltas that name each other by id.
        if (deltas.size() == max_delta_depth)
            return fail(ErrorCode::limit, fmt::format("has more than {} deltas on each other", max_delta_depth),
                        pack.name());
        deltas.push_back({header, offset});
        WARD_TRY(header, base_of(place, header, offset));
        base = bases_->find(place.pack, offset);
        if (base) break;
    }
    uint64_t work = 0;
    if (!base) {
        WARD_TRY(std::string bytes, pack.expand(header));
        work += bytes.size();
        base = std::make_shared<const Object>(Object{header.kind, std::move(bytes)});
        bases_->keep(place.pack, offset, base);
    }
    while (!deltas.empty()) {
        const Step step = deltas.back();
        deltas.pop_back();
        WARD_TRY(const std::string delta, pack.expand(step.header));
        auto bytes = apply_delta(base->bytes, delta, max_object_bytes);
        if (!bytes) return fail(bytes.error().code, bytes.error().what, pack.name());
        work += delta.size() + bytes->size();
        if (work > max_chain_bytes)
            return fail(ErrorCode::limit, fmt::format("needs more than {} bytes for one object", max_chain_bytes),
                        pack.name());
        if (deltas.empty()) return Object{base->kind, *std::move(bytes)};
        base = std::make_shared<const Object>(Object{base->kind, *std::move(bytes)});
        bases_->keep(place.pack, step.offset, base);
    }
    return fail(ErrorCode::internal, "a delta was lost");
}

Result<ObjectInfo> ObjectStore::packed_info(const Place& place) const {
    const Pack& pack = packs_[place.pack];
    WARD_TRY(PackedHeader header, pack.header_at(place.offset));
    ObjectInfo info{header.kind, header.size};
    if (header.form != PackedHeader::Form::whole) {
        WARD_TRY(info.size, pack.result_size(header));
    }
    uint64_t offset = place.offset;
    for (size_t depth = 0; header.form != PackedHeader::Form::whole; ++depth) {
        if (depth == max_delta_depth)
            return fail(ErrorCode::limit, fmt::format("has more than {} deltas on each other", max_delta_depth),
                        pack.name());
        WARD_TRY(header, base_of(place, header, offset));
    }
    info.kind = header.kind;
    return info;
}

// Kind and size of a loose object; its packed bytes, where `packed` is there to take them.
Result<std::optional<ObjectInfo>> ObjectStore::loose_info(const ObjectId& id, std::string* packed) const {
    const std::string path = loose_path(id);
    for (const Folder& folder : folders_) {
        auto bytes = folder.read(path, max_loose_file_bytes);
        if (!bytes && bytes.error().code == ErrorCode::not_found) continue;
        if (!bytes) return std::unexpected(std::move(bytes).error());
        const auto bad = [&](std::string_view reason) {
            return fail(ErrorCode::parse, std::string(reason), folder.at(path));
        };
        auto head = inflate_head(*bytes, max_loose_header_bytes);
        if (!head) return bad(head.error().what);
        const size_t nul = head->find('\0');
        const std::string_view text = std::string_view(*head).substr(0, nul);
        const size_t blank = text.find(' ');
        if (nul == std::string::npos || blank == std::string_view::npos) return bad("is no object");
        const auto kind = object_kind_named(text.substr(0, blank));
        const auto size = to_number<size_t>(text.substr(blank + 1));
        if (!kind || !size) return bad("is no object of a known kind");
        if (packed != nullptr) *packed = *std::move(bytes);
        return ObjectInfo{*kind, *size};
    }
    return std::nullopt;
}

Result<std::optional<Object>> ObjectStore::read_loose(const ObjectId& id, size_t max_bytes) const {
    std::string packed;
    WARD_TRY(const std::optional<ObjectInfo> info, loose_info(id, &packed));
    if (!info) return std::nullopt;
    if (info->size > max_bytes) return too_large(id, max_bytes);
    const size_t head = name_of(info->kind).size() + 1 + std::to_string(info->size).size() + 1;
    auto bytes = inflate_exactly(packed, head + info->size);
    if (!bytes) return fail(bytes.error().code, bytes.error().what, "object " + id.hex());
    bytes->erase(0, head);
    return Object{info->kind, *std::move(bytes)};
}

Result<Object> ObjectStore::read(const ObjectId& id, size_t max_bytes) const {
    max_bytes = std::min(max_bytes, max_object_bytes);
    WARD_TRY(const std::optional<Place> place, find_packed(id));
    if (place) return read_packed(*place, max_bytes);
    WARD_TRY(std::optional<Object> loose, read_loose(id, max_bytes));
    if (!loose) return missing(id);
    return *std::move(loose);
}

Result<ObjectInfo> ObjectStore::info(const ObjectId& id) const {
    WARD_TRY(const std::optional<Place> place, find_packed(id));
    if (place) return packed_info(*place);
    WARD_TRY(const std::optional<ObjectInfo> loose, loose_info(id, nullptr));
    if (!loose) return missing(id);
    return *loose;
}

}  // namespace ward::gitobjects
