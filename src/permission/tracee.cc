// See tracee.h.
#include "permission/tracee.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::permission {
namespace {

constexpr size_t page_size = 4096;
constexpr int max_parents = 4096;  // a chain of parents is no longer than there are processes; a loop is a race

std::string link_text(const std::string& path) {
    std::array<char, PATH_MAX> target{};
    const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
    return size <= 0 ? std::string() : std::string(target.data(), static_cast<size_t>(size));
}

// /proc/self and /proc/thread-self mean whoever looks: here, the supervisor. They are read as the process's own.
std::string as_seen_by(const Tracee& tracee, int thread, const std::string& path) {
    const auto behind = [&](std::string_view name) {
        return path == name || (path.starts_with(name) && path[name.size()] == '/');
    };
    for (const std::string_view self : {"/proc/self", "/proc/thread-self"}) {
        if (!behind(self)) continue;
        const std::string own = self == "/proc/self" ? fmt::format("/proc/{}", tracee.process())
                                                     : fmt::format("/proc/{}/task/{}", tracee.process(), thread);
        return own + path.substr(self.size());
    }
    return path;
}

// The same behind a link that led there from `asked`.
std::string seen_through_links(const Tracee& tracee, std::string path, std::string_view asked) {
    const std::string own = fmt::format("/proc/{}", ::getpid());
    if (asked.starts_with(own)) return path;  // the supervisor itself is meant
    if (path == own || path.starts_with(own + "/"))
        return fmt::format("/proc/{}{}", tracee.process(), path.substr(own.size()));
    return path;
}

std::optional<Found> found(const Tracee& tracee, Fd file, std::string_view asked = {}) {
    struct stat status{};
    if (::fstat(file.get(), &status) != 0) return std::nullopt;
    std::string path = link_text(fmt::format("/proc/self/fd/{}", file.get()));
    if (!path.starts_with('/')) return std::nullopt;  // pipe:[1], socket:[2], anon_inode:...
    return Found{seen_through_links(tracee, std::move(path), asked), true, S_ISDIR(status.st_mode), std::move(file)};
}

Fd open_path(int folder, const std::string& path, int flags) {
    return Fd(::openat(folder, path.c_str(), O_PATH | O_CLOEXEC | flags));
}

}  // namespace

std::string Tracee::bytes(uint64_t address, size_t size) const {
    std::string out(size, '\0');
    const iovec local{out.data(), size};
    const iovec remote{reinterpret_cast<void*>(address), size};  // NOLINT(performance-no-int-to-ptr)
    const ssize_t count = ::process_vm_readv(thread_, &local, 1, &remote, 1, 0);
    out.resize(count < 0 ? 0 : static_cast<size_t>(count));
    return out;
}

std::optional<std::string> Tracee::text(uint64_t address) const {
    std::string out;
    // Page by page: what lies behind the string's last page may not be readable.
    while (out.size() < PATH_MAX) {
        const size_t until_page = page_size - (address + out.size()) % page_size;
        const std::string part = bytes(address + out.size(), until_page);
        if (part.empty()) return std::nullopt;
        const size_t end = part.find('\0');
        out += part.substr(0, end);
        if (end != std::string::npos) return out;
    }
    return std::nullopt;
}

std::optional<Found> Tracee::find(int dirfd, const std::string& path, LastLink last) const {
    const std::string where = as_seen_by(*this, thread_, path);
    if (where.empty()) return dirfd == AT_FDCWD ? std::nullopt : descriptor(dirfd);
    Fd start;
    if (!where.starts_with('/')) {
        start = open_path(
            AT_FDCWD,
            dirfd == AT_FDCWD ? fmt::format("/proc/{}/cwd", thread_) : fmt::format("/proc/{}/fd/{}", thread_, dirfd),
            O_DIRECTORY);
        if (!start.valid()) return std::nullopt;
    }
    const int folder = start.valid() ? start.get() : AT_FDCWD;
    Fd file = open_path(folder, where, last == LastLink::keep ? O_NOFOLLOW : 0);
    if (file.valid()) return found(*this, std::move(file), where);
    if (errno != ENOENT) return std::nullopt;
    // Not there: then its folder and the name. A dangling link makes a file where it points; that one is not followed.
    std::string trimmed = where;
    while (trimmed.size() > 1 && trimmed.ends_with('/')) trimmed.pop_back();
    const size_t slash = trimmed.rfind('/');
    const std::string parent = slash == std::string::npos ? "." : slash == 0 ? "/" : trimmed.substr(0, slash);
    auto above = open_path(folder, parent, O_DIRECTORY);
    if (!above.valid()) return std::nullopt;
    auto out = found(*this, std::move(above), where);
    if (!out) return std::nullopt;
    const std::string name = trimmed.substr(slash + 1);
    if (name == "..") return std::nullopt;
    out->path = (out->path == "/" ? "" : out->path) + "/" + name;
    out->exists = false;
    out->is_folder = false;
    out->file.reset();
    return out;
}

std::optional<Found> Tracee::descriptor(int fd) const {
    Fd file = open_path(AT_FDCWD, fmt::format("/proc/{}/fd/{}", thread_, fd), 0);
    if (!file.valid()) return std::nullopt;
    return found(*this, std::move(file));
}

uint32_t Tracee::socket_type(int fd) const {
    const Fd owner(static_cast<int>(::syscall(SYS_pidfd_open, process(), 0)));
    if (!owner.valid()) return 0;
    const Fd socket(static_cast<int>(::syscall(SYS_pidfd_getfd, owner.get(), fd, 0)));
    constexpr int socket_level = 1;
    constexpr int type_option = 3;
    uint32_t type = 0;
    uint32_t size = sizeof type;
    if (!socket.valid() || ::syscall(SYS_getsockopt, socket.get(), socket_level, type_option, &type, &size) != 0)
        return 0;
    return type;
}

std::string Tracee::program() const {
    return link_text(fmt::format("/proc/{}/exe", thread_));
}

int Tracee::process() const {
    const auto status = read_file(fmt::format("/proc/{}/status", thread_), 1 << 16);
    if (!status) return thread_;
    const size_t at = status->find("\nTgid:\t");
    if (at == std::string::npos) return thread_;
    const size_t from = at + 7;
    return to_number<int>(std::string_view(*status).substr(from, status->find('\n', from) - from)).value_or(thread_);
}

bool Tracee::descends_from(int pid, int root) {
    for (int step = 0; step < max_parents && pid > 1; ++step) {
        if (pid == root) return true;
        const auto stat = read_file(fmt::format("/proc/{}/stat", pid), 1 << 16);
        if (!stat) return false;
        // "12 (a name) S 34 ...": the name may hold anything, the last ) ends it.
        const size_t name_end = stat->rfind(')');
        if (name_end == std::string::npos || name_end + 4 >= stat->size()) return false;
        const std::string_view rest = std::string_view(*stat).substr(name_end + 4);
        pid = to_number<int>(rest.substr(0, rest.find(' '))).value_or(0);
    }
    return false;
}

}  // namespace ward::permission
