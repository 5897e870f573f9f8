#include "judges/policy/registry.h"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judges/policy/registry_fixture.h"

namespace ward::policy {
namespace {

using test::Files;
using test::manifest;
using test::Project;
using testing::HasSubstr;
using ward::test::gzip;
using ward::test::TarWriter;

const Files a_files{{"package.json", manifest("a", "1.0.0")}, {"index.js", "module.exports = 1;\n"}, {"lib/x.js", ""}};

// Two packages, and the files that npm makes itself.
void install_two(Project& project) {
    project.install("node_modules/a", "1.0.0", a_files);
    project.install("node_modules/@s/b", "2.0.0",
                    {{"package.json", manifest("@s/b", "2.0.0", R"("bin": {"run-b": "./cli.js"})")},
                     {"cli.js", "#!/usr/bin/env node\n"}});
    project.write("node_modules/.package-lock.json", "{}");
    project.link("node_modules/.bin/run-b", "../@s/b/cli.js");
}

constexpr std::string_view own_of_two =
    "  generated node_modules/.bin/run-b: the command node_modules/@s/b/cli.js\n"
    "  generated node_modules/.package-lock.json: npm's record of what it installed\n";

TEST(Registry, passes_an_untouched_tree) {
    Project project;
    install_two(project);
    const auto result = project.verify();
    ASSERT_TRUE(result) << result.error().message();
    EXPECT_EQ(Project::shown(*result), own_of_two);
    EXPECT_TRUE(result->is_clean());
    EXPECT_TRUE(result->is_complete());
    EXPECT_EQ(result->lock, "package-lock.json");
    ASSERT_EQ(result->packages.size(), 2u);
    EXPECT_EQ(result->packages[1].name, "a");
    EXPECT_EQ(result->packages[1].files, 3u);
    EXPECT_EQ(result->packages[1].bytes, a_files[0].second.size() + a_files[1].second.size());
    EXPECT_FALSE(result->packages[1].is_weak);
}

TEST(Registry, finds_what_was_changed_removed_and_added) {
    Project project;
    install_two(project);
    project.write("node_modules/a/index.js", "module.exports = 2;\n");
    project.remove("node_modules/a/lib/x.js");
    project.write("node_modules/a/lib/y.js", "");
    project.write("node_modules/@s/b/cli.js", "short");
    const auto result = project.verify();
    ASSERT_TRUE(result);
    EXPECT_EQ(Project::shown(*result),
              "different node_modules/@s/b\n"
              "  changed node_modules/@s/b/cli.js: has 5 bytes, in the tarball 20\n"
              "different node_modules/a\n"
              "  changed node_modules/a/index.js: other bytes from offset 17 on\n"
              "  missing node_modules/a/lib/x.js: in the tarball only\n"
              "  extra node_modules/a/lib/y.js: not in the tarball\n" +
                  std::string(own_of_two));
    EXPECT_FALSE(result->is_clean());
    EXPECT_TRUE(result->is_complete());
    EXPECT_EQ(result->count(FileState::changed), 2u);
    EXPECT_EQ(result->count(PackageState::different), 2u);
}

TEST(Registry, finds_a_package_in_the_place_of_another) {
    Project project;
    project.lock("node_modules/a", "1.0.0", Project::pack(a_files));
    project.write("node_modules/a/package.json", manifest("a", "0.9.0"));
    project.write("node_modules/a/index.js", a_files[1].second);
    project.write("node_modules/a/lib/x.js", "");
    EXPECT_EQ(project.report(),
              "different node_modules/a\n"
              "  changed node_modules/a/package.json: other bytes from offset 26 on; it says a@0.9.0, the lock file "
              "a@1.0.0\n");
}

TEST(Registry, finds_packages_that_nobody_locked) {
    Project project;
    install_two(project);
    project.write("node_modules/evil/package.json", "{}");
    project.write("node_modules/evil/index.js", "");
    project.write("node_modules/@s/evil/index.js", "");
    project.write("node_modules/a/node_modules/evil/lib/index.js", "");
    project.write("node_modules/loose.js", "");
    const auto result = project.verify();
    ASSERT_TRUE(result);
    EXPECT_EQ(Project::shown(*result),
              "extra node_modules/@s/evil: in no lock file and in no tarball\n"
              "  extra node_modules/@s/evil/index.js: of a package that no lock file names\n"
              "extra node_modules/a/node_modules/evil: in no lock file and in no tarball\n"
              "  extra node_modules/a/node_modules/evil/lib/index.js: of a package that no lock file names\n"
              "extra node_modules/evil: in no lock file and in no tarball\n"
              "  extra node_modules/evil/index.js: of a package that no lock file names\n"
              "  extra node_modules/evil/package.json: of a package that no lock file names\n" +
                  std::string(own_of_two) + "  extra node_modules/loose.js: of no package\n");
    EXPECT_FALSE(result->is_clean());
}

TEST(Registry, finds_links_and_odd_files_in_the_place_of_files) {
    Project project;
    install_two(project);
    project.remove("node_modules/a/index.js");
    project.link("node_modules/a/index.js", "../../evil.js");
    project.link("node_modules/a/more.js", "/etc/passwd");
    project.remove("node_modules/a/lib");
    project.link("node_modules/a/lib", "../@s/b");
    project.link("node_modules/elsewhere", "/tmp");
    ASSERT_EQ(::mkfifo((project.path() / "node_modules/a/pipe").c_str(), 0600), 0);
    EXPECT_EQ(project.report(),
              "different node_modules/a\n"
              "  changed node_modules/a/index.js: is a symbolic link\n"
              "  extra node_modules/a/lib: a symbolic link to node_modules/@s/b, which no tarball brings\n"
              "  missing node_modules/a/lib/x.js: in the tarball only\n"
              "  extra node_modules/a/more.js: a symbolic link to /etc/passwd, which no tarball brings\n"
              "  extra node_modules/a/pipe: neither file nor folder\n" +
                  std::string(own_of_two) +
                  "  extra node_modules/elsewhere: a symbolic link to /tmp, which no tarball brings\n");
    Project linked;
    linked.lock("node_modules/a", "1.0.0", Project::pack(a_files));
    linked.link("node_modules/a", "../elsewhere");
    EXPECT_EQ(linked.report(),
              "different node_modules/a\n  changed node_modules/a: is a symbolic link, not a folder\n");
}

TEST(Registry, trusts_no_link_to_a_command_but_the_packages_own) {
    Project project;
    install_two(project);
    project.write("evil.js", "");
    project.link("node_modules/.bin/tsc", "../@s/b/cli.js");
    project.link("node_modules/.bin/out", "../../evil.js");
    project.link("node_modules/.bin/far", "/bin/sh");
    project.write("node_modules/.bin/sh", "#!/bin/sh\n");
    EXPECT_EQ(project.report(),
              "  extra node_modules/.bin/far: leads to /bin/sh\n"
              "  extra node_modules/.bin/out: leads to evil.js, which is no command of that name\n"
              "  generated node_modules/.bin/run-b: the command node_modules/@s/b/cli.js\n"
              "  extra node_modules/.bin/sh: among links to commands, and no link\n"
              "  extra node_modules/.bin/tsc: leads to node_modules/@s/b/cli.js, which is no command of that name\n"
              "  generated node_modules/.package-lock.json: npm's record of what it installed\n");
}

TEST(Registry, calls_what_install_scripts_may_have_made_unproven) {
    Project project;
    project.install("node_modules/a", "1.0.0",
                    {{"package.json", manifest("a", "1.0.0", R"("scripts": {"install": "make"})")}, {"i.js", "1"}});
    project.install("node_modules/gyp", "1.0.0", {{"package.json", manifest("gyp", "1.0.0")}, {"binding.gyp", "{}"}});
    project.install("node_modules/told", "1.0.0", {{"package.json", manifest("told", "1.0.0")}},
                    R"("hasInstallScript": true)");
    for (const std::string_view name : {"a", "gyp", "told"})
        project.write(fmt::format("node_modules/{}/build/Release/x.node", name), "elf");
    project.write("node_modules/a/i.js", "2");
    project.write("node_modules/.cache/tool/x.js", "");
    const std::string before =
        "different node_modules/a\n"
        "  unproven node_modules/a/build/Release/x.node: not in the tarball; the package's install script may have "
        "made "
        "it\n"
        "  changed node_modules/a/i.js: other bytes from offset 0 on; the package has an install script, which may "
        "have "
        "done it\n"
        "different node_modules/gyp\n"
        "  unproven node_modules/gyp/build/Release/x.node: not in the tarball; the package's install script may have "
        "made "
        "it\n"
        "different node_modules/told\n"
        "  unproven node_modules/told/build/Release/x.node: not in the tarball; the package's install script may have "
        "made it\n"
        "  unproven node_modules/.cache/tool/x.js: a cache that programs write, and read as code\n";
    EXPECT_EQ(project.report(), before);
    const RegistryOptions recorded{.recorded = {"node_modules/a/build/Release/x.node", "node_modules/a/i.js",
                                                "node_modules/gyp/build/Release/x.node",
                                                "node_modules/told/build/Release/x.node",
                                                "node_modules/.cache/tool/x.js"}};
    const auto result = project.verify(recorded);
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->is_clean()) << Project::shown(*result);
    EXPECT_EQ(result->count(FileState::generated), 5u);
}

TEST(Registry, leaves_bundled_packages_to_their_tarball) {
    Project project;
    project.install("node_modules/a", "1.0.0",
                    {{"package.json", manifest("a", "1.0.0")},
                     {"node_modules/in/package.json", manifest("in", "1.0.0", R"("bin": "i.js")")},
                     {"node_modules/in/i.js", "1"},
                     {"node_modules/told/package.json", manifest("told", "1.0.0")}});
    project.entry("node_modules/a/node_modules/told", R"("version": "1.0.0", "inBundle": true)");
    project.link("node_modules/a/node_modules/.bin/in", "../in/i.js");
    EXPECT_EQ(project.report(),
              "same node_modules/a\n"
              "  generated node_modules/a/node_modules/.bin/in: the command node_modules/a/node_modules/in/i.js\n");
    project.write("node_modules/a/node_modules/in/more.js", "");
    project.write("node_modules/a/node_modules/told/package.json", manifest("told", "2.0.0"));
    EXPECT_THAT(project.report(), HasSubstr("extra node_modules/a/node_modules/in/more.js: not in the tarball"));
    EXPECT_THAT(project.report(), HasSubstr("changed node_modules/a/node_modules/told/package.json"));
}

TEST(Registry, gives_a_nested_place_to_the_tarball_that_is_locked_there) {
    Project project;
    project.install("node_modules/a", "1.0.0",
                    {{"package.json", manifest("a", "1.0.0")},
                     {"node_modules/b/package.json", manifest("b", "1.0.0")},
                     {"node_modules/b/old.js", ""}});
    project.remove("node_modules/a/node_modules/b");
    project.install("node_modules/a/node_modules/b", "2.0.0", {{"package.json", manifest("b", "2.0.0")}});
    EXPECT_EQ(project.report(), "");
}

TEST(Registry, says_why_a_package_was_not_compared) {
    Project project;
    project.entry("node_modules/git", R"("version": "1.0.0", "resolved": "git+ssh://git@github.com/o/git.git#)" +
                                          std::string(40, 'a') + R"(", "integrity": "sha512-AAAA")");
    project.entry("node_modules/none", R"("version": "1.0.0")");
    project.entry("node_modules/nowhere", R"("version": "1.0.0", "integrity": ")" + test::sri("x") + '"');
    project.entry("node_modules/wrong", R"("version": "1.0.0", "integrity": ")" + test::sri("y") + '"');
    project.source.put(test::sri("y"), "z");
    project.entry("node_modules/broken", R"("version": "1.0.0", "integrity": "sha512-x")");
    project.source.put("sha512-x", "z");
    project.lock("node_modules/hostile", "1.0.0", gzip(TarWriter().add("p/a", "x").cut() + "tail"));
    project.lock("node_modules/text", "1.0.0", "no archive");
    project.entry("node_modules/own", R"("resolved": "packages/own", "link": true)");
    project.entry("packages/own", R"("version": "1.0.0")");
    for (const std::string_view name : {"git", "none", "nowhere", "wrong", "broken", "hostile", "text"})
        project.write(fmt::format("node_modules/{}/index.js", name), "");
    project.write("packages/own/package.json", manifest("own", "1.0.0", R"("bin": "cli.js")"));
    project.link("node_modules/own", "../packages/own");
    project.link("node_modules/.bin/own", "../own/cli.js");
    const auto result = project.verify();
    ASSERT_TRUE(result);
    EXPECT_EQ(
        Project::shown(*result),
        "not-compared node_modules/broken: its tarball cannot be checked: integrity metadata, at character 9: the "
        "digest is not in base64 as RFC 4648 writes it\n"
        "not-registry node_modules/git: from git, for which the lock file names no tarball\n"
        "not-compared node_modules/hostile: its tarball is cut short, at offset 1024\n"
        "not-compared node_modules/none: the lock file has no integrity for it\n"
        "not-compared node_modules/nowhere: no tarball where they were looked for\n"
        "not-registry node_modules/own: a link to packages/own, a folder of the project\n"
        "not-compared node_modules/text: its tarball is too short for a tar archive\n"
        "not-compared node_modules/wrong: its tarball is not the one that the lock file names\n"
        "  generated node_modules/.bin/own: the command node_modules/own/cli.js\n");
    EXPECT_TRUE(result->is_clean());
    EXPECT_FALSE(result->is_complete());
}

TEST(Registry, finds_links_that_lead_elsewhere) {
    Project project;
    project.entry("node_modules/own", R"("resolved": "packages/own", "link": true)");
    project.entry("node_modules/two", R"("resolved": "packages/two", "link": true)");
    project.entry("packages/own", R"("version": "1.0.0")");
    project.entry("packages/two", R"("version": "1.0.0")");
    project.link("node_modules/own", "../packages/evil");
    project.write("node_modules/two/index.js", "");
    EXPECT_EQ(project.report(),
              "different node_modules/own\n"
              "  changed node_modules/own: leads to ../packages/evil, by the lock file to packages/own\n"
              "different node_modules/two\n"
              "  changed node_modules/two: is a folder, by the lock file a link to packages/two\n"
              "  extra node_modules/two/index.js: where a link should be\n");
}

TEST(Registry, looks_into_the_node_modules_of_workspaces) {
    Project project;
    project.entry("packages/own", R"("version": "1.0.0")");
    project.install("packages/own/node_modules/a", "1.0.0", a_files);
    project.write("packages/own/src/node_modules.js", "");
    EXPECT_EQ(project.report(), "");
    project.write("packages/own/node_modules/a/index.js", "");
    project.write("packages/own/node_modules/evil/index.js", "");
    EXPECT_THAT(project.report(), HasSubstr("changed packages/own/node_modules/a/index.js"));
    EXPECT_THAT(project.report(), HasSubstr("extra packages/own/node_modules/evil: in no lock file"));
}

TEST(Registry, knows_what_may_be_absent) {
    Project project;
    project.lock("node_modules/optional", "1.0.0", Project::pack(a_files), R"("optional": true)");
    project.lock("node_modules/tool", "1.0.0", Project::pack(a_files), R"("dev": true)");
    project.lock("node_modules/needed", "1.0.0", Project::pack(a_files));
    EXPECT_EQ(project.report(),
              "missing node_modules/needed: not there\n"
              "absent node_modules/optional: optional\n"
              "absent node_modules/tool: for development, of which nothing is installed\n");
    project.install("node_modules/other-tool", "1.0.0", {{"package.json", manifest("other-tool", "1.0.0")}},
                    R"("dev": true)");
    EXPECT_THAT(project.report(), HasSubstr("missing node_modules/tool: not there"));
}

TEST(Registry, compares_modes_apart_from_bytes) {
    Project project;
    TarWriter tar;
    tar.add("package/package.json", manifest("a", "1.0.0", R"("bin": {"a": "cli.js"})"));
    tar.add("package/cli.js", "").add("package/run.sh", "", 0755).add("package/plain.js", "");
    project.lock("node_modules/a", "1.0.0", gzip(tar.finish()));
    project.write("node_modules/a/package.json", manifest("a", "1.0.0", R"("bin": {"a": "cli.js"})"));
    project.write("node_modules/a/cli.js", "", 0755);
    project.write("node_modules/a/run.sh", "", 0644);
    project.write("node_modules/a/plain.js", "", 0755);
    const auto result = project.verify();
    ASSERT_TRUE(result);
    EXPECT_EQ(Project::shown(*result),
              "same node_modules/a\n"
              "  mode node_modules/a/plain.js: is executable, and not so in the tarball\n"
              "  mode node_modules/a/run.sh: is not executable, as it is in the tarball\n");
    EXPECT_TRUE(result->is_clean());
    project.write("node_modules/a/run.sh", "", 04755);
    EXPECT_THAT(project.report(), HasSubstr("changed node_modules/a/run.sh: has a set-id or sticky bit"));
}

TEST(Registry, accepts_a_command_with_the_line_end_that_npm_gives_it) {
    const std::string windows = "#!/usr/bin/env node\r\ncode\r\n";
    Project project;
    project.install(
        "node_modules/a", "1.0.0",
        {{"package.json", manifest("a", "1.0.0", R"("bin": "cli.js")")}, {"cli.js", windows}, {"x.js", windows}});
    EXPECT_EQ(project.report(), "");
    project.write("node_modules/a/cli.js", "#!/usr/bin/env node\ncode\r\n");
    EXPECT_EQ(project.report(), "");
    project.write("node_modules/a/x.js", "#!/usr/bin/env node\ncode\r\n");
    EXPECT_THAT(project.report(), HasSubstr("changed node_modules/a/x.js"));
    project.write("node_modules/a/cli.js", "#!/usr/bin/env node\ncode\n\n\n");
    EXPECT_THAT(project.report(), HasSubstr("changed node_modules/a/cli.js"));
}

TEST(Registry, tells_weak_integrity_from_strong) {
    const std::string packed = Project::pack({{"package.json", "{}"}});
    Project project;
    project.lock("node_modules/strong", "1.0.0", packed);
    project.source.put(test::sri_sha1(packed), packed);
    project.entry("node_modules/weak", fmt::format(R"("version": "1.0.0", "integrity": "{}")", test::sri_sha1(packed)));
    project.write("node_modules/strong/package.json", "{}");
    project.write("node_modules/weak/package.json", "{}");
    const auto result = project.verify();
    ASSERT_TRUE(result);
    EXPECT_EQ(Project::shown(*result), "");
    EXPECT_FALSE(result->packages[0].is_weak);
    EXPECT_TRUE(result->packages[1].is_weak);
}

TEST(Registry, keeps_its_limits) {
    Project project;
    install_two(project);
    RegistryOptions options;
    options.limits.lock_bytes = 10;
    EXPECT_THAT(project.report(options), HasSubstr("error: package-lock.json"));
    options = {};
    options.limits.expanded_bytes = 2'000;
    EXPECT_THAT(project.report(options),
                HasSubstr("not-compared node_modules/a: its tarball expands to more than 2000"));
    options = {};
    options.limits.tar.entries = 1;
    EXPECT_THAT(project.report(options), HasSubstr("not-compared node_modules/a: its tarball has more than 1 headers"));
    options = {};
    options.limits.manifest_bytes = 10;  // no commands and scripts are known then
    EXPECT_THAT(project.report(options), HasSubstr("extra node_modules/.bin/run-b"));
    options = {};
    options.limits.walk.entries = 3;
    EXPECT_THAT(project.report(options), HasSubstr("more than 3 entries"));
}

TEST(Registry, says_the_same_on_any_number_of_threads) {
    Project project;
    for (int i = 0; i < 30; ++i) {
        const std::string place = fmt::format("node_modules/p{}", i);
        project.install(place, "1.0.0", {{"package.json", manifest(fmt::format("p{}", i), "1.0.0")}, {"x", "1"}});
        if (i % 3 == 0) project.write(place + "/x", "2");
        if (i % 5 == 0) project.write(place + "/y", "");
    }
    ASSERT_EQ(::setenv("WARD_THREADS", "1", 1), 0);  // NOLINT(concurrency-mt-unsafe): no other thread yet
    const std::string alone = project.report();
    ASSERT_EQ(::setenv("WARD_THREADS", "8", 1), 0);  // NOLINT(concurrency-mt-unsafe)
    EXPECT_EQ(project.report(), alone);
    ::unsetenv("WARD_THREADS");  // NOLINT(concurrency-mt-unsafe)
    EXPECT_THAT(alone, HasSubstr("changed node_modules/p27/x"));
}

}  // namespace
}  // namespace ward::policy
