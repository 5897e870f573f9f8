// Trees of Yarn 2 and newer: packages beside its own archives.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/digest.h"
#include "judges/policy/registry.h"
#include "judges/policy/registry_fixture.h"
#include "support/zip_writer.h"

namespace ward::policy {
namespace {

using test::Files;
using test::manifest;
using test::Project;
using testing::HasSubstr;

std::string sha512_hex(std::string_view bytes) {
    return hex(sha2(ShaAlgorithm::sha512, bytes).view());
}

std::string archive_of(const std::string& name, const Files& files) {
    ward::test::ZipWriter zip;
    for (const auto& [path, text] : files)
        zip.add(fmt::format("node_modules/{}/{}", name, path), text, ward::test::ZipWriter::Method::deflated, 0100644);
    return zip.finish();
}

const Files a_files{{"package.json", manifest("a", "1.0.0")}, {"index.js", "1"}};
const Files patched{{"package.json", manifest("a", "1.0.0")}, {"index.js", "2"}};

class YarnProject : public Project {
  public:
    YarnProject() {
        writes_lock = false;
        lock_ =
            "__metadata:\n  version: 8\n  cacheKey: 10c0\n\n\"p@workspace:.\":\n  version: 0.0.0-use.local\n"
            "  resolution: \"p@workspace:.\"\n  linkType: soft\n\n";
        list("a", "npm:1.0.0", archive_of("a", a_files), "a-npm-1.0.0-0123456789-10c0.zip");
    }
    void list(const std::string& name, const std::string& reference, const std::string& archive,
              const std::string& file) {
        lock_ += fmt::format(
            "\"{0}@{1}\":\n  version: 1.0.0\n  resolution: \"{0}@{1}\"\n  checksum: 10c0/{2}\n"
            "  languageName: node\n  linkType: hard\n\n",
            name, reference, sha512_hex(archive));
        write("yarn.lock", lock_);
        write(".yarn/cache/" + file, archive);
    }
    void unpack(const std::string& place, const Files& files) const {
        for (const auto& [path, text] : files) write(fmt::format("{}/{}", place, path), text);
    }

  private:
    std::string lock_;
};

TEST(RegistryYarn, compares_with_the_archive_of_the_lock_file) {
    YarnProject project;
    project.unpack("node_modules/a", a_files);
    project.write("node_modules/.yarn-state.yml", "");
    EXPECT_EQ(project.report(), "  generated node_modules/.yarn-state.yml: Yarn's record of what it installed\n");
    EXPECT_EQ(project.verify()->count(PackageState::same), 1u);
    EXPECT_TRUE(project.verify()->packages[0].by_archive);
    project.write("node_modules/a/index.js", "3");
    project.write("node_modules/a/more.js", "");
    EXPECT_THAT(project.report(), HasSubstr("changed node_modules/a/index.js: other bytes from offset 0"));
    EXPECT_THAT(project.report(), HasSubstr("extra node_modules/a/more.js: not in the tarball"));
    // An archive with other bytes is none, wherever it lies.
    project.write(".yarn/cache/a-npm-1.0.0-0123456789-10c0.zip", archive_of("a", patched));
    EXPECT_THAT(project.report(), HasSubstr("not-compared node_modules/a: no archive of Yarn's has the digest"));
    project.write("elsewhere/a-npm-1.0.0-ffff-8.zip", archive_of("a", a_files));
    RegistryOptions options;
    options.yarn_caches = {project.path() / "elsewhere"};
    EXPECT_THAT(project.report(options), HasSubstr("changed node_modules/a/index.js"));
    options.yarn_caches = {project.path() / "nowhere"};
    EXPECT_THAT(project.report(options), HasSubstr("error: "));
}

TEST(RegistryYarn, takes_a_patched_package_for_what_it_is) {
    YarnProject project;
    project.list("a", "patch:a@npm%3A1.0.0#x::version=1.0.0&hash=1", archive_of("a", patched), "a-patch-77-10c0.zip");
    project.unpack("node_modules/a", patched);
    EXPECT_EQ(project.report(), "");
    project.unpack("node_modules/a", a_files);
    EXPECT_EQ(project.report(), "");
    project.write("node_modules/a/index.js", "3");
    EXPECT_THAT(project.report(), HasSubstr("changed node_modules/a/index.js"));
}

TEST(RegistryYarn, looks_at_the_archives_of_plug_n_play) {
    YarnProject project;
    project.write(".pnp.cjs", "x");
    EXPECT_EQ(project.report(), "  unproven .pnp.cjs: Yarn's way to its archives, written on this machine\n");
    const auto result = project.verify();
    EXPECT_EQ(result->count(PackageState::same), 1u);
    EXPECT_EQ(result->packages[0].place, ".yarn/cache/a-npm-1.0.0-0123456789-10c0.zip");
    project.write(".yarn/cache/b-npm-1.0.0-0123456789-10c0.zip", archive_of("b", a_files));
    EXPECT_THAT(project.report(),
                HasSubstr("extra .yarn/cache/b-npm-1.0.0-0123456789-10c0.zip: among Yarn's archives"));
    project.write(".yarn/cache/a-npm-1.0.0-0123456789-10c0.zip", archive_of("a", patched));
    EXPECT_THAT(project.report(), HasSubstr("changed .yarn/cache/a-npm-1.0.0-0123456789-10c0.zip: has another digest"));
    project.unpack(".yarn/unplugged/a-npm-1.0.0-0123456789/node_modules/a", patched);
    project.write(".yarn/unplugged/a-npm-1.0.0-0123456789/node_modules/a/.ready", "");
    EXPECT_THAT(project.report(), HasSubstr("not-compared .yarn/unplugged/a-npm-1.0.0-0123456789/node_modules/a"));
    project.write(".yarn/cache/a-npm-1.0.0-0123456789-10c0.zip", archive_of("a", a_files));
    EXPECT_THAT(project.report(), HasSubstr("changed .yarn/unplugged/a-npm-1.0.0-0123456789/node_modules/a/index.js"));
    EXPECT_THAT(project.report(), HasSubstr("generated .yarn/unplugged/a-npm-1.0.0-0123456789/node_modules/a/.ready"));
}

TEST(RegistryYarn, says_what_it_cannot_compare) {
    YarnProject project;
    std::filesystem::create_directories(project.path() / "node_modules/.store");
    EXPECT_THAT(project.report(), HasSubstr("error: node_modules/.store: is of Yarn's linker \"pnpm\""));
    Project bun;
    bun.writes_lock = false;
    bun.write("bun.lockb", "x");
    EXPECT_THAT(bun.report(), HasSubstr("bun's binary lock file, which is not read"));
}

TEST(RegistryYarn, goes_by_the_places_of_bun) {
    const std::string packed = Project::pack(a_files);
    Project bun;
    bun.writes_lock = false;
    bun.source.put(test::sri(packed), packed);
    bun.write(
        "bun.lock",
        fmt::format(
            "{{\"lockfileVersion\": 1, \"workspaces\": {{\"\": {{\"dependencies\": {{\"low\": \"npm:a@1\"}}}}}},\n"
            "\"packages\": {{\"low\": [\"a@1.0.0\", \"\", {{}}, \"{}\"],}},}}",
            test::sri(packed)));
    for (const auto& [path, text] : a_files) bun.write("node_modules/low/" + path, text);
    EXPECT_EQ(bun.report(), "");
    // Its isolated installs.
    std::filesystem::create_directories(bun.path() / "node_modules/.bun/a@1.0.0/node_modules");
    std::filesystem::rename(bun.path() / "node_modules/low", bun.path() / "node_modules/.bun/a@1.0.0/node_modules/a");
    bun.link("node_modules/low", ".bun/a@1.0.0/node_modules/a");
    EXPECT_EQ(bun.report(),
              "  generated node_modules/low: a link to the package at node_modules/.bun/a@1.0.0/node_modules/a\n");
    bun.write("node_modules/.bun/a@1.0.0/node_modules/a/index.js", "2");
    EXPECT_THAT(bun.report(), HasSubstr("changed node_modules/.bun/a@1.0.0/node_modules/a/index.js"));
}

TEST(RegistryYarn, finds_a_listed_package_in_the_place_of_another) {
    const Files two_files{{"package.json", manifest("a", "2.0.0")}};
    const Files b_files{{"package.json", manifest("b", "1.0.0")}};
    const std::string one = Project::pack(a_files);
    const std::string two = Project::pack(two_files);
    const std::string b = Project::pack(b_files);
    Project yarn;
    yarn.writes_lock = false;
    for (const std::string& packed : {one, two, b}) yarn.source.put(test::sri(packed), packed);
    yarn.write("package.json", R"({"dependencies": {"a": "^1.0.0", "b": "1"}})");
    yarn.write(
        "yarn.lock",
        fmt::format("# yarn lockfile v1\n\na@^1.0.0:\n  version \"1.0.0\"\n  integrity {}\n\na@2:\n  version "
                    "\"2.0.0\"\n  integrity {}\n\nb@1:\n  version \"1.0.0\"\n  integrity {}\n  dependencies:\n    "
                    "a \"2\"\n",
                    test::sri(one), test::sri(two), test::sri(b)));
    const auto install = [&](const std::string& place, const Files& files) {
        yarn.remove(place);
        for (const auto& [path, text] : files) yarn.write(fmt::format("{}/{}", place, path), text);
    };
    install("node_modules/a", a_files);
    install("node_modules/b", b_files);
    install("node_modules/b/node_modules/a", two_files);
    EXPECT_EQ(yarn.report(), "");
    install("node_modules/a", two_files);
    EXPECT_EQ(yarn.report(),
              "absent : listed without a place, and nowhere installed\n"
              "  changed node_modules/a: is a@2.0.0, where the lock file gives a@1.0.0 to the project\n");
    EXPECT_FALSE(yarn.verify()->is_clean());
    install("node_modules/a", a_files);
    yarn.remove("node_modules/b/node_modules");
    EXPECT_THAT(yarn.report(),
                HasSubstr("changed node_modules/a: is a@1.0.0, where the lock file gives a@2.0.0 to b@1.0.0"));
}

TEST(RegistryPnpm, holds_links_to_the_lock_file) {
    const std::string one = Project::pack(a_files);
    const Files two_files{{"package.json", manifest("a", "2.0.0")}, {"index.js", "2"}};
    const std::string two = Project::pack(two_files);
    Project pnpm;
    pnpm.writes_lock = false;
    pnpm.source.put(test::sri(one), one);
    pnpm.source.put(test::sri(two), two);
    pnpm.write(
        "pnpm-lock.yaml",
        fmt::format("lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a: {{specifier: ^1, version: "
                    "1.0.0}}\n      low: {{specifier: 'npm:a@2', version: a@2.0.0}}\n      own: {{specifier: "
                    "'workspace:*', version: 'link:packages/own'}}\npackages:\n  a@1.0.0:\n    resolution: "
                    "{{integrity: {}}}\n  a@2.0.0:\n    resolution: {{integrity: {}}}\nsnapshots:\n  a@1.0.0: {{}}\n  "
                    "a@2.0.0: {{}}\n",
                    test::sri(one), test::sri(two)));
    for (const auto& [path, text] : a_files) pnpm.write("node_modules/.pnpm/a@1.0.0/node_modules/a/" + path, text);
    for (const auto& [path, text] : two_files) pnpm.write("node_modules/.pnpm/a@2.0.0/node_modules/a/" + path, text);
    pnpm.link("node_modules/a", ".pnpm/a@1.0.0/node_modules/a");
    pnpm.link("node_modules/low", ".pnpm/a@2.0.0/node_modules/a");
    pnpm.link("node_modules/own", "../packages/own");
    pnpm.link("node_modules/.pnpm/node_modules/a", "../a@2.0.0/node_modules/a");
    EXPECT_TRUE(pnpm.verify()->is_clean()) << pnpm.report();
    // Another version of the same package, which the lock file has for somebody else.
    std::filesystem::remove(pnpm.path() / "node_modules/a");
    pnpm.link("node_modules/a", ".pnpm/a@2.0.0/node_modules/a");
    EXPECT_THAT(pnpm.report(),
                HasSubstr("extra node_modules/a: a link to a@2.0.0, which the lock file does not give to"));
}

}  // namespace
}  // namespace ward::policy
