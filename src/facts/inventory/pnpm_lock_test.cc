// pnpm-lock.yaml in its three forms: the same project, which must come to the same packages.
#include "facts/inventory/pnpm_lock.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/inventory/tree_fixture.h"

namespace ward::inventory {
extern const Reader reader_pnpm;

namespace npm {
namespace {
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr std::string_view fifth = R"(lockfileVersion: 5.4

importers:

  .:
    specifiers:
      a: ^1.0.0
      m: workspace:*
    dependencies:
      a: 1.2.0_b@2.0.1
      m: link:packages/m

  packages/m:
    specifiers:
      alias: npm:@s/c@3
    devDependencies:
      alias: /@s/c/3.0.0
      e: github.com/o/e/0123456789abcdef0123456789abcdef01234567

packages:

  /@s/c/3.0.0:
    resolution: {integrity: sha512-x}
    dev: true

  /a/1.2.0_b@2.0.1:
    resolution: {integrity: sha512-x}
    peerDependencies:
      b: '2'
    dependencies:
      b: 2.0.1
    optionalDependencies:
      alias: /@s/c/3.0.0
    dev: false

  /b/2.0.1:
    resolution: {integrity: sha512-x}
    dev: false

  github.com/o/e/0123456789abcdef0123456789abcdef01234567:
    resolution: {tarball: https://codeload.github.com/o/e/tar.gz/0123456789abcdef0123456789abcdef01234567}
    name: e
    version: 5.0.0
    dev: true
)";

constexpr std::string_view sixth = R"(lockfileVersion: '6.0'

importers:

  .:
    dependencies:
      a:
        specifier: ^1.0.0
        version: 1.2.0(b@2.0.1)
      m:
        specifier: workspace:*
        version: link:packages/m

  packages/m:
    devDependencies:
      alias:
        specifier: npm:@s/c@3
        version: /@s/c@3.0.0
      e:
        specifier: github:o/e
        version: github.com/o/e/0123456789abcdef0123456789abcdef01234567

packages:

  /@s/c@3.0.0:
    resolution: {integrity: sha512-x}
    dev: true

  /a@1.2.0(b@2.0.1):
    resolution: {integrity: sha512-x}
    dependencies:
      b: 2.0.1
    optionalDependencies:
      alias: /@s/c@3.0.0
    dev: false

  /b@2.0.1:
    resolution: {integrity: sha512-x}
    dev: false

  github.com/o/e/0123456789abcdef0123456789abcdef01234567:
    resolution: {tarball: https://codeload.github.com/o/e/tar.gz/0123456789abcdef0123456789abcdef01234567}
    name: e
    version: 5.0.0
    dev: true
)";

constexpr std::string_view ninth = R"(---
lockfileVersion: '9.0'

importers:

  .:
    configDependencies: {}

---
lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      a:
        specifier: ^1.0.0
        version: 1.2.0(b@2.0.1)
      m:
        specifier: workspace:*
        version: link:packages/m

  packages/m:
    devDependencies:
      alias:
        specifier: npm:@s/c@3
        version: '@s/c@3.0.0'
      e:
        specifier: github:o/e
        version: https://codeload.github.com/o/e/tar.gz/0123456789abcdef0123456789abcdef01234567

packages:

  '@s/c@3.0.0':
    resolution: {integrity: sha512-x}

  a@1.2.0:
    resolution: {integrity: sha512-x}
    peerDependencies:
      b: '2'

  b@2.0.1:
    resolution: {integrity: sha512-x}

  e@https://codeload.github.com/o/e/tar.gz/0123456789abcdef0123456789abcdef01234567:
    resolution: {tarball: https://codeload.github.com/o/e/tar.gz/0123456789abcdef0123456789abcdef01234567}
    version: 5.0.0

snapshots:

  '@s/c@3.0.0': {}

  a@1.2.0(b@2.0.1):
    dependencies:
      b: 2.0.1
    optionalDependencies:
      alias: '@s/c@3.0.0'

  b@2.0.1: {}

  e@https://codeload.github.com/o/e/tar.gz/0123456789abcdef0123456789abcdef01234567: {}
)";

ListedPackages listed_of(std::string_view text) {
    auto listed = read_pnpm_lock(text, "pnpm-lock.yaml");
    if (!listed) throw std::runtime_error(listed.error().message());
    spread_scopes(*listed);
    return *std::move(listed);
}

std::vector<std::string> shown(const ListedPackages& listed) {
    return each(listed.packages, [&](const ListedPackage& package) {
        std::string text = fmt::format("{}@{} {}", package.name, package.version, name_of(package.scope));
        for (const size_t need : package.required) text += " " + listed.packages[need].name;
        for (const size_t need : package.optional) text += " ?" + listed.packages[need].name;
        return text;
    });
}

TEST(PnpmLock, EveryFormSaysTheSame) {
    for (const std::string_view text : {fifth, sixth, ninth}) {
        SCOPED_TRACE(text.substr(0, 30));
        const ListedPackages listed = listed_of(text);
        EXPECT_THAT(listed.problems, IsEmpty());
        EXPECT_THAT(shown(listed), UnorderedElementsAre("@s/c@3.0.0 optional", "a@1.2.0 runtime b ?@s/c",
                                                        "b@2.0.1 runtime", "e@5.0.0 development"));
        EXPECT_EQ(listed.packages[0].integrity, "sha512-x");
        EXPECT_EQ(listed.packages[0].resolved, "");
        const ListedPackage& git = listed.packages[3];
        EXPECT_THAT(git.resolved, testing::StartsWith("https://codeload.github.com/o/e/tar.gz/0123"));
        EXPECT_EQ(git.origin.kind, Origin::Kind::git);
        EXPECT_EQ(git.origin.url, "https://github.com/o/e");
        EXPECT_EQ(git.origin.commit, "0123456789abcdef0123456789abcdef01234567");
    }
}

TEST(PnpmLock, EvidenceIsTheLineOfTheKey) {
    EXPECT_EQ(listed_of(fifth).packages[0].evidence, (Evidence{"pnpm-lock.yaml", 22, "/@s/c/3.0.0:"}));
    EXPECT_EQ(listed_of(ninth).packages[1].evidence, (Evidence{"pnpm-lock.yaml", 37, "a@1.2.0:"}));
}

TEST(PnpmLock, OneProjectWithoutImporters) {
    const ListedPackages old =
        listed_of("lockfileVersion: 5.3\ndevDependencies:\n  a: 1.0.0\npackages:\n  /a/1.0.0:\n    resolution: {}\n");
    EXPECT_THAT(shown(old), ElementsAre("a@1.0.0 development"));
    const ListedPackages later = listed_of(
        "lockfileVersion: '6.1'\noptionalDependencies:\n  a:\n    specifier: '1'\n"
        "    version: 1.0.0\npackages:\n  /a@1.0.0: {}\n");
    EXPECT_THAT(shown(later), ElementsAre("a@1.0.0 optional"));
}

TEST(PnpmLock, Keys) {
    const auto parts = [](std::string_view key) {
        const PnpmKey found = split_pnpm_key(key);
        return found.name + " " + found.reference;
    };
    EXPECT_EQ(parts("/a/1.0.0"), "a 1.0.0");
    EXPECT_EQ(parts("/@s/a/1.0.0_b@2.0.0+c@3.0.0"), "@s/a 1.0.0");
    EXPECT_EQ(parts("/@s/a@1.0.0(b@2.0.0)(@t/c@3.0.0)"), "@s/a 1.0.0");
    EXPECT_EQ(parts("a@file:x.tgz"), "a file:x.tgz");
    EXPECT_EQ(parts("github.com/o/e/0123"), " ");
    for (const std::string_view key : {"", "/", "@", "/@", "/@s", "/@s/", "a", "("}) EXPECT_EQ(parts(key), " ") << key;
}

TEST(PnpmLock, WhatIsWrongIsTold) {
    const ListedPackages listed = listed_of(
        "lockfileVersion: '12.0'\npackages:\n  /a@1.0.0: {}\n  github.com/o/e/012: {}\n  /../x@1.0.0: {}\n"
        "  /b@latest: {}\n  file:x:\n    resolution: {type: directory, directory: x}\n");
    EXPECT_THAT(shown(listed), ElementsAre("a@1.0.0 unknown"));
    EXPECT_THAT(
        each(listed.problems, [](const LockProblem& one) { return fmt::format("{} {}", one.line, one.reason); }),
        ElementsAre(HasSubstr("1 this lockfileVersion is not known"),
                    "4 \"github.com/o/e/012\" tells no package and version",
                    "5 \"/../x@1.0.0\" tells no package and version", "6 \"/b@latest\" tells no package and version"));
}

TEST(PnpmLock, Hostile) {
    EXPECT_FALSE(read_pnpm_lock("a: [", "p"));
    EXPECT_FALSE(read_pnpm_lock("lockfileVersion: 1\n<<<<<<< a\n", "p"));
    EXPECT_FALSE(read_pnpm_lock(ninth, "p", {.bytes = 10}));
    EXPECT_FALSE(read_pnpm_lock(ninth, "p", {.packages = 2}));
    EXPECT_FALSE(read_pnpm_lock(ninth, "p", {.needs = 0}));
    for (const std::string_view text : {"", "a", "[]", "packages: 1", "packages: {a: 1}", "importers: {.: [1]}",
                                        "packages: {/a@1.0.0: {dependencies: {a: [1]}}}"})
        EXPECT_TRUE(read_pnpm_lock(text, "p")) << text;
    std::string deep = "packages: ";
    for (int i = 0; i < 1000; ++i) deep += "{a: ";
    EXPECT_FALSE(read_pnpm_lock(deep, "p"));
}

TEST(PnpmReader, ChainsLeadFromTheProject) {
    const TreeFixture tree{{"app/pnpm-lock.yaml", ninth},
                           {"app/package.json", R"({"name": "app", "version": "1.0.0"})"},
                           {"test/pnpm-lock.yaml", "lockfileVersion: '6.0'\npackages:\n  /a@1.0.0: {}\n"},
                           {"node_modules/x/pnpm-lock.yaml", ninth}};
    const Collector found = tree.read(reader_pnpm);
    const Component* a = at(found, "app/pnpm-lock.yaml#a@1.2.0");
    ASSERT_NE(a, nullptr);
    EXPECT_EQ(a->source, Source::lockfile);
    EXPECT_EQ(a->purl, "pkg:npm/a@1.2.0");
    EXPECT_THAT(a->depends_on, ElementsAre("app/pnpm-lock.yaml#@s/c@3.0.0", "app/pnpm-lock.yaml#b@2.0.1"));
    const Component* application = at(found, "app");
    ASSERT_NE(application, nullptr);
    EXPECT_THAT(application->depends_on,
                ElementsAre("app/pnpm-lock.yaml#@s/c@3.0.0", "app/pnpm-lock.yaml#a@1.2.0",
                            "app/pnpm-lock.yaml#e@5.0.0+0123456789abcdef0123456789abcdef01234567"));
    EXPECT_THAT(application->identities, IsEmpty());
    ASSERT_NE(at(found, "test/pnpm-lock.yaml#a@1.0.0"), nullptr);
    EXPECT_EQ(at(found, "test/pnpm-lock.yaml#a@1.0.0")->scope, Scope::test);
    EXPECT_THAT(each(found.notes, &Note::where), ElementsAre("node_modules/x/pnpm-lock.yaml"));
}

}  // namespace
}  // namespace npm
}  // namespace ward::inventory
