// Which library a pin is, in which version, and under which names advisories know it.
#include "facts/inventory/fetched.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::inventory {
namespace {
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view commit = "21767c654d31d2dccdde4330529775c6c5fd5389";

Component of(const Pin& pin) {
    return component_of(pin, "CMakeLists.txt", "line one\nline two\n");
}

std::vector<std::string> identities(const Component& component) {
    std::vector<std::string> all;
    all.reserve(component.identities.size());
    for (const Identity& one : component.identities) all.push_back(one.ecosystem + " " + one.name);
    return all;
}

TEST(Fetched, ARepositoryOfTheCatalogueIsItsRow) {
    const Component zlib =
        of({.name = "my_zlib", .repository = "https://github.com/madler/zlib.git", .revision = "v1.2.11", .offset = 9});
    EXPECT_EQ(zlib.purl, "pkg:github/madler/zlib@1.2.11");
    EXPECT_EQ(zlib.name, "zlib");
    EXPECT_EQ(zlib.version, "1.2.11");
    EXPECT_EQ(zlib.path, "CMakeLists.txt#my_zlib");
    EXPECT_EQ(zlib.source, Source::lockfile);
    EXPECT_THAT(zlib.cpe, ElementsAre("cpe:2.3:a:zlib:zlib:1.2.11:*:*:*:*:*:*:*"));
    EXPECT_THAT(identities(zlib),
                ElementsAre("Upstream github.com/madler/zlib", "OSS-Fuzz zlib", "GIT https://github.com/madler/zlib"));
    EXPECT_THAT(zlib.evidence, ElementsAre(Evidence{"CMakeLists.txt", 2, "line two"}));
}

TEST(Fetched, ACommitIsNoVersion) {
    const Component zlib =
        of({.name = "zlib", .repository = "https://github.com/madler/zlib", .revision = std::string(commit)});
    EXPECT_EQ(zlib.version, commit);
    EXPECT_EQ(zlib.commit, commit);
    EXPECT_EQ(zlib.purl, fmt::format("pkg:github/madler/zlib@{}", commit));
    EXPECT_THAT(zlib.cpe, ElementsAre("cpe:2.3:a:zlib:zlib:*:*:*:*:*:*:*:*"));
}

TEST(Fetched, ABranchIsNothing) {
    for (const std::string_view branch : {"master", "main", "origin/develop", "1.x", "release/2.x", "stable", ""}) {
        const Component zlib =
            of({.name = "zlib", .repository = "https://github.com/madler/zlib", .revision = std::string(branch)});
        EXPECT_EQ(zlib.version, "") << branch;
        EXPECT_EQ(zlib.commit, "") << branch;
    }
}

TEST(Fetched, AForkIsItself) {
    const Component fork = of({.name = "zlib", .repository = "https://github.com/someone/zlib", .revision = "v1.2.11"});
    EXPECT_EQ(fork.purl, "pkg:github/someone/zlib@1.2.11");
    EXPECT_THAT(fork.cpe, IsEmpty());
    EXPECT_THAT(identities(fork),
                ElementsAre("Upstream github.com/someone/zlib", "GIT https://github.com/someone/zlib"));
    const Component elsewhere =
        of({.name = "x", .repository = "https://git.example.org/group/x.git", .revision = "2.0"});
    EXPECT_EQ(elsewhere.purl, "pkg:generic/x@2.0?vcs_url=git%2Bhttps:%2F%2Fgit.example.org%2Fgroup%2Fx");
}

TEST(Fetched, Archives) {
    struct Case {
        std::string_view url;
        std::string_view purl;
    };
    for (const auto& [url, purl] : {
             Case{"https://github.com/madler/zlib/archive/v1.2.11.tar.gz", "pkg:github/madler/zlib@1.2.11"},
             Case{"https://github.com/madler/zlib/archive/refs/tags/v1.2.11.zip", "pkg:github/madler/zlib@1.2.11"},
             Case{"https://github.com/madler/zlib/releases/download/v1.3.1/zlib-1.3.1.tar.xz",
                  "pkg:github/madler/zlib@1.3.1"},
             Case{"https://mirror.bazel.build/github.com/madler/zlib/archive/v1.2.11.tar.gz",
                  "pkg:github/madler/zlib@1.2.11"},
             Case{"https://codeload.github.com/madler/zlib/tar.gz/refs/tags/v1.2.11", "pkg:github/madler/zlib@1.2.11"},
             Case{"https://zlib.net/zlib-1.3.1.tar.gz", "pkg:github/madler/zlib@1.3.1"},
             Case{"https://zlib.net/fossils/zlib-1.2.11.tar.gz?x=y", "pkg:github/madler/zlib@1.2.11"},
             Case{"https://www.sqlite.org/2024/sqlite-amalgamation-3450100.zip", "pkg:generic/sqlite@3.45.1"},
             Case{"https://github.com/curl/curl/releases/download/curl-8_5_0/curl-8.5.0.tar.gz",
                  "pkg:github/curl/curl@8.5.0"},
             Case{"https://github.com/unicode-org/icu/releases/download/release-74-2/icu4c-74_2-src.tgz",
                  "pkg:github/unicode-org/icu@74.2"},
             Case{"https://files.example.org/thing-2.0-rc1.tar.bz2",
                  "pkg:generic/thing@2.0-rc1?download_url=https:%2F%2Ffiles.example.org%2Fthing-2.0-rc1.tar.bz2"},
             Case{"https://gitlab.com/g/h/thing/-/archive/v3.1/thing-v3.1.tar.gz",
                  "pkg:generic/thing@3.1?vcs_url=git%2Bhttps:%2F%2Fgitlab.com%2Fg%2Fh%2Fthing"},
         })
        EXPECT_EQ(of({.urls = {std::string(url)}}).purl, purl) << url;
}

TEST(Fetched, TheArchiveOfACommitHasNoVersion) {
    const Component zlib = of({.name = "zlib",
                               .urls = {fmt::format("https://github.com/madler/zlib/archive/{}.zip", commit)},
                               .folder = fmt::format("zlib-{}", commit)});
    EXPECT_EQ(zlib.version, commit);
    EXPECT_EQ(zlib.commit, commit);
}

TEST(Fetched, RegistriesNames) {
    const Component known = of({.name = "zlib", .purl_type = "bazel", .version = "1.3.1.bcr.5"});
    EXPECT_EQ(known.purl, "pkg:github/madler/zlib@1.3.1");
    EXPECT_EQ(of({.name = "rules_go", .purl_type = "bazel", .version = "0.50.1"}).purl, "pkg:bazel/rules_go@0.50.1");
    EXPECT_EQ(of({.name = "zlib", .purl_type = "conan", .version = "1.2.13"}).version, "1.2.13");
    // npm's acorn is not what a C++ registry would call so.
    EXPECT_EQ(of({.name = "acorn", .purl_type = "vcpkg", .version = "8.0.0"}).purl, "pkg:vcpkg/acorn@8.0.0");
}

TEST(Fetched, SecretsAndFloodsStayOut) {
    EXPECT_EQ(of({.urls = {"https://user:secret@h.org/a-1.0.zip"}}).purl,
              "pkg:generic/a@1.0?download_url=https:%2F%2Fh.org%2Fa-1.0.zip");
    EXPECT_EQ(of({.name = "a", .repository = "https://user:secret@h.org/o/a.git", .revision = "1.0"}).purl,
              "pkg:generic/a@1.0?vcs_url=git%2Bhttps:%2F%2Fh.org%2Fo%2Fa");
    Pins flood;
    flood.pins.resize(max_pins + 2, Pin{.name = "a", .version = "1.0"});
    flood.pins[0].version = std::string(max_pin_bytes + 1, '1');
    flood.problems.resize(1000, {7, "x"});
    Collector out;
    emit_pins("f", "", flood, out);
    EXPECT_EQ(out.components.size(), max_pins - 1);
    EXPECT_EQ(out.skipped.size(), 103U);
    EXPECT_EQ(out.skipped[100].reason, "900 more entries could not be read");
}

TEST(Fetched, LinesAreCountedOnce) {
    LineCounter lines("a\nb\n\nc");
    EXPECT_EQ(lines.at(0), 1);
    EXPECT_EQ(lines.at(2), 2);
    EXPECT_EQ(lines.at(5), 4);
    EXPECT_EQ(lines.at(1), 1);
    EXPECT_EQ(lines.at(100), 4);
}

TEST(Fetched, WhatItIsFor) {
    const Pin pin{.name = "zlib", .repository = "https://github.com/madler/zlib", .revision = "v1.3"};
    EXPECT_EQ(component_of(pin, "build/deps.bzl", "").scope, Scope::runtime);
    EXPECT_EQ(component_of(pin, "tests/CMakeLists.txt", "").scope, Scope::test);
    Pin development = pin;
    development.is_development = true;
    EXPECT_EQ(component_of(development, "MODULE.bazel", "").scope, Scope::development);
}

TEST(Fetched, Tags) {
    const CatalogueRow* none = nullptr;
    EXPECT_EQ(version_of_tag(none, "x", "v1.2.3"), "1.2.3");
    EXPECT_EQ(version_of_tag(none, "x", "refs/tags/x-1.2.3"), "1.2.3");
    EXPECT_EQ(version_of_tag(none, "x", "release-1.2"), "1.2");
    EXPECT_EQ(version_of_tag(none, "x", "1_2_3"), "1.2.3");
    EXPECT_EQ(version_of_tag(none, "x", "2024-07-02"), "2024-07-02");
    EXPECT_EQ(version_of_tag(row_named("openssl"), "", "OpenSSL_1_1_1w"), "1.1.1w");
    for (const std::string_view tag : {"", "v", "main", "v1.x", "release-", "x-", "1..2", "0123456789abcdef0123"})
        EXPECT_EQ(version_of_tag(none, "x", tag), std::nullopt) << tag;
}

TEST(Fetched, ArchiveNames) {
    const auto split = [](std::string_view file) {
        const auto found = split_archive_name(file);
        return found ? found->name + " " + found->version : std::string("-");
    };
    EXPECT_EQ(split("boost_1_83_0.tar.gz"), "boost 1.83.0");
    EXPECT_EQ(split("llvm-22.1.5-linux-amd64.tar.xz"), "llvm 22.1.5");
    EXPECT_EQ(split("a/b/icu4c-78.2-sources.tgz"), "icu4c 78.2");
    EXPECT_EQ(split("fmt-v9.zip"), "fmt 9");
    for (const std::string_view file :
         {"", "-", "zlib", "zlib.zip", "zlib-", "-1.0", "a-b-c", "x-main.zip", "/", "1.0"})
        EXPECT_EQ(split(file), "-") << file;
}

TEST(Fetched, ForgesThatAreNone) {
    for (const std::string_view url :
         {"", "https://", "https://github.com/a/b", "https://github.com/a/b/archive",
          "https://x.org/a/b/archive/v1.zip", "https://h/-/archive/x", "https://h/+archive/x"})
        EXPECT_FALSE(forge_archive(url)) << url;
    const auto google = forge_archive("https://chromium.googlesource.com/a/b/+archive/0123abcd.tar.gz");
    ASSERT_TRUE(google);
    EXPECT_EQ(google->repository, "https://chromium.googlesource.com/a/b");
    EXPECT_EQ(google->revision, "0123abcd");
}

}  // namespace
}  // namespace ward::inventory
