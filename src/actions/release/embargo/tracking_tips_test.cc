#include "actions/release/embargo/tracking_tips.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/embargo/embargo_fixture.h"

namespace ward::release {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class Tips : public testing::Test, protected EmbargoFixture {
  protected:
    void SetUp() override {  // NOLINT(readability-identifier-naming): GoogleTest's name
        NEEDS_GIT();
        make_world();
    }
    TrackingTips tips() const {
        auto found = tracking_tips(path("work"), environment(), rules());
        EXPECT_TRUE(found) << (found ? "" : found.error().message());
        return found.value_or(TrackingTips{});
    }
    size_t private_commits() const {
        TaintSet set = secret_set();
        const auto added = add_objects_of_clone(path("work"), environment(), rules(), set);
        EXPECT_TRUE(added) << (added ? "" : added.error().message());
        return set.commit_ids.size();
    }
};

TEST_F(Tips, are_of_the_places_that_remotes_are) {
    EXPECT_THAT(tips().open, ElementsAre(id_of("origin/main")));
    EXPECT_THAT(tips().closed, UnorderedElementsAre(id_of("group/fix"), id_of("group/main")));
    EXPECT_EQ(private_commits(), 1U);
}

// It is fetched from the group and pushed to the world: what was fetched is the group's.
TEST_F(Tips, of_a_private_remote_with_a_public_push_url) {
    run("git remote set-url --push group ../open.git", "work");
    EXPECT_THAT(tips().closed, UnorderedElementsAre(id_of("group/fix"), id_of("group/main")));
    EXPECT_EQ(private_commits(), 1U);
}

TEST_F(Tips, of_a_public_remote_that_is_pushed_to_the_group_too) {
    run("git remote set-url --add --push origin ../open.git && git remote set-url --add --push origin ../closed.git",
        "work");
    EXPECT_THAT(tips().open, IsEmpty());
}

TEST_F(Tips, of_rewritten_urls) {
    run("git config url." + path("open.git") + ".insteadOf ../closed.git", "work");
    EXPECT_THAT(tips().closed, IsEmpty());
    run("git config --unset url." + path("open.git") + ".insteadOf", "work");
    run("git config url." + path("open.git") + ".pushInsteadOf ../closed.git", "work");
    EXPECT_THAT(tips().closed, UnorderedElementsAre(id_of("group/fix"), id_of("group/main")));
}

// Neither private nor public: taking them for public would let through what they hide.
TEST_F(Tips, of_a_remote_that_is_gone_say_nothing) {
    run("git update-ref refs/remotes/gone/fix fix", "work");
    EXPECT_THAT(tips().unknown, ElementsAre("gone"));
    EXPECT_THAT(tips().open, ElementsAre(id_of("origin/main")));
    EXPECT_EQ(private_commits(), 1U);
}

}  // namespace
}  // namespace ward::release
