#include "judges/audit/platforms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::audit {
namespace {
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Platforms, are_read_where_publishers_write_them) {
    EXPECT_THAT(platforms_of(R"({"affectedEnvironments": ["win32"]})"), ElementsAre("win32"));
    EXPECT_THAT(platforms_of(R"({"nodejs-core": "7", "record": {"affectedEnvironments": ["win32"]}})"),
                ElementsAre("win32"));
    EXPECT_THAT(platforms_of(R"({"database_specific": {"affectedEnvironments": ["linux", "darwin"]}})"),
                ElementsAre("darwin", "linux"));
    EXPECT_THAT(platforms_of(R"({"affected": [{"ecosystem_specific": {"affectedEnvironments": ["aix"]}}]})"),
                ElementsAre("aix"));
    EXPECT_THAT(platforms_of(R"({"containers": {"cna": {"affected": [{"platforms": ["Windows", "macOS"]}]}}})"),
                ElementsAre("darwin", "win32"));
    EXPECT_THAT(platforms_of(R"({"affected": [{"ecosystem_specific": {"affectedEnvironments": ["linux"]}}],
                                 "affectedEnvironments": ["linux"]})"),
                ElementsAre("linux"));
}

TEST(Platforms, are_all_where_the_record_says_so_or_cannot_be_understood) {
    EXPECT_THAT(platforms_of(R"({"id": "X"})"), IsEmpty());
    EXPECT_THAT(platforms_of(R"({"affectedEnvironments": ["all"]})"), IsEmpty());
    EXPECT_THAT(platforms_of(R"({"affectedEnvironments": []})"), IsEmpty());
    EXPECT_THAT(platforms_of(R"({"affectedEnvironments": "win32"})"), IsEmpty());
    EXPECT_THAT(platforms_of(R"({"affectedEnvironments": ["win32", 3]})"), IsEmpty());
    EXPECT_THAT(platforms_of(R"({"containers": {"cna": {"affected": [{"platforms": ["Windows", "ARM"]}]}}})"),
                IsEmpty());
    EXPECT_THAT(platforms_of("not JSON"), IsEmpty());
}

TEST(Platforms, of_one_entry_do_not_bind_another_that_names_none) {
    EXPECT_THAT(platforms_of(R"({"affected": [{"ecosystem_specific": {"affectedEnvironments": ["win32"]}}, {}]})"),
                IsEmpty());
    EXPECT_THAT(platforms_of(R"({"affected": [{}, {"ecosystem_specific": {"affectedEnvironments": ["win32"]}}]})"),
                IsEmpty());
}

TEST(Platforms, concern_the_one_that_is_asked) {
    EXPECT_TRUE(concerns({}, "linux"));
    EXPECT_TRUE(concerns({"linux", "win32"}, "linux"));
    EXPECT_FALSE(concerns({"win32"}, "linux"));
}

}  // namespace
}  // namespace ward::audit
