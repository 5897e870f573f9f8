// Package managers in scripts: which words fetch, and which pin what is fetched.
#include <utility>

#include <gtest/gtest.h>

#include "judges/scorecard/checks/script_fixture.h"

namespace ward::scorecard {
namespace {

const std::string commit(40, 'a');

TEST(PinnedCommands, npm) {
    const std::pair<std::string, std::string> rows[] = {
        {"npm install", "npmCommand -"},
        {"npm i", "npmCommand -"},
        {"npm install-test", "npmCommand -"},
        {"npm update", "npmCommand -"},
        {"npm ci", "npmCommand +"},
        {"npm it", ""},
        {"npm exec x", ""},
        {"npm INSTALL", "npmCommand -"},
        {"/usr/bin/npm install", "npmCommand -"},
        {"\"npm\" install", ""},
        {"npm 'install'", ""},
        {"npm run ci", "npmCommand +"},
        {"npm install github:o/r#" + commit, "npmCommand +"},
        {"npm install github:o/r", "npmCommand -"},
        {"npm install git://x/y#" + commit, "npmCommand +"},
        {"npm install git+http://x/y#" + commit, "npmCommand +"},
        {"npm install git+https://x/y#" + commit, "npmCommand +"},
        {"npm install git+ssh://x/y#" + commit, "npmCommand -"},
        {"npm install git+https://x/y#" + commit + "a", "npmCommand -"},
        {"npm install github:o/r#" + commit + " github:o/q", "npmCommand +"},
        {"npm install github:o/r github:o/q#" + commit, "npmCommand -"},
        {"npm install --prefix x ci", "npmCommand +"},
        {"sudo npm install", "npmCommand -"},
        {"sudo -E npm install", ""},
        {"env npm install", ""},
        {"npm $X install", "npmCommand -"},
        {"npm install $X", "npmCommand -"},
        {"npm install \"$X\"", "npmCommand -"},
        {"$NPM install", ""},
        {"yarn install", ""},
        {"pnpm i", ""},
        {"npx x", ""},
        {"bun install", ""},
        {"cargo install x", ""},
        {"gem install x", ""},
        {"apt-get install x", ""},
        {"brew install x", ""},
    };
    for (const auto& [script, expected] : rows) EXPECT_EQ(fetched_by(script), expected) << script;
}

TEST(PinnedCommands, pip) {
    const std::pair<std::string, std::string> rows[] = {
        {"pip install x", "pipCommand -"},
        {"pip3 install x", "pipCommand -"},
        {"pip3.9 install x", ""},
        {"pip INSTALL x", "pipCommand -"},
        {"pip --quiet install x", ""},
        {"pip install", "pipCommand -"},
        {"pip install -r r.txt", "pipCommand -"},
        {"pip install --require-hashes -r r.txt", "pipCommand +"},
        {"pip install x --require-hashes", "pipCommand +"},
        {"pip install --REQUIRE-HASHES x", "pipCommand +"},
        {"pip install a.whl", "pipCommand +"},
        {"pip install a.whl b.whl", "pipCommand +"},
        {"pip install a.whl --no-deps", "pipCommand +"},
        {"pip install a.whl b", "pipCommand -"},
        {"pip install 'a.whl'", "pipCommand -"},
        {"pip install -e .", "pipCommand -"},
        {"pip install --editable .", "pipCommand -"},
        {"pip install --no-deps -e .", "pipCommand +"},
        {"pip install --no-deps -e . x", "pipCommand +"},
        {"pip install -e . --no-deps", "pipCommand +"},
        {"pip install --no-deps --editable=.", "pipCommand -"},
        {"pip install --no-deps -e git+https://x/y.git@" + commit, "pipCommand +"},
        {"pip install --no-deps -e git+https://x/y.git@" + commit + "#egg=z", "pipCommand +"},
        {"pip install --no-deps -e git://x/y@" + commit, "pipCommand +"},
        {"pip install --no-deps -e git+ssh://x/y@" + commit, "pipCommand +"},
        {"pip install --no-deps -e git@x:y@" + commit, "pipCommand -"},
        {"pip install --no-deps -e git+https://x/y.git", "pipCommand -"},
        {"pip install --no-deps -e svn+https://x/y@" + commit, "pipCommand -"},
        {"pip install --no-deps -e ./git", "pipCommand +"},
        {"pip install --no-deps -e gitfoo", "pipCommand -"},
        {"pip install -U --no-cache-dir pip", "pipCommand -"},
        {"pip install --no-deps x", "pipCommand -"},
        {"pip install -r r.txt --no-deps", "pipCommand -"},
        {"pip install -", "pipCommand -"},
        {"pip install -a-b", "pipCommand -"},
        {"pip download x", ""},
        {"python -m pip install x", "pipCommand -"},
        {"python3 -m pip install x", "pipCommand -"},
        {"python2.7 -m pip install x", "pipCommand -"},
        {"python2 -m pip install x", ""},
        {"python3.9 -m pip install x", ""},
        {"python3 -u -m pip install x", "pipCommand -"},
        {"python3 -m pip install --require-hashes -r x", "pipCommand +"},
        {"python3 -M PIP INSTALL x", "pipCommand -"},
        {"python -m pip", ""},
        {"python -m pip3 install x", ""},
    };
    for (const auto& [script, expected] : rows) EXPECT_EQ(fetched_by(script), expected) << script;
}

TEST(PinnedCommands, go) {
    const std::pair<std::string, std::string> rows[] = {
        {"go get", ""},
        {"go install", ""},
        {"go get x", "goCommand +"},
        {"go get -u", "goCommand +"},
        {"go get -d -v", "goCommand +"},
        {"go get -u a.b/c", "goCommand -"},
        {"go get a.b/c", "goCommand -"},
        {"go get a.b/c@latest", "goCommand -"},
        {"go get a.b/c@v1.2.3", "goCommand +"},
        {"go get a.b/c@v1.2.3-beta.1", "goCommand +"},
        {"go get a.b/c@v1.2.3+meta", "goCommand +"},
        {"go get a.b/c@v1.2.3-beta+m", "goCommand +"},
        {"go get a.b/c@v1.2", "goCommand -"},
        {"go get a.b/c@1.2.3", "goCommand -"},
        {"go get a.b/c@none", "goCommand +"},
        {"go get a.b/c@" + commit, "goCommand +"},
        {"go get a.b/c@abcdef", "goCommand -"},
        {"go get -insecure a.b/c@v1.2.3", "goCommand -"},
        {"go get -insecure a.b/c@" + commit, "goCommand +"},
        {"go get -insecure a.b/c@none", "goCommand +"},
        {"go get -t -u -v a.b/c@v1.2.3", "goCommand +"},
        {"go get ./...", "goCommand +"},
        {"go install ./cmd/x", "goCommand +"},
        {"go install -v ./cmd/x", "goCommand +"},
        {"go install a.b/c d.e/f@v1.2.3", "goCommand +"},
        {"go install a.b/c@latest d.e/f@v1.2.3", "goCommand +"},
        {"go install d.e/f@v1.2.3 a.b/c@latest", "goCommand +"},
        {"go install -tags x a.b/c@latest", "goCommand +"},
        {"go install a.b/c@x@y", "goCommand -"},
        {"go GET a.b/c", ""},
        {"/usr/local/go/bin/go get a.b/c", "goCommand -"},
        {"go run a.b/c@latest", ""},
        {"go mod download", ""},
        {"go get a.b", "goCommand +"},
        {"go get a-b.c/d", "goCommand -"},
        {"go get -x a.b/c", "goCommand +"},
    };
    for (const auto& [script, expected] : rows) EXPECT_EQ(fetched_by(script), expected) << script;
}

TEST(PinnedCommands, chocolatey) {
    const std::pair<std::string, std::string> rows[] = {
        {"choco install x", "chocoCommand -"},
        {"choco install", "chocoCommand -"},
        {"choco.exe install x", "chocoCommand -"},
        {"choco upgrade x", ""},
        {"choco install x --requirechecksum", "chocoCommand +"},
        {"choco install x --requirechecksum=true", "chocoCommand +"},
        {"choco install x --requirechecksums", "chocoCommand +"},
        {"choco install --require-checksums x", "chocoCommand +"},
        {"choco install x --Require-Checksums", "chocoCommand +"},
        {"choco install x -requirechecksum", "chocoCommand -"},
    };
    for (const auto& [script, expected] : rows) EXPECT_EQ(fetched_by(script), expected) << script;
}

TEST(PinnedCommands, nuget) {
    const std::pair<std::string, std::string> rows[] = {
        {"nuget install", "nugetCommand +"},
        {"nuget install x", "nugetCommand -"},
        {"nuget.exe install x", "nugetCommand -"},
        {"nuget install packages.config", "nugetCommand +"},
        {"nuget install a/packages.config", "nugetCommand +"},
        {"nuget install x packages.config", "nugetCommand -"},
        {"nuget install x -Version 1", "nugetCommand +"},
        {"nuget install x -version 1", "nugetCommand +"},
        {"nuget install -Version 1 x", "nugetCommand +"},
        {"nuget restore", "nugetCommand -"},
        {"nuget restore -LockedMode", "nugetCommand +"},
        {"nuget restore x -lockedmode", "nugetCommand +"},
        {"nuget.exe restore", "nugetCommand -"},
        {"nuget update", ""},
        {"dotnet restore", "nugetCommand -"},
        {"dotnet restore --locked-mode", "nugetCommand +"},
        {"dotnet restore x --LOCKED-MODE", "nugetCommand +"},
        {"dotnet.exe restore", "nugetCommand -"},
        {"dotnet build", ""},
        {"dotnet add package x", "nugetCommand -"},
        {"dotnet add p package x", "nugetCommand -"},
        {"dotnet add p package x -v 1", "nugetCommand +"},
        {"dotnet add package x --version 1", "nugetCommand +"},
        {"dotnet add package x -V 1", "nugetCommand +"},
        {"dotnet add package", ""},
        {"dotnet add p reference q", ""},
        {"msbuild /t:restore", "nugetCommand -"},
        {"msbuild x /T:Restore", "nugetCommand -"},
        {"msbuild.exe /t:restore", "nugetCommand -"},
        {"MSBuild /t:restore /p:RestoreLockedMode=true", "nugetCommand +"},
        {"msbuild /t:build", ""},
        {"msbuild /t:restore;build", "nugetCommand -"},
        {"msbuild \"/t:restore\"", ""},
    };
    for (const auto& [script, expected] : rows) EXPECT_EQ(fetched_by(script), expected) << script;
}

}  // namespace
}  // namespace ward::scorecard
