// A text file that only grows, line by line, by one process at a time: what journals and logs stand in. A line is on
// disk when append() returns; one that a crash tore is the last one, and the reader says how much is good.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/result.h"

namespace ward {

class AppendFile {
  public:
    AppendFile() = default;
    // The folder exists; the file need not. Holds FILE.lock until the end: a `conflict` error with the words `busy`
    // where another process does. `limit` where there are more than `max_bytes`.
    static Result<AppendFile> open(const std::string& path, size_t max_bytes, std::string_view busy);

    // What stood in the file when it was opened. Once.
    std::string take_text() { return std::move(text_); }
    // Renames the file, so that begin() starts a new one.
    Result<void> set_aside(const std::string& new_path);
    // Before the first append(): cuts off what stands behind `good_bytes`, if anything does.
    Result<void> begin(size_t good_bytes);
    // `line` has its line end. After an error nothing more can be appended: half a line may be there, which must stay
    // the last one.
    Result<void> append(std::string_view line);

  private:
    std::string path_;
    std::string text_;
    Fd lock_;
    Fd file_;
};

}  // namespace ward
