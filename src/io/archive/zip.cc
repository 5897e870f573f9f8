// Zip by the central directory. What this file decides: which archives have exactly one meaning. The end record must be
// the only one that reaches the end of the file, the directory must stand right before it, and entries may not overlap,
// so that local headers and directory cannot tell two different stories (the source of most zip confusions).
// Left out: encryption, multi-disk archives, methods other than stored and deflated.
#include <algorithm>
#include <bit>
#include <cstring>

#include <fmt/core.h>
#include <libdeflate.h>

#include "io/archive/archive.h"

namespace ward::archive {
namespace {

static_assert(std::endian::native == std::endian::little, "fields are read as the machine has them");

constexpr uint32_t local_signature = 0x04034b50;
constexpr uint32_t central_signature = 0x02014b50;
constexpr uint32_t end_signature = 0x06054b50;
constexpr uint32_t zip64_end_signature = 0x06064b50;
constexpr uint32_t zip64_locator_signature = 0x07064b50;
constexpr size_t local_bytes = 30;
constexpr size_t central_bytes = 46;
constexpr size_t end_bytes = 22;
constexpr size_t zip64_end_bytes = 56;
constexpr size_t zip64_locator_bytes = 20;
constexpr uint32_t all_ones_32 = 0xffffffff;
constexpr uint16_t all_ones_16 = 0xffff;
constexpr uint16_t flag_encrypted = 1;
constexpr uint16_t made_by_unix = 3;
constexpr uint16_t flag_sizes_follow = 8;

// The caller has checked that the field lies inside.
template <typename Number>
Number field(std::string_view bytes, size_t at) {
    Number value;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

struct Directory {
    uint64_t offset = 0;
    uint64_t bytes = 0;
    uint64_t entries = 0;
};

struct Fault {
    std::string name;
    std::unexpected<Error> operator()(std::string what, ErrorCode code = ErrorCode::parse) const {
        return fail(code, std::move(what), name);
    }
};

// Where the end record starts: the only place whose comment reaches exactly to the end of the file.
Result<size_t> find_end(std::string_view bytes, const Fault& fault) {
    if (bytes.size() < end_bytes) return fault("is too short for a zip archive");
    const size_t last = bytes.size() - end_bytes;
    const size_t first = last > 0xffff ? last - 0xffff : 0;
    size_t found = bytes.size();
    for (size_t at = last + 1; at-- > first;) {
        if (field<uint32_t>(bytes, at) != end_signature) continue;
        if (at + end_bytes + field<uint16_t>(bytes, at + 20) != bytes.size()) continue;
        if (found != bytes.size()) return fault("has two end records, so its contents are ambiguous");
        found = at;
    }
    if (found == bytes.size()) return fault("has no end record: not a zip archive, or cut short");
    return found;
}

Result<Directory> read_end(std::string_view bytes, size_t end, const Fault& fault) {
    Directory directory{.offset = field<uint32_t>(bytes, end + 16),
                        .bytes = field<uint32_t>(bytes, end + 12),
                        .entries = field<uint16_t>(bytes, end + 10)};
    const bool needs_zip64 = directory.offset == all_ones_32 || directory.bytes == all_ones_32 ||
                             directory.entries == all_ones_16 || field<uint16_t>(bytes, end + 8) == all_ones_16;
    const size_t locator = end - std::min(end, zip64_locator_bytes);
    const bool has_zip64 = end >= zip64_locator_bytes && field<uint32_t>(bytes, locator) == zip64_locator_signature;
    size_t directory_end = end;
    if (needs_zip64 && has_zip64) {
        const auto at = field<uint64_t>(bytes, locator + 8);
        if (at > locator || locator - at < zip64_end_bytes || field<uint32_t>(bytes, at) != zip64_end_signature)
            return fault("has a broken Zip64 end record");
        if (field<uint64_t>(bytes, at + 4) + 12 != locator - at) return fault("has a broken Zip64 end record");
        if (field<uint32_t>(bytes, at + 16) != 0 || field<uint32_t>(bytes, at + 20) != 0)
            return fault("spans several disks", ErrorCode::unsupported);
        directory = {.offset = field<uint64_t>(bytes, at + 48),
                     .bytes = field<uint64_t>(bytes, at + 40),
                     .entries = field<uint64_t>(bytes, at + 32)};
        directory_end = at;
    } else if (field<uint16_t>(bytes, end + 4) != 0 || field<uint16_t>(bytes, end + 6) != 0) {
        return fault("spans several disks", ErrorCode::unsupported);
    }
    if (directory.offset > directory_end || directory.bytes != directory_end - directory.offset)
        return fault("has a central directory that does not stand right before its end record");
    return directory;
}

// Sizes and offset that did not fit in 32 bits, out of the extra field 0x0001.
bool apply_zip64_extra(std::string_view extra, ZipEntry& entry) {
    const bool wants_expanded = entry.expanded_bytes == all_ones_32;
    const bool wants_packed = entry.packed_bytes == all_ones_32;
    const bool wants_offset = entry.offset == all_ones_32;
    if (!wants_expanded && !wants_packed && !wants_offset) return true;
    while (extra.size() >= 4) {
        const auto id = field<uint16_t>(extra, 0);
        const size_t length = field<uint16_t>(extra, 2);
        if (length > extra.size() - 4) return false;
        std::string_view body = extra.substr(4, length);
        extra.remove_prefix(4 + length);
        if (id != 1) continue;
        auto take = [&body](uint64_t& value) {
            if (body.size() < 8) return false;
            value = field<uint64_t>(body, 0);
            body.remove_prefix(8);
            return true;
        };
        return (!wants_expanded || take(entry.expanded_bytes)) && (!wants_packed || take(entry.packed_bytes)) &&
               (!wants_offset || take(entry.offset));
    }
    return false;
}

// Entries one over the other are how a small archive expands without end (and how two readers see different files).
Result<void> refuse_overlaps(std::span<const ZipEntry> entries, uint64_t directory_offset, const Fault& fault) {
    std::vector<const ZipEntry*> order;
    order.reserve(entries.size());
    for (const ZipEntry& entry : entries) order.push_back(&entry);
    auto before = [](const ZipEntry* a, const ZipEntry* b) { return a->offset < b->offset; };
    if (!std::ranges::is_sorted(order, before)) std::ranges::sort(order, before);
    if (!order.empty() && order.front()->offset != 0) return fault("has bytes before its first entry");
    for (size_t i = 0; i < order.size(); ++i) {
        const uint64_t next = i + 1 < order.size() ? order[i + 1]->offset : directory_offset;
        const ZipEntry& entry = *order[i];
        if (entry.offset > next || next - entry.offset < local_bytes + entry.name.size() ||
            next - entry.offset - local_bytes - entry.name.size() < entry.packed_bytes)
            return fault(fmt::format("has overlapping entries, at offset {}", entry.offset));
    }
    return {};
}

}  // namespace

Result<Zip> Zip::open(std::string_view bytes, std::string_view name, const ZipLimits& limits) {
    const Fault fault{std::string(name)};
    if (bytes.size() > limits.archive_bytes)
        return fault(fmt::format("is larger than {} bytes", limits.archive_bytes), ErrorCode::limit);
    WARD_TRY(const size_t end, find_end(bytes, fault));
    WARD_TRY(const Directory directory, read_end(bytes, end, fault));
    if (directory.entries > limits.entries)
        return fault(fmt::format("has more than {} entries", limits.entries), ErrorCode::limit);
    if (directory.entries > directory.bytes / central_bytes) return fault("has fewer entries than it claims");

    Zip zip;
    zip.bytes_ = bytes;
    zip.comment_ = bytes.substr(end + end_bytes);
    zip.entries_.reserve(directory.entries);
    std::string_view rest = bytes.substr(directory.offset, directory.bytes);
    uint64_t expanded = 0;
    for (uint64_t i = 0; i < directory.entries; ++i) {
        if (rest.size() < central_bytes || field<uint32_t>(rest, 0) != central_signature)
            return fault(fmt::format("has a broken central directory at entry {}", i + 1));
        const size_t name_bytes = field<uint16_t>(rest, 28);
        const size_t extra_bytes = field<uint16_t>(rest, 30);
        const size_t all = central_bytes + name_bytes + extra_bytes + field<uint16_t>(rest, 32);
        if (all > rest.size()) return fault(fmt::format("has a broken central directory at entry {}", i + 1));
        if (name_bytes > limits.name_bytes)
            return fault(fmt::format("has a name longer than {} bytes", limits.name_bytes), ErrorCode::limit);
        ZipEntry entry{.name = rest.substr(central_bytes, name_bytes),
                       .offset = field<uint32_t>(rest, 42),
                       .packed_bytes = field<uint32_t>(rest, 20),
                       .expanded_bytes = field<uint32_t>(rest, 24),
                       .crc32 = field<uint32_t>(rest, 16),
                       .method = field<uint16_t>(rest, 10),
                       .encrypted = (field<uint16_t>(rest, 8) & flag_encrypted) != 0};
        // Only where the writer was a Unix have the high bits of the external attributes this meaning.
        if (field<uint16_t>(rest, 4) >> 8 == made_by_unix) entry.unix_mode = field<uint16_t>(rest, 40);
        if (!apply_zip64_extra(rest.substr(central_bytes + name_bytes, extra_bytes), entry))
            return fault(fmt::format("has a broken Zip64 field at entry {}", i + 1));
        if (entry.offset >= directory.offset) return fault(fmt::format("has entry {} outside of its data", i + 1));
        // Checked before adding, so that the sum cannot wrap around.
        if (entry.expanded_bytes > limits.expand.expanded_bytes - expanded)
            return fault(fmt::format("expands to more than {} bytes", limits.expand.expanded_bytes), ErrorCode::limit);
        expanded += entry.expanded_bytes;
        zip.entries_.push_back(entry);
        rest.remove_prefix(all);
    }
    if (!rest.empty()) return fault("has bytes behind its central directory");
    if (expanded > limits.expand.ratio_free_bytes && expanded / bytes.size() >= limits.expand.ratio)
        return fault(fmt::format("expands more than {} times", limits.expand.ratio), ErrorCode::limit);
    for (const ZipEntry& entry : zip.entries_)
        if (entry.expanded_bytes > limits.entry_bytes)
            return fault(fmt::format("has an entry larger than {} bytes", limits.entry_bytes), ErrorCode::limit);
    WARD_TRY_VOID(refuse_overlaps(zip.entries_, directory.offset, fault));
    return zip;
}

struct Inflater::State {
    libdeflate_decompressor* decompressor = libdeflate_alloc_decompressor();
    ~State() { libdeflate_free_decompressor(decompressor); }
};

Inflater::Inflater() : state_(std::make_unique<State>()) {}
Inflater::~Inflater() = default;
Inflater::Inflater(Inflater&&) noexcept = default;
Inflater& Inflater::operator=(Inflater&&) noexcept = default;

Result<void> Inflater::expand(const Zip& zip, const ZipEntry& entry, std::span<char> out) {
    const Fault fault{std::string(entry.name)};
    const std::string_view bytes = zip.bytes();
    if (entry.encrypted) return fault("is encrypted", ErrorCode::unsupported);
    if (out.size() != entry.expanded_bytes) return fault("was given room of another size", ErrorCode::internal);
    // Zip::open made sure that the header, name and packed bytes lie inside; only the extra field's length is new here.
    if (entry.offset > bytes.size() || bytes.size() - entry.offset < local_bytes)
        return fault("has a local header outside of the archive");
    const std::string_view local = bytes.substr(entry.offset);
    if (field<uint32_t>(local, 0) != local_signature) return fault("has no local header where the directory says");
    const size_t header = local_bytes + field<uint16_t>(local, 26) + field<uint16_t>(local, 28);
    if (header > local.size() || local.size() - header < entry.packed_bytes)
        return fault("reaches outside of the archive");
    const uint16_t flags = field<uint16_t>(local, 6);
    const auto packed = field<uint32_t>(local, 18);
    const auto expanded = field<uint32_t>(local, 22);
    const bool same_sizes =
        (flags & flag_sizes_follow) != 0 || ((packed == entry.packed_bytes || packed == all_ones_32) &&
                                             (expanded == entry.expanded_bytes || expanded == all_ones_32));
    if (!same_sizes || field<uint16_t>(local, 8) != entry.method ||
        local.substr(local_bytes, field<uint16_t>(local, 26)) != entry.name)
        return fault("is described differently by its local header and by the central directory");

    const std::string_view data = local.substr(header, entry.packed_bytes);
    if (entry.method == 0) {
        if (data.size() != out.size()) return fault("is stored with two different sizes");
        std::ranges::copy(data, out.begin());
    } else if (entry.method == 8) {
        // With no pointer for the actual size, libdeflate demands exactly out.size() bytes.
        if (libdeflate_deflate_decompress(state_->decompressor, data.data(), data.size(), out.data(), out.size(),
                                          nullptr) != LIBDEFLATE_SUCCESS)
            return fault("does not expand to what the central directory says");
    } else {
        return fault(fmt::format("uses method {}, which is not read", entry.method), ErrorCode::unsupported);
    }
    if (libdeflate_crc32(0, out.data(), out.size()) != entry.crc32) return fault("has a wrong CRC-32");
    return {};
}

}  // namespace ward::archive
