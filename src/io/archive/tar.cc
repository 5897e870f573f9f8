// What this file decides: which headers belong together, and which of their sizes is that of the bytes that follow.
#include "io/archive/tar.h"

#include <utility>

#include <fmt/core.h>

#include "io/archive/tar_header.h"

namespace ward::archive {
namespace {

bool is_zero(std::string_view bytes) {
    return bytes.find_first_not_of('\0') == std::string_view::npos;
}

TarType type_of(char flag) {
    switch (flag) {
        case '0':
        case '7': return TarType::file;
        case '1': return TarType::hardlink;
        case '2': return TarType::symlink;
        case '5': return TarType::folder;
        default: return TarType::other;
    }
}

bool is_extension(char flag) {
    return flag == 'x' || flag == 'g' || flag == 'L' || flag == 'K';
}

// Sparse files (their bytes are a map and pieces), and older forms of extended headers and long names, which some
// readers take for files.
bool is_refused(char flag) {
    return flag == 'S' || flag == 'X' || flag == 'N';
}

// Character and block devices, and pipes.
bool is_device(char flag) {
    return flag == '3' || flag == '4' || flag == '6';
}

}  // namespace

std::string_view name_of(TarType type) {
    switch (type) {
        case TarType::file: return "file";
        case TarType::folder: return "folder";
        case TarType::symlink: return "symbolic link";
        case TarType::hardlink: return "hard link";
        case TarType::other: return "other";
    }
    return "other";
}

Result<TarReader> TarReader::open(std::string_view bytes, std::string_view name, const TarLimits& limits) {
    TarReader reader;
    reader.bytes_ = bytes;
    reader.name_ = name;
    reader.limits_ = limits;
    if (bytes.size() > limits.archive_bytes)
        return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", limits.archive_bytes), reader.name_);
    if (bytes.size() < tar_block) return fail(ErrorCode::parse, "is too short for a tar archive", reader.name_);
    return reader;
}

std::unexpected<Error> TarReader::fault(std::string what, ErrorCode code) const {
    return fail(code, fmt::format("{}, at offset {}", what, header_at_), name_);
}

Result<std::optional<TarEntry>> TarReader::next() {
    if (error_) return std::unexpected(*error_);
    auto entry = read();
    if (!entry) error_ = entry.error();
    return entry;
}

Result<std::optional<TarEntry>> TarReader::read() {
    TarPending pending;
    while (!ended_) {
        header_at_ = at_;
        const std::string_view block = bytes_.substr(at_, tar_block);
        if (is_zero(block)) {  // also nothing at all: some writers leave the end out
            if (pending.any) return fault("has an extended header without an entry");
            WARD_TRY_VOID(read_end());
            break;
        }
        if (block.size() < tar_block) return fault("is cut short");
        if (headers_++ >= limits_.entries)
            return fault(fmt::format("has more than {} headers", limits_.entries), ErrorCode::limit);
        const auto header = parse_tar_header(block);
        if (!header) return fault(header.error());
        at_ += tar_block;
        if (is_refused(header->flag))
            return fault("has a sparse file or an obsolete kind of header", ErrorCode::unsupported);
        if (is_extension(header->flag)) {
            WARD_TRY_VOID(read_extension(*header, pending));
            continue;
        }
        WARD_TRY(TarEntry entry, entry_of(*header, pending));
        return entry;
    }
    return std::nullopt;
}

// Two zero blocks are the end, and what follows them is padding. GNU tar stops at the first one, node-tar goes on.
Result<void> TarReader::read_end() {
    ended_ = true;
    if (is_zero(bytes_.substr(at_))) return {};
    if (is_zero(bytes_.substr(at_, 2 * tar_block))) return fault("has bytes behind its end");
    return fault("has a zero block amid its entries");
}

// The bytes after a header, with the padding to the next block passed over.
Result<std::string_view> TarReader::body(uint64_t size, std::string_view what) {
    if (size > bytes_.size() - at_) return fault(fmt::format("is cut short in {}", what));
    const std::string_view found = bytes_.substr(at_, size);
    const uint64_t padded = (size + tar_block - 1) / tar_block * tar_block;
    if (padded > bytes_.size() - at_) return fault(fmt::format("is cut short behind {}", what));
    at_ += padded;
    return found;
}

Result<void> TarReader::read_extension(const TarHeader& header, TarPending& pending) {
    if (header.size > limits_.extension_bytes)
        return fault(fmt::format("has an extended header larger than {} bytes", limits_.extension_bytes),
                     ErrorCode::limit);
    WARD_TRY(const std::string_view text, body(header.size, "an extended header"));
    std::expected<void, Reason> done;
    if (header.flag == 'x') {
        done = parse_pax(text, pending);
    } else if (header.flag == 'g') {
        auto comment = read_global_pax(text);
        if (!comment) done = std::unexpected(comment.error());
        else if (!comment->empty() && !comment_.empty()) return fault("has two comments for all of its entries");
        else if (!comment->empty()) comment_ = *std::move(comment);
    } else {
        // node-tar passes over a long name's header that has a link target.
        if (!header.target.empty()) return fault("has a link target where no link is");
        auto& place = header.flag == 'L' ? pending.long_name : pending.long_target;
        if (place) return fault("has two long names for one entry");
        auto name = parse_long_name(text);
        if (name) place = *std::move(name);
        else done = std::unexpected(name.error());
    }
    if (!done) return fault(done.error());
    if (header.flag != 'g') pending.any = true;
    return {};
}

Result<TarEntry> TarReader::entry_of(const TarHeader& header, TarPending& pending) {
    TarEntry entry{.name = header.name,
                   .type = type_of(header.flag),
                   .mode = header.mode,
                   .target = header.target,
                   .bytes = {},
                   .offset = header_at_};
    if (pending.pax_name && pending.long_name && *pending.pax_name != *pending.long_name)
        return fault("has two different names for one entry");
    if (pending.pax_target && pending.long_target && *pending.pax_target != *pending.long_target)
        return fault("has two different link targets for one entry");
    if (pending.pax_size && *pending.pax_size != header.size) return fault("has two different sizes for one entry");
    if (pending.long_name) entry.name = *std::move(pending.long_name);
    if (pending.pax_name) entry.name = *std::move(pending.pax_name);

    const bool is_link = entry.type == TarType::symlink || entry.type == TarType::hardlink;
    if (is_link != !header.target.empty())
        return fault(is_link ? "has a link without a target" : "has a link target where no link is");
    if (is_link && pending.long_target) entry.target = *std::move(pending.long_target);
    if (is_link && pending.pax_target) entry.target = *std::move(pending.pax_target);
    if (entry.name.size() > limits_.name_bytes || entry.target.size() > limits_.name_bytes)
        return fault(fmt::format("has a name longer than {} bytes", limits_.name_bytes), ErrorCode::limit);

    // Tar before ustar had no type for folders.
    if (header.flag == '0' && entry.name.ends_with('/')) entry.type = TarType::folder;
    else if (entry.type == TarType::file && entry.name.ends_with('/')) return fault("has a file with a folder's name");
    if (header.size > limits_.entry_bytes)
        return fault(fmt::format("has an entry larger than {} bytes", limits_.entry_bytes), ErrorCode::limit);
    const bool may_have_bytes =
        entry.type == TarType::file || (entry.type == TarType::other && !is_device(header.flag));
    if (!may_have_bytes && header.size != 0)
        return fault(fmt::format("has a {} with a size", is_device(header.flag) ? "device" : name_of(entry.type)));
    WARD_TRY(const std::string_view found, body(header.size, "an entry"));
    if (entry.type == TarType::file) entry.bytes = found;
    return entry;
}

Result<std::vector<TarEntry>> read_tar(std::string_view bytes, std::string_view name, const TarLimits& limits) {
    WARD_TRY(TarReader reader, TarReader::open(bytes, name, limits));
    std::vector<TarEntry> entries;
    for (;;) {
        WARD_TRY(std::optional<TarEntry> entry, reader.next());
        if (!entry) return entries;
        entries.push_back(*std::move(entry));
    }
}

}  // namespace ward::archive
