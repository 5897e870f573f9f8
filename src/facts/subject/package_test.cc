#include "facts/subject/package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::subject {
namespace {
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

Component of(std::string_view purl) {
    const auto parsed = Purl::parse(purl);
    EXPECT_TRUE(parsed) << purl;
    return parsed ? component_of_purl(*parsed) : Component();
}

std::string first_identity(std::string_view purl) {
    const Component component = of(purl);
    return component.identities.empty() ? "none"
                                        : component.identities[0].ecosystem + " " + component.identities[0].name;
}

TEST(Package, has_the_name_that_its_ecosystem_uses) {
    EXPECT_EQ(first_identity("pkg:npm/undici@5.28.0"), "npm undici");
    EXPECT_EQ(first_identity("pkg:npm/%40swc/core@1.0.0"), "npm @swc/core");
    EXPECT_EQ(first_identity("pkg:maven/org.apache/log4j@2.0"), "Maven org.apache:log4j");
    EXPECT_EQ(first_identity("pkg:golang/golang.org/x/net@v0.1.0"), "Go golang.org/x/net");
    EXPECT_EQ(first_identity("pkg:composer/laravel/framework@5.5.0"), "Packagist laravel/framework");
    EXPECT_EQ(first_identity("pkg:cargo/rand@0.7.2"), "crates.io rand");
    EXPECT_EQ(first_identity("pkg:githubactions/actions/checkout@v4"), "GitHub Actions actions/checkout");
    EXPECT_EQ(first_identity("pkg:deb/debian/zlib@1.2?distro=debian-12"), "Debian:12 zlib");
    EXPECT_EQ(first_identity("pkg:apk/alpine/zlib@1.2?distro=alpine-3.18.4"), "Alpine:v3.18 zlib");
    EXPECT_EQ(first_identity("pkg:deb/debian/zlib@1.2"), "none") << "which Debian is not said";
    EXPECT_EQ(first_identity("pkg:rpm/fedora/zlib@1.2"), "none");
    EXPECT_EQ(first_identity("pkg:generic/something-of-ours@1"), "none");
}

TEST(Package, of_a_repository_or_without_a_registry_is_looked_for_in_the_catalogue) {
    const Component zlib = of("pkg:github/madler/zlib@v1.3.1");
    EXPECT_EQ(zlib.name, "zlib");
    EXPECT_EQ(zlib.version, "1.3.1");
    EXPECT_EQ(zlib.purl, "pkg:github/madler/zlib@v1.3.1") << "as it was given";
    EXPECT_THAT(zlib.cpe, Contains(HasSubstr(":zlib:zlib:1.3.1:")));
    EXPECT_EQ(of("pkg:github/openssl/openssl@openssl-3.0.13").version, "3.0.13");
    EXPECT_EQ(of("pkg:github/curl/curl@curl-8_4_0").version, "8.4.0");
    EXPECT_EQ(of("pkg:generic/openssl@3.0.13").name, "openssl");
    EXPECT_THAT(of("pkg:generic/openssl@3.0.13").cpe, Contains(HasSubstr("openssl:openssl:3.0.13")));
    EXPECT_THAT(of("pkg:generic/undici@1.0.0").identities, IsEmpty()) << "a registry's package has its registry's purl";
    EXPECT_EQ(first_identity("pkg:github/someone/something@1.0"), "Upstream github.com/someone/something");
}

TEST(Package, may_be_the_runtime) {
    for (const std::string_view purl :
         {"pkg:nodejs/node@v18.1.0", "pkg:generic/node@18.1.0", "pkg:github/nodejs/node@v18.1.0"}) {
        EXPECT_EQ(first_identity(purl), "Node.js node") << purl;
        EXPECT_EQ(of(purl).version, "18.1.0") << purl;
    }
    EXPECT_EQ(first_identity("pkg:npm/node@18.1.0"), "npm node");
}

TEST(Package, is_told_from_a_path) {
    EXPECT_TRUE(names_package("node@18.20.4"));
    EXPECT_TRUE(names_package("pkg:npm/a"));
    EXPECT_FALSE(names_package("node"));
    EXPECT_FALSE(names_package("dir/node@18"));
    EXPECT_FALSE(names_package("@scope"));
    EXPECT_FALSE(names_package("node@"));
}

TEST(Package, is_the_subject) {
    const auto node = of_package("node@v18.20.4");
    ASSERT_TRUE(node);
    EXPECT_EQ(node->subject.kind, "package");
    EXPECT_EQ(node->subject.version, "18.20.4");
    ASSERT_EQ(node->components.size(), 1u);
    EXPECT_EQ(node->components[0].id, "c1");
    EXPECT_EQ(node->components[0].evidence[0].path, "node@v18.20.4");
    const auto openssl = of_package("OpenSSL@3.0.13");
    ASSERT_TRUE(openssl);
    EXPECT_EQ(openssl->components[0].purl, "pkg:github/openssl/openssl@3.0.13");
}

TEST(Package, that_cannot_be_meant_is_refused) {
    const auto error_of = [](const std::string& text) {
        const auto inventory = of_package(text);
        return inventory ? "none" : inventory.error().message();
    };
    EXPECT_THAT(error_of("left-pad-of-nobody@1.0.0"), HasSubstr("the catalogue has no 'left-pad-of-nobody'"));
    EXPECT_THAT(error_of("openssl@latest"), HasSubstr("'latest' is no version"));
    EXPECT_THAT(error_of("pkg:npm/undici"), HasSubstr("has no version"));
    EXPECT_THAT(error_of("pkg:npm"), HasSubstr("is no package URL"));
}

}  // namespace
}  // namespace ward::subject
