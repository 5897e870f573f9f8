#include "lang/javascript/url_path.h"

#include <optional>

#include <gtest/gtest.h>

namespace ward::javascript {
namespace {

TEST(JavascriptUrlPath, PathsAreJoinedAsUrls) {
    EXPECT_EQ(join_url_path("/a/b", "c"), "/a/c");
    EXPECT_EQ(join_url_path("/a/b", "./c/../d/"), "/a/d/");
    EXPECT_EQ(join_url_path("/a/b", "../../../c"), "/c");
    EXPECT_EQ(join_url_path("/a/b", ".."), "/");
    EXPECT_EQ(join_url_path("/a/b", " c\t?d#e "), "/a/c");
    EXPECT_EQ(join_url_path("/a/b", "/c"), "/c");
    EXPECT_EQ(join_url_path("/a/b", "//c"), std::nullopt);
    EXPECT_EQ(join_url_path("/a/b", "//"), "/");
    EXPECT_EQ(join_url_path("/a/b", "//localhost/c"), "/c");
    EXPECT_EQ(join_url_path("/a/b", "///c"), "/c");
    EXPECT_EQ(decode_path("/a%20b"), "/a b");
    EXPECT_EQ(decode_path("/%ff"), std::nullopt);
    EXPECT_EQ(decode_path("/%"), std::nullopt);
    EXPECT_EQ(decode_path(encode_path("/a%?#\tb")), "/a%?#\tb");
    EXPECT_EQ(scheme_of("Node:fs"), "node");
    EXPECT_EQ(scheme_of("http:"), std::nullopt);
    EXPECT_EQ(scheme_of("a/b:c"), std::nullopt);
    EXPECT_EQ(resolve_path("/a/b", "../c/./d"), "/a/c/d");
    EXPECT_EQ(resolve_path("/a", "/x//y/"), "/x/y");
    EXPECT_EQ(folder_of("/a"), "/");
}

}  // namespace
}  // namespace ward::javascript
