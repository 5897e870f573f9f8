// Replacing the database so that at any instant, whatever happens, the old one or the new one is there and whole.
// The steps and what each of them is for: docs/formats/advisory-index.md, "Swap".
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/result.h"

namespace ward::advisory {

// The file that is there while a new one is being made, and after it: the one before the last.
std::string previous_path(const std::string& path);

class Swap {
  public:
    // Takes the lock and clears away what an interrupted run left. `conflict` where another run holds the lock.
    static Result<Swap> begin(const std::string& path);
    Swap(Swap&&) noexcept = default;
    Swap& operator=(Swap&&) noexcept = default;
    // Removes the temporary file unless commit() renamed it.
    ~Swap();

    // Writes `bytes` beside the database and lets `check` look at that file before it takes the database's place.
    // On any error the database is untouched.
    Result<void> commit(std::string_view bytes, const std::function<Result<void>(const std::string& file)>& check);

  private:
    Swap() = default;
    Result<void> write(std::string_view bytes) const;
    Result<void> keep_previous() const;

    std::string path_;
    std::string temporary_;
    Fd lock_;
};

}  // namespace ward::advisory
