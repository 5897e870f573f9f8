// Tells when one of many open files is written to, by whatever process: the kernel's fanotify, which needs no privilege
// for that since Linux 5.13. Not told are changes through a shared mapping until the mapping's file is closed, and
// those that another machine makes on a network file system.
#pragma once

#include <string_view>

#include "base/fd.h"
#include "base/result.h"

namespace ward {

class FileWatch {
  public:
    // Error: unsupported where the kernel gives this user none.
    static Result<FileWatch> make();

    // Several threads may add at once. The file is watched from here on, also after `fd` is closed. Errors: limit where
    // this user may watch no more files (fs.fanotify.max_user_marks); unsupported for file systems without handles.
    Result<void> add(int fd, std::string_view name) const;

    // Waits until a file was written to (true), or until there is something to read from `stop` (false).
    bool wait(int stop) const;

  private:
    explicit FileWatch(Fd group) : group_(std::move(group)) {}
    Fd group_;
};

}  // namespace ward
