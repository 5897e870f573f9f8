// The shipped profiles: data/profiles/*.toml, compiled in.
#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "faces/cli/run/policy_file.h"

namespace ward::cli {

extern const std::string_view profile_libc;
extern const std::string_view profile_network;
extern const std::string_view profile_node;
extern const std::string_view profile_npm;
extern const std::string_view profile_programs;
extern const std::string_view profile_python;

namespace {

std::array<std::pair<std::string_view, std::string_view>, 6> profiles() {
    return {{{"libc", profile_libc},
             {"network", profile_network},
             {"node", profile_node},
             {"npm", profile_npm},
             {"programs", profile_programs},
             {"python", profile_python}}};
}

}  // namespace

std::vector<std::string_view> profile_names() {
    std::vector<std::string_view> out;
    for (const auto& [name, text] : profiles()) out.push_back(name);
    return out;
}

Result<void> add_profile(RunRequest& request, std::string_view name) {
    const auto table = profiles();
    const auto* row = std::ranges::find(table, name, &std::pair<std::string_view, std::string_view>::first);
    if (row == table.end()) {
        const auto names = profile_names();
        const auto near = closest(name, names);
        return fail(ErrorCode::usage, "no profile '" + display(name) + "'" +
                                          (near ? "; did you mean '" + std::string(*near) + "'?" : ""));
    }
    RunRequest own;
    WARD_TRY_VOID(add_policy_toml(own, row->second, "profile " + std::string(name), "/"));
    for (const std::string& other : own.profiles) WARD_TRY_VOID(add_profile(request, other));
    request.policy.grants.insert(request.policy.grants.end(), own.policy.grants.begin(), own.policy.grants.end());
    return {};
}

}  // namespace ward::cli
