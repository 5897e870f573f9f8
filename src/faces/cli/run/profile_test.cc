#include "faces/cli/run/profile.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "faces/cli/run/options.h"

namespace ward::cli {
namespace {

using permission::Grant;
using permission::Policy;
using permission::Scope;

TEST(Profiles, each_is_what_a_program_needs_to_start) {
    EXPECT_GE(all_profiles().size(), 5u);
    for (const Profile* profile : all_profiles()) {
        EXPECT_FALSE(profile->summary.empty()) << profile->name;
        Policy policy;
        const auto added = add_profile(policy, profile->name);
        ASSERT_TRUE(added) << added.error().message();
        EXPECT_FALSE(policy.grants.empty()) << profile->name;
        // Never everything, nobody's home, no network by themselves.
        for (const Grant& grant : policy.grants) {
            EXPECT_TRUE(grant.scope == Scope::fs_read || grant.scope == Scope::fs_write) << profile->name;
            EXPECT_TRUE(grant.value.starts_with('/') && grant.value.size() > 1) << profile->name << grant.value;
            EXPECT_FALSE(grant.value.starts_with("/home") || grant.value.starts_with("/root")) << grant.value;
            EXPECT_FALSE(grant.value.ends_with('/')) << grant.value;
            if (grant.scope == Scope::fs_write) {
                EXPECT_TRUE(grant.value.starts_with("/dev/")) << profile->name << grant.value;
            }
        }
    }
}

TEST(Profiles, folders_end_in_a_slash_and_files_do_not) {
    Policy policy;
    ASSERT_TRUE(add_profile(policy, "libc"));
    EXPECT_THAT(policy.grants, testing::Contains(Grant{Scope::fs_read, "/usr/share/zoneinfo", Grant::Reach::tree}));
    EXPECT_THAT(policy.grants, testing::Contains(Grant{Scope::fs_write, "/dev/null", Grant::Reach::exact}));
}

TEST(Profiles, one_builds_on_another) {
    Policy node;
    Policy npm;
    ASSERT_TRUE(add_profile(node, "node"));
    ASSERT_TRUE(add_profile(npm, "npm"));
    for (const Grant& grant : node.grants) EXPECT_THAT(npm.grants, testing::Contains(grant));
}

TEST(Profiles, an_unknown_one_is_an_error) {
    Policy none;
    EXPECT_THAT(add_profile(none, "nod").error().message(), testing::HasSubstr("did you mean 'node'?"));
    EXPECT_EQ(add_profile(none, "").error().code, ErrorCode::usage);
    EXPECT_TRUE(none.grants.empty());
}

TEST(Profiles, the_option_offers_every_one) {
    const auto* row = std::ranges::find(run_options, "profile", &Option::name);
    ASSERT_NE(row, std::end(run_options));
    const auto offered = split(row->offers, '|');
    for (const Profile* profile : all_profiles()) EXPECT_THAT(offered, testing::Contains(profile->name));
    EXPECT_EQ(offered.size(), all_profiles().size() + 1);  // and "none"
}

}  // namespace
}  // namespace ward::cli
