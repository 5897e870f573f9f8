// Owned file descriptors, whole-file reads and writes, read-only maps, and files that appear all at once or not at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace ward {

// Owns one descriptor and closes it.
class Fd {
  public:
    Fd() = default;
    explicit Fd(int number) : number_(number) {}
    Fd(Fd&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        if (this != &other) {
            reset();
            number_ = std::exchange(other.number_, -1);
        }
        return *this;
    }
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    ~Fd() { reset(); }

    int get() const { return number_; }
    bool valid() const { return number_ >= 0; }
    int release() { return std::exchange(number_, -1); }
    void reset();

  private:
    int number_ = -1;
};

// Opens with O_CLOEXEC; `mode` is for O_CREAT.
Result<Fd> open_file(const std::string& path, int flags, int mode = 0600);

// Reads to the end. Fails with `limit` when there are more than `max_bytes`: nothing is ever cut silently.
Result<std::string> read_all(int fd, size_t max_bytes, std::string_view name);
Result<std::string> read_file(const std::string& path, size_t max_bytes);
Result<void> write_all(int fd, std::string_view bytes, std::string_view name);

// Replaces `path` by `bytes`: written beside it, synced, renamed. On any failure the old file is untouched.
Result<void> replace_file(const std::string& path, std::string_view bytes, int mode = 0644);
// mkdir -p; existing folders are fine.
Result<void> make_folders(const std::string& path);

// A file mapped read-only. The bytes live as long as this object, even if the file is renamed or unlinked meanwhile
// (but not if it is truncated in place: nobody may do that to a file of ours).
class Map {
  public:
    Map() = default;
    Map(Map&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
    Map& operator=(Map&& other) noexcept;
    Map(const Map&) = delete;
    Map& operator=(const Map&) = delete;
    ~Map();

    static Result<Map> open(const std::string& path);
    // Of an open file; `name` is for error messages.
    static Result<Map> of(const Fd& fd, std::string_view name);
    std::string_view bytes() const { return {data_, size_}; }

  private:
    const char* data_ = nullptr;
    size_t size_ = 0;
};

}  // namespace ward
