// Doors for packed bytes of strangers: zip archives by their central directory, gzip, zstd and xz streams. Everything
// stays in memory; nothing is ever extracted to disk. Passing a limit is an error with its name, never a shorter
// result.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::archive {

enum class Packing { none, zip, gzip, zstd, xz };

// By the first bytes, not by a file's name.
Packing packing_of(std::string_view bytes);

// How much may come out of packed bytes. A bomb is what expands more than `ratio` times; small inputs may do so.
struct ExpandLimits {
    uint64_t expanded_bytes = uint64_t{4} << 30;
    uint64_t ratio = 1'000;
    uint64_t ratio_free_bytes = 16u << 20;  // the ratio is looked at beyond this
};

// All members, or frames, of a stream. `name` is for error messages. Trailing bytes that are no member are an error.
Result<std::string> expand_gzip(std::string_view bytes, std::string_view name, const ExpandLimits& limits = {});
// What stands behind a byte 0 that follows a member.
struct GzipTail {
    uint64_t bytes = 0;
    bool is_padding = true;  // nothing but zeros, as tape drives left them
};
// The same as Node.js's zlib reads it, and so npm 11, pnpm 10 and Yarn 1: a byte 0 behind a member ends the stream,
// whatever follows. (pnpm 12 takes any bytes there.)
Result<std::string> expand_gzip_before_tail(std::string_view bytes, std::string_view name, const ExpandLimits& limits,
                                            GzipTail& tail);
Result<std::string> expand_zstd(std::string_view bytes, std::string_view name, const ExpandLimits& limits = {});
// `limit` too for one whose dictionary needs more than max_xz_memory_bytes (xz -9 needs 65 MiB).
Result<std::string> expand_xz(std::string_view bytes, std::string_view name, const ExpandLimits& limits = {});
constexpr uint64_t max_xz_memory_bytes = 256u << 20;

struct ZipLimits {
    uint64_t archive_bytes = 512u << 20;
    uint64_t entries = 500'000;
    uint64_t entry_bytes = 64u << 20;  // expanded
    size_t name_bytes = 4'096;
    ExpandLimits expand{};  // of all entries together
};

struct ZipEntry {
    std::string_view name;  // as written; may be anything, so it is data and never a path to write to
    uint64_t offset = 0;    // of the local header
    uint64_t packed_bytes = 0;
    uint64_t expanded_bytes = 0;
    uint32_t crc32 = 0;
    uint16_t method = 0;  // 0 stored, 8 deflated
    bool encrypted = false;
    uint16_t unix_mode = 0;  // file type and permissions, as st_mode; 0 where the writer was no Unix

    bool is_folder() const { return name.ends_with('/'); }
};

// The table of contents of a zip archive (PKWARE APPNOTE 6.3, Zip64 included). An archive that two readers could
// understand differently (two end records, overlapping entries, bytes before the first or after the last) is refused.
class Zip {
  public:
    // `bytes` must outlive the object and what it returns.
    static Result<Zip> open(std::string_view bytes, std::string_view name, const ZipLimits& limits = {});

    // In the order of the central directory.
    std::span<const ZipEntry> entries() const { return entries_; }
    std::string_view bytes() const { return bytes_; }
    // Of the whole archive: git archive writes the commit's id there.
    std::string_view comment() const { return comment_; }

  private:
    std::string_view bytes_;
    std::string_view comment_;
    std::vector<ZipEntry> entries_;
};

// Expands entries; one per thread.
class Inflater {
  public:
    Inflater();
    ~Inflater();
    Inflater(Inflater&&) noexcept;
    Inflater& operator=(Inflater&&) noexcept;

    // Fills `out`, whose size must be entry.expanded_bytes. Fails when local header, size or CRC-32 differ from what
    // the central directory promised.
    Result<void> expand(const Zip& zip, const ZipEntry& entry, std::span<char> out);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ward::archive
