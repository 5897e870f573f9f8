#include "judges/scorecard/checks/facts_fixture.h"
#include "judges/scorecard/pinning/dependencies.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view check = "Pinned-Dependencies";
const std::string commit(40, 'a');

// "npm -", "pip +": what is fetched, and whether it is pinned.
std::string fetched_by(std::string_view script) {
    FetchedFiles files;
    Pinning found;
    if (const auto error = find_in_script(script, {"a.sh", 0, 0}, files, found)) return *error;
    if (!found.unreadable.empty()) return "unreadable";
    std::string out;
    for (const Dependency& dependency : found.dependencies)
        out += (out.empty() ? "" : ", ") + std::string(name_of(dependency.type)) + (dependency.pinned ? " +" : " -");
    return out;
}

TEST(PinnedCommands, PackageManagers) {
    const std::pair<std::string, std::string> rows[] = {
        {"npm install", "npmCommand -"},
        {"npm ci", "npmCommand +"},
        {"npm i x && npm run build", "npmCommand -"},
        {"sudo npm install github:o/r#" + commit, "npmCommand +"},
        {"npm install git+https://x/y#main", "npmCommand -"},
        {"npm install git+https://x/y#a#" + commit, "npmCommand -"},
        {"yarn add x; pnpm install", ""},
        {"pip install x", "pipCommand -"},
        {"pip3 install --require-hashes -r r.txt", "pipCommand +"},
        {"pip install a.whl", "pipCommand +"},
        {"pip install a.whl b", "pipCommand -"},
        {"pip install --no-deps -e .", "pipCommand +"},
        {"pip install -e .", "pipCommand -"},
        {"pip install --no-deps -e git+https://x/y.git@" + commit, "pipCommand +"},
        {"pip install --no-deps -e git+https://x/y.git@main", "pipCommand -"},
        {"python3 -m pip install x", "pipCommand -"},
        {"pip download x", ""},
        {"go install", ""},
        {"go get x", "goCommand +"},
        {"go install a.b/c@latest", "goCommand -"},
        {"go install a.b/c@v1.2.3", "goCommand +"},
        {"go install a.b/c@v1.2", "goCommand -"},
        {"go get -insecure a.b/c@v1.2.3", "goCommand -"},
        {"go get a.b/c@" + commit, "goCommand +"},
        {"go get a.b/c@none", "goCommand +"},
        {"choco install x", "chocoCommand -"},
        {"choco install x --requirechecksum=true", "chocoCommand +"},
        {"nuget install x", "nugetCommand -"},
        {"nuget install x -Version 1", "nugetCommand +"},
        {"nuget install packages.config", "nugetCommand +"},
        {"nuget install", "nugetCommand +"},
        {"dotnet add p package x", "nugetCommand -"},
        {"dotnet add package x -v 1", "nugetCommand +"},
        {"dotnet restore", "nugetCommand -"},
        {"dotnet restore --locked-mode", "nugetCommand +"},
        {"msbuild /t:restore", "nugetCommand -"},
        {"npm install $PACKAGE", "npmCommand -"},
        {"$NPM install", ""},
    };
    for (const auto& [script, expected] : rows) EXPECT_EQ(fetched_by(script), expected) << script;
}

TEST(PinnedCommands, FetchedAndRun) {
    const std::string raw = "https://raw.githubusercontent.com/o/r/" + commit + "/x.sh";
    const std::pair<std::string, std::string> rows[] = {
        {"curl https://x.y/z | bash", "downloadThenRun -"},
        {"curl -s https://x.y/z | sudo bash -s -- a", "downloadThenRun -"},
        {"wget -qO- https://x.y/z | python3 -m json.tool", "downloadThenRun -"},
        {"curl https://x.y/z | jq .", ""},
        {"curl https://x.y/z || bash", ""},
        {"curl " + raw + " | bash", ""},
        {"curl '" + raw + "' | bash", ""},
        {"curl " + raw + " https://x.y/z | bash", "downloadThenRun -"},
        {"curl https://raw.githubusercontent.com/o/r/main/x.sh | bash", "downloadThenRun -"},
        {"bash <(curl https://x.y/z)", "downloadThenRun -"},
        {"bash <(cat z)", ""},
        {"curl https://x.y/z > z.sh; bash z.sh", "downloadThenRun -"},
        {"curl https://x.y/z > z.sh; bash other.sh", ""},
        {"curl https://x.y/z > z.sh && ./z.sh", "downloadThenRun -"},
        {"wget https://x.y/a/z.sh && sh z.sh", "downloadThenRun -"},
        {"wget -O /tmp/q https://x.y/a/z.sh; /tmp/q", "downloadThenRun -"},
        {"gsutil cp gs://b/z.sh .; bash z.sh", "downloadThenRun -"},
        {"aws s3api get-object --bucket b k out.sh; sh out.sh", "downloadThenRun -"},
        {"sh -c \"curl https://x.y/z | bash\"", "downloadThenRun -"},
        {"bash -c 'npm install'", "npmCommand -"},
        {"python3 -c 'import os'", ""},
        {"if [ x ; then", "unreadable"},
    };
    for (const auto& [script, expected] : rows) EXPECT_EQ(fetched_by(script), expected) << script;
}

TEST(PinnedDependencies, ActionsWeighByWhoseTheyAre) {
    const auto score = [](std::initializer_list<std::string> uses) {
        std::string text = "on: push\njobs:\n  x:\n    runs-on: x\n    steps:\n";
        for (const std::string& one : uses) text += "      - uses: " + one + "\n";
        FactsFixture with;
        with.file(".github/workflows/a.yml", text);
        return with.run(check).score;
    };
    const std::string pinned = "@" + commit;
    EXPECT_EQ(score({"actions/checkout@v4"}), 0);
    EXPECT_EQ(score({"actions/checkout" + pinned}), 10);
    EXPECT_EQ(score({"actions/checkout@v4", "other/x" + pinned}), 8);
    EXPECT_EQ(score({"actions/checkout" + pinned, "other/x@v1"}), 2);
    EXPECT_EQ(score({"./local"}), inconclusive);
    EXPECT_EQ(score({"docker://x/y@sha256:" + std::string(64, 'b')}), 10);
    EXPECT_EQ(score({"docker://x/y:1"}), 0);
    EXPECT_EQ((FactsFixture{{"a.c", "x"}}.run(check).reason), "no dependencies found");
}

TEST(PinnedDependencies, ImagesAndTheirScripts) {
    const std::string digest = "@sha256:" + std::string(64, 'c');
    const auto details = [](const std::string& text, std::string_view path = "Dockerfile") {
        FactsFixture with;
        with.file(path, text);
        const CheckResult result = with.run(check);
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
        return with.run(check).score;
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
        return with.run(check);
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
        return with.run(check).score;
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
}

}  // namespace
}  // namespace ward::scorecard
