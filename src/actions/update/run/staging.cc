// See staging.h.
#include "actions/update/run/staging.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <set>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/path.h"

namespace ward::update {
namespace {

Result<void> write_one(const std::string& whole, const TreeFile& file) {
    if (file.kind() == FileKind::symlink) {
        if (::symlink(std::string(file.bytes()).c_str(), whole.c_str()) != 0)
            return fail_errno("cannot make link", whole);
        return {};
    }
    // O_EXCL and O_NOFOLLOW: what is there already was not made by us.
    WARD_TRY(const Fd fd, open_file(whole, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
                                    file.kind() == FileKind::executable ? 0777 : 0666));
    return write_all(fd.get(), file.bytes(), whole);
}

Result<void> to_disk(const std::string& folder) {
    WARD_TRY(const Fd fd, open_file(folder, O_RDONLY | O_DIRECTORY));
    if (::syncfs(fd.get()) != 0) return fail_errno("cannot bring to the disk", folder);
    return {};
}

Result<void> sync_folder(const std::string& folder) {
    WARD_TRY(const Fd fd, open_file(folder, O_RDONLY | O_DIRECTORY));
    if (::fsync(fd.get()) != 0) return fail_errno("cannot bring to the disk", folder);
    return {};
}

}  // namespace

Result<void> write_tree(const std::string& folder, const FileTree& tree) {
    WARD_TRY_VOID(check_tree(tree));
    WARD_TRY_VOID(make_folders(folder_of(folder)));
    if (::mkdir(folder.c_str(), 0777) != 0)
        return errno == EEXIST ? fail(ErrorCode::conflict, "is there already", folder)
                               : fail_errno("cannot make", folder);
    std::set<std::string, std::less<>> made;
    for (const auto& [path, file] : tree) {
        const std::string whole = fmt::format("{}/{}", folder, path);
        if (const size_t slash = path.rfind('/');
            slash != std::string::npos && made.insert(path.substr(0, slash)).second)
            WARD_TRY_VOID(make_folders(folder_of(whole)));
        // Links come last, so that no file is written through one.
        if (file.kind() != FileKind::symlink) WARD_TRY_VOID(write_one(whole, file));
    }
    for (const auto& [path, file] : tree)
        if (file.kind() == FileKind::symlink) WARD_TRY_VOID(write_one(fmt::format("{}/{}", folder, path), file));
    return to_disk(folder);
}

Result<void> remove_folder(const std::string& folder) {
    std::error_code error;
    std::filesystem::remove_all(folder, error);
    if (error) return fail(ErrorCode::io, "cannot remove: " + error.message(), folder);
    return {};
}

Result<void> exchange(const std::string& staged, const std::string& place) {
    struct stat ignored{};
    const bool is_there = ::lstat(place.c_str(), &ignored) == 0;
    if (!is_there) WARD_TRY_VOID(make_folders(folder_of(place)));
    const unsigned how = is_there ? RENAME_EXCHANGE : RENAME_NOREPLACE;
    // By number: the C library of Debian 12 has renameat2, older ones have not.
    if (::syscall(SYS_renameat2, AT_FDCWD, staged.c_str(), AT_FDCWD, place.c_str(), how) != 0) {
        if (errno == EINVAL || errno == ENOSYS)
            return fail(ErrorCode::unsupported, "this file system cannot exchange two names at once", place);
        return fail_errno("cannot put into its place", place);
    }
    WARD_TRY_VOID(sync_folder(folder_of(place)));
    return sync_folder(folder_of(staged));
}

Result<std::string> runs_folder(const std::string& project, const std::string& git_folder) {
    std::string folder = git_folder.empty() ? project + "/.ward-update" : git_folder + "/ward-update";
    WARD_TRY_VOID(make_folders(folder));
    return folder;
}

}  // namespace ward::update
