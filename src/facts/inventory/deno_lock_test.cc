// deno.lock in its versions: the same packages, whichever way they are written.
#include "facts/inventory/deno_lock.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/inventory/tree_fixture.h"

namespace ward::inventory {
extern const Reader reader_deno;

namespace {
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr std::string_view second = R"({
  "version": "2",
  "remote": {"https://deno.land/std/path/mod.ts": "00"},
  "npm": {
    "specifiers": {"a@^1": "a@1.2.0_b@2.0.1"},
    "packages": {
      "@s/c@3.0.0": {"integrity": "sha512-x", "dependencies": {}},
      "a@1.2.0_b@2.0.1": {"integrity": "sha512-x", "dependencies": {"b": "b@2.0.1", "alias": "@s/c@3.0.0"}},
      "b@2.0.1": {"integrity": "sha512-x", "dependencies": {}}
    }
  }
})";

constexpr std::string_view third = R"({
  "version": "3",
  "packages": {
    "specifiers": {"npm:a@^1": "npm:a@1.2.0_b@2.0.1"},
    "npm": {
      "@s/c@3.0.0": {"integrity": "sha512-x", "dependencies": {}},
      "a@1.2.0_b@2.0.1": {"integrity": "sha512-x", "dependencies": {"b": "b@2.0.1", "alias": "@s/c@3.0.0"}},
      "b@2.0.1": {"integrity": "sha512-x", "dependencies": {}}
    }
  },
  "remote": {"https://deno.land/std/path/mod.ts": "00"}
})";

constexpr std::string_view fifth = R"({
  "version": "5",
  "specifiers": {"jsr:@std/path@1": "1.1.4", "npm:a@^1": "1.2.0_b@2.0.1"},
  "jsr": {
    "@std/path@1.1.4": {"integrity": "00"}
  },
  "npm": {
    "@s/c@3.0.0": {
      "integrity": "sha512-x",
      "os": ["linux"]
    },
    "a@1.2.0_b@2.0.1": {
      "integrity": "sha512-x",
      "dependencies": ["b", "alias@npm:@s/c@3.0.0"]
    },
    "b@2.0.1": {
      "integrity": "sha512-x",
      "optionalDependencies": ["fsevents"]
    }
  },
  "remote": {"https://deno.land/std/path/mod.ts": "00"},
  "workspace": {"packageJson": {"dependencies": ["npm:a@^1"]}}
})";

DenoLock deno_lock_of(std::string_view text) {
    auto lock = read_deno_lock(text, "deno.lock");
    if (!lock) throw std::runtime_error(lock.error().message());
    return *std::move(lock);
}

std::vector<std::string> shown(const DenoLock& lock) {
    const std::vector<npm::ListedPackage>& packages = lock.npm.packages;
    return each(packages, [&](const npm::ListedPackage& package) {
        std::string text = fmt::format("{}@{}:{}", package.name, package.version, package.evidence.line);
        for (const size_t need : package.required) text += " " + packages[need].name;
        for (const size_t need : package.optional) text += " ?" + packages[need].name;
        return text;
    });
}

TEST(DenoLock, EveryVersionSaysTheSame) {
    EXPECT_THAT(shown(deno_lock_of(second)), ElementsAre("@s/c@3.0.0:7", "a@1.2.0:8 b @s/c", "b@2.0.1:9"));
    EXPECT_THAT(shown(deno_lock_of(third)), ElementsAre("@s/c@3.0.0:6", "a@1.2.0:7 b @s/c", "b@2.0.1:8"));
    EXPECT_THAT(shown(deno_lock_of(fifth)), ElementsAre("@s/c@3.0.0:8", "a@1.2.0:12 b @s/c", "b@2.0.1:16"));
    for (const std::string_view text : {second, third, fifth}) {
        const DenoLock lock = deno_lock_of(text);
        EXPECT_THAT(lock.npm.problems, IsEmpty());
        ASSERT_EQ(lock.npm.roots.size(), 1u);
        EXPECT_EQ(lock.npm.roots[0].package, 1u);
        EXPECT_EQ(lock.npm.packages[1].integrity, "sha512-x");
        EXPECT_EQ(lock.npm.packages[1].evidence.path, "deno.lock");
        EXPECT_THAT(lock.npm.packages[1].evidence.text, HasSubstr("\"a@1.2.0_b@2.0.1\": {"));
        EXPECT_EQ(lock.urls, 1u);
    }
}

TEST(DenoLock, TellsPackagesOfJsr) {
    const DenoLock lock = deno_lock_of(fifth);
    ASSERT_EQ(lock.jsr.packages.size(), 1u);
    EXPECT_EQ(lock.jsr.packages[0].name, "@std/path");
    EXPECT_EQ(lock.jsr.packages[0].version, "1.1.4");
    EXPECT_EQ(lock.jsr.packages[0].line, 5u);
}

TEST(DenoLock, VariantsByPeersAreOnePackageAndANameOfSeveralIsNoNeed) {
    const DenoLock lock = deno_lock_of(R"({"version": "4", "specifiers": {"npm:a@1": "1.0.0_b@1.0.0"}, "npm": {
        "a@1.0.0_b@1.0.0": {"integrity": "x", "dependencies": ["b@1.0.0"]},
        "a@1.0.0_b@2.0.0": {"integrity": "x", "dependencies": ["b@2.0.0"]},
        "b@1.0.0": {"integrity": "x"},
        "b@2.0.0": {"integrity": "x"},
        "d@1.0.0": {"integrity": "x", "dependencies": ["b", "e", 7]}}})");
    EXPECT_THAT(shown(lock), ElementsAre("a@1.0.0:2 b b", "b@1.0.0:4", "b@2.0.0:5", "d@1.0.0:6"));
    ASSERT_EQ(lock.npm.roots.size(), 1u) << "without a workspace every specifier is asked for";
    EXPECT_EQ(lock.npm.roots[0].package, 0u);
}

TEST(DenoLock, SaysWhatItDoesNotUnderstand) {
    const DenoLock lock = deno_lock_of(R"({"version": "9", "npm": {"a": {}, "b@latest": {}, "../c@1.0.0": {}},
        "jsr": {"nothing": {}}})");
    EXPECT_THAT(lock.npm.packages, IsEmpty());
    EXPECT_THAT(each(lock.npm.problems, &npm::LockProblem::reason),
                ElementsAre("this version of deno.lock is not known; read as far as it looks familiar",
                            "\"a\" tells no package and version", "\"b@latest\" tells no package and version",
                            "\"../c@1.0.0\" tells no package and version"));
    EXPECT_THAT(lock.jsr.packages, IsEmpty());
    EXPECT_EQ(lock.jsr.problems.size(), 1u);
}

TEST(DenoLock, HasLimitsAndIsJson) {
    npm::LockLimits limits;
    limits.packages = 2;
    EXPECT_EQ(read_deno_lock(fifth, "deno.lock", limits).error().message(), "deno.lock:16: more than 2 packages");
    limits = {};
    limits.needs = 1;
    EXPECT_EQ(read_deno_lock(fifth, "deno.lock", limits).error().code, ErrorCode::limit);
    EXPECT_EQ(read_deno_lock("[]", "deno.lock").error().code, ErrorCode::parse);
    EXPECT_EQ(read_deno_lock("{\"version\": \"5\",", "deno.lock").error().code, ErrorCode::parse);
    // Tables of other kinds are none.
    EXPECT_THAT(
        deno_lock_of(R"({"version": "5", "npm": [], "jsr": 1, "specifiers": null, "workspace": "x"})").npm.packages,
        IsEmpty());
}

TEST(DenoReader, ListsComponentsAndCountsWhatUrlsName) {
    const TreeFixture tree{{"deno.lock", fifth}, {"tests/x/deno.lock", third}};
    const Collector found = tree.read(reader_deno);
    const Component* needed = at(found, "deno.lock#a@1.2.0");
    ASSERT_NE(needed, nullptr);
    EXPECT_EQ(needed->purl, "pkg:npm/a@1.2.0");
    EXPECT_EQ(needed->scope, Scope::runtime);
    EXPECT_THAT(needed->depends_on, UnorderedElementsAre("deno.lock#b@2.0.1", "deno.lock#@s/c@3.0.0"));
    const Component* other = at(found, "deno.lock#@std/path@1.1.4");
    ASSERT_NE(other, nullptr);
    EXPECT_EQ(other->purl, "pkg:jsr/%40std/path@1.1.4");
    const Component* tested = at(found, "tests/x/deno.lock#a@1.2.0");
    ASSERT_NE(tested, nullptr);
    EXPECT_EQ(tested->scope, Scope::test);
    EXPECT_THAT(each(found.skipped, &Skipped::reason),
                ElementsAre("1 module fetched by URL, which no package accounts for",
                            "1 module fetched by URL, which no package accounts for"));
}

}  // namespace
}  // namespace ward::inventory
