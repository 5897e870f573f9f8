#include "base/append_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace ward {
namespace {

// A new name is only safe once its folder is.
Result<void> sync_folder_of(const std::string& path) {
    const size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    WARD_TRY(const Fd fd, open_file(folder, O_RDONLY | O_DIRECTORY));
    if (::fsync(fd.get()) != 0) return fail_errno("cannot sync", folder);
    return {};
}

}  // namespace

Result<AppendFile> AppendFile::open(const std::string& path, size_t max_bytes, std::string_view busy) {
    AppendFile file;
    file.path_ = path;
    const std::string lock_path = path + ".lock";
    WARD_TRY(file.lock_, open_file(lock_path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600));
    if (::flock(file.lock_.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return fail(ErrorCode::conflict, std::string(busy), path);
        return fail_errno("cannot lock", lock_path);
    }
    auto text = read_file(path, max_bytes);
    if (!text && text.error().code != ErrorCode::not_found) return std::unexpected(std::move(text).error());
    if (text) file.text_ = std::move(*text);
    return file;
}

Result<void> AppendFile::set_aside(const std::string& new_path) {
    if (::rename(path_.c_str(), new_path.c_str()) != 0) return fail_errno("cannot rename", path_);
    return {};
}

Result<void> AppendFile::begin(size_t good_bytes) {
    WARD_TRY(file_, open_file(path_, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0600));
    struct stat info{};
    if (::fstat(file_.get(), &info) != 0) return fail_errno("cannot look at", path_);
    if (static_cast<size_t>(info.st_size) > good_bytes && ::ftruncate(file_.get(), static_cast<off_t>(good_bytes)) != 0)
        return fail_errno("cannot cut the torn line of", path_);
    return info.st_size == 0 ? sync_folder_of(path_) : Result<void>();
}

Result<void> AppendFile::append(std::string_view line) {
    if (!file_.valid()) return fail(ErrorCode::io, "cannot be written to any more", path_);
    auto written = write_all(file_.get(), line, path_);
    // A failed sync may have dropped the line: nothing may be done on the strength of it.
    if (written && ::fsync(file_.get()) != 0) written = fail_errno("cannot sync", path_);
    if (!written) file_.reset();
    return written;
}

}  // namespace ward
