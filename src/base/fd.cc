#include "base/fd.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace ward {

void Fd::reset() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
}

Result<Fd> open_file(const std::string& path, int flags, int mode) {
    const int number = ::open(path.c_str(), flags | O_CLOEXEC, mode);
    if (number < 0) return fail_errno("cannot open", path);
    return Fd(number);
}

Result<std::string> read_all(int fd, size_t max_bytes, std::string_view name) {
    std::string out;
    struct stat info{};
    size_t chunk = 1 << 16;
    if (::fstat(fd, &info) == 0 && S_ISREG(info.st_mode))
        chunk = std::min<size_t>(static_cast<size_t>(info.st_size) + 1, max_bytes + 1);
    for (;;) {
        const size_t have = out.size();
        const size_t want = std::min(chunk, max_bytes + 1 - have);
        out.resize(have + want);
        const ssize_t got = ::read(fd, out.data() + have, want);
        if (got < 0 && errno == EINTR) {
            out.resize(have);
            continue;
        }
        if (got < 0) return fail_errno("cannot read", name);
        out.resize(have + static_cast<size_t>(got));
        if (got == 0) return out;
        if (out.size() > max_bytes)
            return fail(ErrorCode::limit, "is larger than " + std::to_string(max_bytes) + " bytes", std::string(name));
        // Room that is left is used first: to see the end of a file of known size takes one byte and not a page more.
        const size_t left = want - static_cast<size_t>(got);
        chunk = left > 0 ? left : std::max<size_t>(1 << 16, out.size());
    }
}

Result<std::string> read_file(const std::string& path, size_t max_bytes) {
    WARD_TRY(const Fd fd, open_file(path, O_RDONLY));
    return read_all(fd.get(), max_bytes, path);
}

Result<void> write_all(int fd, std::string_view bytes, std::string_view name) {
    while (!bytes.empty()) {
        const ssize_t done = ::write(fd, bytes.data(), bytes.size());
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return fail_errno("cannot write", name);
        bytes.remove_prefix(static_cast<size_t>(done));
    }
    return {};
}

Result<void> replace_file(const std::string& path, std::string_view bytes, int mode) {
    const size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : path.substr(0, std::max<size_t>(slash, 1));
    const std::string temporary = path + ".tmp." + std::to_string(::getpid());
    auto write_temporary = [&]() -> Result<void> {
        WARD_TRY(const Fd fd, open_file(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode));
        WARD_TRY_VOID(write_all(fd.get(), bytes, path));
        // A failed fsync may have dropped pages: the file is given up, never synced again.
        if (::fsync(fd.get()) != 0) return fail_errno("cannot sync", path);
        if (::rename(temporary.c_str(), path.c_str()) != 0) return fail_errno("cannot rename into place", path);
        return {};
    };
    if (auto written = write_temporary(); !written) {
        ::unlink(temporary.c_str());
        return written;
    }
    WARD_TRY(const Fd directory, open_file(folder, O_RDONLY | O_DIRECTORY));
    if (::fsync(directory.get()) != 0) return fail_errno("cannot sync", folder);
    return {};
}

Result<void> make_folders(const std::string& path) {
    for (size_t at = 1; at <= path.size(); ++at) {
        if (at != path.size() && path[at] != '/') continue;
        const std::string prefix = path.substr(0, at);
        if (::mkdir(prefix.c_str(), 0777) != 0 && errno != EEXIST) return fail_errno("cannot create folder", prefix);
    }
    struct stat info{};
    if (::stat(path.c_str(), &info) != 0) return fail_errno("cannot look at", path);
    if (!S_ISDIR(info.st_mode)) return fail(ErrorCode::io, "is not a folder", path);
    return {};
}

Map& Map::operator=(Map&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

Map::~Map() {
    if (data_ != nullptr) ::munmap(const_cast<char*>(data_), size_);
}

Result<Map> Map::open(const std::string& path) {
    // O_NONBLOCK: a FIFO under that name must not make us wait for a writer before we can refuse it.
    WARD_TRY(const Fd fd, open_file(path, O_RDONLY | O_NONBLOCK));
    return of(fd, path);
}

Result<Map> Map::of(const Fd& fd, std::string_view name) {
    struct stat info{};
    if (::fstat(fd.get(), &info) != 0) return fail_errno("cannot look at", name);
    if (!S_ISREG(info.st_mode)) return fail(ErrorCode::io, "is not a regular file", std::string(name));
    Map map;
    if (info.st_size == 0) return map;
    void* data = ::mmap(nullptr, static_cast<size_t>(info.st_size), PROT_READ, MAP_SHARED, fd.get(), 0);
    if (data == MAP_FAILED) return fail_errno("cannot map", name);
    map.data_ = static_cast<const char*>(data);
    map.size_ = static_cast<size_t>(info.st_size);
    return map;
}

}  // namespace ward
