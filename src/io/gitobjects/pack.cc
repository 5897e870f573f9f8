#include "io/gitobjects/pack.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "io/gitobjects/delta.h"
#include "io/gitobjects/inflate.h"

namespace ward::gitobjects {
namespace {

using namespace std::string_view_literals;

constexpr size_t index_header_bytes = 8;
constexpr size_t fan_bytes = size_t{256} * 4;
constexpr size_t pack_header_bytes = 12;
constexpr uint32_t large_bit = 0x80000000u;
constexpr size_t delta_head_bytes = 20;  // two sizes of at most nine bytes each

uint32_t number_at(std::string_view bytes, size_t at) {
    uint32_t value = 0;
    for (const char c : bytes.substr(at, 4)) value = (value << 8) | static_cast<unsigned char>(c);
    return value;
}

}  // namespace

std::unexpected<Error> Pack::bad(std::string_view reason, ErrorCode code) const {
    return fail(code, std::string(reason), name_);
}

uint32_t Pack::index_number(size_t at) const {
    return number_at(index_, at);
}

Result<Pack> Pack::open(std::string_view index, std::string_view pack, size_t id_bytes, std::string name) {
    Pack made;
    made.name_ = std::move(name);
    made.id_bytes_ = id_bytes;
    if (!index.starts_with("\377tOc"sv)) {
        // Version 1 has no mark: it begins with the table of first bytes.
        return made.bad("index is of version 1, or none at all", ErrorCode::unsupported);
    }
    if (index.size() < index_header_bytes + fan_bytes + 2 * id_bytes) return made.bad("index is cut short");
    if (const uint32_t version = number_at(index, 4); version != 2)
        return made.bad(fmt::format("index is of the unknown version {}", version), ErrorCode::unsupported);
    uint32_t before = 0;
    for (size_t i = 0; i < 256; ++i) {
        const uint32_t sum = number_at(index, index_header_bytes + 4 * i);
        if (sum < before) return made.bad("index has a table of first bytes that falls");
        before = sum;
    }
    made.count_ = before;
    made.ids_ = index_header_bytes + fan_bytes;
    const uint64_t fixed = uint64_t{made.count_} * (id_bytes + 8);
    const uint64_t rest = index.size() - made.ids_ - 2 * id_bytes;
    if (fixed > rest || (rest - fixed) % 8 != 0) return made.bad("index has another size than its table says");
    made.offsets_ = made.ids_ + size_t{made.count_} * (id_bytes + 4);
    made.large_offsets_ = made.offsets_ + size_t{made.count_} * 4;
    made.index_ = index;

    if (pack.size() < pack_header_bytes + id_bytes || !pack.starts_with("PACK")) return made.bad("is no pack");
    if (const uint32_t version = number_at(pack, 4); version != 2 && version != 3)
        return made.bad(fmt::format("is a pack of the unknown version {}", version), ErrorCode::unsupported);
    if (number_at(pack, 8) != made.count_) return made.bad("has another number of objects than its index");
    made.pack_ = pack.substr(0, pack.size() - id_bytes);
    return made;
}

ObjectId Pack::id_at(uint32_t number) const {
    return ObjectId::from_bytes(index_.substr(ids_ + size_t{number} * id_bytes_, id_bytes_)).value_or(ObjectId());
}

Result<std::optional<uint64_t>> Pack::offset_of(uint32_t number) const {
    uint64_t offset = index_number(offsets_ + size_t{number} * 4);
    if ((offset & large_bit) != 0) {
        const size_t at = large_offsets_ + size_t(offset & ~large_bit) * 8;
        if (at + 8 > index_.size() - 2 * id_bytes_) return bad("index has an offset outside of its table");
        offset = uint64_t{index_number(at)} << 32 | index_number(at + 4);
    }
    if (offset < pack_header_bytes || offset >= pack_.size()) return bad("index leads outside of the pack");
    return offset;
}

Result<std::optional<uint64_t>> Pack::find(const ObjectId& id) const {
    if (id.size() != id_bytes_) return std::nullopt;
    const auto first_byte = static_cast<unsigned char>(id.bytes()[0]);
    uint32_t first = first_byte == 0 ? 0 : index_number(index_header_bytes + 4 * (first_byte - size_t{1}));
    uint32_t last = index_number(index_header_bytes + 4 * size_t{first_byte});
    while (first < last) {
        const uint32_t middle = first + (last - first) / 2;
        const int order = index_.substr(ids_ + size_t{middle} * id_bytes_, id_bytes_).compare(id.bytes());
        if (order == 0) return offset_of(middle);
        if (order < 0) first = middle + 1;
        else last = middle;
    }
    return std::nullopt;
}

Result<PackedHeader> Pack::header_at(uint64_t offset) const {
    constexpr const char* cut = "has an object that is cut short";
    if (offset < pack_header_bytes || offset >= pack_.size()) return bad("leads outside of itself");
    size_t at = offset;
    PackedHeader header;
    auto byte = static_cast<unsigned char>(pack_[at++]);
    const unsigned type = byte >> 4 & 7;
    header.size = byte & 0x0f;
    for (unsigned shift = 4; (byte & 0x80) != 0; shift += 7) {
        if (at >= pack_.size()) return bad(cut);
        if (shift > 53) return bad("has an object of impossible size");
        byte = static_cast<unsigned char>(pack_[at++]);
        header.size |= size_t{byte & 0x7fu} << shift;
    }
    if (type >= 1 && type <= 4) {
        header.kind = static_cast<ObjectKind>(type - 1);
    } else if (type == 6) {
        header.form = PackedHeader::Form::offset_delta;
        uint64_t back = 0;
        do {
            if (at >= pack_.size()) return bad(cut);
            if (back > pack_.size()) return bad("has a delta whose base is outside of it");
            byte = static_cast<unsigned char>(pack_[at++]);
            back = (back << 7) + (byte & 0x7f);
            if ((byte & 0x80) != 0) ++back;
        } while ((byte & 0x80) != 0);
        // The base stands before the delta: no chain of these can be a circle.
        if (back == 0 || back > offset - pack_header_bytes) return bad("has a delta whose base is outside of it");
        header.base_offset = offset - back;
    } else if (type == 7) {
        header.form = PackedHeader::Form::id_delta;
        const auto id = ObjectId::from_bytes(pack_.substr(at, id_bytes_));
        if (!id || id->size() != id_bytes_) return bad(cut);
        header.base_id = *id;
        at += id_bytes_;
    } else {
        return bad(fmt::format("has an object of the unknown type {}", type));
    }
    header.data = at;
    return header;
}

Result<std::string> Pack::expand(const PackedHeader& header) const {
    if (header.size > max_object_bytes)
        return bad(fmt::format("has an object of more than {} bytes", max_object_bytes), ErrorCode::limit);
    auto bytes = inflate_exactly(pack_.substr(header.data), header.size);
    if (!bytes) return bad(fmt::format("at byte {}: {}", header.data, bytes.error().what), bytes.error().code);
    return bytes;
}

Result<size_t> Pack::result_size(const PackedHeader& header) const {
    auto head = inflate_head(pack_.substr(header.data), std::min(header.size, delta_head_bytes));
    if (!head) return bad(fmt::format("at byte {}: {}", header.data, head.error().what));
    std::string_view rest = *head;
    auto sizes = take_delta_sizes(rest);
    if (!sizes) return bad(sizes.error().what);
    return sizes->result;
}

}  // namespace ward::gitobjects
