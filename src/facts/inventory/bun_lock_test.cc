#include "facts/inventory/bun_lock.h"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::inventory::npm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Lock bun_lock(std::string_view text) {
    auto lock = read_bun_lock(text, "bun.lock");
    if (!lock) throw std::runtime_error(lock.error().message());
    return *std::move(lock);
}

const LockedPackage& at(const Lock& lock, std::string_view place) {
    for (const LockedPackage& package : lock.packages)
        if (package.place == place) return package;
    throw std::runtime_error("nothing at " + std::string(place));
}

constexpr std::string_view whole = R"({
  "lockfileVersion": 1,
  "workspaces": {
    "": {
      "name": "p",
      "dependencies": { "a": "1", "low": "npm:b@2", },
      "devDependencies": { "d": "1" },
      "optionalDependencies": { "o": "1" },
    },
    "packages/w": { "name": "w", "dependencies": { "@s/c": "1" } },
  },
  "packages": {
    "a": ["a@1.0.0", "", { "dependencies": { "b": "^1.0.0" }, "bin": "a.js" }, "sha512-AA=="],

    "a/b": ["b@1.0.0", "https://r/b/-/b-1.0.0.tgz", {}, "sha512-BB=="],
    "@s/c": ["@s/c@1.0.0", "", { "os": "darwin" }, "sha512-CC=="],
    "d": ["d@1.0.0", "", {}, "sha512-DD=="],
    "g": ["g@github:o/g#abc1234", {}, "o-g-abc1234"],
    "low": ["b@2.0.0", "", {}, "sha512-EE=="],
    "o": ["o@1.0.0", "", {}, "sha512-OO=="],
    "t": ["t@https://h/t.tgz", {}, "sha512-TT=="],
    "w": ["w@workspace:packages/w"],
  }
})";

TEST(BunLock, names_places_packages_and_digests) {
    const Lock lock = bun_lock(whole);
    EXPECT_THAT(lock.problems, IsEmpty());
    EXPECT_EQ(at(lock, "node_modules/a").integrity, "sha512-AA==");
    EXPECT_THAT(at(lock, "node_modules/a").needs, ElementsAre("b"));
    const LockedPackage& nested = at(lock, "node_modules/a/node_modules/b");
    EXPECT_EQ(nested.version, "1.0.0");
    EXPECT_EQ(nested.resolved, "https://r/b/-/b-1.0.0.tgz");
    EXPECT_EQ(nested.evidence.line, 15);
    EXPECT_EQ(at(lock, "node_modules/low").name, "b");
    EXPECT_EQ(at(lock, "node_modules/w").target, "packages/w");
    EXPECT_EQ(at(lock, "packages/w").name, "w");
    EXPECT_EQ(at(lock, "node_modules/g").origin.kind, Origin::Kind::git);
    EXPECT_EQ(at(lock, "node_modules/g").integrity, "");
    EXPECT_EQ(at(lock, "node_modules/t").resolved, "https://h/t.tgz");
    EXPECT_EQ(at(lock, "node_modules/t").integrity, "sha512-TT==");
}

TEST(BunLock, knows_who_needs_what) {
    const Lock lock = bun_lock(whole);
    EXPECT_EQ(at(lock, "node_modules/a/node_modules/b").scope, Scope::runtime);
    EXPECT_EQ(at(lock, "node_modules/d").scope, Scope::development);
    EXPECT_FALSE(at(lock, "node_modules/d").may_be_absent);
    EXPECT_TRUE(at(lock, "node_modules/o").may_be_absent);
    EXPECT_TRUE(at(lock, "node_modules/@s/c").may_be_absent);
    EXPECT_FALSE(at(lock, "node_modules/a").may_be_absent);
}

TEST(BunLock, says_what_it_does_not_understand) {
    EXPECT_THAT(read_bun_lock("[]", "bun.lock").error().message(), HasSubstr("bun.lock"));
    EXPECT_THAT(read_bun_lock("{}\n<<<<<<< a\n", "bun.lock").error().message(), HasSubstr("merge conflict"));
    EXPECT_THAT(read_bun_lock("{}", "bun.lock", {.bytes = 1}).error().message(), HasSubstr("larger"));
    const Lock odd = bun_lock(R"({"lockfileVersion": 9, "packages": {
        "a": ["a@1.0.0", "", {}, "x"], "a": ["a@2.0.0", "", {}, "x"], "../b": ["b@1.0.0", "", {}, "x"],
        "c": [], "d": {}, "e": ["e"], "f": ["f@link:../../f", {}], ".bin": [".bin@1.0.0", "", {}, "x"]}})");
    EXPECT_EQ(odd.packages.size(), 2u);
    EXPECT_EQ(odd.problems.size(), 8u);
    EXPECT_FALSE(read_bun_lock(R"({"packages": {"a": ["a@1.0.0", "", {}, "x"], "b": ["b@1.0.0", "", {}, "x"]}})",
                               "bun.lock", {.packages = 1}));
    // A comma behind a last item is bun's; two, or one in the place of an item, are nobody's.
    EXPECT_TRUE(read_bun_lock(R"({"packages": {"a": ["a@1.0.0", "", {}, ",]",],},})", "bun.lock"));
    EXPECT_FALSE(read_bun_lock(R"({"packages": {},,})", "bun.lock"));
    EXPECT_FALSE(read_bun_lock(R"({,})", "bun.lock"));
}

}  // namespace
}  // namespace ward::inventory::npm
