#include "base/root.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <memory>
#include <system_error>

namespace ward {
namespace {

struct DirCloser {
    void operator()(DIR* directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, DirCloser>;

EntryKind kind_of(DIR* directory, const dirent& item) {
    switch (item.d_type) {
        case DT_REG: return EntryKind::file;
        case DT_DIR: return EntryKind::folder;
        case DT_LNK: return EntryKind::symlink;
        case DT_UNKNOWN: break;  // some file systems do not tell
        default: return EntryKind::other;
    }
    struct stat info{};
    if (::fstatat(::dirfd(directory), item.d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) return EntryKind::other;
    if (S_ISREG(info.st_mode)) return EntryKind::file;
    if (S_ISDIR(info.st_mode)) return EntryKind::folder;
    return S_ISLNK(info.st_mode) ? EntryKind::symlink : EntryKind::other;
}

struct Child {
    std::string name;
    EntryKind kind;
};

}  // namespace

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

Listing Root::walk(const WalkLimits& limits, const std::function<bool(std::string_view)>& enter) const {
    Listing listing;
    // Depth first with an explicit stack: hostile nesting costs a stack entry of ours, not a frame of the machine's.
    struct Pending {
        std::string path;
        size_t depth;
        EntryKind kind;
    };
    std::vector<Pending> stack;
    stack.push_back({"", 0, EntryKind::folder});
    while (!stack.empty()) {
        Pending here = std::move(stack.back());
        stack.pop_back();
        if (!here.path.empty()) {
            if (listing.entries.size() >= limits.entries) {
                listing.problems.push_back({here.path, "more than " + std::to_string(limits.entries) +
                                                           " entries; this and all that sorts after it"});
                return listing;
            }
            listing.entries.push_back({here.path, here.kind});
            if (here.kind != EntryKind::folder || !enter(here.path)) continue;
            if (here.depth >= limits.depth) {
                listing.problems.push_back(
                    {here.path, "nested deeper than " + std::to_string(limits.depth) + " folders"});
                continue;
            }
        }
        auto opened = open_folder(here.path);
        if (!opened) {
            listing.problems.push_back({here.path, opened.error().what});
            continue;
        }
        const int number = opened->release();
        const Directory directory(::fdopendir(number));
        if (!directory) {
            ::close(number);
            listing.problems.push_back({here.path, std::generic_category().message(errno)});
            continue;
        }
        std::vector<Child> children;
        errno = 0;
        while (const dirent* item = ::readdir(directory.get())) {  // NOLINT(concurrency-mt-unsafe): a stream of our own
            const std::string_view name = item->d_name;
            if (name != "." && name != "..") children.push_back({std::string(name), kind_of(directory.get(), *item)});
            errno = 0;
        }
        if (errno != 0)
            listing.problems.push_back(
                {here.path, std::string("cannot list: ") + std::generic_category().message(errno)});
        // Reverse order, because the stack gives back the last one first.
        std::ranges::sort(children, [](const Child& a, const Child& b) { return a.name > b.name; });
        for (Child& child : children) {
            std::string path = here.path.empty() ? std::move(child.name) : here.path + '/' + child.name;
            if (path.size() > limits.path_bytes) {
                listing.problems.push_back(
                    {here.path, "holds paths longer than " + std::to_string(limits.path_bytes) + " bytes"});
                continue;
            }
            stack.push_back({std::move(path), here.depth + 1, child.kind});
        }
    }
    return listing;
}

}  // namespace ward
