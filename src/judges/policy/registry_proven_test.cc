#include "judges/policy/registry_proven.h"

#include <gtest/gtest.h>

#include "judges/policy/registry_fixture.h"

namespace ward::policy {
namespace {

using test::manifest;
using test::Project;

std::string shown(const std::vector<Problem>& problems) {
    std::string out;
    for (const Problem& problem : problems) out += problem.path + ": " + problem.reason + '\n';
    return out;
}

ProvenFiles proven(Project& project, bool take_unproven = false) {
    const auto result = project.verify();
    EXPECT_TRUE(result) << result.error().message();
    return {*result, take_unproven};
}

TEST(RegistryProven, AdmitsWhatIsAsInItsTarballAndTheInstallersOwnFiles) {
    Project project;
    project.install("node_modules/a", "1.0.0",
                    {{"package.json", manifest("a", "1.0.0", R"("bin": {"run-a": "a.js"})")}, {"a.js", "1"}});
    project.write("node_modules/.package-lock.json", "{}");
    project.link("node_modules/.bin/run-a", "../a/a.js");
    const ProvenFiles files = proven(project);
    EXPECT_EQ(shown(files.refused()), "");
    for (const char* path : {"node_modules", "node_modules/a", "node_modules/a/a.js", "node_modules/.bin/run-a",
                             "node_modules/.package-lock.json", "own.js"})
        EXPECT_TRUE(files.admits(path)) << path;
}

TEST(RegistryProven, RefusesWhatIsNot) {
    Project project;
    project.install("node_modules/a", "1.0.0",
                    {{"package.json", manifest("a", "1.0.0")}, {"a.js", "1"}, {"b.js", "2"}});
    project.write("node_modules/a/a.js", "9");
    project.write("node_modules/a/more.js", "3");
    project.remove("node_modules/a/b.js");
    project.write("node_modules/stranger/package.json", manifest("stranger", "1.0.0"));
    const ProvenFiles files = proven(project);
    EXPECT_EQ(shown(files.refused()),
              "node_modules/a/a.js: is not as in its tarball: other bytes from offset 0 on\n"
              "node_modules/a/b.js: in the tarball only\n"
              "node_modules/a/more.js: not in the tarball\n"
              "node_modules/stranger: in no lock file and in no tarball\n");
    EXPECT_FALSE(files.admits("node_modules/a/a.js"));
    EXPECT_FALSE(files.admits("node_modules/a/more.js"));
    EXPECT_FALSE(files.admits("node_modules/stranger"));
    EXPECT_TRUE(files.admits("node_modules/a/package.json"));
}

TEST(RegistryProven, TakesWhatAnInstallScriptMayHaveMadeOnlyWhenAsked) {
    Project project;
    project.install("node_modules/a", "1.0.0",
                    {{"package.json", manifest("a", "1.0.0", R"("scripts": {"install": "make"})")}});
    project.write("node_modules/a/build/a.node", "ELF");
    const std::string line =
        "node_modules/a/build/a.node: not in the tarball; the package's install script may have made it\n";
    const ProvenFiles strict = proven(project);
    EXPECT_EQ(shown(strict.refused()), line);
    EXPECT_EQ(shown(strict.generated()), "");
    EXPECT_FALSE(strict.admits("node_modules/a/build/a.node"));
    const ProvenFiles generous = proven(project, true);
    EXPECT_EQ(shown(generous.refused()), "");
    EXPECT_EQ(shown(generous.generated()), line);
    EXPECT_TRUE(generous.admits("node_modules/a/build/a.node"));
}

}  // namespace
}  // namespace ward::policy
