// The index file: https://git-scm.com/docs/index-format.
//
// The file does not say whether its ids are SHA-1 or SHA-256; the repository's configuration does, which is not read.
// But a wrong guess cannot look right for long: paths must be in order and their lengths and padding must fit. So the
// file is read with one size, then with the other. The checksum at the end is not verified: it guards against broken
// disks, not against the one who wrote the file.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "io/gitobjects/gitobjects.h"
#include "io/gitobjects/object.h"

namespace ward::gitobjects {
namespace {

constexpr size_t header_bytes = 12;
constexpr size_t stat_bytes = 40;  // times, device, inode, mode, owner, size
constexpr size_t mode_offset = 24;
constexpr uint32_t gitlink_mode = 0160000;
constexpr uint32_t folder_mode = 0040000;  // a folder of a sparse index, with a slash at the end of its path
constexpr uint32_t flag_extended = 0x4000;
constexpr uint32_t flag_name_length = 0x0fff;

uint32_t big_endian(std::string_view bytes) {
    uint32_t value = 0;
    for (const char c : bytes) value = (value << 8) | static_cast<unsigned char>(c);
    return value;
}

// A path that git itself would refuse to check out is not passed on.
bool is_clean_path(std::string_view path) {
    if (path.empty() || path.size() > max_index_path_bytes) return false;
    return std::ranges::all_of(split(path, '/'), [](std::string_view part) {
        return !part.empty() && part != "." && part != ".." && !equal_ignoring_case(part, ".git");
    });
}

class IndexReader {
  public:
    IndexReader(std::string_view bytes, size_t id_bytes) : bytes_(bytes), id_bytes_(id_bytes) {}

    Result<std::vector<Gitlink>> read() {
        const uint32_t version = big_endian(bytes_.substr(4, 4));
        const uint32_t count = big_endian(bytes_.substr(8, 4));
        if (bytes_.size() < header_bytes + id_bytes_) return bad("is cut short");
        end_ = bytes_.size() - id_bytes_;
        at_ = header_bytes;
        for (uint32_t i = 0; i < count; ++i) WARD_TRY_VOID(read_entry(version));
        while (at_ < end_) WARD_TRY_VOID(skip_extension());
        if (nameless_) return bad("has an entry without a path");
        return std::move(links_);
    }

  private:
    std::unexpected<Error> bad(std::string_view reason, ErrorCode code = ErrorCode::parse) const {
        return fail(code, fmt::format("index {} at byte {}", reason, at_));
    }

    Result<std::string_view> take(size_t count) {
        if (count > end_ - at_) return bad("is cut short");
        at_ += count;
        return bytes_.substr(at_ - count, count);
    }

    Result<void> read_entry(uint32_t version) {
        const size_t start = at_;
        WARD_TRY(const std::string_view stat, take(stat_bytes));
        WARD_TRY(const std::string_view id, take(id_bytes_));
        WARD_TRY(const std::string_view flag_bytes, take(2));
        const uint32_t flags = big_endian(flag_bytes);
        const uint32_t stage = (flags >> 12) & 3;
        if ((flags & flag_extended) != 0) {
            if (version < 3) return bad("has a flag of a later version");
            WARD_TRY_VOID(take(2));
        }
        std::string path;
        if (version == 4) {
            WARD_TRY(const size_t dropped, read_varint());
            if (dropped > path_.size()) return bad("drops more of a path than there is");
            path = path_.substr(0, path_.size() - dropped);
        }
        const size_t nul = bytes_.find('\0', at_);
        if (nul == std::string_view::npos || nul >= end_) return bad("has a path without end");
        if (nul - at_ > max_index_path_bytes) return bad("has a path that is too long", ErrorCode::limit);
        path += bytes_.substr(at_, nul - at_);
        at_ = nul + 1;
        if (version != 4) {
            // One to eight NULs, the one just read included, up to a multiple of eight.
            WARD_TRY(const std::string_view padding, take((8 - (at_ - start) % 8) % 8));
            if (padding.find_first_not_of('\0') != std::string_view::npos) return bad("has bytes in its padding");
        }
        if ((flags & flag_name_length) != std::min<size_t>(path.size(), flag_name_length))
            return bad("has a path of another length than it says");
        if (path.empty()) {
            nameless_ = true;  // in a split index it replaces an entry of the other file: the extension will tell
            return {};
        }
        const uint32_t mode = big_endian(stat.substr(mode_offset, 4));
        const std::string_view named = path;
        const bool folder = mode == folder_mode && named.ends_with('/');
        if (!is_clean_path(folder ? named.substr(0, named.size() - 1) : named))
            return bad(fmt::format("has the impossible path \"{}\"", display(path)));
        if (!path_.empty() && std::pair(named, stage) <= std::pair(std::string_view(path_), stage_))
            return bad("has paths out of order");

        const bool ours = stage == 0 || stage == 2;
        if (mode == gitlink_mode && ours) links_.push_back({path, hex(id)});
        path_ = std::move(path);
        stage_ = stage;
        return {};
    }

    // Base 128, most significant first, each continued byte counting one more (as in pack files' offsets).
    Result<size_t> read_varint() {
        WARD_TRY(std::string_view byte, take(1));
        size_t value = static_cast<unsigned char>(byte[0]) & 0x7f;
        while ((static_cast<unsigned char>(byte[0]) & 0x80) != 0) {
            if (value > max_index_path_bytes) return bad("has a number that is too large");
            WARD_TRY(byte, take(1));
            value = ((value + 1) << 7) | (static_cast<unsigned char>(byte[0]) & 0x7f);
        }
        return value;
    }

    // Extensions whose names start with a capital letter may be ignored; "sdir" says that some folders are one entry,
    // which never holds for folders with submodules. Others ("link", a split index) change what the entries mean.
    Result<void> skip_extension() {
        WARD_TRY(const std::string_view name, take(4));
        WARD_TRY(const std::string_view size, take(4));
        WARD_TRY_VOID(take(big_endian(size)));
        if ((name[0] >= 'A' && name[0] <= 'Z') || name == "sdir") return {};
        const bool is_split = name == "link";
        return bad(is_split ? "is split in two files, which is not read"
                            : fmt::format("needs the unknown extension \"{}\"", display(name)),
                   ErrorCode::unsupported);
    }

    std::string_view bytes_;
    size_t id_bytes_;
    size_t at_ = 0;
    size_t end_ = 0;
    std::string path_;
    uint32_t stage_ = 0;
    bool nameless_ = false;
    std::vector<Gitlink> links_;
};

}  // namespace

Result<std::vector<Gitlink>> read_gitlinks(std::string_view index_bytes) {
    if (index_bytes.size() > max_index_bytes)
        return fail(ErrorCode::limit, fmt::format("index is larger than {} bytes", max_index_bytes));
    if (!index_bytes.starts_with("DIRC") || index_bytes.size() < header_bytes)
        return fail(ErrorCode::parse, "is not an index file of git");
    const uint32_t version = big_endian(index_bytes.substr(4, 4));
    if (version < 2 || version > 4)
        return fail(ErrorCode::unsupported, fmt::format("index has the unknown version {}", version));
    auto links = IndexReader(index_bytes, sha1_bytes).read();
    if (links) return links;
    auto again = IndexReader(index_bytes, sha256_bytes).read();
    // The first reading's reason is kept, since nearly all repositories have SHA-1 ids; but a plain parse error may
    // only mean that the size was wrong.
    const bool telling = again || (links.error().code == ErrorCode::parse && again.error().code != ErrorCode::parse);
    return telling ? std::move(again) : std::move(links);
}

}  // namespace ward::gitobjects
