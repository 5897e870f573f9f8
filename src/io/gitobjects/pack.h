// One pack: many objects in one file, with an index of their places (version 2,
// https://git-scm.com/docs/gitformat-pack).
//
// Left out: index version 1 (before 2007), multi-pack indexes, bitmaps and reverse indexes (all only speed up what the
// packs' own indexes tell too). A thin pack, whose bases are elsewhere, never stands in a repository.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "io/gitobjects/object.h"

namespace ward::gitobjects {

constexpr size_t max_delta_depth = 4'095;                // as git's own --depth
constexpr size_t max_object_bytes = 256u << 20;          // of anything on the way to an object
constexpr uint64_t max_chain_bytes = uint64_t{4} << 30;  // of all deltas and bases of one object together

// What stands at a place in a pack, before anything is expanded.
struct PackedHeader {
    enum class Form { whole, offset_delta, id_delta };
    Form form = Form::whole;
    ObjectKind kind = ObjectKind::blob;  // of a whole object
    size_t size = 0;                     // expanded; of a delta: of the delta itself
    uint64_t base_offset = 0;            // of an offset delta
    ObjectId base_id;                    // of an id delta
    uint64_t data = 0;                   // where the zlib stream begins
};

class Pack {
  public:
    // The views must outlive it. `name` is for error messages. Checks headers, the table of first bytes and sizes; the
    // rest is checked where it is used.
    static Result<Pack> open(std::string_view index, std::string_view pack, size_t id_bytes, std::string name);

    uint32_t count() const { return count_; }
    ObjectId id_at(uint32_t number) const;
    // Where the object begins in the pack; nothing where the pack has it not. An offset outside the pack is an error.
    Result<std::optional<uint64_t>> find(const ObjectId& id) const;
    Result<PackedHeader> header_at(uint64_t offset) const;
    // The expanded bytes of an object or a delta.
    Result<std::string> expand(const PackedHeader& header) const;
    // Of a delta: the size of what it makes, without expanding the whole of it.
    Result<size_t> result_size(const PackedHeader& header) const;

    const std::string& name() const { return name_; }

  private:
    std::unexpected<Error> bad(std::string_view reason, ErrorCode code = ErrorCode::parse) const;
    uint32_t index_number(size_t at) const;
    Result<std::optional<uint64_t>> offset_of(uint32_t number) const;

    std::string_view index_;
    std::string_view pack_;  // without its trailing checksum
    size_t id_bytes_ = sha1_bytes;
    uint32_t count_ = 0;
    size_t ids_ = 0;            // where they begin in the index
    size_t offsets_ = 0;        // 4 bytes each
    size_t large_offsets_ = 0;  // 8 bytes each, up to the two checksums
    std::string name_;
};

}  // namespace ward::gitobjects
