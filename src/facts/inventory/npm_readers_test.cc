// The smaller npm readers: packages copied by hand, dependencies that nothing tells, lock files that nobody reads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/inventory/tree_fixture.h"

namespace ward::inventory {
extern const Reader reader_npm;
extern const Reader reader_npm_vendored;
extern const Reader reader_npm_unlocked;
extern const Reader reader_other_locks;

namespace {
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::vector<std::string> paths(const std::vector<Skipped>& skipped) {
    return each(skipped, &Skipped::path);
}

std::vector<std::string> places(const Collector& found) {
    return each(found.components, [](const Component& component) {
        return component.path + " " + component.name + "@" + component.version;
    });
}

TEST(NpmVendored, PackagesInVendoredFolders) {
    const TreeFixture tree{{"package.json", R"({"name": "root", "version": "1.0.0"})"},
                           {"lib/package.json", R"({"name": "own", "version": "1.0.0"})"},
                           {"deps/minimatch/package.json", "{\n\"name\": \"minimatch\",\n\"version\": \"3.0.4\"\n}"},
                           {"deps/minimatch/lib/deeper/package.json", R"({"name": "deeper", "version": "1.0.0"})"},
                           {"deps/minimatch/test/package.json", R"({"name": "tests", "version": "1.0.0"})"},
                           {"deps/minimatch/esm/package.json", R"({"type": "module"})"},
                           {"deps/undici/src/package.json", R"({"name": "undici", "version": "5.28.4"})"},
                           {"deps/acorn/acorn/package.json", R"({"name": "acorn", "version": "8.0.0"})"},
                           {"deps/acorn/acorn-walk/package.json", R"({"name": "acorn-walk", "version": "8.1.0"})"},
                           {"third_party/bad/package.json", "{"},
                           {"third_party/node_modules/x/package.json", R"({"name": "x", "version": "1.0.0"})"}};
    const Collector found = tree.read(reader_npm_vendored);
    EXPECT_THAT(places(found),
                UnorderedElementsAre("deps/minimatch minimatch@3.0.4", "deps/undici/src undici@5.28.4",
                                     "deps/acorn/acorn acorn@8.0.0", "deps/acorn/acorn-walk acorn-walk@8.1.0"));
    const Component& minimatch = *at(found, "deps/minimatch");
    EXPECT_EQ(minimatch.source, Source::vendored);
    EXPECT_EQ(minimatch.scope, Scope::runtime);
    EXPECT_EQ(minimatch.purl, "pkg:npm/minimatch@3.0.4");
    EXPECT_EQ(minimatch.evidence, (std::vector<Evidence>{{"deps/minimatch/package.json", 3, R"("version": "3.0.4")"}}));
    EXPECT_THAT(paths(found.skipped), ElementsAre("third_party/bad/package.json"));
}

TEST(NpmUnlocked, DeclaredButNeitherLockedNorInstalled) {
    constexpr std::string_view needs = R"({"name": "x", "dependencies": {"a": "^1.0.0"}})";
    const TreeFixture tree{{"a/package.json", needs},
                           {"b/package.json", R"({"devDependencies": {"x": "1"}})"},
                           {"c/package.json", R"({"peerDependencies": {"x": "1"}})"},
                           {"d/package.json", needs},
                           {"d/package-lock.json", "{}"},
                           {"e/package.json", needs},
                           {"e/node_modules/a/package.json", needs},
                           {"f/package.json", needs},
                           {"f/yarn.lock", ""},
                           {"broken/package.json", "{"},
                           {"deps/x/package.json", needs},
                           {"test/fixture/package.json", needs},
                           {"tests/fixture/package.json", needs}};
    const Collector found = tree.read(reader_npm_unlocked);
    EXPECT_THAT(paths(found.skipped), UnorderedElementsAre("a/package.json", "b/package.json", "broken/package.json"));
    ASSERT_EQ(found.notes.size(), 1u);
    EXPECT_EQ(found.notes[0].where, "test/fixture/package.json");
    EXPECT_TRUE(found.notes[0].text.starts_with("2 "));
    EXPECT_THAT(found.components, IsEmpty());
}

TEST(NpmUnlocked, WorkspacesAreLockedByTheirRoot) {
    constexpr std::string_view needs = R"({"dependencies": {"a": "^1.0.0"}})";
    const TreeFixture tree{{"package.json", R"({"workspaces": ["./packages/*", "!packages/not", "apps/**/"]})"},
                           {"package-lock.json", "{}"},
                           {"packages/in/package.json", needs},
                           {"packages/not/package.json", needs},
                           {"apps/a/b/package.json", needs},
                           {"elsewhere/package.json", needs},
                           {"pnpm/pnpm-workspace.yaml", "packages: ['*']"},
                           {"pnpm/pnpm-lock.yaml", ""},
                           {"pnpm/x/package.json", needs}};
    const Collector found = tree.read(reader_npm_unlocked);
    EXPECT_THAT(paths(found.skipped), UnorderedElementsAre("packages/not/package.json", "elsewhere/package.json"));
}

TEST(OtherLocks, AreUnreadWhenTheyAreTheProjectsOwn) {
    const TreeFixture tree{{"bun.lockb", ""},
                           {"ios/Podfile.lock", ""},
                           {"deps/y/renv.lock", ""},
                           {"node_modules/z/bun.lockb", ""},
                           {"test/fixtures/rebar.lock", ""},
                           {"tools/pylock.toml", ""}};
    const Collector found = tree.read(reader_other_locks);
    EXPECT_THAT(paths(found.skipped),
                UnorderedElementsAre("bun.lockb", "ios/Podfile.lock", "tools/pylock.toml", "test/fixtures/rebar.lock"));
    EXPECT_EQ(found.skipped[0].reason, "no reader for bun.lockb yet");
    EXPECT_EQ(found.skipped[0].kind, SkipKind::unread);
    const auto notes = each(found.notes, [](const Note& note) { return note.kind + " " + note.where; });
    EXPECT_THAT(notes, UnorderedElementsAre("lockfile-not-inventory deps/y/renv.lock",
                                            "lockfile-not-inventory node_modules/z/bun.lockb"));
}

TEST(BunLock, IsReadAsTheTreeThatItMakes) {
    const TreeFixture tree{
        {"app/package.json",
         R"({"name": "app", "version": "1.0.0", "dependencies": {"a": "^1"}, "devDependencies": {"c": "1"}})"},
        {"app/bun.lock", R"({
  "lockfileVersion": 1,
  "workspaces": {"": {"name": "app", "dependencies": {"a": "^1"}, "devDependencies": {"c": "1"}}},
  "packages": {
    "a": ["a@1.2.0", "", {"dependencies": {"b": "^2"}}, "sha512-x"],
    "b": ["b@2.0.0", "", {}, "sha512-x"],
    "c": ["c@1.0.0", "", {}, "sha512-x"],
  }
}
)"}};
    const Collector found = tree.read(reader_npm);
    EXPECT_THAT(found.skipped, IsEmpty());
    std::vector<std::string> shown;
    for (const Component& component : found.components)
        if (!component.path.empty() && component.source == Source::lockfile && component.name != "app")
            shown.push_back(component.path + " " + component.purl +
                            (component.scope == Scope::development ? " dev" : ""));
    EXPECT_THAT(shown, UnorderedElementsAre("app/node_modules/a pkg:npm/a@1.2.0", "app/node_modules/b pkg:npm/b@2.0.0",
                                            "app/node_modules/c pkg:npm/c@1.0.0 dev"));
}

// Two readers see a vendored package that has its own node_modules: what they say of it must be one component.
TEST(NpmVendored, AgreesWithTheWalkOfItsNodeModules) {
    const TreeFixture tree{
        {"deps/npm/package.json", R"({"name": "npm", "version": "10.0.0", "dependencies": {"a": "1"}})"},
        {"deps/npm/node_modules/a/package.json", R"({"name": "a", "version": "1.0.0"})"}};
    const auto root = Root::open(tree.path());
    ASSERT_TRUE(root);
    const auto inventory = take_inventory(*root, {});
    ASSERT_TRUE(inventory);
    const auto all = each(inventory->components, &Component::path);
    EXPECT_THAT(all, ElementsAre("", "deps/npm", "deps/npm/node_modules/a"));
    EXPECT_THAT(inventory->components[1].depends_on, ElementsAre("deps/npm/node_modules/a"));
    EXPECT_EQ(inventory->components[2].parent, inventory->components[1].id);
}

}  // namespace
}  // namespace ward::inventory
