// The lock files of Composer, NuGet, Pipenv, Swift, Dart, Bundler, Gradle and Mix, in the shapes that their tools
// write.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/inventory/registry_lock.h"
#include "facts/inventory/tree_fixture.h"

namespace ward::inventory {
extern const Reader reader_registries;

namespace {
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

using ReadLock = Result<RegistryLock> (*)(std::string_view text, std::string_view path);

RegistryLock locked(ReadLock read, std::string_view text, std::string_view path = "f") {
    auto lock = read(text, path);
    if (!lock) throw std::runtime_error(lock.error().message());
    return *std::move(lock);
}

// "line name@version scope needs… repository#commit"
std::vector<std::string> rows_of(const RegistryLock& lock) {
    return each(lock.packages, [&](const RegistryPackage& package) {
        std::string row = fmt::format("{} {}@{}", package.line, package.name, package.version);
        if (package.scope == Scope::development) row += " dev";
        if (package.scope == Scope::test) row += " test";
        for (const size_t need : package.needs) row += " " + lock.packages[need].name;
        if (!package.repository.empty()) row += fmt::format(" {}#{}", package.repository, package.commit.substr(0, 4));
        return row;
    });
}

std::vector<std::string> names_of_roots(const RegistryLock& lock) {
    return each(lock.roots, [&](size_t number) { return lock.packages[number].name; });
}

TEST(ComposerLock, PackagesOfBothKinds) {
    const RegistryLock lock = locked(read_composer_lock, R"({
    "content-hash": "x",
    "packages": [
        {"name": "Monolog/monolog", "version": "2.9.1",
         "source": {"type": "git", "url": "https://github.com/Seldaek/monolog.git", "reference": "f259e2b15fb95494c83f52d3caad003bbf5ffaa1"},
         "require": {"php": ">=7.2", "psr/log": "^1.0.1"}},
        {"name": "psr/log",
         "version": "v1.1.4"},
        {"name": "own/branch", "version": "dev-main",
         "source": {"type": "git", "url": "https://github.com/own/branch.git", "reference": "0123456789abcdef0123456789abcdef01234567"}}
    ],
    "packages-dev": [{"name": "phpunit/phpunit", "version": "9.6.13", "require": {"psr/log": "*"}}]
})");
    EXPECT_EQ(lock.purl_type, "composer");
    EXPECT_THAT(rows_of(lock), ElementsAre("4 monolog/monolog@2.9.1 psr/log", "8 psr/log@v1.1.4",
                                           "9 own/branch@ https://github.com/own/branch#0123",
                                           "12 phpunit/phpunit@9.6.13 dev psr/log"));
}

TEST(NugetLock, OnePackageForSeveralFrameworks) {
    const RegistryLock lock = locked(read_nuget_lock, R"x({
  "version": 1,
  "dependencies": {
    "net6.0": {
      "Newtonsoft.Json": {"type": "Direct", "requested": "[13.0.1, )", "resolved": "13.0.1", "contentHash": "x"},
      "Serilog": {"type": "Direct", "resolved": "2.12.0", "dependencies": {"System.Memory": "4.5.5"}},
      "System.Memory": {"type": "Transitive", "resolved": "4.5.5"},
      "own": {"type": "Project"}
}
, "net8.0" : {
    "Newtonsoft.Json" : {"type" : "Direct", "resolved" : "13.0.1"},
                        "System.Memory" : {"type" : "Transitive", "resolved" : "4.6.0"}
}
}
})x");
    EXPECT_THAT(rows_of(lock), ElementsAre("5 Newtonsoft.Json@13.0.1", "6 Serilog@2.12.0 System.Memory",
                                           "7 System.Memory@4.5.5", "12 System.Memory@4.6.0"));
    EXPECT_THAT(names_of_roots(lock), ElementsAre("Newtonsoft.Json", "Serilog", "Newtonsoft.Json"));
}

TEST(PipfileLock, DefaultAndDevelop) {
    const RegistryLock lock = locked(read_pipfile_lock, R"({
  "_meta": {"hash": {"sha256": "x"}},
  "default": {
    "Flask_Login": {"hashes": ["sha256:x"], "index": "pypi", "version": "==0.6.3"},
    "own": {"editable": true, "path": "."},
    "git-one": {"git": "https://github.com/o/p.git", "ref": "0123456789abcdef0123456789abcdef01234567"}
  },
  "develop": {"pytest": {"version": "==7.4.0"}, "flask-login": {"version": "==0.6.3"}}
})");
    EXPECT_THAT(rows_of(lock), ElementsAre("4 flask-login@0.6.3", "6 git-one@ https://github.com/o/p#0123",
                                           "8 pytest@7.4.0 dev", "8 flask-login@0.6.3 dev"));
}

TEST(SwiftResolved, AllVersions) {
    const std::string_view one = R"({"object": {"pins": [
  {"package": "NIO", "repositoryURL": "https://github.com/apple/swift-nio.git",
   "state": {"branch": null, "revision": "0123456789abcdef0123456789abcdef01234567", "version": "2.42.0"}}]}, "version": 1})";
    const std::string_view three = R"({"pins": [
  {"identity": "swift-log", "kind": "remoteSourceControl", "location": "https://github.com/apple/swift-log",
   "state": {"revision": "fedcba9876543210fedcba9876543210fedcba98", "branch": "main"}}], "version": 3})";
    EXPECT_THAT(rows_of(locked(read_swift_resolved, one)),
                ElementsAre("3 github.com/apple/swift-nio@2.42.0 https://github.com/apple/swift-nio#0123"));
    EXPECT_THAT(rows_of(locked(read_swift_resolved, three)),
                ElementsAre("3 github.com/apple/swift-log@ https://github.com/apple/swift-log#fedc"));
    EXPECT_THAT(read_swift_resolved("{}", "Package.resolved").error().message(), HasSubstr("has no list of pins"));
}

TEST(PubLock, SourcesAndScopes) {
    const RegistryLock lock = locked(read_pub_lock, R"(# Generated by pub
packages:
  async:
    dependency: transitive
    description:
      name: async
      url: "https://pub.dev"
    source: hosted
    version: "2.11.0"
  flutter:
    dependency: "direct main"
    source: sdk
    version: "0.0.0"
  http:
    dependency: "direct main"
    source: hosted
    version: "1.1.0"
  lints:
    dependency: "direct dev"
    source: hosted
    version: "2.1.1"
  fork:
    dependency: "direct main"
    description: {url: "https://github.com/o/fork.git", resolved-ref: "0123456789abcdef0123456789abcdef01234567"}
    source: git
    version: "0.1.0"
)");
    EXPECT_THAT(rows_of(lock), ElementsAre("9 async@2.11.0", "17 http@1.1.0", "21 lints@2.1.1 dev",
                                           "26 fork@0.1.0 https://github.com/o/fork#0123"));
    EXPECT_THAT(names_of_roots(lock), ElementsAre("http", "lints", "fork"));
}

TEST(GemfileLock, SectionsSpecsAndNeeds) {
    const RegistryLock lock = locked(read_gemfile_lock,
                                     "GIT\r\n  remote: https://github.com/o/p.git\r\n"
                                     "  revision: 0123456789abcdef0123456789abcdef01234567\r\n  branch: main\r\n"
                                     "  specs:\r\n    p (1.0.0)\r\n      rack\r\n\r\n"
                                     "PATH\n  remote: .\n  specs:\n    own (0.1.0)\n      rails\n\n"
                                     "GEM\n  remote: https://rubygems.org/\n  specs:\n"
                                     "    nokogiri (1.15.4-x86_64-linux)\n      racc (~> 1.4)\n"
                                     "    racc (1.7.1)\n    rack (2.2.8)\n    bad\n\n"
                                     "PLATFORMS\n  x86_64-linux\n\nDEPENDENCIES\n  nokogiri (~> 1.15)\n  own!\n  p!\n\n"
                                     "BUNDLED WITH\n   2.4.19\n");
    EXPECT_EQ(lock.purl_type, "gem");
    EXPECT_THAT(rows_of(lock), ElementsAre("6 p@1.0.0 rack https://github.com/o/p#0123", "18 nokogiri@1.15.4 racc",
                                           "20 racc@1.7.1", "21 rack@2.2.8"));
    EXPECT_THAT(names_of_roots(lock), ElementsAre("nokogiri", "p"));
    ASSERT_EQ(lock.problems.size(), 1U);
    EXPECT_EQ(lock.problems[0].first, 22U);
}

TEST(GradleLock, ScopeByConfigurations) {
    const std::string_view text =
        "# This is a Gradle generated file for dependency locking.\n"
        "com.google.guava:guava:31.1-jre=compileClasspath,runtimeClasspath,testRuntimeClasspath\n"
        "junit:junit:4.13.2=testCompileClasspath,testRuntimeClasspath\n"
        "org.projectlombok:lombok:1.18.28=annotationProcessor,testAnnotationProcessor\n"
        "broken:row\nempty=apiElements\n";
    const RegistryLock lock = locked(read_gradle_lock, text, "gradle.lockfile");
    EXPECT_THAT(rows_of(lock), ElementsAre("2 com.google.guava/guava@31.1-jre", "3 junit/junit@4.13.2 test",
                                           "4 org.projectlombok/lombok@1.18.28 dev"));
    ASSERT_EQ(lock.problems.size(), 1U);
    EXPECT_EQ(lock.problems[0].first, 5U);
    EXPECT_EQ(locked(read_gradle_lock, text, "x/buildscript-gradle.lockfile").packages[0].scope, Scope::development);
}

TEST(MixLock, EntriesOfHexAndGit) {
    const RegistryLock lock = locked(
        read_mix_lock,
        "%{\n"
        R"(  "cowboy": {:hex, :cowboy, "2.10.0", "ff", [:make, :rebar3], [{:cowlib, "2.12.1", [hex: :cowlib, repo: "hexpm", optional: false]}, {:ranch, "1.8.0", [hex: :ranch]}], "hexpm", "3a"},)"
        "\n"
        R"(  "cowlib": {:hex, :cowlib, "2.12.1", "a9", [:make, :rebar3], [], "hexpm", "16"},)"
        "\n"
        R"(  "renamed": {:hex, :real_name, "1.0.0", "a9", [:mix], [], "hexpm", "16"},)"
        "\n"
        R"(  "own": {:path, "../own"},)"
        "\n"
        R"(  "forked": {:git, "https://github.com/o/forked.git", "0123456789abcdef0123456789abcdef01234567", [branch: "main"]},)"
        "\n"
        R"(  "odd": :nothing,)"
        "\n}\n");
    EXPECT_THAT(rows_of(lock), ElementsAre("2 cowboy@2.10.0 cowlib", "3 cowlib@2.12.1", "4 real_name@1.0.0",
                                           "6 forked@ https://github.com/o/forked#0123"));
    ASSERT_EQ(lock.problems.size(), 1U);
    EXPECT_EQ(lock.problems[0].first, 7U);
}

// What a component is called where advisories are asked.
TEST(RegistryFormats, IdentitiesOfEachEcosystem) {
    const TreeFixture tree{
        {"composer.lock", R"({"packages": [{"name": "a/b", "version": "1.0"}]})"},
        {"packages.lock.json", R"({"dependencies": {"net6.0": {"A.B": {"type": "Direct", "resolved": "1.0"}}}})"},
        {"Package.resolved", R"({"pins": [{"location": "https://github.com/a/b.git", "state": {"version": "1.0"}}]})"},
        {"pubspec.lock", "packages: {a: {source: hosted, version: '1.0'}}\n"},
        {"Gemfile.lock", "GEM\n  specs:\n    a (1.0)\n"},
        {"gradle.lockfile", "a.b:c:1.0=compileClasspath\n"},
        {"mix.lock", "%{\n  \"a\": {:hex, :a, \"1.0\"},\n}\n"}};
    const Collector found = tree.read(reader_registries);
    std::vector<std::string> shown;
    for (const Component& component : found.components)
        if (!component.path.empty())
            shown.push_back(fmt::format("{} {} {}", component.purl, component.identities.at(0).ecosystem,
                                        component.identities.at(0).name));
    EXPECT_THAT(shown,
                UnorderedElementsAre(
                    "pkg:composer/a/b@1.0 Packagist a/b", "pkg:nuget/A.B@1.0 NuGet A.B",
                    "pkg:swift/github.com/a/b@1.0?vcs_url=git%2Bhttps:%2F%2Fgithub.com%2Fa%2Fb SwiftURL github.com/a/b",
                    "pkg:pub/a@1.0 Pub a", "pkg:gem/a@1.0 RubyGems a", "pkg:maven/a.b/c@1.0 Maven a.b:c",
                    "pkg:hex/a@1.0 Hex a"));
}

TEST(RegistryFormats, Hostile) {
    for (const ReadLock read : {read_composer_lock, read_nuget_lock, read_pipfile_lock, read_swift_resolved}) {
        EXPECT_FALSE(read("{", "f"));
        EXPECT_FALSE(read(std::string(100, '[') + std::string(100, ']'), "f"));
    }
    EXPECT_FALSE(read_pub_lock("packages: {a: 1", "f"));
    const std::string_view odd =
        R"({"packages": [1, "a", {}, {"name": 1, "version": []}, {"name": "x"}], "packages-dev": {"a": 1},
            "dependencies": {"a": [1], "b": {"c": {"resolved": 1}}}, "default": [1], "develop": {"a": 1, "b": {"version": {}}},
            "pins": [1, {}, {"state": 1}, {"location": "::", "state": {"version": "1"}}]})";
    for (const ReadLock read : {read_composer_lock, read_nuget_lock, read_pipfile_lock, read_swift_resolved}) {
        const RegistryLock lock = locked(read, odd);
        EXPECT_THAT(lock.packages, IsEmpty());
        EXPECT_FALSE(lock.problems.empty());
    }
    for (const std::string_view text :
         {"", "GEM", "    a (1)", "GEM\n  specs:\n    (1)\n    a ()\n      \n", "GIT\n  revision: \n"})
        EXPECT_TRUE(read_gemfile_lock(text, "f")) << text;
    for (const std::string_view text : {"", "=", ":::=", "a:b:c", "a:b:=x", "::c=x"})
        EXPECT_TRUE(read_gradle_lock(text, "f")) << text;
    for (const std::string_view text :
         {"", "%{", "\"", "\"a", "\"a\"", "\"a\": {", "\"a\": {:hex", "\"a\": {:hex,", "\"a\": {:hex, :b, \"",
          "\"a\": {:git, \"", "\"a\": {:git, \"x\"", "{:", "\"a\": {:hex, :b, \"1\", {:"})
        EXPECT_TRUE(read_mix_lock(text, "f")) << text;
}

}  // namespace
}  // namespace ward::inventory
