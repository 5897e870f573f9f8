// Every trap of npm's lock files that audit tools fell into.
#include "facts/inventory/npm_lock.h"

#include <map>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/inventory/tree_fixture.h"

namespace ward::inventory::npm {
namespace {
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr std::string_view sha = "0123456789abcdef0123456789abcdef01234567";

Lock lock_of(std::string_view text, std::string_view folder = "") {
    auto lock = read_lock(text, "package-lock.json", folder);
    if (!lock) throw std::runtime_error(lock.error().message());
    return *std::move(lock);
}

// A version 3 lock whose `packages` holds `entries` besides the root.
Lock v3(std::string_view entries, std::string_view folder = "") {
    return lock_of(fmt::format(R"({{"lockfileVersion": 3, "packages": {{"": {{}}, {}}}}})", entries), folder);
}

Lock v1(std::string_view entries) {
    return lock_of(fmt::format(R"({{"lockfileVersion": 1, "requires": true, "dependencies": {{{}}}}})", entries));
}

const LockedPackage& only(const Lock& lock) {
    EXPECT_EQ(lock.packages.size(), 1u);
    return lock.packages.at(0);
}

std::string only_problem(const Lock& lock) {
    EXPECT_EQ(lock.problems.size(), 1u);
    return lock.problems.empty() ? "" : lock.problems[0].reason;
}

TEST(NpmLock, EvidenceIsTheLineOfTheKey) {
    const Lock lock = lock_of(R"({
  "name": "root",
  "lockfileVersion": 3,
  "packages": {
    "": {
      "dependencies": { "a": "^1.0.0" },
      "devDependencies": { "b": "*" }
    },

    "node_modules/a": {
      "version": "1.2.3",
      "resolved": "https://registry.npmjs.org/a/-/a-1.2.3.tgz",
      "dependencies": { "b": "1" },
      "optionalDependencies": { "c": "1" },
      "peerDependencies": { "d": "1" },
      "devDependencies": { "not-installed": "1" }
    }
  }
})");
    const LockedPackage& a = only(lock);
    EXPECT_EQ(a.place, "node_modules/a");
    EXPECT_EQ(a.version, "1.2.3");
    EXPECT_EQ(a.evidence, (Evidence{"package-lock.json", 10, R"("node_modules/a": { "version": "1.2.3")"}));
    EXPECT_THAT(a.needs, ElementsAre("b", "c", "d"));
    EXPECT_THAT(lock.root_needs, ElementsAre("a", "b"));
    EXPECT_THAT(lock.problems, IsEmpty());
}

TEST(NpmLock, TheRealNameOfAnAliasIsInItsNameField) {
    const Lock lock = v3(R"("node_modules/foo": {"name": "@s/bar", "version": "1.0.0"},
                            "node_modules/@t/baz": {"version": "2.0.0"},
                            "node_modules/a/node_modules/@t/qux": {"version": "3.0.0"})");
    ASSERT_EQ(lock.packages.size(), 3u);
    EXPECT_EQ(lock.packages[0].name, "@s/bar");
    EXPECT_EQ(lock.packages[1].name, "@t/baz");
    EXPECT_EQ(lock.packages[2].name, "@t/qux");
}

TEST(NpmLock, LinksHaveTargetsAndWorkspacesAreTheProjectsOwn) {
    const Lock lock = v3(R"("node_modules/w": {"resolved": "packages/w", "link": true},
                            "packages/w": {"version": "0.1.0", "devDependencies": {"d": "1"}},
                            "packages/@scope/x": {"version": "0.2.0"},
                            "packages/some folder": {"version": "0.2.0"},
                            "packages/y": {"name": "@own/y"},
                            "node_modules/self": {"resolved": "", "link": true})",
                         "app");
    ASSERT_EQ(lock.packages.size(), 5u);
    EXPECT_EQ(lock.packages[0].target, "app/packages/w");
    EXPECT_EQ(lock.packages[1].place, "app/packages/w");
    EXPECT_EQ(lock.packages[1].name, "w");
    EXPECT_THAT(lock.packages[1].needs, ElementsAre("d"));
    EXPECT_EQ(lock.packages[2].name, "@scope/x");
    EXPECT_EQ(lock.packages[3].name, "@own/y");
    EXPECT_EQ(lock.packages[4].target, "app");
    EXPECT_THAT(lock.problems, IsEmpty());
}

TEST(NpmLock, OriginsOfVersionThree) {
    const Lock lock = v3(fmt::format(
        R"("node_modules/g": {{"version": "1.0.0", "resolved": "git+ssh://git@github.com/u/r.git#{}"}},
           "node_modules/t": {{"version": "1.0.0", "resolved": "https://example.com/t.tgz"}},
           "node_modules/f": {{"version": "1.0.0", "resolved": "file:../f.tgz"}},
           "node_modules/n": {{"version": "1.0.0"}})",
        sha));
    ASSERT_EQ(lock.packages.size(), 4u);
    EXPECT_EQ(lock.packages[0].origin.commit, sha);
    EXPECT_EQ(lock.packages[0].origin.url, "https://github.com/u/r");
    EXPECT_EQ(lock.packages[1].origin.kind, Origin::Kind::remote);
    EXPECT_EQ(lock.packages[2].origin.kind, Origin::Kind::file);
    EXPECT_EQ(lock.packages[3].origin.kind, Origin::Kind::unknown);
}

TEST(NpmLock, ScopesAndBundles) {
    const Lock lock = v3(R"("node_modules/a": {"version": "1.0.0"},
                            "node_modules/b": {"version": "1.0.0", "dev": true},
                            "node_modules/c": {"version": "1.0.0", "optional": true},
                            "node_modules/d": {"version": "1.0.0", "devOptional": true},
                            "node_modules/e": {"version": "1.0.0", "dev": true, "optional": true},
                            "node_modules/f": {"version": "1.0.0", "peer": true},
                            "node_modules/g": {"version": "1.0.0", "inBundle": true},
                            "node_modules/h": {"version": "1.0.0", "dev": false})");
    std::map<std::string, Scope> scopes;
    for (const LockedPackage& package : lock.packages) {
        scopes[package.name] = package.scope;
        EXPECT_EQ(package.bundled, package.name == "g");
    }
    using enum Scope;
    EXPECT_EQ(scopes, (std::map<std::string, Scope>{{"a", runtime},
                                                    {"b", development},
                                                    {"c", optional},
                                                    {"d", optional},
                                                    {"e", development},
                                                    {"f", runtime},
                                                    {"g", runtime},
                                                    {"h", runtime}}));
}

TEST(NpmLock, VersionTwoIsReadFromItsPackagesNotFromItsStaleCopy) {
    const Lock lock = lock_of(R"({"lockfileVersion": 2,
        "packages": {"": {}, "node_modules/a": {"version": "2.0.0"}},
        "dependencies": {"a": {"version": "1.0.0"}, "ghost": {"version": "1.0.0"}}})");
    EXPECT_EQ(only(lock).version, "2.0.0");
}

TEST(NpmLock, VersionTwoWithoutPackagesFallsBackToTheTree) {
    EXPECT_EQ(only(lock_of(R"({"lockfileVersion": 2, "dependencies": {"a": {"version": "1.0.0"}}})")).version, "1.0.0");
}

TEST(NpmLock, VersionOneIsATree) {
    const Lock lock = v1(R"("a": {"version": "1.0.0", "requires": {"b": "^2.0.0", "c": "*"}, "dependencies": {
                                  "b": {"version": "2.0.0", "bundled": true, "dev": true},
                                  "@s/c": {"version": "3.0.0", "optional": true}}},
                            "b": {"version": "1.0.0", "requires": true})");
    ASSERT_EQ(lock.packages.size(), 4u);
    EXPECT_EQ(lock.packages[0].place, "node_modules/a");
    EXPECT_THAT(lock.packages[0].needs, ElementsAre("b", "c"));
    EXPECT_EQ(lock.packages[1].place, "node_modules/a/node_modules/b");
    EXPECT_TRUE(lock.packages[1].bundled);
    EXPECT_EQ(lock.packages[1].scope, Scope::development);
    EXPECT_EQ(lock.packages[2].place, "node_modules/a/node_modules/@s/c");
    EXPECT_EQ(lock.packages[2].scope, Scope::optional);
    EXPECT_EQ(lock.packages[3].place, "node_modules/b");
    EXPECT_THAT(lock.problems, IsEmpty());
}

TEST(NpmLock, VersionOneOrigins) {
    const Lock lock = v1(fmt::format(
        R"("alias": {{"version": "npm:@s/real@1.2.3"}},
           "git": {{"version": "git+https://github.com/u/r.git#{0}", "from": "git+https://github.com/u/r.git"}},
           "short": {{"version": "github:u/r#{0}"}},
           "tar": {{"version": "https://example.com/tar-4.5.6.tgz"}},
           "local": {{"version": "file:local-1.0.0.tgz"}},
           "folder": {{"version": "file:../lib", "dependencies": {{"x": {{"version": "1.0.0"}}}}}})",
        sha));
    const Lock inside = lock_of(R"({"lockfileVersion": 1, "dependencies": {
        "folder": {"version": "file:../lib", "dependencies": {"x": {"version": "1.0.0"}}}}})",
                                "app");
    std::map<std::string, std::string> versions;
    for (const LockedPackage& package : lock.packages) versions[package.name] = package.version;
    EXPECT_EQ(
        versions,
        (std::map<std::string, std::string>{
            {"@s/real", "1.2.3"}, {"git", ""}, {"short", ""}, {"tar", "4.5.6"}, {"local", "1.0.0"}, {"x", "1.0.0"}}));
    // "../lib" of the root's own lock leaves the tree; of a lock in a folder it does not.
    EXPECT_THAT(only_problem(lock), HasSubstr("not a path inside the tree"));
    ASSERT_EQ(inside.packages.size(), 2u);
    EXPECT_EQ(inside.packages[0].target, "lib");
    EXPECT_EQ(inside.packages[1].place, "lib/node_modules/x");
}

TEST(NpmLock, RangesOfNpmFiveAreNotVersions) {
    const Lock lock = v1(R"("a": {"version": "^1.2.3"}, "b": {"version": "1.x"}, "c": {"version": "latest"}, "d": {})");
    EXPECT_THAT(lock.packages, IsEmpty());
    ASSERT_EQ(lock.problems.size(), 4u);
    EXPECT_THAT(lock.problems[0].reason, HasSubstr("is a range"));
    EXPECT_THAT(lock.problems[3].reason, HasSubstr("has no version"));
}

TEST(NpmLock, VersionOneMayRequireInCircles) {
    const Lock lock = v1(
        R"("a": {"version": "1.0.0", "requires": {"b": "1"}}, "b": {"version": "1.0.0", "requires": {"a": "1", "b": "1"}})");
    EXPECT_EQ(lock.packages.size(), 2u);
}

TEST(NpmLock, AnEmptyProjectIsFine) {
    for (const std::string_view text :
         {R"({"lockfileVersion": 1})", R"({"name": "x"})", "{}", R"({"lockfileVersion": 3, "packages": {}})"}) {
        const Lock lock = lock_of(text);
        EXPECT_THAT(lock.packages, IsEmpty());
        EXPECT_THAT(lock.problems, IsEmpty()) << text;
    }
}

TEST(NpmLock, UnknownVersionsAreReadAndSaid) {
    const Lock lock = lock_of(R"({"lockfileVersion": 4, "packages": {"node_modules/a": {"version": "1.0.0"}}})");
    EXPECT_EQ(lock.packages.size(), 1u);
    EXPECT_THAT(only_problem(lock), HasSubstr("lockfileVersion is not known"));
    EXPECT_EQ(lock_of(R"({"lockfileVersion": "three"})").problems.size(), 1u);
}

TEST(NpmLock, WrongTypesAreSaidWithTheirLine) {
    const Lock lock = lock_of(R"({"lockfileVersion": 3, "packages": {
      "node_modules/a": "1.0.0",
      "node_modules/b": {"version": 1},
      "node_modules/c": {"version": "^1.0.0"},
      "node_modules/d": {"version": "1.0.0", "dependencies": ["x"], "name": 7},
      "node_modules/__proto__": {"version": "1.0.0"},
      "node_modules/e": {"name": "a\ud800", "version": "1.0.0"},
      "node_modules/f": {"name": "a\u001b[31m", "version": "1.0.0"},
      "../../outside": {"version": "1.0.0"},
      "/etc/x": {"version": "1.0.0"},
      "node_modules\\g": {"version": "1.0.0"},
      "node_modules/h": {"link": true, "resolved": "../../x"}
    }})");
    EXPECT_EQ(only(lock).name, "d");
    const auto lines = each(lock.problems, [](const LockProblem& problem) { return std::to_string(problem.line); });
    EXPECT_THAT(lines, ElementsAre("2", "3", "4", "6", "7", "8", "9", "10", "11", "12"));
    EXPECT_THAT(only_problem(lock_of(R"({"lockfileVersion": 3, "packages": []})")), HasSubstr("not an object"));
    EXPECT_THAT(only_problem(v1(R"("a": {"version": "1.0.0", "dependencies": 7})")), HasSubstr("not an object"));
}

TEST(NpmLock, RepeatedKeysAreSaid) {
    const Lock places =
        v3("\"node_modules/a\": {\"version\": \"1.0.0\"},\n\"node_modules/a\": {\"version\": \"2.0.0\"}");
    EXPECT_EQ(places.packages.size(), 2u);
    EXPECT_THAT(only_problem(places), HasSubstr("\"node_modules/a\" is repeated"));
    const Lock fields = v3(R"("node_modules/a": {"version": "1.0.0", "version": "2.0.0"})");
    EXPECT_EQ(only(fields).version, "2.0.0");
    EXPECT_THAT(only_problem(fields), HasSubstr("\"version\" is repeated"));
}

TEST(NpmLock, RefusesAFileThatSaysNothing) {
    const auto conflict = read_lock("{\n<<<<<<< HEAD\n\"a\": 1\n=======\n}", "package-lock.json", "");
    ASSERT_FALSE(conflict);
    EXPECT_THAT(conflict.error().what, HasSubstr("merge conflict"));
    for (const std::string_view text : {"", "[]", "{\"packages\": {", "{} {}"})
        EXPECT_FALSE(read_lock(text, "l", "")) << text;
}

TEST(NpmLock, LimitsNesting) {
    std::string text;
    for (size_t i = 0; i < max_nesting + 5; ++i) text += R"("a": {"version": "1.0.0", "dependencies": {)";
    for (size_t i = 0; i < max_nesting + 5; ++i) text += "}}";
    const Lock old = v1(text);
    EXPECT_EQ(old.packages.size(), max_nesting);
    EXPECT_THAT(only_problem(old), HasSubstr("deeper"));
    std::string place = "node_modules/a";
    for (size_t i = 0; i < max_nesting; ++i) place += "/node_modules/a";
    EXPECT_THAT(only_problem(v3(fmt::format(R"("{}": {{"version": "1.0.0"}})", place))), HasSubstr("deeper"));
    EXPECT_FALSE(read_lock("{\"packages\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}", "l", ""));
}

TEST(NpmLock, TellsOfTarballs) {
    const Lock lock = v3(R"("node_modules/a": {"version": "1.0.0", "resolved": "https://r/a/-/a-1.0.0.tgz",
        "integrity": "sha512-x", "hasInstallScript": true},
        "node_modules/b": {"version": "1.0.0", "optional": true}, "node_modules/c": {"version": "1.0.0", "devOptional": true})");
    ASSERT_EQ(lock.packages.size(), 3u);
    EXPECT_EQ(lock.packages[0].resolved, "https://r/a/-/a-1.0.0.tgz");
    EXPECT_EQ(lock.packages[0].integrity, "sha512-x");
    EXPECT_TRUE(lock.packages[0].has_install_script);
    EXPECT_FALSE(lock.packages[0].may_be_absent);
    EXPECT_EQ(lock.packages[1].integrity, "");
    EXPECT_FALSE(lock.packages[1].has_install_script);
    EXPECT_TRUE(lock.packages[1].may_be_absent);
    EXPECT_TRUE(lock.packages[2].may_be_absent);
    const Lock old =
        v1(R"("a": {"version": "1.0.0", "resolved": "https://r/a.tgz", "integrity": "sha1-x", "optional": true})");
    ASSERT_EQ(old.packages.size(), 1u);
    EXPECT_EQ(old.packages[0].resolved, "https://r/a.tgz");
    EXPECT_EQ(old.packages[0].integrity, "sha1-x");
    EXPECT_TRUE(old.packages[0].may_be_absent);
}

TEST(NpmLock, LimitsPackagesAndBytes) {
    const std::string text =
        R"({"packages": {"node_modules/a": {"version": "1.0.0"}, "node_modules/b": {"version": "1.0.0"}}})";
    EXPECT_TRUE(read_lock(text, "l", "", {.packages = 2}));
    const auto packages = read_lock(text, "l", "", {.packages = 1});
    ASSERT_FALSE(packages);
    EXPECT_EQ(packages.error().code, ErrorCode::limit);
    const auto needs =
        read_lock(R"({"packages": {"node_modules/a": {"version": "1.0.0", "dependencies": {"b": "1", "c": "1"}}}})",
                  "l", "", {.needs = 1});
    ASSERT_FALSE(needs);
    EXPECT_EQ(needs.error().code, ErrorCode::limit);
    const auto bytes = read_lock(text, "l", "", {.bytes = text.size() - 1});
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace ward::inventory::npm
