// A folder of a stranger, opened once. All further access is by path relative to it and stays inside it:
// openat2(RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS), regular files only, never blocking on a FIFO.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "base/result.h"

namespace ward {

// How far a walk goes. Passing one is reported as a problem of the folder concerned, never silently.
struct WalkLimits {
    size_t depth = 128;
    size_t path_bytes = 4096;
    size_t entries = 5'000'000;
};

enum class EntryKind { file, folder, symlink, other };

struct Entry {
    std::string path;  // relative to the root, '/'-separated, raw bytes as on disk
    EntryKind kind = EntryKind::file;
};

// Something that could not be looked at, with the reason.
struct Problem {
    std::string path;
    std::string reason;
};

struct Listing {
    std::vector<Entry> entries;  // sorted by path, byte-wise per component: a folder stands right before its contents
    std::vector<Problem> problems;
};

class Root {
  public:
    // `path` itself may be a symbolic link (the user named it); nothing below it may.
    static Result<Root> open(const std::string& path);

    // Whole contents of a regular file. `limit` error over max_bytes; `unsupported` for anything but a regular file.
    Result<std::string> read(std::string_view relative, size_t max_bytes) const;
    Result<Fd> open_regular(std::string_view relative) const;
    // A folder, to list it; "" is the root.
    Result<Fd> open_folder(std::string_view relative) const;
    // What a symbolic link holds, which may lead anywhere; it is only text here.
    Result<std::string> link_target(std::string_view relative) const;
    // Size in bytes of a regular file, without reading it.
    Result<uint64_t> size(std::string_view relative) const;

    // Every entry below the root, deterministic. Folders for which `enter` returns false are listed but not entered.
    // Symbolic links are listed, never followed.
    Listing walk(const WalkLimits& limits, const std::function<bool(std::string_view folder)>& enter) const;

    const std::string& path() const { return path_; }

  private:
    Result<Fd> open_beneath(std::string_view relative, int flags) const;

    Fd fd_;
    std::string path_;
};

}  // namespace ward
