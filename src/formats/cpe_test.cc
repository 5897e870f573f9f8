#include "formats/cpe.h"

#include <gtest/gtest.h>

namespace ward {
namespace {

TEST(Cpe, reads_formatted_strings) {
    const auto cpe = Cpe::parse("cpe:2.3:a:OpenSSL:openssl:1.0.2:beta1:*:*:*:node.js:*:*");
    ASSERT_TRUE(cpe);
    EXPECT_EQ(cpe->part, "a");
    EXPECT_EQ(cpe->package(), "openssl:openssl");
    EXPECT_EQ(cpe->version_text(), "1.0.2-beta1");
    EXPECT_EQ(cpe->target_sw, "node.js");
    // A quoted ':' belongs to the attribute, and stays apart from one that separates.
    const auto quoted = Cpe::parse(R"(cpe:2.3:a:a\:b:c\+\+:-:*:*:*:*:*:*:*)");
    ASSERT_TRUE(quoted);
    EXPECT_EQ(quoted->vendor, "a:b");
    EXPECT_EQ(quoted->product, "c++");
    EXPECT_EQ(quoted->package(), R"(a\:b:c++)");
    EXPECT_NE(quoted->package(), Cpe::parse("cpe:2.3:a:a:b:c")->package());
    EXPECT_EQ(quoted->version_text(), "");
}

TEST(Cpe, reads_uris) {
    const auto zlib = Cpe::parse("cpe:/a:zlib:zlib:1.3.0.1");
    ASSERT_TRUE(zlib);
    EXPECT_EQ(zlib->package(), "zlib:zlib");
    EXPECT_EQ(zlib->version_text(), "1.3.0.1");
    EXPECT_EQ(Cpe::parse("cpe:/a:foo%2b%2b:bar")->vendor, "foo++");
    EXPECT_EQ(Cpe::parse("cpe:/a:x:y:1.0::~~~node.js~~")->target_sw, "node.js");
    EXPECT_EQ(Cpe::parse("cpe:/a:x:y:1.0")->target_sw, "*");
}

TEST(Cpe, that_names_no_product_is_none) {
    for (const std::string_view text :
         {"", "cpe:2.3:", "cpe:2.3:a", "cpe:2.3:a:x", "cpe:2.3:a:*:y", "cpe:2.3:a:x:*", "cpe:2.3:q:x:y", "cpe:/a:x",
          "cpe:/a:x:%01", "cpe:/a:x:%zz", "cpe:2.3:a:x:y\\", "pkg:npm/a", "cpe:2.3:a:b:c:d:e:f:g:h:i:j:k:l"})
        EXPECT_FALSE(Cpe::parse(text)) << text;
    EXPECT_FALSE(Cpe::parse("cpe:2.3:a:x:" + std::string(5000, 'y')));
}

TEST(Cpe, package_of_free_texts_is_that_of_the_name) {
    EXPECT_EQ(cpe_package("OpenSSL", "OpenSSL"), "openssl:openssl");
    EXPECT_EQ(cpe_package(" The Example Project ", "A Tool"), "the_example_project:a_tool");
}

}  // namespace
}  // namespace ward
