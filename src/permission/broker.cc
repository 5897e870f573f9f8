// See broker.h. Set-user-ID and set-group-ID bits are taken out of every mode: a confined program has no business with
// files that run as somebody.
#include "permission/broker.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>
#include <utime.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include <fmt/core.h>

#include "permission/calls.h"
#include "permission/tracee.h"

namespace ward::permission {
namespace {

constexpr uint32_t mode_bits = 01777;

// What a call names: a path from a folder, or a descriptor.
struct Target {
    int folder = AT_FDCWD;
    uint64_t path = 0;  // address; 0: the folder is the descriptor of the file itself
    LastLink last = LastLink::follow;
};

class Order {
  public:
    explicit Order(const seccomp_notif& call) : call_(call), tracee_(static_cast<int>(call.pid)) {}

    int carry_out(const Permissions& permissions) {
        switch (call_.data.nr) {
#ifdef SYS_chmod
            case SYS_chmod: return mode({AT_FDCWD, argument(0)}, argument(1), permissions);
            case SYS_chown: return owner({AT_FDCWD, argument(0)}, argument(1), argument(2), permissions);
            case SYS_lchown:
                return owner({AT_FDCWD, argument(0), LastLink::keep}, argument(1), argument(2), permissions);
            case SYS_utime: return times({AT_FDCWD, argument(0)}, seconds(argument(1)), permissions);
            case SYS_utimes: return times({AT_FDCWD, argument(0)}, microseconds(argument(1)), permissions);
            case SYS_futimesat: return times({number(0), argument(1)}, microseconds(argument(2)), permissions);
#endif
            case SYS_fchmod: return mode({number(0)}, argument(1), permissions);
            case SYS_fchmodat: return mode({number(0), argument(1)}, argument(2), permissions);
            case sys_fchmodat2: return mode({number(0), argument(1), last(argument(3))}, argument(2), permissions);
            case SYS_fchown: return owner({number(0)}, argument(1), argument(2), permissions);
            case SYS_fchownat:
                return owner({number(0), argument(1), last(argument(4))}, argument(2), argument(3), permissions);
            case SYS_utimensat:
                return times({number(0), argument(1), last(argument(3))}, nanoseconds(argument(2)), permissions);
            default: return EOPNOTSUPP;
        }
    }

  private:
    using Times = std::optional<std::array<timespec, 2>>;  // access and change; nothing: both now

    uint64_t argument(int index) const { return call_.data.args[index]; }
    int number(int index) const { return static_cast<int>(argument(index)); }
    static LastLink last(uint64_t flags) {
        return (flags & AT_SYMLINK_NOFOLLOW) != 0 ? LastLink::keep : LastLink::follow;
    }

    template <typename Value>
    std::optional<Value> value_at(uint64_t address) const {
        const std::string bytes = tracee_.bytes(address, sizeof(Value));
        if (bytes.size() != sizeof(Value)) return std::nullopt;
        Value out{};
        std::memcpy(&out, bytes.data(), sizeof out);
        return out;
    }
    // Of each form of the times argument; `bad_` where its memory cannot be read.
    Times nanoseconds(uint64_t address) {
        if (address == 0) return std::nullopt;
        const auto pair = value_at<std::array<timespec, 2>>(address);
        bad_ = !pair;
        return pair;
    }
    Times microseconds(uint64_t address) {
        if (address == 0) return std::nullopt;
        const auto pair = value_at<std::array<timeval, 2>>(address);
        bad_ = !pair;
        if (!pair) return std::nullopt;
        return {{timespec{(*pair)[0].tv_sec, (*pair)[0].tv_usec * 1000},
                 timespec{(*pair)[1].tv_sec, (*pair)[1].tv_usec * 1000}}};
    }
    Times seconds(uint64_t address) {
        if (address == 0) return std::nullopt;
        const auto pair = value_at<utimbuf>(address);
        bad_ = !pair;
        if (!pair) return std::nullopt;
        return {{timespec{pair->actime, 0}, timespec{pair->modtime, 0}}};
    }

    // The file, opened, if writing to it is granted; or the errno.
    std::optional<Found> judged(const Target& target, const Permissions& permissions, int& error) const {
        std::optional<Found> out;
        if (target.path == 0) {
            out = tracee_.descriptor(target.folder);
            error = EBADF;
        } else {
            const auto path = tracee_.text(target.path);
            if (!path) {
                error = EFAULT;
                return std::nullopt;
            }
            out = tracee_.find(target.folder, *path, target.last);
            error = ENOENT;
        }
        if (!out || !out->exists) return std::nullopt;
        if (!permissions.has(Scope::fs_write, out->path)) {
            error = EPERM;
            return std::nullopt;
        }
        error = 0;
        return out;
    }

    // A way to the opened file that no rename can redirect.
    static std::string way_to(const Found& file) { return fmt::format("/proc/self/fd/{}", file.file.get()); }

    int mode(const Target& target, uint64_t bits, const Permissions& permissions) const {
        int error = 0;
        const auto file = judged(target, permissions, error);
        if (!file) return error;
        if (target.last == LastLink::keep) {
            struct stat status{};
            if (::fstat(file->file.get(), &status) == 0 && S_ISLNK(status.st_mode)) return EOPNOTSUPP;
        }
        return ::chmod(way_to(*file).c_str(), static_cast<mode_t>(bits & mode_bits)) == 0 ? 0 : errno;
    }

    int owner(const Target& target, uint64_t user, uint64_t group, const Permissions& permissions) const {
        int error = 0;
        const auto file = judged(target, permissions, error);
        if (!file) return error;
        return ::fchownat(file->file.get(), "", static_cast<uid_t>(user), static_cast<gid_t>(group), AT_EMPTY_PATH) == 0
                   ? 0
                   : errno;
    }

    int times(const Target& target, const Times& wanted, const Permissions& permissions) const {
        if (bad_) return EFAULT;
        int error = 0;
        const auto file = judged(target, permissions, error);
        if (!file) return error;
        const timespec* values = wanted ? wanted->data() : nullptr;
        if (target.last == LastLink::keep)
            return ::syscall(SYS_utimensat, file->file.get(), "", values, AT_EMPTY_PATH) == 0 ? 0 : errno;
        return ::utimensat(AT_FDCWD, way_to(*file).c_str(), values, 0) == 0 ? 0 : errno;
    }

    const seccomp_notif& call_;
    Tracee tracee_;
    bool bad_ = false;
};

}  // namespace

int carry_out(const seccomp_notif& call, const Permissions& permissions) {
    return Order(call).carry_out(permissions);
}

}  // namespace ward::permission
