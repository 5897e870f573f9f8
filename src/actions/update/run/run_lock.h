// One run at a time in a repository: its work trees share refs and objects, so that two runs would move the same
// branch. Held until the process ends, however it ends.
#pragma once

#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/result.h"

namespace ward::update {

class RunLock {
  public:
    // In `folder`, which is made if it is missing. `doing` is told to whoever comes meanwhile: one line. A `conflict`
    // where another run holds it, with that one's process id and words.
    static Result<RunLock> take(const std::string& folder, std::string_view doing);

  private:
    explicit RunLock(Fd fd) : fd_(std::move(fd)) {}
    Fd fd_;
};

}  // namespace ward::update
