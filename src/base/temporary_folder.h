// A folder of one's own in the system's temporary folder, removed with all below it when the object ends (links are
// removed, not followed).
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace ward {

class TemporaryFolder {
  public:
    // "/tmp/PREFIX-Xf3k1Z", for nobody but this user; its real path, no link in it.
    static Result<TemporaryFolder> make(std::string_view prefix);
    TemporaryFolder() = default;
    TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    TemporaryFolder& operator=(TemporaryFolder&& other) noexcept;
    ~TemporaryFolder() { remove(); }

    const std::string& path() const { return path_; }

  private:
    void remove();

    std::string path_;
};

}  // namespace ward
