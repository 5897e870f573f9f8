#include "actions/update/run/run_lock.h"

#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temporary_folder.h"

namespace ward::update {
namespace {

using testing::HasSubstr;

TEST(RunLock, tells_the_second_who_is_first) {
    const TemporaryFolder work = TemporaryFolder::make("ward-run-lock").value();
    const std::string folder = work.path() + "/made/below";
    {
        const auto first = RunLock::take(folder, "ward update apply in /a\nb");
        ASSERT_TRUE(first) << first.error().message();
        const auto second = RunLock::take(folder, "ward update resume in /b");
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().code, ErrorCode::conflict);
        EXPECT_THAT(second.error().message(), HasSubstr("is locked by another run: process " +
                                                        std::to_string(::getpid()) + ", ward update apply in /a"));
        EXPECT_THAT(second.error().message(), testing::Not(HasSubstr("\n")));
    }
    EXPECT_TRUE(RunLock::take(folder, "after it")) << "the file of an ended run holds nobody up";
    EXPECT_TRUE(RunLock::take(work.path() + "/other", "elsewhere"));
}

TEST(RunLock, is_no_link_to_elsewhere) {
    const TemporaryFolder work = TemporaryFolder::make("ward-run-lock").value();
    ASSERT_EQ(::symlink("/etc/hostname", (work.path() + "/lock").c_str()), 0);
    EXPECT_FALSE(RunLock::take(work.path(), "x"));
}

}  // namespace
}  // namespace ward::update
