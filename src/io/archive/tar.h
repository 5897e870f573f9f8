// tar archives of strangers, already expanded (archive.h), read in memory: ustar, pax extended headers (POSIX.1-2001:
// path, linkpath, size), GNU long names. Old tars, GNU tar, libarchive and node-tar read some archives differently,
// which is how one archive shows a scanner other files than it gives an installer. This reader has one rule for that:
// what two of them understand differently is refused, with the reason, and never guessed.
//
// Refused: wrong checksums, numbers with anything but octal digits, negative or oversized base-256 numbers, sparse
// files, a size where no bytes may follow (folders, links, devices), a link target on a file, extended headers that
// contradict the header, each other, or stand for the whole archive, names cut by a NUL, one zero block amid entries,
// bytes behind the end, an end inside an entry. Left to the caller: one name twice (both come, in order; who unpacks
// lets the later one win), names that lead outside
// ("..", "/etc"), and types nobody knows (`other`, which GNU tar unpacks as a file and node-tar passes over).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::archive {

struct TarLimits {
    uint64_t archive_bytes = uint64_t{2} << 30;
    uint64_t entries = 1'000'000;  // headers, extended ones and long names included
    uint64_t entry_bytes = uint64_t{1} << 30;
    size_t name_bytes = 4'096;          // of a name or link target
    size_t extension_bytes = 1u << 20;  // of one extended header; node-tar passes over larger ones
};

enum class TarType : uint8_t { file, folder, symlink, hardlink, other };
std::string_view name_of(TarType type);

struct TarEntry {
    std::string name;  // as written; may be anything, so it is data and never a path to write to
    TarType type = TarType::file;
    uint32_t mode = 0;       // the low twelve bits
    std::string target;      // of links
    std::string_view bytes;  // of files
    uint64_t offset = 0;     // of its header in the archive
};

struct TarHeader;
struct TarPending;

// One entry after the other; `bytes` must outlive the reader and what it returns.
class TarReader {
  public:
    // `name` is for error messages.
    static Result<TarReader> open(std::string_view bytes, std::string_view name, const TarLimits& limits = {});

    // The next entry, nothing behind the last one. After an error every further call gives the same error: an archive
    // that is wrong somewhere has no entries that can be believed.
    Result<std::optional<TarEntry>> next();
    // The comment that stands for the whole archive, as far as it was read: git archive writes the commit's id there.
    const std::string& comment() const { return comment_; }

  private:
    Result<std::optional<TarEntry>> read();
    Result<void> read_end();
    Result<std::string_view> body(uint64_t size, std::string_view what);
    Result<void> read_extension(const TarHeader& header, TarPending& pending);
    Result<TarEntry> entry_of(const TarHeader& header, TarPending& pending);
    std::unexpected<Error> fault(std::string what, ErrorCode code = ErrorCode::parse) const;

    std::string_view bytes_;
    std::string name_;
    TarLimits limits_;
    size_t at_ = 0;
    size_t header_at_ = 0;  // where the header begins that is being read, for messages
    uint64_t headers_ = 0;
    bool ended_ = false;
    std::string comment_;
    std::optional<Error> error_;
};

// All of them.
Result<std::vector<TarEntry>> read_tar(std::string_view bytes, std::string_view name, const TarLimits& limits = {});

}  // namespace ward::archive
