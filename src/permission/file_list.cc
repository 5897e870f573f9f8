// See FileList in ward/permission.h: a Landlock ruleset that handles reading and executing files, and nothing else.
#include "permission/file_list.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace ward::permission {
namespace {

constexpr uint64_t listed_rights = access::execute | access::read_file;

}  // namespace

Result<FileList> FileList::make(const Policy& others, int landlock_abi) {
    Kernel kernel = Kernel::probe();
    kernel.landlock_abi = std::min(kernel.landlock_abi, landlock_abi);
    if (kernel.landlock_abi < 1)
        return fail(ErrorCode::unsupported, "this kernel has no Landlock: files cannot be told apart");
    Plan rest = plan(others, kernel);
    // A plan has no paths where everything is granted.
    if (others.allows_all(Scope::fs_read) && others.allows_all(Scope::fs_write) && others.allows_all(Scope::child))
        rest.paths.push_back({"/", listed_rights});
    for (Plan::Path& path : rest.paths) path.rights &= listed_rights;
    rest.ports.clear();
    auto state = std::make_shared<State>();
    WARD_TRY(state->ruleset, build_ruleset(rest, {.files = listed_rights, .ports = 0, .scopes = 0}));
    return FileList(std::move(state));
}

Result<void> FileList::add(int fd) const {
    struct stat status{};
    if (::fstat(fd, &status) != 0) return fail_errno("cannot look at a file to be listed", "");
    if (!S_ISREG(status.st_mode)) return fail(ErrorCode::unsupported, "is no regular file");
    errno = add_rule(state_->ruleset.fd.get(), fd, listed_rights);
    if (errno != 0) return fail_errno("Landlock refuses a rule for a listed file", "");
    return {};
}

}  // namespace ward::permission
