#include "lang/javascript/builtins.h"

#include <gtest/gtest.h>

namespace ward::javascript {
namespace {

TEST(JavascriptBuiltins, NamesAreOfReleases) {
    EXPECT_EQ(builtin_named("fs")->name, "fs");
    EXPECT_EQ(builtin_named("node:fs")->name, "fs");
    EXPECT_EQ(builtin_named("test"), nullptr);
    EXPECT_EQ(builtin_named("node:test")->access, Access::scheme_only);
    EXPECT_EQ(builtin_named("node:"), nullptr);
    EXPECT_EQ(builtin_named("node:node:fs"), nullptr);
    EXPECT_TRUE(has_builtin(*builtin_named("_stream_wrap"), {24, 0}));
    EXPECT_FALSE(has_builtin(*builtin_named("_stream_wrap"), {26, 0}));
    EXPECT_FALSE(has_builtin(*builtin_named("node:sqlite"), {22, 12}));
    EXPECT_TRUE(has_builtin(*builtin_named("node:sqlite"), {22, 13}));
    EXPECT_FALSE(has_builtin(*builtin_named("node:quic"), {26, 0}));
    EXPECT_TRUE(is_powerful(*builtin_named("child_process")));
    EXPECT_FALSE(is_powerful(*builtin_named("path")));
}

}  // namespace
}  // namespace ward::javascript
