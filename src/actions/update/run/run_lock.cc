// See run_lock.h. The file says who holds it: process id, what it does, a line each. It stays when the lock is gone,
// and means nothing then.
#include "actions/update/run/run_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::update {
namespace {

constexpr size_t max_lock_file_bytes = 4'096;

std::unexpected<Error> held(const std::string& path, const std::string& folder) {
    const auto text = read_file(path, max_lock_file_bytes);
    const auto lines = split(text ? std::string_view(*text) : std::string_view(), '\n');
    const auto process = to_number<int64_t>(lines.front());
    // Between taking and telling there is a moment.
    if (!process || lines.size() < 2) return fail(ErrorCode::conflict, "is locked by another run", folder);
    return fail(ErrorCode::conflict,
                fmt::format("is locked by another run: process {}, {}", *process, display(lines[1])), folder);
}

}  // namespace

Result<RunLock> RunLock::take(const std::string& folder, std::string_view doing) {
    WARD_TRY_VOID(make_folders(folder));
    const std::string path = folder + "/lock";
    WARD_TRY(Fd fd, open_file(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0644));
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return held(path, folder);
        return fail_errno("cannot lock", path);
    }
    if (::ftruncate(fd.get(), 0) != 0) return fail_errno("cannot write", path);
    WARD_TRY_VOID(write_all(fd.get(), fmt::format("{}\n{}\n", ::getpid(), display(doing)), path));
    return RunLock(std::move(fd));
}

}  // namespace ward::update
