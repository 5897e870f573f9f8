#include "facts/inventory/version_text.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "facts/inventory/build_files.h"
#include "facts/inventory/version_macros.h"
#include "facts/inventory/version_rules.h"

namespace ward::inventory {
namespace {

TEST(VersionText, LooksLikeAVersion) {
    for (const std::string_view text :
         {"1.2.3", "v1.2", "1.3.0.1-motley", "3.0.13+quic", "2025c", "20240722", "2024-01-13", "1.0.2zk", "58.2", "1"})
        EXPECT_TRUE(looks_like_version(text)) << text;
    for (const std::string_view text :
         {"", "0", "v", "N/A", "unknown", "@PACKAGE_VERSION@", "f572e8e42e22cfcf5ab0aea26574f408943edfa4", "799604a104",
          "1.2 beta", "1.2\x1b[31m", "1.2::error::", "deadbee"})
        EXPECT_FALSE(looks_like_version(text)) << text;
    EXPECT_FALSE(looks_like_version(std::string(65, '1')));
}

TEST(VersionText, LooksLikeARevision) {
    EXPECT_TRUE(looks_like_revision("f572e8e42e22cfcf5ab0aea26574f408943edfa4"));
    EXPECT_TRUE(looks_like_revision("799604a104"));
    EXPECT_FALSE(looks_like_revision("20240722"));
    EXPECT_FALSE(looks_like_revision("1.2.3"));
    EXPECT_FALSE(looks_like_revision("abcdef"));
}

TEST(VersionText, FindsTheVersionInside) {
    EXPECT_EQ(version_in("LuaJIT 2.1.0-beta3"), "2.1.0-beta3");
    EXPECT_EQ(version_in("libarchive 3.7.2"), "3.7.2");
    EXPECT_EQ(version_in("v1.13.1"), "1.13.1");
    EXPECT_EQ(version_in("1.0.0-"), "1.0.0");
    EXPECT_EQ(version_in("OpenSSL 1.1.1u  30 May 2023"), "1.1.1u");
    EXPECT_EQ(version_in("no number"), std::nullopt);
    EXPECT_EQ(version_in("sha256"), std::nullopt);
}

TEST(VersionText, OneVersionInTwoSpellings) {
    EXPECT_TRUE(same_version("1.3.0.1-motley", "1.3.0.1"));
    EXPECT_TRUE(same_version("1.3.0.1-motley-cfe8fbe", "1.3.0.1"));
    EXPECT_TRUE(same_version("3.0.13+quic", "3.0.13"));
    EXPECT_TRUE(same_version("v1.2", "1.2.0"));
    EXPECT_FALSE(same_version("1.2.11", "1.2.12"));
    EXPECT_FALSE(same_version("1.0.0-rc1", "1.0.0"));
    EXPECT_FALSE(same_version("1.0.2z", "1.0.2za"));
    EXPECT_FALSE(same_version("8.0.0-DEV", "8.0.0"));
    EXPECT_EQ(without_fork("1.0.0-beta.2+build"), "1.0.0-beta.2");
}

TEST(FindDefinition, FormsOfADefinition) {
    const auto value = [](std::string_view text) {
        const auto found = find_definition(text, "X_VERSION");
        return found ? found->value : std::string("-");
    };
    EXPECT_EQ(value("#define X_VERSION \"1.2\""), "1.2");
    EXPECT_EQ(value("#  define\tX_VERSION\t( \"1.2\" )  /* c */"), "1.2");
    EXPECT_EQ(value("#define X_VERSION 12 // comment"), "12");
    EXPECT_EQ(value("#define X_VERSION L\"1.2\""), "1.2");
    EXPECT_EQ(value("enum { X_VERSION = 3, Y };"), "3");
    EXPECT_EQ(value("X_VERSION='1.2'"), "1.2");
    EXPECT_EQ(value("constexpr int X_VERSION = 7;"), "7");
    EXPECT_EQ(value("X_VERSION="), "");
    EXPECT_EQ(value("#define MY_X_VERSION \"9\"\n#define X_VERSION_2 \"9\"\n#define X_VERSION \"1\"\n"), "1");
    EXPECT_EQ(value("#if X_VERSION == 3\n#endif"), "-");
    EXPECT_EQ(value("#define X_VERSION(a) a"), "-");
    EXPECT_EQ(value("// X_VERSION is 1.2"), "-");
    EXPECT_EQ(value("#define X_VERSION"), "-");
    EXPECT_EQ(value("#define X_VERSION \"1.2"), "1.2");
}

TEST(VersionMacros, ByTheLibrarysName) {
    EXPECT_EQ(macro_prefix("libFoo-bar"), "FOOBAR");
    EXPECT_EQ(macro_prefix("foo-1.2"), "FOO");
    EXPECT_EQ(macro_prefix("lib"), "LIB");
    const auto find = [](std::string_view text) {
        const std::vector<std::string> prefixes{"FOOBAR"};
        const auto found = find_version_macros(text, prefixes);
        return found ? found->value : std::string("-");
    };
    EXPECT_EQ(find("#define FOO_BAR_VERSION \"1.2.3\""), "1.2.3");
    EXPECT_EQ(find("#define LIBFOOBAR_VERSION_STRING \"1.2.3\""), "1.2.3");
    EXPECT_EQ(
        find("#define FOOBAR_VERSION_MAJOR 1\n#define FOOBAR_VERSION_MINOR 2\n#define FOOBAR_VERSION_REVISION 3\n"),
        "1.2.3");
    EXPECT_EQ(find("#define FOOBAR_MAJOR_VERSION 1\n#define FOOBAR_MINOR_VERSION 2\n"), "1.2");
    // A number is some encoding of a version, never the version.
    EXPECT_EQ(find("#define FOOBAR_VERSION 10203\n"), "-");
    EXPECT_EQ(find("#define FOOBAR_VERSION 10203\n#define FOOBAR_VERSION_MAJOR 1\n#define FOOBAR_VERSION_MINOR 2\n"),
              "1.2");
    // Neither another library's nor a protocol's.
    EXPECT_EQ(find("#define OTHER_VERSION \"1.2.3\""), "-");
    EXPECT_EQ(find("#define FOOBAR_PROTOCOL_VERSION \"1.1\""), "-");
    const std::vector<std::string> prefixes{"FOOBAR"};
    for (const std::string_view name : {"version.h", "foobar_version.hpp", "libfoobar.h", "config.h", "FooBar.hh"})
        EXPECT_TRUE(may_hold_version(name, prefixes)) << name;
    for (const std::string_view name : {"other.h", "version.c", "config.h.in", "version", ".h"})
        EXPECT_FALSE(may_hold_version(name, prefixes)) << name;
}

TEST(BuildFiles, WhatTheyDeclare) {
    const auto read = [](std::string_view file, std::string_view text) {
        for (const BuildFile& kind : build_files())
            if (kind.file == file) {
                const auto declared = kind.read(text);
                return declared ? declared->name + "@" + declared->version : std::string("-");
            }
        return std::string("?");
    };
    EXPECT_EQ(read("CMakeLists.txt", "cmake_minimum_required(VERSION 3.5)\nproject(foo VERSION 1.2.3 LANGUAGES C)"),
              "foo@1.2.3");
    EXPECT_EQ(read("CMakeLists.txt", "PROJECT( \"foo\"\n  LANGUAGES C\n  VERSION 2.0)"), "foo@2.0");
    EXPECT_EQ(read("CMakeLists.txt", "project(foo C)\nset(VERSION 9.9)"), "foo@");
    EXPECT_EQ(read("CMakeLists.txt", "project(foo VERSION ${V})"), "foo@");
    EXPECT_EQ(read("CMakeLists.txt", "# project(foo VERSION 1.0)"), "-");
    EXPECT_EQ(read("configure.ac", "AC_PREREQ([2.59])\nAC_INIT([foo],[1.2.3],[bugs])"), "foo@1.2.3");
    EXPECT_EQ(read("configure.ac", "AC_INIT(foo, 1.2)"), "foo@1.2");
    EXPECT_EQ(read("meson.build", "project('foo', 'c',\n  version : '1.2.3')"), "foo@1.2.3");
    EXPECT_EQ(read("VERSION", "v1.2.3\n"), "@1.2.3");
    EXPECT_EQ(read("VERSION", "see git\n"), "-");
    EXPECT_EQ(read("Cargo.toml", "[package]\nname = \"foo\"\nversion = \"1.2.3\"\n[dependencies]\nversion = \"9\"\n"),
              "foo@1.2.3");
    EXPECT_EQ(read("Cargo.toml", "[package]\nname = \"foo\"\nversion.workspace = true\n"), "foo@");
    EXPECT_EQ(read("Cargo.toml", "[workspace]\nmembers = []\n"), "-");
    EXPECT_EQ(read("pyproject.toml", "[build-system]\nrequires = []\n\n[project]\nname = \"foo\"\nversion = \"1.2\"\n"),
              "foo@1.2");
    EXPECT_EQ(read("setup.py", "setup(\n    name=\"foo\",\n    version=\"1.2\",\n)"), "foo@1.2");
    EXPECT_EQ(read("package.json", "{\"a\": {\"version\": \"9\"}, \"name\": \"foo\", \"version\": \"1.2.3\"}"),
              "foo@1.2.3");
    EXPECT_EQ(read("METADATA", "name: \"foo\"\nthird_party {\n  version: \"1.2.3\"\n}\n"), "foo@1.2.3");
    EXPECT_EQ(read("moz.yaml", "schema: 1\norigin:\n  name: foo\n  release: v1.2.3 (2024-01-01T00:00:00Z).\n"),
              "foo@1.2.3");
}

TEST(BuildFiles, FilesCalledAfterTheLibrary) {
    const auto pc = read_pkg_config("prefix=@prefix@\nName: zlib\nDescription: x\nVersion: 1.2.13\n");
    ASSERT_TRUE(pc);
    EXPECT_EQ(pc->name, "zlib");
    EXPECT_EQ(pc->version, "1.2.13");
    EXPECT_EQ(pc->offset, std::string_view("prefix=@prefix@\nName: zlib\nDescription: x\nVersion: ").size());
    EXPECT_FALSE(read_pkg_config("Name: zlib\nVersion: @VERSION@\n"));
    EXPECT_FALSE(read_pkg_config("Requires: x\n#Version: 1.2\n"));

    const std::vector<std::string> names{"FOO"};
    constexpr std::string_view gyp = "{'variables': {'bar_version': '9.9', 'foo_version': '1.4.2'}}";
    const auto found = read_gyp(gyp, names);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->version, "1.4.2");
    EXPECT_FALSE(read_gyp("{'foo_version': '<(foo)'}", names));
    EXPECT_FALSE(read_gyp(gyp, std::vector<std::string>{"BAZ"}));
}

// Where the code was taken from, also where no version is told.
TEST(BuildFiles, OriginsOfImportedCode) {
    const auto kind = [](std::string_view file) {
        return std::ranges::find(build_files(), file, &BuildFile::file)->read;
    };
    const auto metadata = kind("METADATA")(
        "name: \"foo\"\nthird_party {\n  url { type: HOMEPAGE value: \"https://foo.org\" }\n"
        "  url {\n    type: GIT\n    value: \"https://github.com/o/foo.git\"\n  }\n"
        "  version: \"0123456789abcdef0123456789abcdef01234567\"\n}\n");
    ASSERT_TRUE(metadata);
    EXPECT_EQ(metadata->version, "");
    EXPECT_EQ(metadata->url, "https://github.com/o/foo.git");
    EXPECT_EQ(metadata->commit, "0123456789abcdef0123456789abcdef01234567");
    const auto moz = kind("moz.yaml")(
        "schema: 1\norigin:\n  name: foo\n  url: https://foo.org\n  release: commit 89abcde (2024-01-02)\n"
        "  revision: 89abcdef0123456789abcdef0123456789abcdef\nvendoring:\n  url: https://github.com/o/foo\n");
    ASSERT_TRUE(moz);
    EXPECT_EQ(moz->version, "");
    EXPECT_EQ(moz->name, "foo");
    EXPECT_EQ(moz->url, "https://github.com/o/foo");
    EXPECT_EQ(moz->commit, "89abcdef0123456789abcdef0123456789abcdef");
}

TEST(BuildFiles, ChangeLogs) {
    const auto read = [](std::string_view text) {
        const auto declared = read_change_log(text);
        return declared ? declared->version : std::string("-");
    };
    EXPECT_EQ(read("# Changelog\n\n## [1.2.3] - 2024-01-01\n- x\n\n## 1.2.2\n"), "1.2.3");
    EXPECT_EQ(read("2022.07.12, Version 1.44.2 (Stable)\n"), "1.44.2");
    EXPECT_EQ(read("Changes in 1.5.0:\n"), "1.5.0");
    EXPECT_EQ(read("libfoo 2.1 (2020)\n"), "2.1");
    EXPECT_EQ(read("We fixed a bug that came with version 1.2.3 of the other library.\n"), "-");
    EXPECT_EQ(read(std::string(5000, '\n') + "# 1.2.3\n"), "-") << "not near the top";
}

}  // namespace
}  // namespace ward::inventory
