#include <gmock/gmock.h>

#include "judges/scorecard/checks/facts_fixture.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view pinned_dependencies_check = "Pinned-Dependencies";
const std::string commit(40, 'a');

TEST(PinnedDependencies, ActionsWeighByWhoseTheyAre) {
    const auto score = [](std::initializer_list<std::string> uses) {
        std::string text = "on: push\njobs:\n  x:\n    runs-on: x\n    steps:\n";
        for (const std::string& one : uses) text += "      - uses: " + one + "\n";
        FactsFixture with;
        with.file(".github/workflows/a.yml", text);
        return with.run(pinned_dependencies_check).score;
    };
    const std::string pinned = "@" + commit;
    EXPECT_EQ(score({"actions/checkout@v4"}), 0);
    EXPECT_EQ(score({"actions/checkout" + pinned}), 10);
    EXPECT_EQ(score({"actions/checkout@v4", "other/x" + pinned}), 8);
    EXPECT_EQ(score({"actions/checkout" + pinned, "other/x@v1"}), 2);
    EXPECT_EQ(score({"./local"}), inconclusive);
    EXPECT_EQ(score({"docker://x/y@sha256:" + std::string(64, 'b')}), 10);
    EXPECT_EQ(score({"docker://x/y:1"}), 0);
    EXPECT_EQ((FactsFixture{{"a.c", "x"}}.run(pinned_dependencies_check).reason), "no dependencies found");
}

// GitHub's form `$/folder` names the commit that is running; the peer knows it not.
TEST(PinnedDependencies, ActionsOfTheSameRepositoryAreNotFetched) {
    const auto result = [](std::initializer_list<std::string> uses) {
        std::string text = "on: push\njobs:\n  x:\n    runs-on: x\n    steps:\n";
        for (const std::string& one : uses) text += "      - uses: " + one + "\n";
        FactsFixture with;
        with.file(".github/workflows/a.yml", text);
        return with.run(pinned_dependencies_check);
    };
    const CheckResult alone = result({"$/actions/x"});
    EXPECT_EQ(alone.score, 0);
    EXPECT_EQ(alone.own_score, 10);
    EXPECT_THAT(lines_of(alone, Origin::ward),
                testing::Contains(
                    "Info: action of this repository at the same commit: nothing to pin: .github/workflows/a.yml:6"));
    const CheckResult beside = result({"$/actions/x", "other/x@" + commit, "other/y@v1"});
    EXPECT_EQ(beside.score, 3);
    EXPECT_EQ(beside.own_score, 5);
    EXPECT_EQ(result({"$/actions/x", "other/y@v1"}).own_score, std::nullopt);
}

TEST(PinnedDependencies, ImagesAndTheirScripts) {
    const std::string digest = "@sha256:" + std::string(64, 'c');
    const auto details = [](const std::string& text, std::string_view path = "Dockerfile") {
        FactsFixture with;
        with.file(path, text);
        const CheckResult result = with.run(pinned_dependencies_check);
        std::string out = std::to_string(result.score);
        for (const std::string& line : lines_of(result))
            if (line.starts_with("Warn")) out += "; " + line.substr(6);
        return out;
    };
    EXPECT_EQ(details("FROM a\n"), "0; containerImage not pinned by hash: Dockerfile:1");
    EXPECT_EQ(details("FROM a" + digest + "\n"), "10");
    EXPECT_EQ(details("FROM scratch\n"), "-1");
    EXPECT_EQ(details("FROM a" + digest + " AS b\nFROM b\n"), "10");
    EXPECT_EQ(details("FROM a AS b\nFROM b\n"),
              "0; containerImage not pinned by hash: Dockerfile:1; containerImage not pinned by hash: Dockerfile:2");
    EXPECT_EQ(details("ARG X=a" + digest + "\nFROM ${X}\n"), "10");
    EXPECT_EQ(details("FROM --platform=linux/amd64 a" + digest + "\n"), "10");
    EXPECT_EQ(details("FROM scratch\nRUN npm install\n"), "0; npmCommand not pinned by hash: Dockerfile:2");
    EXPECT_EQ(details("FROM scratch\nRUN <<EOF\necho\npip install x\nEOF\n"),
              "0; pipCommand not pinned by hash: Dockerfile:4-5");
    EXPECT_EQ(details("FROM a\n", "vendor/Dockerfile"), "-1");
    EXPECT_EQ(details("FROM a\n", "Dockerfile.template"), "-1");
    EXPECT_EQ(details("FROM a\n", "dockerfile.js"), "-1");
    EXPECT_EQ(details("FROM a b\n"), "-1") << "no Dockerfile: the check cannot be made";
}

TEST(PinnedDependencies, ScriptsByTheirShell) {
    const auto found = [](std::string_view path, std::string_view text) {
        FactsFixture with;
        with.file(path, text);
        return with.run(pinned_dependencies_check).score;
    };
    EXPECT_EQ(found("a.sh", "npm install"), 0);
    EXPECT_EQ(found("a.sh", "#!/usr/bin/zsh\nnpm install"), inconclusive);
    EXPECT_EQ(found("tool", "#!/usr/bin/env bash\nnpm install"), 0);
    EXPECT_EQ(found("tool", "#!/bin/sh -e\nnpm install"), 0);
    EXPECT_EQ(found("tool", "#!/bin/dash\nnpm install"), inconclusive);
    EXPECT_EQ(found("tool", "npm install"), inconclusive);
    EXPECT_EQ(found("testdata/a.sh", "npm install"), inconclusive);
}

TEST(PinnedDependencies, StepsByTheirSystem) {
    const auto found = [](std::string_view job, std::string_view step) {
        FactsFixture with;
        with.file(".github/workflows/a.yml", "on: push\njobs:\n  x:\n" + std::string(job) +
                                                 "    steps:\n      - run: npm install\n" + std::string(step));
        return with.run(pinned_dependencies_check);
    };
    const std::string matrix = "    runs-on: ${{ matrix.os }}\n    strategy:\n      matrix:\n        os: ";
    EXPECT_EQ(found("    runs-on: ubuntu-latest\n", "").score, 0);
    EXPECT_EQ(found("    runs-on: windows-latest\n", "").score, inconclusive);
    EXPECT_EQ(found("    runs-on: windows-latest\n", "        shell: bash\n").score, 0);
    EXPECT_EQ(found("    runs-on: ubuntu-latest\n", "        shell: pwsh\n").score, inconclusive);
    EXPECT_EQ(found("    runs-on: ubuntu-latest\n", "        if: runner.os == 'Windows'\n").score, inconclusive);
    EXPECT_EQ(found(matrix + "[windows-latest, ubuntu-latest]\n", "").score, 0);
    EXPECT_EQ(found(matrix + "[windows-latest, windows-2019]\n", "").score, inconclusive);
    const CheckResult unknown = found("    runs-on: ${{ matrix.os }}\n", "");
    EXPECT_EQ(
        lines_of(unknown),
        (Lines{"Info: Possibly incomplete results: error parsing job operating system: .github/workflows/a.yml:6"}));
}

TEST(PinnedDependencies, ProjectFilesPinWhatNugetFetches) {
    const auto score = [](std::initializer_list<std::pair<std::string_view, std::string_view>> files) {
        FactsFixture with(files);
        with.file("a.sh", "dotnet restore");
        return with.run(pinned_dependencies_check).score;
    };
    EXPECT_EQ(score({}), 0);
    EXPECT_EQ(
        score({{"a.csproj",
                "<Project><PropertyGroup><RestoreLockedMode>true</RestoreLockedMode></PropertyGroup></Project>"}}),
        10);
    EXPECT_EQ(score({{"a.csproj",
                      "<Project><PropertyGroup><RestoreLockedMode>true</RestoreLockedMode></PropertyGroup></Project>"},
                     {"b.csproj", "<Project/>"}}),
              0);
    EXPECT_EQ(score({{"Directory.Packages.props",
                      "<Project><PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></"
                      "PropertyGroup><ItemGroup><PackageVersion Include='x' Version='[1.0]'/></ItemGroup></Project>"}}),
              10);
    EXPECT_EQ(score({{"Directory.Packages.props",
                      "<Project><PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></"
                      "PropertyGroup><ItemGroup><PackageVersion Include='x' Version='1.0'/></ItemGroup></Project>"}}),
              0);
    EXPECT_EQ(score({{"a.csproj", "<Project"}}), 0);
    const auto locked = [&](const std::string& text) { return score({{"a.csproj", text}}) == 10; };
    const std::string project =
        "<Project><PropertyGroup><RestoreLockedMode>true</RestoreLockedMode></PropertyGroup></Project>";
    for (const char* start :
         {"", "<?xml version=\"1.0\"?>", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "\xEF\xBB\xBF"})
        EXPECT_TRUE(locked(start + project)) << start;
    // Go's reader knows no other encoding, and no other version.
    for (const char* start :
         {"<?xml version=\"1.0\" encoding=\"utf-16\"?>", "<?xml version=\"1.0\" encoding=\"us-ascii\"?>",
          "<?xml version=\"1.1\"?>", "<!-- \xFF -->"})
        EXPECT_FALSE(locked(start + project)) << start;
    for (const char* yes : {"1", "t", "T", "TRUE", "True", " true "})
        EXPECT_TRUE(locked(replace_all(project, "true", yes))) << yes;
    for (const char* no : {"0", "f", "", "false", "yes", "tRUE"})
        EXPECT_FALSE(locked(replace_all(project, "true", no))) << no;
    EXPECT_FALSE(locked(replace_all(project, "</Prop", "<RestoreLockedMode>false</RestoreLockedMode></Prop")))
        << "the last one of a group";
    EXPECT_FALSE(locked(replace_all(project, "Project>", "project>")));
    const auto central = [&](std::string_view path, std::string_view version, std::string_view enabled = "true") {
        const std::string text = "<Project><PropertyGroup><ManagePackageVersionsCentrally>" + std::string(enabled) +
                                 "</ManagePackageVersionsCentrally></PropertyGroup><ItemGroup><PackageVersion "
                                 "Include='x' Version='" +
                                 std::string(version) + "'/></ItemGroup></Project>";
        return score({{path, text}}) == 10;
    };
    for (const char* path : {"Directory.Packages.props", "Directory.Build.props", "x/directory.packages.props"})
        EXPECT_TRUE(central(path, "[1.0-beta]")) << path;
    EXPECT_FALSE(central("Directory.props", "[1.0]"));
    EXPECT_FALSE(central("testdata/Directory.Packages.props", "[1.0]"));
    EXPECT_FALSE(central("Directory.Packages.props", "[1.0]", "false"));
    for (const char* version : {"1.0", "[1.0,2.0]", "(1.0]", " [1.0]", "$(V)", ""})
        EXPECT_FALSE(central("Directory.Packages.props", version)) << version;
}

}  // namespace
}  // namespace ward::scorecard
