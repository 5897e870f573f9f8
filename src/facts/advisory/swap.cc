#include "facts/advisory/swap.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <vector>

#include <fmt/core.h>

namespace ward::advisory {
namespace {

constexpr std::string_view temporary_infix = ".tmp.";

struct Split {
    std::string folder;
    std::string name;
};

Split split_path(const std::string& path) {
    const size_t slash = path.rfind('/');
    if (slash == std::string::npos) return {".", path};
    return {slash == 0 ? "/" : path.substr(0, slash), path.substr(slash + 1)};
}

struct DirCloser {
    void operator()(DIR* directory) const { ::closedir(directory); }
};

// Only under the lock: whoever else could be writing such a file holds it.
void remove_leftovers(const std::string& path) {
    const auto [folder, name] = split_path(path);
    const std::unique_ptr<DIR, DirCloser> directory(::opendir(folder.c_str()));
    if (!directory) return;
    std::vector<std::string> found;
    while (const dirent* item = ::readdir(directory.get()))  // NOLINT(concurrency-mt-unsafe): a stream of our own
        if (std::string_view(item->d_name).starts_with(name + std::string(temporary_infix)))
            found.push_back(folder + "/" + item->d_name);
    for (const std::string& leftover : found) ::unlink(leftover.c_str());
}

Result<void> sync_folder(const std::string& path) {
    const std::string folder = split_path(path).folder;
    WARD_TRY(const Fd fd, open_file(folder, O_RDONLY | O_DIRECTORY));
    if (::fsync(fd.get()) != 0) return fail_errno("cannot sync", folder);
    return {};
}

}  // namespace

std::string previous_path(const std::string& path) {
    return path + ".prev";
}

Result<Swap> Swap::begin(const std::string& path) {
    WARD_TRY_VOID(make_folders(split_path(path).folder));
    Swap swap;
    swap.path_ = path;
    const std::string lock_path = path + ".lock";
    WARD_TRY(swap.lock_, open_file(lock_path, O_RDWR | O_CREAT | O_NOFOLLOW, 0644));
    if (::flock(swap.lock_.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return fail(ErrorCode::conflict, "another run is writing this database", path);
        return fail_errno("cannot lock", lock_path);
    }
    remove_leftovers(path);
    swap.temporary_ = fmt::format("{}{}{}", path, temporary_infix, ::getpid());
    return swap;
}

Swap::~Swap() {
    // Without the lock (moved from) there is no file of ours.
    if (lock_.valid()) ::unlink(temporary_.c_str());
}

Result<void> Swap::commit(std::string_view bytes, const std::function<Result<void>(const std::string&)>& check) {
    WARD_TRY_VOID(write(bytes));
    WARD_TRY_VOID(check(temporary_));
    WARD_TRY_VOID(keep_previous());
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) return fail_errno("cannot rename into place", path_);
    return sync_folder(path_);
}

Result<void> Swap::write(std::string_view bytes) const {
    WARD_TRY(const Fd fd, open_file(temporary_, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0644));
    // All the room first, so that a full disk is known before anything is written. Some file systems cannot tell.
    if (const int error = ::posix_fallocate(fd.get(), 0, static_cast<off_t>(bytes.size()));
        error == ENOSPC || error == EFBIG || error == EDQUOT) {
        errno = error;
        return fail_errno("cannot reserve room", temporary_);
    }
    WARD_TRY_VOID(write_all(fd.get(), bytes, temporary_));
    // A failed fsync may have dropped pages: the file is given up, never synced again.
    if (::fsync(fd.get()) != 0) return fail_errno("cannot sync", temporary_);
    return {};
}

// The name `.prev` moves from the database before to this one in a single step, as a second link to the same file.
Result<void> Swap::keep_previous() const {
    const std::string link = temporary_ + ".prev";
    if (::link(path_.c_str(), link.c_str()) != 0) {
        if (errno == ENOENT) return {};  // the first database
        return fail_errno("cannot keep the previous database", path_);
    }
    if (::rename(link.c_str(), previous_path(path_).c_str()) != 0) {
        const int error = errno;
        ::unlink(link.c_str());
        errno = error;
        return fail_errno("cannot keep the previous database", previous_path(path_));
    }
    // rename() does nothing, and leaves both names, when they are links to one file already.
    ::unlink(link.c_str());
    return {};
}

}  // namespace ward::advisory
