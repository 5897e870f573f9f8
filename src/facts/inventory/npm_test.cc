// The npm reader over whole trees: what governs, what is merged, what differs.
#include <map>
#include <set>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/inventory/npm_manifest.h"
#include "facts/inventory/tree_fixture.h"

namespace ward::inventory {
extern const Reader reader_npm;

namespace {
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

Collector inventory(const TreeFixture& tree) {
    return tree.read(reader_npm);
}

std::string package(std::string_view name, std::string_view version, std::string_view more = "") {
    return fmt::format(R"({{"name": "{}", "version": "{}"{}{}}})", name, version, more.empty() ? "" : ", ", more);
}

std::string lock(std::string_view entries) {
    return fmt::format(R"({{"lockfileVersion": 3, "packages": {{{}}}}})", entries);
}

// "path name@version" of every component with a purl.
std::set<std::string> places(const Collector& found) {
    std::set<std::string> all;
    for (const Component& component : found.components)
        if (!component.purl.empty())
            all.insert(fmt::format("{} {}@{}", component.path, component.name, component.version));
    return all;
}

std::vector<std::string> notes(const Collector& found, std::string_view kind) {
    std::vector<std::string> where;
    for (const Note& note : found.notes)
        if (note.kind == kind) where.push_back(note.where);
    return where;
}

TEST(Npm, OneComponentPerPlaceWithChains) {
    const TreeFixture tree{
        {"package-lock.json", lock(R"(
        "": {"dependencies": {"a": "1"}},
        "node_modules/a": {"version": "1.0.0", "dependencies": {"b": "2"}},
        "node_modules/b": {"version": "1.0.0", "dev": true},
        "node_modules/a/node_modules/b": {"version": "2.0.0", "dependencies": {"a": "1", "gone": "1"}})")},
        {"package.json", R"({"name": "root", "dependencies": {"a": "1"}, "devDependencies": {"b": "1"}})"}};
    const Collector found = inventory(tree);
    EXPECT_THAT(places(found), UnorderedElementsAre("node_modules/a a@1.0.0", "node_modules/b b@1.0.0",
                                                    "node_modules/a/node_modules/b b@2.0.0"));
    EXPECT_THAT(at(found, "node_modules/a")->depends_on, ElementsAre("node_modules/a/node_modules/b"));
    EXPECT_THAT(at(found, "node_modules/a/node_modules/b")->depends_on, ElementsAre("node_modules/a"));
    EXPECT_THAT(at(found, "")->depends_on, ElementsAre("node_modules/a", "node_modules/b"));
    EXPECT_EQ(at(found, "")->purl, "");
    const Component& a = *at(found, "node_modules/a");
    EXPECT_EQ(a.purl, "pkg:npm/a@1.0.0");
    EXPECT_EQ(a.ecosystem, "npm");
    EXPECT_EQ(a.source, Source::lockfile);
    EXPECT_EQ(a.scope, Scope::runtime);
    EXPECT_EQ(a.evidence,
              (std::vector<Evidence>{{"package-lock.json", 3, R"("node_modules/a": { "version": "1.0.0")"}}));
    EXPECT_EQ(a.identities, (std::vector<Identity>{{"npm", "a", {}}}));
    EXPECT_EQ(at(found, "node_modules/b")->scope, Scope::development);
    EXPECT_THAT(found.skipped, IsEmpty());
}

TEST(Npm, WorkspacesAreReachedThroughTheirLinks) {
    const TreeFixture tree{{"package-lock.json", lock(R"(
        "node_modules/w": {"resolved": "packages/w", "link": true},
        "packages/w": {"version": "0.1.0", "dependencies": {"x": "1", "y": "1"}},
        "packages/v": {"dependencies": {"w": "*"}},
        "packages/w/node_modules/x": {"version": "2.0.0", "dependencies": {"w": "*"}},
        "node_modules/x": {"version": "1.0.0"},
        "node_modules/y": {"version": "1.0.0"})")}};
    const Collector found = inventory(tree);
    EXPECT_THAT(places(found), UnorderedElementsAre("packages/w w@0.1.0", "packages/w/node_modules/x x@2.0.0",
                                                    "node_modules/x x@1.0.0", "node_modules/y y@1.0.0"));
    EXPECT_THAT(at(found, "packages/w")->depends_on, ElementsAre("node_modules/y", "packages/w/node_modules/x"));
    EXPECT_THAT(at(found, "packages/w/node_modules/x")->depends_on, ElementsAre("packages/w"));
}

TEST(Npm, ShrinkwrapWinsOverPackageLock) {
    const TreeFixture tree{{"npm-shrinkwrap.json", lock(R"("node_modules/a": {"version": "1.0.0"})")},
                           {"package-lock.json",
                            lock(R"("node_modules/a": {"version": "2.0.0"}, "node_modules/b": {"version": "1.0.0"})")}};
    const Collector found = inventory(tree);
    EXPECT_THAT(places(found), ElementsAre("node_modules/a a@1.0.0"));
    EXPECT_THAT(notes(found, "lockfile-not-inventory"), ElementsAre("package-lock.json"));
}

TEST(Npm, LockFilesOfVendoredChildrenAreNotInventory) {
    const std::string text = lock(R"("node_modules/evil": {"version": "1.0.0"})");
    const TreeFixture tree{{"deps/x/package-lock.json", text},
                           {"deps/x/npm-shrinkwrap.json", text},
                           {"third_party/y/sub/package-lock.json", text},
                           {"node_modules/z/package-lock.json", text},
                           {"node_modules/z/package.json", package("z", "1.0.0")}};
    const Collector found = inventory(tree);
    EXPECT_THAT(places(found), ElementsAre("node_modules/z z@1.0.0"));
    EXPECT_THAT(notes(found, "lockfile-not-inventory"),
                UnorderedElementsAre("deps/x/package-lock.json", "deps/x/npm-shrinkwrap.json",
                                     "third_party/y/sub/package-lock.json", "node_modules/z/package-lock.json"));
    EXPECT_THAT(found.skipped, IsEmpty());
}

TEST(Npm, LockFilesOfTheProjectsOwnToolsAndTestsAreInventory) {
    const std::string text = lock(R"("node_modules/a": {"version": "1.0.0"})");
    const TreeFixture tree{{"tools/lint/package-lock.json", text}, {"test/app/package-lock.json", text}};
    const Collector found = inventory(tree);
    EXPECT_EQ(at(found, "tools/lint/node_modules/a")->scope, Scope::tooling);
    EXPECT_EQ(at(found, "test/app/node_modules/a")->scope, Scope::test);
}

// What is found in a tool's dependencies must be traced through the tool: node > eslint-tools > eslint.
TEST(Npm, AnApplicationOfTheProjectsOwnStandsInTheChain) {
    const std::string text = lock(R"("": {"dependencies": {"a": "1"}}, "node_modules/a": {"version": "1.0.0"})");
    const TreeFixture tree{{"package.json", R"({"name": "root"})"},
                           {"tools/eslint/package.json", package("eslint-tools", "0.1.0", R"("private": true)")},
                           {"tools/eslint/package-lock.json", text},
                           {"site/package.json", R"({"devDependencies": {"b": "1"}})"},
                           {"site/node_modules/b/package.json", package("b", "2.0.0")}};
    const Collector found = inventory(tree);
    EXPECT_THAT(places(found),
                UnorderedElementsAre("tools/eslint eslint-tools@0.1.0", "tools/eslint/node_modules/a a@1.0.0",
                                     "site site@", "site/node_modules/b b@2.0.0"));
    const Component& tool = *at(found, "tools/eslint");
    EXPECT_EQ(tool.purl, "pkg:npm/eslint-tools@0.1.0");
    EXPECT_EQ(tool.source, Source::lockfile);
    EXPECT_EQ(tool.scope, Scope::tooling);
    EXPECT_THAT(tool.depends_on, ElementsAre("tools/eslint/node_modules/a"));
    // Not the registry's package of that name, whatever advisories say of it.
    EXPECT_THAT(tool.identities, IsEmpty());
    const Component& site = *at(found, "site");
    EXPECT_EQ(site.purl, "pkg:generic/site");
    EXPECT_EQ(site.source, Source::installed);
    EXPECT_THAT(site.depends_on, ElementsAre("site/node_modules/b"));
}

// A workspace is already there, by its entry in the lock, or shares what stands above it.
TEST(Npm, MembersOfAWorkspaceAreNotApplications) {
    const TreeFixture tree{{"app/package.json", R"({"name": "app", "workspaces": ["w"]})"},
                           {"app/package-lock.json", lock(R"(
        "": {"workspaces": ["w"]},
        "node_modules/w": {"resolved": "w", "link": true},
        "w": {"version": "0.1.0", "dependencies": {"x": "1"}},
        "w/node_modules/x": {"version": "1.0.0"})")},
                           {"app/w/package.json", package("w", "0.1.0")}};
    EXPECT_THAT(places(inventory(tree)),
                UnorderedElementsAre("app app@", "app/w w@0.1.0", "app/w/node_modules/x x@1.0.0"));
}

TEST(Npm, ADependencysOwnShrinkwrapConfirmsWhatIsThere) {
    const TreeFixture tree{{"node_modules/a/package.json", package("a", "1.0.0")},
                           {"node_modules/a/npm-shrinkwrap.json", lock(R"(
        "node_modules/b": {"version": "1.0.0"}, "node_modules/c": {"version": "1.0.0"}, "node_modules/dev": {"version": "1.0.0", "dev": true})")},
                           {"node_modules/a/node_modules/b/package.json", package("b", "1.0.0")},
                           {"node_modules/a/node_modules/c/package.json", package("c", "9.0.0")}};
    const Collector found = inventory(tree);
    EXPECT_THAT(places(found), UnorderedElementsAre("node_modules/a a@1.0.0", "node_modules/a/node_modules/b b@1.0.0",
                                                    "node_modules/a/node_modules/c c@9.0.0"));
    EXPECT_EQ(at(found, "node_modules/a/node_modules/b")->evidence.size(), 2u);
    ASSERT_EQ(at(found, "node_modules/a/node_modules/c")->contradictions.size(), 1u);
    EXPECT_EQ(at(found, "node_modules/a/node_modules/c")->contradictions[0].version, "1.0.0");
}

TEST(Npm, LockAndDiskAgreeContradictOrAddToEachOther) {
    const TreeFixture tree{{"package-lock.json", lock(R"(
        "node_modules/same": {"version": "1.0.0", "dev": true},
        "node_modules/other": {"version": "1.0.0"},
        "node_modules/absent": {"version": "1.0.0", "optional": true},
        "node_modules/alias": {"name": "real", "version": "1.0.0"},
        "node_modules/swapped": {"version": "1.0.0"})")},
                           {"node_modules/same/package.json", package("same", "1.0.0")},
                           {"node_modules/other/package.json", "{\n\"name\": \"other\",\n\"version\": \"1.0.1\"}"},
                           {"node_modules/extra/package.json", package("extra", "1.0.0")},
                           {"node_modules/alias/package.json", package("real", "1.0.0")},
                           {"node_modules/swapped/package.json", package("not-it", "1.0.0")}};
    const Collector found = inventory(tree);
    EXPECT_THAT(places(found),
                UnorderedElementsAre("node_modules/same same@1.0.0", "node_modules/other other@1.0.1",
                                     "node_modules/absent absent@1.0.0", "node_modules/extra extra@1.0.0",
                                     "node_modules/alias real@1.0.0", "node_modules/swapped swapped@1.0.0",
                                     "node_modules/swapped not-it@1.0.0"));
    const Component& same = *at(found, "node_modules/same");
    EXPECT_EQ(same.source, Source::lockfile);
    EXPECT_EQ(same.scope, Scope::development);
    ASSERT_EQ(same.evidence.size(), 2u);
    EXPECT_EQ(same.evidence[0].path, "package-lock.json");
    EXPECT_EQ(same.evidence[1].path, "node_modules/same/package.json");
    const Component& other = *at(found, "node_modules/other");
    EXPECT_EQ(other.source, Source::installed);
    EXPECT_EQ(other.evidence,
              (std::vector<Evidence>{{"node_modules/other/package.json", 3, R"("version": "1.0.1"})"}}));
    EXPECT_EQ(
        other.contradictions,
        (std::vector<Claim>{{"1.0.0", {"package-lock.json", 3, R"("node_modules/other": { "version": "1.0.0")"}}}));
    EXPECT_EQ(at(found, "node_modules/extra")->source, Source::installed);
    EXPECT_THAT(notes(found, "npm-name-conflict"), ElementsAre("node_modules/swapped"));
}

TEST(Npm, RepeatedPlacesKeepBothVersions) {
    const TreeFixture tree{{"package-lock.json",
                            lock(R"("node_modules/a": {"version": "1.0.0"}, "node_modules/a": {"version": "2.0.0"})")}};
    const Collector found = inventory(tree);
    EXPECT_THAT(places(found), ElementsAre("node_modules/a a@2.0.0"));
    ASSERT_EQ(at(found, "node_modules/a")->contradictions.size(), 1u);
    EXPECT_EQ(at(found, "node_modules/a")->contradictions[0].version, "1.0.0");
    ASSERT_EQ(found.skipped.size(), 1u);
    EXPECT_EQ(found.skipped[0].kind, SkipKind::unread);
}

TEST(Npm, HiddenLockCountsOnlyWhereItAgreesWithTheDisk) {
    const std::string hidden = lock(R"("node_modules/a": {"version": "1.0.0", "dev": true},
                                       "node_modules/w": {"resolved": "w", "link": true}, "w": {"version": "1.0.0"})");
    const TreeFixture fresh{{"node_modules/.package-lock.json", hidden},
                            {"node_modules/a/package.json", package("a", "1.0.0")}};
    const Collector agreed = inventory(fresh);
    EXPECT_EQ(at(agreed, "node_modules/a")->scope, Scope::development);
    EXPECT_EQ(at(agreed, "node_modules/a")->evidence.size(), 2u);

    for (const auto& [path, text] :
         std::vector<std::pair<std::string, std::string>>{{"node_modules/a/package.json", package("a", "1.0.1")},
                                                          {"node_modules/new/package.json", package("new", "1.0.0")}}) {
        const TreeFixture stale{{"node_modules/.package-lock.json", hidden},
                                {"node_modules/a/package.json", package("a", "1.0.0")}};
        stale.write(path, text);
        const Collector found = inventory(stale);
        EXPECT_THAT(notes(found, "hidden-lock-stale"), ElementsAre("node_modules/.package-lock.json"));
        EXPECT_EQ(at(found, "node_modules/a")->source, Source::installed);
        EXPECT_THAT(at(found, "node_modules/a")->contradictions, IsEmpty());
    }
    const TreeFixture gone{{"node_modules/.package-lock.json", hidden}, {"package.json", "{}"}};
    EXPECT_THAT(places(inventory(gone)), IsEmpty());
}

TEST(Npm, WalksWhatIsInstalledWithoutALock) {
    const TreeFixture tree{
        {"package.json",
         R"({"name": "root", "version": "1.0.0", "dependencies": {"a": "1"}, "devDependencies": {"d": "1"},
                             "optionalDependencies": {"o": "1", "a": "1"}, "peerDependencies": {"p": "1"}})"},
        {"node_modules/a/package.json",
         "{\n  \"name\": \"a\",\n  \"version\": \"1.0.0\",\n  \"dependencies\": {\"@s/b\": \"1\"}\n}"},
        {"node_modules/@s/b/package.json", package("@s/b", "1.0.0")},
        {"node_modules/a/node_modules/@s/b/package.json", package("@s/b", "2.0.0")},
        {"node_modules/a/dist/esm/package.json", R"({"type": "module"})"},
        {"node_modules/a/test/fixtures/package.json", package("fixture", "1.0.0")},
        {"node_modules/a/test/node_modules/f/package.json", package("f", "1.0.0")},
        {"node_modules/a/vendor/node_modules/g/package.json", package("g", "1.0.0")},
        {"node_modules/marker/package.json", R"({"type": "module"})"},
        {"node_modules/.bin/package.json", package("bin", "1.0.0")},
        {"node_modules/d/package.json", package("d", "1.0.0", R"("dependencies": {"e": "1"})")},
        {"node_modules/e/package.json", package("e", "1.0.0")},
        {"node_modules/o/package.json", package("o", "1.0.0")},
        {"node_modules/p/package.json", package("p", "1.0.0")},
        {"node_modules/x/package.json", package("x", "1.0.0")},
        {"node_modules/noname/package.json", R"({"version": "1.0.0"})"}};
    const Collector found = inventory(tree);
    EXPECT_THAT(places(found),
                UnorderedElementsAre("node_modules/a a@1.0.0", "node_modules/@s/b @s/b@1.0.0",
                                     "node_modules/a/node_modules/@s/b @s/b@2.0.0",
                                     "node_modules/a/vendor/node_modules/g g@1.0.0", "node_modules/d d@1.0.0",
                                     "node_modules/e e@1.0.0", "node_modules/o o@1.0.0", "node_modules/p p@1.0.0",
                                     "node_modules/x x@1.0.0", "node_modules/noname noname@1.0.0"));
    EXPECT_THAT(at(found, "node_modules/a")->depends_on, ElementsAre("node_modules/a/node_modules/@s/b"));
    EXPECT_EQ(at(found, "node_modules/a")->evidence,
              (std::vector<Evidence>{{"node_modules/a/package.json", 3, R"("version": "1.0.0",)"}}));
    EXPECT_EQ(at(found, "node_modules/a")->scope, Scope::optional);
    EXPECT_EQ(at(found, "node_modules/d")->scope, Scope::development);
    EXPECT_EQ(at(found, "node_modules/e")->scope, Scope::development);
    EXPECT_EQ(at(found, "node_modules/o")->scope, Scope::optional);
    EXPECT_EQ(at(found, "node_modules/p")->scope, Scope::runtime);
    EXPECT_EQ(at(found, "node_modules/x")->scope, Scope::unknown);
    EXPECT_THAT(notes(found, "npm-fixture"), ElementsAre("node_modules/a/test"));
    EXPECT_THAT(at(found, "")->depends_on,
                ElementsAre("node_modules/a", "node_modules/d", "node_modules/o", "node_modules/p"));
}

TEST(Npm, BundlesBringTheirOwnDependencies) {
    const TreeFixture tree{
        {"deps/npm/package.json",
         package("npm", "10.0.0", R"("dependencies": {"a": "1", "z": "1"}, "bundleDependencies": ["a"])")},
        {"deps/npm/node_modules/a/package.json", package("a", "1.0.0", R"("dependencies": {"b": "1", "c": "1"})")},
        {"deps/npm/node_modules/b/package.json", package("b", "1.0.0")},
        {"deps/npm/node_modules/a/node_modules/c/package.json", package("c", "1.0.0")},
        {"deps/npm/node_modules/a/node_modules/extraneous/package.json", package("extraneous", "1.0.0")},
        {"deps/npm/node_modules/z/package.json",
         package("z", "1.0.0", R"("bundledDependencies": true, "dependencies": {"y": "1"})")},
        {"deps/npm/node_modules/z/node_modules/y/package.json", package("y", "1.0.0")}};
    const Collector found = inventory(tree);
    for (const std::string_view place : {"a", "b", "a/node_modules/c", "a/node_modules/extraneous", "z/node_modules/y"})
        EXPECT_EQ(at(found, fmt::format("deps/npm/node_modules/{}", place))->source, Source::bundled) << place;
    EXPECT_EQ(at(found, "deps/npm/node_modules/z")->source, Source::installed);
    const Component& npm = *at(found, "deps/npm");
    EXPECT_EQ(npm.purl, "pkg:npm/npm@10.0.0");
    EXPECT_EQ(npm.source, Source::vendored);
    EXPECT_THAT(npm.depends_on, ElementsAre("deps/npm/node_modules/a", "deps/npm/node_modules/z"));
}

TEST(Npm, PnpmsStoreIsReadWithoutFollowingLinks) {
    const TreeFixture tree{
        {"package.json", R"({"dependencies": {"a": "1"}})"},
        {"node_modules/.pnpm/a@1.0.0/node_modules/a/package.json",
         package("a", "1.0.0", R"("dependencies": {"b": "1"})")},
        {"node_modules/.pnpm/b@1.0.0/node_modules/b/package.json", package("b", "1.0.0")},
        {"node_modules/.pnpm/@s+c@1.0.0_p@1.0.0/node_modules/@s/c/package.json", package("@s/c", "1.0.0")}};
    tree.link("node_modules/a", ".pnpm/a@1.0.0/node_modules/a");
    tree.link("node_modules/.pnpm/a@1.0.0/node_modules/b", "../../b@1.0.0/node_modules/b");
    const Collector found = inventory(tree);
    EXPECT_THAT(places(found),
                UnorderedElementsAre("node_modules/.pnpm/a@1.0.0/node_modules/a a@1.0.0",
                                     "node_modules/.pnpm/b@1.0.0/node_modules/b b@1.0.0",
                                     "node_modules/.pnpm/@s+c@1.0.0_p@1.0.0/node_modules/@s/c @s/c@1.0.0"));
    EXPECT_THAT(at(found, "node_modules/.pnpm/a@1.0.0/node_modules/a")->depends_on,
                ElementsAre("node_modules/.pnpm/b@1.0.0/node_modules/b"));
    EXPECT_EQ(at(found, "node_modules/.pnpm/b@1.0.0/node_modules/b")->scope, Scope::runtime);
    EXPECT_THAT(found.skipped, IsEmpty());
}

TEST(Npm, LinksOutOfTheTreeAreSaid) {
    const TreeFixture tree{{"package.json", R"({"workspaces": ["packages/*"]})"},
                           {"packages/w/package.json", package("w", "1.0.0")}};
    tree.link("node_modules/w", "../packages/w");
    tree.link("node_modules/@s/outside", "/somewhere/else");
    const Collector found = inventory(tree);
    ASSERT_EQ(found.skipped.size(), 1u);
    EXPECT_EQ(found.skipped[0].path, "node_modules/@s/outside");
}

TEST(Npm, GitDependenciesKeepTheirCommit) {
    const TreeFixture tree{{"package-lock.json", R"({"lockfileVersion": 1, "dependencies": {
        "g": {"version": "github:u/r#0123456789abcdef0123456789abcdef01234567"}}})"},
                           {"node_modules/g/package.json", package("g", "3.2.1")}};
    const Collector found = inventory(tree);
    const Component& git = *at(found, "node_modules/g");
    EXPECT_EQ(git.version, "3.2.1");
    EXPECT_EQ(git.commit, "0123456789abcdef0123456789abcdef01234567");
    EXPECT_THAT(git.identities, Contains(Identity{"GIT", "https://github.com/u/r", {}}));
    EXPECT_THAT(git.contradictions, IsEmpty());
}

TEST(Npm, WhatCannotBeReadIsSaid) {
    std::string many;
    for (int i = 0; i < 150; ++i) many += fmt::format("\"node_modules/p{}\": {{\"version\": \"*\"}},", i);
    many.back() = ' ';
    const TreeFixture tree{{"package-lock.json", lock(many)},
                           {"app/package-lock.json", "{"},
                           {"test/broken/package-lock.json", "{"},
                           {"node_modules/bad/package.json", "{"},
                           {"node_modules/worse/package.json", R"({"name": "x y", "version": ["1.0.0"]})"}};
    const Collector found = inventory(tree);
    std::map<std::string, size_t> unread;
    for (const Skipped& skipped : found.skipped) ++unread[skipped.path];
    EXPECT_EQ(unread["package-lock.json"], 101u);
    EXPECT_EQ(unread["app/package-lock.json"], 1u);
    EXPECT_EQ(unread["node_modules/bad/package.json"], 1u);
    EXPECT_EQ(unread["node_modules/worse/package.json"], 2u);
    const auto in_test = std::ranges::find(found.skipped, "test/broken/package-lock.json", &Skipped::path);
    ASSERT_NE(in_test, found.skipped.end());
    EXPECT_EQ(in_test->kind, SkipKind::unexplained);
}

TEST(Npm, ManifestsOfAHostileTree) {
    using npm::read_manifest;
    const std::string deep = "{\"x\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
    EXPECT_FALSE(read_manifest(deep, "p"));
    const auto escapes = read_manifest("{\"name\": \"a\\u001b[31m\", \"version\": \"1.0.0\\n::error::\"}", "p");
    ASSERT_TRUE(escapes);
    EXPECT_EQ(escapes->name, "");
    EXPECT_EQ(escapes->version, "");
    EXPECT_EQ(escapes->problems.size(), 2u);
    const auto proto = read_manifest(
        R"({"__proto__": {"name": "x"}, "name": "__proto__", "dependencies": {"__proto__": "1", "a": {}}})", "p");
    ASSERT_TRUE(proto);
    EXPECT_EQ(proto->name, "");
    EXPECT_THAT(proto->required, ElementsAre("a"));
    const auto repeated = read_manifest(R"({"name": "a", "version": "1.0.0", "version": "2.0.0"})", "p");
    EXPECT_EQ(repeated->version, "2.0.0");
    EXPECT_EQ(repeated->problems.size(), 1u);
    const auto large = read_manifest("{\"a\": \"" + std::string(npm::max_manifest_bytes, 'x') + "\"}", "p");
    ASSERT_FALSE(large);
    EXPECT_EQ(large.error().code, ErrorCode::limit);
    EXPECT_EQ(read_manifest(R"({"name": "a", "version": " v1.2.3 "})", "p")->version, "1.2.3");
}

}  // namespace
}  // namespace ward::inventory
