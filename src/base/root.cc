#include "base/root.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>

namespace ward {

Result<Root> Root::open(const std::string& path) {
    WARD_TRY(Fd fd, open_file(path, O_RDONLY | O_DIRECTORY));
    Root root;
    root.fd_ = std::move(fd);
    root.path_ = path;
    return root;
}

Result<Fd> Root::open_beneath(std::string_view relative, int flags) const {
    open_how how{};
    // With O_PATH, which opens nothing, openat2 takes no other flags.
    how.flags =
        static_cast<uint64_t>(flags | O_CLOEXEC | O_NOFOLLOW | ((flags & O_PATH) != 0 ? 0 : O_NONBLOCK | O_NOCTTY));
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    const std::string path(relative.empty() ? "." : relative);
    const long number = ::syscall(SYS_openat2, fd_.get(), path.c_str(), &how, sizeof how);
    if (number < 0) {
        if (errno == ELOOP || errno == EXDEV)
            return fail(ErrorCode::unsupported, "leads through a symbolic link, which is not followed", path);
        return fail_errno("cannot open", path);
    }
    return Fd(static_cast<int>(number));
}

Result<Fd> Root::open_regular(std::string_view relative) const {
    // O_NONBLOCK in open_beneath: a FIFO planted under an expected name must not make the scan wait for a writer.
    WARD_TRY(Fd fd, open_beneath(relative, O_RDONLY));
    struct stat info{};
    if (::fstat(fd.get(), &info) != 0) return fail_errno("cannot look at", relative);
    if (!S_ISREG(info.st_mode)) return fail(ErrorCode::unsupported, "is not a regular file", std::string(relative));
    return fd;
}

Result<Fd> Root::open_folder(std::string_view relative) const {
    return open_beneath(relative, O_RDONLY | O_DIRECTORY);
}

Result<std::string> Root::read(std::string_view relative, size_t max_bytes) const {
    WARD_TRY(const Fd fd, open_regular(relative));
    return read_all(fd.get(), max_bytes, relative);
}

Result<std::string> Root::link_target(std::string_view relative) const {
    WARD_TRY(const Fd fd, open_beneath(relative, O_PATH));
    std::string target(PATH_MAX, '\0');
    const ssize_t length = ::readlinkat(fd.get(), "", target.data(), target.size());
    if (length < 0) return fail_errno("is no symbolic link", relative);
    target.resize(static_cast<size_t>(length));
    return target;
}

Result<uint64_t> Root::size(std::string_view relative) const {
    WARD_TRY(const Fd fd, open_regular(relative));
    struct stat info{};
    if (::fstat(fd.get(), &info) != 0) return fail_errno("cannot look at", relative);
    return static_cast<uint64_t>(info.st_size);
}

}  // namespace ward
