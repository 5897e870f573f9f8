#include "facts/inventory/npm_spec.h"

#include <gtest/gtest.h>

#include "formats/purl.h"

namespace ward::inventory::npm {
namespace {

TEST(NpmSpec, PackageNames) {
    for (const std::string_view name : {"a", "lodash.merge", "@babel/core", "JSONStream", "a_b", "-", "is-(x)", "3d"})
        EXPECT_TRUE(is_package_name(name)) << name;
    for (const std::string_view name :
         {"", ".bin", "_x", "__proto__", "a/b", "@/a", "@a", "@a/", "@a/b/c", "@.a/b", "a b", "a\n", "a\\b", "..",
          "node_modules", "caf\u00e9", "a%20b", "a@1", "https://x"})
        EXPECT_FALSE(is_package_name(name)) << name;
    EXPECT_TRUE(is_package_name(std::string(max_name_bytes, 'a')));
    EXPECT_FALSE(is_package_name(std::string(max_name_bytes + 1, 'a')));
}

TEST(NpmSpec, ExactVersions) {
    EXPECT_EQ(exact_version("1.2.3"), "1.2.3");
    EXPECT_EQ(exact_version(" =v1.2.3-rc.1+b "), "1.2.3-rc.1+b");
    EXPECT_EQ(exact_version("1.2.3rc1"), "1.2.3rc1");
    for (const std::string_view text : {"", "1", "1.2", "^1.2.3", "~1.2.3", "1.x", "1.2.x", "*", "latest", ">=1.2.3",
                                        "1.2.3 || 2.0.0", "1.2.3 - 2.0.0", "npm:a@1.0.0", "1.2.3\n4", "1..2.3"})
        EXPECT_FALSE(exact_version(text)) << text;
    EXPECT_FALSE(exact_version("1.2." + std::string(max_version_bytes, '3')));
}

struct SpecCase {
    std::string_view spec;
    Origin::Kind kind;
    std::string_view url;
    std::string_view commit;
    std::string_view name;
    std::string_view version;
};

TEST(NpmSpec, VersionFieldsOfOldLocks) {
    using enum Origin::Kind;
    constexpr std::string_view sha = "0123456789abcdef0123456789abcdef01234567";
    const std::string hash = "#" + std::string(sha);
    const auto check = [](const std::string& spec, const SpecCase& expected) {
        const Origin origin = origin_of_spec(spec);
        EXPECT_EQ(origin.kind, expected.kind) << spec;
        EXPECT_EQ(origin.url, expected.url) << spec;
        EXPECT_EQ(origin.commit, expected.commit) << spec;
        EXPECT_EQ(origin.name, expected.name) << spec;
        EXPECT_EQ(origin.version, expected.version) << spec;
    };
    check("1.2.3", {{}, registry, "", "", "", "1.2.3"});
    check("npm:real@1.2.3", {{}, registry, "", "", "real", "1.2.3"});
    check("npm:@s/real@1.2.3", {{}, registry, "", "", "@s/real", "1.2.3"});
    check("npm:@s/real", {{}, registry, "", "", "@s/real", ""});
    for (const std::string_view address :
         {"git+ssh://git@github.com/u/r.git", "git+https://token:x@github.com/u/r.git", "git://github.com/u/r",
          "git+ssh://git@github.com:u/r.git", "git@github.com:u/r.git", "github:u/r", "u/r"})
        check(std::string(address) + hash, {{}, git, "https://github.com/u/r", sha, "", ""});
    check("gitlab:u/r#v1.0", {{}, git, "https://gitlab.com/u/r", "", "", ""});
    check("git+ssh://git@host.example:2222/u/r.git", {{}, git, "https://host.example/u/r", "", "", ""});
    check("https://codeload.github.com/u/r/tar.gz/" + std::string(sha),
          {{}, git, "https://github.com/u/r", sha, "", ""});
    check("https://example.com/d/thing-2.0.1.tgz?x",
          {{}, remote, "https://example.com/d/thing-2.0.1.tgz?x", "", "", "2.0.1"});
    check("file:../a-3d-1.0.0-rc.1.tgz", {{}, file, "../a-3d-1.0.0-rc.1.tgz", "", "", "1.0.0-rc.1"});
    check("file:../lib", {{}, folder, "../lib", "", "", ""});
    for (const char* spec : {"^1.2.3", "latest", "*", "", "1.x", ">=1 <2", "@s/r"})
        check(spec, {{}, unknown, "", "", "", ""});
}

TEST(NpmSpec, ResolvedFields) {
    using enum Origin::Kind;
    EXPECT_EQ(origin_of_resolved("https://registry.npmjs.org/a/-/a-1.0.0.tgz").kind, registry);
    EXPECT_EQ(origin_of_resolved("https://mirror.example/npm/@s/a/-/a-1.0.0.tgz").kind, registry);
    EXPECT_EQ(origin_of_resolved("https://example.com/a.tgz").kind, remote);
    EXPECT_EQ(origin_of_resolved("file:a.tgz").kind, file);
    EXPECT_EQ(origin_of_resolved("git+ssh://git@github.com/u/r.git#main").kind, git);
    EXPECT_EQ(origin_of_resolved("").kind, unknown);
}

TEST(NpmSpec, PurlsSayWhatIsNotFromARegistry) {
    EXPECT_EQ(purl_of("@s/a", "1.0.0", {}), "pkg:npm/%40s/a@1.0.0");
    const auto git =
        Purl::parse(purl_of("a", "1.0.0", origin_of_spec("github:u/r#0123456789abcdef0123456789abcdef01234567")));
    ASSERT_TRUE(git);
    EXPECT_EQ(git->qualifiers.at("vcs_url"), "git+https://github.com/u/r@0123456789abcdef0123456789abcdef01234567");
    const auto remote = Purl::parse(purl_of("a", "1.0.0", origin_of_resolved("https://example.com/a.tgz")));
    ASSERT_TRUE(remote);
    EXPECT_EQ(remote->qualifiers.at("download_url"), "https://example.com/a.tgz");
    EXPECT_EQ(purl_of("a", "1.0.0", origin_of_resolved("https://mirror.example/a/-/a-1.0.0.tgz")), "pkg:npm/a@1.0.0");
}

TEST(NpmSpec, PathsStayInsideTheTree) {
    EXPECT_EQ(join_path("", "node_modules/a"), "node_modules/a");
    EXPECT_EQ(join_path("x/y", "../z"), "x/z");
    EXPECT_EQ(join_path("x", "./a"), "x/a");
    EXPECT_EQ(join_path("x", ".."), "");
    EXPECT_EQ(join_path("x", ""), "x");
    for (const std::string_view bad :
         {std::string_view("/etc"), std::string_view("../.."), std::string_view("a/../../.."), std::string_view("a//b"),
          std::string_view("a\\b"), std::string_view("a\nb"), std::string_view("a/"), std::string_view("a\0b", 3)})
        EXPECT_FALSE(join_path("x", bad)) << bad;
}

TEST(NpmSpec, Places) {
    EXPECT_EQ(place_of("node_modules/a").value_or(Place{"?", "?"}).name, "a");
    EXPECT_EQ(place_of("node_modules/a").value_or(Place{"?", "?"}).holder, "");
    EXPECT_EQ(place_of("d/node_modules/@s/a").value_or(Place{"?", "?"}).name, "@s/a");
    EXPECT_EQ(place_of("d/node_modules/@s/a").value_or(Place{"?", "?"}).holder, "d");
    EXPECT_EQ(place_of("node_modules/a/node_modules/b").value_or(Place{"?", "?"}).holder, "node_modules/a");
    for (const std::string_view path : {"", "a", "node_modules", "packages/a", "node_modules/a/lib", "@s/a", "x/@s/a"})
        EXPECT_FALSE(place_of(path)) << path;
    EXPECT_EQ(application_of("deps/npm/node_modules/a/node_modules/b"), "deps/npm");
    EXPECT_EQ(application_of("node_modules/a"), "");
    EXPECT_EQ(application_of("packages/a"), "packages/a");
    EXPECT_EQ(nesting_of("a/node_modules/b/node_modules/c"), 2u);
}

}  // namespace
}  // namespace ward::inventory::npm
