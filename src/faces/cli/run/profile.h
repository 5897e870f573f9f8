// The shipped profiles: what a program needs to start beside its own file and libraries. One entry a file in profiles/.
// Every row is there because the program fails, or behaves differently, without it; nothing lies in a home folder or in
// a project.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ward/permission.h"

namespace ward::cli {

// Paths that end in a slash are folders with all below them, others one file; what is not there is passed over.
struct Profile {
    std::string_view name;
    std::string_view summary;
    std::span<const std::string_view> read;
    std::span<const std::string_view> write = {};
    std::span<const std::string_view> with = {};  // profiles it builds on
};

#define WARD_PROFILE(id)               \
    extern const Profile profile_##id; \
    const Profile profile_##id

std::span<const Profile* const> all_profiles();

// Adds what the profile grants, and those it builds on. `usage` for an unknown name.
Result<void> add_profile(permission::Policy& policy, std::string_view name);

}  // namespace ward::cli
