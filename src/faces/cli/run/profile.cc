// See profile.h.
#include "faces/cli/run/profile.h"

#include <algorithm>

#include "base/text.h"

namespace ward::cli {
namespace {

using permission::Grant;

void add_paths(permission::Policy& policy, permission::Scope scope, std::span<const std::string_view> paths) {
    for (std::string_view path : paths) {
        const bool folder = path.ends_with('/');
        if (folder) path.remove_suffix(1);
        policy.grants.push_back({scope, std::string(path), folder ? Grant::Reach::tree : Grant::Reach::exact});
    }
}

}  // namespace

Result<void> add_profile(permission::Policy& policy, std::string_view name) {
    const auto table = all_profiles();
    const auto found = std::ranges::find(table, name, &Profile::name);
    if (found == table.end()) {
        std::vector<std::string_view> names;
        for (const Profile* profile : table) names.push_back(profile->name);
        const auto near = closest(name, names);
        return fail(ErrorCode::usage, "no profile '" + display(name) + "'" +
                                          (near ? "; did you mean '" + std::string(*near) + "'?" : ""));
    }
    for (const std::string_view other : (*found)->with) WARD_TRY_VOID(add_profile(policy, other));
    add_paths(policy, permission::Scope::fs_read, (*found)->read);
    add_paths(policy, permission::Scope::fs_write, (*found)->write);
    return {};
}

}  // namespace ward::cli
