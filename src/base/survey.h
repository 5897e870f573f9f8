// Every file of a folder with what the file system says about it, read on several threads: for whoever needs sizes and
// times of tens of thousands of files. Root::walk gives names alone.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/root.h"

namespace ward {

// What changes when a file's bytes are changed, or another file takes its place.
struct FileIdentity {
    uint64_t device = 0;
    uint64_t inode = 0;
    uint64_t size = 0;     // bytes
    int64_t modified = 0;  // nanoseconds since 1970
    int64_t changed = 0;   // the same, of the inode: nobody can set it

    bool operator==(const FileIdentity&) const = default;
};

struct FileStatus {
    FileIdentity identity;
    uint32_t mode = 0;  // permission bits
    uint32_t owner = 0;

    bool operator==(const FileStatus&) const = default;
};
// Of an open file.
Result<FileStatus> status_of(const Fd& fd, std::string_view name);

struct SurveyEntry {
    std::string path;  // as in Entry
    EntryKind kind = EntryKind::file;
    FileStatus status;  // of the entry itself: links are not followed
};

struct Survey {
    std::vector<SurveyEntry> entries;  // in the order of Listing
    std::vector<Problem> problems;
};

// The limits are Root::walk's.
Survey survey(const Root& root, const WalkLimits& limits, const std::function<bool(std::string_view folder)>& enter);

}  // namespace ward
