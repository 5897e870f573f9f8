// See file_watch.h.
#include "base/file_watch.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/fanotify.h>

#include <array>
#include <cerrno>
#include <string>

namespace ward {
namespace {

// FAN_CLOSE_WRITE is what is told of writing through a mapping.
constexpr uint64_t writing = FAN_MODIFY | FAN_CLOSE_WRITE;

}  // namespace

Result<FileWatch> FileWatch::make() {
    // By handle, since only a privileged group may be given descriptors of the files.
    Fd group(::fanotify_init(FAN_CLASS_NOTIF | FAN_REPORT_FID | FAN_CLOEXEC | FAN_NONBLOCK, O_RDONLY));
    if (!group.valid())
        return fail(ErrorCode::unsupported,
                    "the kernel lets this user watch no files: fanotify of Linux 5.13 is needed");
    return FileWatch(std::move(group));
}

Result<void> FileWatch::add(int fd, std::string_view name) const {
    // Without a path the mark is on what `fd` is open on.
    if (::fanotify_mark(group_.get(), FAN_MARK_ADD, writing, fd, nullptr) == 0) return {};
    switch (errno) {
        case ENOSPC:
            return fail(ErrorCode::limit, "this user may watch no more files (fs.fanotify.max_user_marks)",
                        std::string(name));
        case ENODEV:
        case EOPNOTSUPP:
        case EXDEV:
            return fail(ErrorCode::unsupported, "files of its file system cannot be watched", std::string(name));
        default: return fail_errno("cannot watch", name);
    }
}

bool FileWatch::wait(int stop) const {
    while (true) {
        std::array<pollfd, 2> waited{pollfd{.fd = group_.get(), .events = POLLIN, .revents = 0},
                                     pollfd{.fd = stop, .events = POLLIN, .revents = 0}};
        if (::poll(waited.data(), waited.size(), -1) < 0 && errno != EINTR) return false;
        if (waited[0].revents != 0) return true;
        if (waited[1].revents != 0) return false;
    }
}

}  // namespace ward
