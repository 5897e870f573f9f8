// Looking at a process of the confined tree from outside: its memory, its files, where it stands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/fd.h"

namespace ward::permission {

// A path as the kernel would find it for that process, links followed.
struct Found {
    std::string path;  // absolute; of what is not there yet: the real folder's path and the name
    bool exists = false;
    bool is_folder = false;
    Fd file;  // O_PATH, where it exists
};
enum class LastLink : uint8_t { follow, keep };

class Tracee {
  public:
    explicit Tracee(int thread) : thread_(thread) {}

    // At most `size` bytes at the address; fewer at the end of what is readable.
    std::string bytes(uint64_t address, size_t size) const;
    // A string's bytes up to its NUL; nothing where it has none within PATH_MAX, or cannot be read.
    std::optional<std::string> text(uint64_t address) const;
    // `path` from the folder that `dirfd` stands for (AT_FDCWD: the current one). Nothing where its folder is not
    // there.
    std::optional<Found> find(int dirfd, const std::string& path, LastLink last) const;
    // The file that a descriptor is open on; nothing for a pipe or a socket.
    std::optional<Found> descriptor(int fd) const;
    // SO_TYPE of a socket (1 stream, 2 datagram); 0 for anything else.
    uint32_t socket_type(int fd) const;
    std::string program() const;
    int process() const;  // the thread group
    // Is `pid` this process's ancestor's tree: does the chain of parents reach `root`?
    static bool descends_from(int pid, int root);

  private:
    int thread_;
};

}  // namespace ward::permission
