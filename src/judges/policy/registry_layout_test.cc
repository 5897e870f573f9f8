// Which lock file counts, and trees that other installers than npm made.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judges/policy/registry.h"
#include "judges/policy/registry_fixture.h"

namespace ward::policy {
namespace {

using test::Files;
using test::manifest;
using test::Project;
using testing::HasSubstr;

const Files a_files{{"package.json", manifest("a", "1.0.0")}, {"index.js", "module.exports = 1;\n"}, {"lib/x.js", ""}};

TEST(RegistryLayout, chooses_a_lock_file) {
    Project project;
    project.writes_lock = false;
    EXPECT_THAT(project.report(), HasSubstr("has no lock file that names tarballs"));
    EXPECT_THAT(project.report({.lock = "other.json"}), HasSubstr("other.json"));
    project.write("node_modules/.package-lock.json", R"({"lockfileVersion": 3, "packages": {}})");
    const auto hidden = project.verify();
    ASSERT_TRUE(hidden);
    EXPECT_EQ(hidden->lock, "node_modules/.package-lock.json");
    EXPECT_FALSE(hidden->is_complete());
    EXPECT_THAT(hidden->problems[0].reason, HasSubstr("npm's own record"));
    project.write("package-lock.json", R"({"lockfileVersion": 3, "packages": {}})");
    project.write("npm-shrinkwrap.json", R"({"lockfileVersion": 3, "packages": {}})");
    EXPECT_EQ(project.verify()->lock, "npm-shrinkwrap.json");
    EXPECT_EQ(project.verify({.lock = "package-lock.json"})->lock, "package-lock.json");
}

TEST(RegistryLayout, reads_lists_of_yarn_and_places_of_npm_5) {
    const std::string packed = Project::pack(a_files);
    Project yarn;
    yarn.writes_lock = false;
    yarn.source.put(test::sri(packed), packed);
    yarn.write("yarn.lock", fmt::format("# yarn lockfile v1\n\na@^1.0.0:\n  version \"1.0.0\"\n  resolved "
                                        "\"https://r/a/-/a-1.0.0.tgz#0\"\n  integrity {}\n\ngone@1:\n  version "
                                        "\"1.0.0\"\n  integrity {}\n",
                                        test::sri(packed), test::sri("x")));
    for (const auto& [path, text] : a_files) yarn.write("node_modules/a/" + path, text);
    yarn.write("node_modules/.yarn-integrity", "");
    EXPECT_EQ(yarn.report(),
              "absent : listed without a place, and nowhere installed\n"
              "  generated node_modules/.yarn-integrity: Yarn's record of what it installed\n");
    // A package that says another version than is locked is none of the list.
    yarn.write("node_modules/a/package.json", manifest("a", "1.0.1"));
    EXPECT_THAT(yarn.report(), HasSubstr("extra node_modules/a: in no lock file"));
    // The contents of one listed package in the folder of another.
    yarn.write("node_modules/a/package.json", a_files[0].second);
    std::filesystem::rename(yarn.path() / "node_modules/a", yarn.path() / "node_modules/gone");
    EXPECT_THAT(yarn.report(), HasSubstr("extra node_modules/gone: in no lock file"));

    Project old;
    old.writes_lock = false;
    old.source.put(test::sri(packed), packed);
    old.write("package-lock.json", fmt::format(R"({{"lockfileVersion": 1, "dependencies": {{"a": {{"version": "1.0.0",
        "integrity": "{}"}}}}}})",
                                               test::sri(packed)));
    for (const auto& [path, text] : a_files) old.write("node_modules/a/" + path, text);
    EXPECT_EQ(old.report(), "");
    old.write("node_modules/a/package.json", R"({"_resolved": "https://r/a-1.0.0.tgz"})");
    EXPECT_THAT(old.report(), HasSubstr("npm 6 and older wrote fields of their own into it"));
}

TEST(RegistryLayout, follows_the_links_of_pnpm) {
    const std::string packed = Project::pack(a_files);
    Project pnpm;
    pnpm.writes_lock = false;
    pnpm.source.put(test::sri(packed), packed);
    pnpm.write("pnpm-lock.yaml",
               fmt::format("lockfileVersion: '9.0'\npackages:\n  a@1.0.0:\n    resolution: {{integrity: "
                           "{}}}\n  b@1.0.0: {{}}\n",
                           test::sri(packed)));
    for (const auto& [path, text] : a_files) pnpm.write("node_modules/.pnpm/a@1.0.0/node_modules/a/" + path, text);
    pnpm.link("node_modules/a", ".pnpm/a@1.0.0/node_modules/a");
    pnpm.write("node_modules/.modules.yaml", "");
    pnpm.write("node_modules/.bin/a", "#!/bin/sh\n");
    const std::string before = pnpm.report();
    EXPECT_EQ(before,
              "absent : listed without a place, and nowhere installed\n"
              "  unproven node_modules/.bin/a: no start script as pnpm 8 to 12 write them; nothing tells its text\n"
              "  generated node_modules/.modules.yaml: pnpm's record of what it installed\n"
              "  generated node_modules/a: a link to the package at node_modules/.pnpm/a@1.0.0/node_modules/a\n");
    pnpm.link("node_modules/alias", ".pnpm/a@1.0.0/node_modules/a");
    pnpm.link("node_modules/b", ".pnpm/a@1.0.0/node_modules/a");
    pnpm.link("node_modules/c", "/elsewhere");
    pnpm.link("node_modules/own", "../packages/own");
    EXPECT_THAT(pnpm.report(),
                HasSubstr("unproven node_modules/alias: another name for the package at node_modules/.pnpm"));
    EXPECT_THAT(pnpm.report(), HasSubstr("extra node_modules/b: a symbolic link"));
    EXPECT_THAT(pnpm.report(), HasSubstr("extra node_modules/c: a symbolic link to /elsewhere"));
    EXPECT_THAT(pnpm.report(), HasSubstr("unproven node_modules/own: a link to packages/own"));
}

}  // namespace
}  // namespace ward::policy
