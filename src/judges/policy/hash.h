// Digests of the files of a tree. Files are read into one buffer a thread, not mapped: most are small, and mapping
// costs three times as much there (measured).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/root.h"
#include "base/survey.h"
#include "formats/digest.h"
#include "judges/policy/file_index.h"

namespace ward::policy {

constexpr uint64_t max_file_bytes = uint64_t{8} << 30;  // of one file; beyond it the file is named as not read
// Of a text whose other line ending is digested too: it is held in memory.
constexpr uint64_t max_text_bytes = 64u << 20;

enum class LineEndings : uint8_t {
    as_they_are,
    both,  // of a text, the digests it has with the other line ending too
};

struct HashedFile {
    FileStatus status;
    ShaDigests digests;
    // Of a text that has line feeds, each with a carriage return before it or none: what it would be the other way
    // round. Not of files with a zero byte, nor of those that mix both.
    std::optional<ShaDigests> other_endings;
    bool was_known = false;  // from the index: not read
};

// Reads a regular file through `root`. With an index, a file that it knows is opened and not read. `opened` is called
// while the file is open: the descriptor is of the inode that the digests are of.
// `surveyed` is what was seen of the file before: where it is still so at the end, nothing need be asked before it is
// read. Errors: as Root::open_regular; limit; damaged where the file changed while it was read.
using Opened = std::function<Result<void>(const Fd& fd, const HashedFile& file)>;
Result<HashedFile> hash_file(const Root& root, std::string_view path, ShaSet algorithms,
                             LineEndings endings = LineEndings::as_they_are, const FileIndex* index = nullptr,
                             const Opened& opened = {}, const FileStatus* surveyed = nullptr);

// What the index knows of a file with this status, without opening it; nothing where it does not know the file, or
// lacks an algorithm. `index` may be null.
std::optional<HashedFile> known_file(const FileIndex* index, std::string_view path, const FileStatus& status,
                                     ShaSet algorithms);

// The same text with the other line ending; nothing where it is no text, or mixes both, or has none.
std::optional<std::string> with_other_endings(std::string_view text);

}  // namespace ward::policy
