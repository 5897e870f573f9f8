#include "facts/inventory/cgmanifest.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/inventory/tree_fixture.h"

namespace ward::inventory {
namespace {
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string manifest(std::string_view registrations) {
    return fmt::format("{{\n\"registrations\": [\n{}\n], \"version\": 1}}", registrations);
}

constexpr std::string_view zlib =
    R"({"component": {"type": "git", "git": {"repositoryUrl": "https://github.com/madler/zlib.git",
      "commitHash": "09155eaa2f9270dc4ed1fa13e2b4b2613e6e4851"}}, "version": "1.3.0"})";
constexpr std::string_view semver = R"({"component": {"type": "npm", "npm": {"name": "semver", "version": "7.5.4"}}})";

Inventory take(const TreeFixture& tree) {
    const auto root = Root::open(tree.path());
    if (!root) throw std::runtime_error(root.error().message());
    auto inventory = take_inventory(*root, {});
    if (!inventory) throw std::runtime_error(inventory.error().message());
    return *std::move(inventory);
}

std::vector<std::string> purls(const Inventory& inventory) {
    std::vector<std::string> all;
    for (const Component& component : inventory.components)
        if (!component.path.empty())
            all.push_back(fmt::format("{} {} {}", component.path, component.purl, name_of(component.source)));
    return all;
}

TEST(CgManifest, EveryTypeThatNamesSomething) {
    const auto read = read_cgmanifest(manifest(fmt::format(
                                          R"({}, {},
            {{"Component": {{"Type": "Other", "Other": {{"Name": "x", "Version": "v2.1", "DownloadUrl": "https://x.org/x.zip"}}}},
              "developmentDependency": true}},
            {{"component": {{"type": "pip", "pip": {{"name": "jinja2", "version": "3.1.2"}}}}}},
            {{"component": {{"type": "git", "git": {{"repositoryUrl": "https://h/p/q", "tag": "release-4.2", "commitHash": "x"}}}}}})",
                                          zlib, semver)),
                                      "c");
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_THAT(read->problems, IsEmpty());
    EXPECT_THAT(
        each(read->registrations,
             [](const Registration& one) {
                 return fmt::format("{} {} {} {} {}{}", one.type, one.name, one.version, one.url,
                                    one.commit.substr(0, 4), one.is_development ? " dev" : "");
             }),
        ElementsAre("git zlib 1.3.0 https://github.com/madler/zlib.git 0915", "npm semver 7.5.4  ",
                    "other x v2.1 https://x.org/x.zip  dev", "pypi jinja2 3.1.2  ", "git q 4.2 https://h/p/q "));
}

TEST(CgManifest, WhatNamesNothingIsSaid) {
    for (const std::string_view bad : {R"({})", R"(1)", R"({"component": {"type": "npm"}})",
                                       R"({"component": {"type": "odd", "odd": {"name": "x"}}})",
                                       R"({"component": {"type": "npm", "npm": {"name": "a\u0007b", "version": "1"}}})",
                                       R"({"component": {"type": "git", "git": {"repositoryUrl": 7}}})"}) {
        const auto read = read_cgmanifest(manifest(bad), "c");
        ASSERT_TRUE(read) << bad;
        EXPECT_THAT(read->registrations, IsEmpty()) << bad;
        EXPECT_THAT(read->problems, ElementsAre(HasSubstr("line 3"))) << bad;
    }
    EXPECT_FALSE(read_cgmanifest("", "c"));
    EXPECT_FALSE(read_cgmanifest("[1]", "c"));
    EXPECT_THAT(read_cgmanifest("{}", "c").value().registrations, IsEmpty());
}

TEST(CgManifest, Limits) {
    std::string many;
    for (size_t i = 0; i <= max_registrations; ++i) many += i == 0 ? "1" : ",1";
    const auto read = read_cgmanifest(manifest(many), "c");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::limit);
    EXPECT_FALSE(read_cgmanifest("{\"a\": \"" + std::string(max_cgmanifest_bytes, 'x') + "\"}", "c"));
}

TEST(CgManifest, WithOneRegistrationItSpeaksOfItsFolder) {
    const TreeFixture tree{{"oss/z/cgmanifest.json", manifest(zlib)}, {"oss/z/inflate.c", "int x;\n"}};
    const Inventory inventory = take(tree);
    EXPECT_THAT(purls(inventory), ElementsAre("oss/z pkg:github/madler/zlib@1.3.0 vendored"));
    const Component& found = inventory.components.back();
    EXPECT_EQ(found.commit, "09155eaa2f9270dc4ed1fa13e2b4b2613e6e4851");
    EXPECT_EQ(found.evidence.front().path, "oss/z/cgmanifest.json");
    EXPECT_EQ(found.evidence.front().line, 3);
}

// Believed after the catalogue's rules and before headers, as a README.chromium is; what differs is a contradiction.
TEST(CgManifest, ItsPlaceAmongTheWitnesses) {
    const TreeFixture tree{
        {"dep/foo/cgmanifest.json",
         manifest(R"({"component": {"type": "other", "other": {"name": "foo", "version": "1.1"}}})")},
        {"vendor/foo/cgmanifest.json",
         manifest(R"({"component": {"type": "other", "other": {"name": "foo", "version": "1.1"}}})")},
        {"vendor/foo/foo.h", "#define FOO_VERSION \"1.2\"\n"},
        {"deps/zlib/zlib.h", "#define ZLIB_VERSION \"1.3.1\"\n"},
        {"deps/zlib/cgmanifest.json", manifest(zlib)}};
    const Inventory inventory = take(tree);
    EXPECT_THAT(purls(inventory),
                ElementsAre("dep/foo pkg:generic/foo@1.1 vendored", "deps/zlib pkg:github/madler/zlib@1.3.1 vendored",
                            "vendor/foo pkg:generic/foo@1.1 vendored"));
    for (const Component& component : inventory.components)
        if (component.path == "deps/zlib" || component.path == "vendor/foo") {
            EXPECT_EQ(component.contradictions.size(), 1u) << component.path;
        }
}

TEST(CgManifest, AListDeclaresUntilSomethingFoundProvesIt) {
    const TreeFixture tree{{"cgmanifest.json", manifest(fmt::format("{}, {}", zlib, semver))},
                           {"deps/zlib/zlib.h", "#define ZLIB_VERSION \"1.3\"\n"}};
    const Inventory inventory = take(tree);
    EXPECT_THAT(purls(inventory), ElementsAre("cgmanifest.json pkg:npm/semver@7.5.4 sbom",
                                              "deps/zlib pkg:github/madler/zlib@1.3 vendored"));
    EXPECT_THAT(each(inventory.components.back().evidence, &Evidence::path),
                ElementsAre("deps/zlib/zlib.h", "cgmanifest.json"));
    EXPECT_EQ(inventory.components[1].identities, (std::vector<Identity>{{"npm", "semver", {}}}));
}

TEST(CgManifest, AListInsideVendoredCodeIsNoInventory) {
    const TreeFixture tree{{"deps/x/cgmanifest.json", manifest(fmt::format("{}, {}", zlib, semver))},
                           {"deps/x/VERSION", "1.0\n"}};
    const Inventory inventory = take(tree);
    EXPECT_THAT(purls(inventory), ElementsAre("deps/x pkg:generic/x@1.0 vendored"));
    ASSERT_EQ(inventory.notes.size(), 1u);
    EXPECT_EQ(inventory.notes[0].kind, "manifest-not-inventory");
}

}  // namespace
}  // namespace ward::inventory
