// Vendored code in small trees written for each test.
#include "facts/inventory/vendored.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "facts/inventory/vendored_fixture.h"

namespace ward::inventory {
namespace {
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr std::string_view zlib_header = "/* zlib.h */\n#define ZLIB_VERSION \"1.3.1\"\n";

TEST(Vendored, AVersionWithFileLineAndText) {
    const TreeFixture tree{{"deps/zlib/zlib.h", zlib_header}};
    const Inventory inventory = take(tree);
    const Component* zlib = at(inventory, "deps/zlib");
    ASSERT_NE(zlib, nullptr);
    EXPECT_EQ(zlib->version, "1.3.1");
    EXPECT_EQ(zlib->purl, "pkg:github/madler/zlib@1.3.1");
    EXPECT_EQ(zlib->scope, Scope::runtime);
    EXPECT_EQ(zlib->parent, "c1");
    EXPECT_THAT(zlib->evidence, ElementsAre(Evidence{"deps/zlib/zlib.h", 2, "#define ZLIB_VERSION \"1.3.1\""}));
    EXPECT_THAT(skips(inventory, SkipKind::unexplained), IsEmpty());
}

// Chromium's copy in V8 10.2: the header, the README and its CPEPrefix tell three stories.
TEST(Vendored, ContradictionsAreReported) {
    const TreeFixture tree{
        {"deps/v8/third_party/zlib/zlib.h", "#define ZLIB_VERSION \"1.2.11\"\n"},
        {"deps/v8/third_party/zlib/README.chromium",
         "Name: zlib\nURL: http://zlib.net/\nVersion: 1.2.12\nCPEPrefix: cpe:/a:zlib:zlib:1.2.11\n"}};
    const Inventory inventory = take(tree);
    const Component* zlib = at(inventory, "deps/v8/third_party/zlib");
    ASSERT_NE(zlib, nullptr);
    EXPECT_EQ(zlib->version, "1.2.11");
    EXPECT_THAT(zlib->contradictions,
                ElementsAre(Claim{"1.2.12", {"deps/v8/third_party/zlib/README.chromium", 3, "Version: 1.2.12"}}));
    EXPECT_THAT(zlib->evidence, SizeIs(2));
}

TEST(Vendored, AForksSuffixContradictsNothing) {
    const TreeFixture tree{
        {"deps/zlib/zlib.h", "#define ZLIB_VERSION \"1.3.0.1-motley\"\n"},
        {"deps/zlib/README.chromium", "Name: zlib\nVersion: 1.3.0.1\nCPEPrefix: cpe:/a:zlib:zlib:1.3.0.1\n"}};
    const Inventory inventory = take(tree);
    const Component* zlib = at(inventory, "deps/zlib");
    ASSERT_NE(zlib, nullptr);
    EXPECT_EQ(zlib->version, "1.3.0.1-motley");
    EXPECT_THAT(zlib->contradictions, IsEmpty());
    EXPECT_THAT(zlib->cpe, ElementsAre("cpe:2.3:a:zlib:zlib:1.3.0.1:*:*:*:*:*:*:*"));
}

TEST(Vendored, NestedCodeKeepsItsParent) {
    const TreeFixture tree{
        {"deps/LIEF/include/LIEF/version.h", "#define LIEF_VERSION \"1.0.0-\"\n"},
        {"deps/LIEF/third-party/mbedtls/include/mbedtls/build_info.h",
         "#define MBEDTLS_VERSION_STRING         \"3.6.2\"\n"},
        {"deps/LIEF/third-party/spdlog/include/spdlog/version.h",
         "#define SPDLOG_VER_MAJOR 1\n#define SPDLOG_VER_MINOR 14\n#define SPDLOG_VER_PATCH 1\n"},
        {"deps/LIEF/third-party/spdlog/include/spdlog/fmt/bundled/base.h", "#define FMT_VERSION 110002\n"},
        {"deps/LIEF/third-party/frozen/include/frozen/map.h", "\n"},
        {"deps/ngtcp2/ngtcp2/lib/includes/ngtcp2/version.h", "#define NGTCP2_VERSION \"1.3.0\"\n"},
        {"deps/ngtcp2/nghttp3/lib/includes/nghttp3/version.h", "#define NGHTTP3_VERSION \"0.7.0\"\n"},
        {"deps/ngtcp2/nghttp3/lib/sfparse/sfparse.c", "\n"}};
    const Inventory inventory = take(tree);
    EXPECT_THAT(
        labels(inventory),
        ElementsAre("deps/LIEF LIEF@1.0.0", "deps/LIEF/third-party/frozen frozen",
                    "deps/LIEF/third-party/mbedtls mbedtls@3.6.2", "deps/LIEF/third-party/spdlog spdlog@1.14.1",
                    "deps/LIEF/third-party/spdlog/include/spdlog/fmt fmt@11.0.2", "deps/ngtcp2/nghttp3 nghttp3@0.7.0",
                    "deps/ngtcp2/nghttp3/lib/sfparse sfparse", "deps/ngtcp2/ngtcp2 ngtcp2@1.3.0"));
    EXPECT_EQ(at(inventory, "deps/LIEF/third-party/mbedtls")->parent, at(inventory, "deps/LIEF")->id);
    EXPECT_EQ(at(inventory, "deps/LIEF/third-party/spdlog/include/spdlog/fmt")->parent,
              at(inventory, "deps/LIEF/third-party/spdlog")->id);
    EXPECT_THAT(skips(inventory, SkipKind::unexplained),
                UnorderedElementsAre("deps/LIEF/third-party/frozen: version of frozen unknown",
                                     "deps/ngtcp2/nghttp3/lib/sfparse: version of sfparse unknown"));
}

// The folder's name opens the file, the macro decides.
TEST(Vendored, ANameProvesNothing) {
    const TreeFixture tree{{"src/zlib/zlib.h", "#define MY_ZLIB_WRAPPER 1\n"},
                           {"src/uv/version.h", "#define UV_INDEX \"1.2.3\"\n"},
                           {"src/lua/lua.h", "#define LUA_RELEASE \"@RELEASE@\"\n"},
                           {"benchmark/main.cc", "int main() {}\n"}};
    EXPECT_THAT(labels(take(tree)), IsEmpty());
}

TEST(Vendored, LibrariesStandAnywhere) {
    const TreeFixture tree{{"src/compression/zlib-1.3.1/zlib.h", zlib_header},
                           {"lib/cJSON.h",
                            "#define CJSON_VERSION_MAJOR 1\n#define CJSON_VERSION_MINOR 7\n"
                            "#define CJSON_VERSION_PATCH 16\n"},
                           {"lib/cJSON.c", "\n"},
                           {"include/sqlite3.h", "#define SQLITE_VERSION \"3.46.0\"\n"}};
    // sqlite3.h without sqlite3.c is a header, not the library.
    EXPECT_THAT(labels(take(tree)),
                UnorderedElementsAre("src/compression/zlib-1.3.1 zlib@1.3.1", "lib/cJSON.h cJSON@1.7.16"));
}

TEST(Vendored, ACopiedHeaderIsNotASecondLibrary) {
    const TreeFixture tree{{"deps/openssl/openssl/VERSION.dat", "MAJOR=3\nMINOR=0\nPATCH=13\nBUILD_METADATA=quic\n"},
                           {"deps/openssl/config/x/include/openssl/opensslv.h",
                            "# define OPENSSL_VERSION_TEXT \"OpenSSL 3.0.13+quic 30 Jan 2024\"\n"},
                           {"deps/openssl/config/y/include/openssl/opensslv.h",
                            "# define OPENSSL_VERSION_TEXT \"OpenSSL 3.0.12 24 Oct 2023\"\n"},
                           {"deps/uv/include/uv/version.h",
                            "#define UV_VERSION_MAJOR 1\n#define UV_VERSION_MINOR 44\n#define UV_VERSION_PATCH 2\n"}};
    const Inventory inventory = take(tree);
    EXPECT_THAT(labels(inventory), ElementsAre("deps/openssl/openssl openssl@3.0.13+quic", "deps/uv libuv@1.44.2"));
    // One that differs is no copy of this version.
    const Component* openssl = at(inventory, "deps/openssl/openssl");
    ASSERT_THAT(openssl->contradictions, SizeIs(1));
    EXPECT_EQ(openssl->contradictions[0].version, "3.0.12");
    EXPECT_EQ(openssl->contradictions[0].evidence.path, "deps/openssl/config/y/include/openssl/opensslv.h");
}

TEST(Vendored, TheSubjectIsNoPartOfItself) {
    const TreeFixture tree{{"CMakeLists.txt", "project(libuv LANGUAGES C)\n"},
                           {"include/uv/version.h",
                            "#define UV_VERSION_MAJOR 1\n#define UV_VERSION_MINOR 48\n#define UV_VERSION_PATCH 0\n"}};
    const Inventory inventory = take(tree);
    ASSERT_THAT(inventory.components, SizeIs(1));
    EXPECT_EQ(inventory.components[0].purl, "pkg:github/libuv/libuv@1.48.0");
    EXPECT_EQ(inventory.subject.version, "1.48.0");
    EXPECT_THAT(inventory.components[0].identities, Contains(Identity{"Upstream", "github.com/libuv/libuv", {}}));
}

TEST(Vendored, ReadmesGiveVersionsAndRevisions) {
    const TreeFixture tree{
        {"third_party/highway/README.chromium",
         "Name: Highway: C++ library for SIMD\nShort Name: highway\nURL: https://github.com/google/highway\n"
         "Version: N/A\nRevision: 8295336dd70f1201d42c22ab5b0861de38cf8fbf\nCPEPrefix: unknown\n"},
        {"third_party/jsoncpp/README.chromium", "Name: jsoncpp\nVersion: f572e8e42e22cfcf5ab0aea26574f408943edfa4\n"},
        {"third_party/googletest/README.chromium",
         "Name: googletest\nVersion: 1.8.0.git-9518a57428ae0a7ed450c1361768e84a2a38af5a\n"},
        {"third_party/own_name/README.chromium",
         "Name: Something Else\nShort Name: something\nURL: https://github.com/o/something.git\nVersion: 2.1\n"},
        {"third_party/pair/README.chromium",
         "Name: left\nURL: https://github.com/o/left\nVersion: 1.0\n- DEPENDENCY DIVIDER -\n"
         "Name: right\nURL: https://github.com/o/right\nVersion: 2.0\n"}};
    const Inventory inventory = take(tree);
    EXPECT_THAT(labels(inventory), ElementsAre("third_party/googletest googletest@1.8.0", "third_party/highway highway",
                                               "third_party/jsoncpp jsoncpp", "third_party/own_name something@2.1",
                                               "third_party/pair left@1.0", "third_party/pair right@2.0"));
    EXPECT_EQ(at(inventory, "third_party/highway")->commit, "8295336dd70f1201d42c22ab5b0861de38cf8fbf");
    EXPECT_EQ(at(inventory, "third_party/jsoncpp")->commit, "f572e8e42e22cfcf5ab0aea26574f408943edfa4");
    EXPECT_EQ(at(inventory, "third_party/googletest")->scope, Scope::test);
    EXPECT_EQ(at(inventory, "third_party/own_name")->purl, "pkg:github/o/something@2.1");
    EXPECT_THAT(skips(inventory, SkipKind::unexplained),
                ElementsAre("third_party/highway: version of highway unknown, only its revision "
                            "8295336dd70f1201d42c22ab5b0861de38cf8fbf",
                            "third_party/jsoncpp: version of jsoncpp unknown, only its revision "
                            "f572e8e42e22cfcf5ab0aea26574f408943edfa4"));
}

TEST(Vendored, UnknownLibrariesByHeaderBuildFileAndChangeLog) {
    const TreeFixture tree{
        {"deps/foobar/include/foobar/version.h",
         "#define FOOBAR_VERSION_MAJOR 1\n#define FOOBAR_VERSION_MINOR 2\n#define FOOBAR_VERSION_PATCH 3\n"},
        {"deps/foobar/CMakeLists.txt", "project(foobar VERSION 1.2.2)\n"},
        {"deps/built/CMakeLists.txt", "project(built VERSION 2.0.0)\n"},
        {"deps/logged/CHANGES.md", "# Changes\n\n## 3.1.4 (2024-01-01)\n"},
        {"deps/nothing/code.c", "int x;\n"},
        {"libs/own/CMakeLists.txt", "project(own VERSION 1.0)\n"},
        {"libs/theirs/CMakeLists.txt", "project(theirs VERSION 1.0)\n"},
        {"libs/theirs/LICENSE", "\n"},
        {"src/mine/CMakeLists.txt", "project(mine VERSION 1.0)\n"}};
    const Inventory inventory = take(tree);
    EXPECT_THAT(labels(inventory), ElementsAre("deps/built built@2.0.0", "deps/foobar foobar@1.2.3",
                                               "deps/logged logged@3.1.4", "libs/theirs theirs@1.0"));
    const Component* foobar = at(inventory, "deps/foobar");
    EXPECT_EQ(foobar->evidence[0].path, "deps/foobar/include/foobar/version.h");
    EXPECT_EQ(foobar->purl, "pkg:generic/foobar@1.2.3");
    ASSERT_THAT(foobar->contradictions, SizeIs(1));
    EXPECT_EQ(foobar->contradictions[0].version, "1.2.2");
    EXPECT_THAT(skips(inventory, SkipKind::unexplained),
                ElementsAre("deps/nothing: vendored code that nothing identifies"));
}

TEST(Vendored, BuildToolsAndTestsAreNotShipped) {
    const TreeFixture tree{{"deps/v8/third_party/jinja2/__init__.py", "__version__ = \"2.11.3\"\n"},
                           {"deps/googletest/include/gtest/gtest.h", "\n"},
                           {"tools/zlib/zlib.h", zlib_header},
                           {"test/fixtures/zlib/zlib.h", zlib_header}};
    const Inventory inventory = take(tree);
    EXPECT_EQ(at(inventory, "deps/v8/third_party/jinja2")->scope, Scope::tooling);
    EXPECT_EQ(at(inventory, "deps/v8/third_party/jinja2")->ecosystem, "PyPI");
    EXPECT_EQ(at(inventory, "deps/googletest")->scope, Scope::test);
    EXPECT_EQ(at(inventory, "tools/zlib")->scope, Scope::tooling);
    EXPECT_EQ(at(inventory, "test/fixtures/zlib")->scope, Scope::test);
}

TEST(Vendored, CratesAreNamedByTheirManifest) {
    const TreeFixture tree{
        {"deps/crates/Cargo.toml", "[package]\nname = \"our-crates\"\nversion = \"0.1.0\"\n"},
        {"deps/crates/vendor/icu_locale-v2/Cargo.toml", "[package]\nname = \"icu_locale\"\nversion = \"2.0.0\"\n"},
        {"deps/crates/vendor/icu_locale-v2/.cargo-checksum.json", "{}"},
        {"deps/crates/vendor/icu_locale-v2/Cargo.lock", "[[package]]\nname = \"openssl\"\nversion = \"0.1\"\n"},
        {"deps/crates/vendor/resb/Cargo.toml", "[package]\nname = \"resb\"\nversion.workspace = true\n"},
        {"deps/rust/Cargo.toml", "[package]\nname = \"helper\"\nversion = \"0.0.1\"\npublish = false\n"},
        {"src/own/Cargo.toml", "[package]\nname = \"own\"\nversion = \"1.0.0\"\n"}};
    const Inventory inventory = take(tree);
    EXPECT_THAT(labels(inventory),
                ElementsAre("deps/crates our-crates@0.1.0", "deps/crates/vendor/icu_locale-v2 icu_locale@2.0.0",
                            "deps/crates/vendor/resb resb"));
    EXPECT_EQ(at(inventory, "deps/crates/vendor/icu_locale-v2")->ecosystem, "crates.io");
}

TEST(Vendored, WhatABundlerInlined) {
    const TreeFixture tree{
        {"deps/minimatch/package.json", "{\"name\": \"minimatch\", \"version\": \"10.2.4\"}"},
        {"deps/minimatch/index.js",
         "\"use strict\";\n\n// node_modules/balanced-match/index.js\nvar a = 1;\n\n"
         "// node_modules/brace-expansion/index.js\nvar b = __commonJS({\n"
         "  \"node_modules/brace-expansion/index.js\"(exports2) {\n"},
        {"deps/corepack/dist/lib/corepack.cjs",
         "// .yarn/cache/semver-npm-7.5.4-c4ad957fcd-10c0.zip/node_modules/semver/index.js\n"
         "// .yarn/cache/@yarnpkg-fslib-npm-3.0.0-rc.40-0123456789-10c0.zip/node_modules/@yarnpkg/fslib/lib/x.js\n"},
        {"deps/undici/undici.js", "require('./lib/llhttp/llhttp-wasm.js'); path.join(a, 'node_modules', b)\n"},
        {"lib/own.js", "// node_modules/not-vendored/index.js\n"}};
    const Inventory inventory = take(tree);
    EXPECT_THAT(labels(inventory),
                ElementsAre("deps/corepack/dist/lib/corepack.cjs @yarnpkg/fslib@3.0.0-rc.40",
                            "deps/corepack/dist/lib/corepack.cjs semver@7.5.4", "deps/minimatch minimatch@10.2.4",
                            "deps/minimatch/index.js balanced-match", "deps/minimatch/index.js brace-expansion",
                            "deps/undici/undici.js llhttp-wasm"));
    const Component* inlined = at(inventory, "deps/minimatch/index.js");
    EXPECT_EQ(inlined->source, Source::bundled);
    EXPECT_EQ(inlined->parent, at(inventory, "deps/minimatch")->id);
    EXPECT_THAT(inlined->evidence,
                ElementsAre(Evidence{"deps/minimatch/index.js", 3, "// node_modules/balanced-match/index.js"}));
}

// amaro/dist: its package.json is found by npm's reader and by the catalogue, and is one package.
TEST(Vendored, APackageIsOneWhoeverFindsIt) {
    const TreeFixture tree{
        {"deps/amaro/package.json", R"({"name": "amaro", "version": "0.3.0"})"},
        {"deps/amaro/dist/package.json", R"({"name": "@swc/wasm-typescript", "version": "1.10.7"})"}};
    const Inventory inventory = take(tree);
    EXPECT_THAT(labels(inventory),
                ElementsAre("deps/amaro amaro@0.3.0", "deps/amaro/dist @swc/wasm-typescript@1.10.7"));
    EXPECT_EQ(inventory.components.back().source, Source::bundled);
    EXPECT_THAT(inventory.components.back().evidence, SizeIs(1));
}

// One library that is both a crate and C code; and two that only stand in one folder.
TEST(Vendored, OneLibraryUnderTwoNames) {
    const TreeFixture tree{
        {"third_party/blake3/Cargo.toml", "[package]\nname = \"blake3\"\nversion = \"1.8.5\"\n"},
        {"third_party/blake3/c/blake3.h", "#define BLAKE3_VERSION_STRING \"1.8.5\"\n"},
        {"third_party/zstd/Cargo.toml", "[package]\nname = \"zstd\"\nversion = \"0.13.2\"\n"},
        {"third_party/zstd/lib/zstd.h",
         "#define ZSTD_VERSION_MAJOR 1\n#define ZSTD_VERSION_MINOR 5\n#define ZSTD_VERSION_RELEASE 6\n"}};
    const Inventory inventory = take(tree);
    EXPECT_THAT(labels(inventory), ElementsAre("third_party/blake3 blake3@1.8.5", "third_party/zstd zstd@0.13.2",
                                               "third_party/zstd zstd@1.5.6"));
    const Component& blake = inventory.components[1];
    EXPECT_EQ(blake.purl, "pkg:github/blake3-team/blake3@1.8.5");
    EXPECT_EQ(blake.ecosystem, std::nullopt);
    EXPECT_THAT(each(blake.identities, &Identity::ecosystem), UnorderedElementsAre("crates.io", "Upstream", "GIT"));
}

// xxhash.h is xxhash wherever it stands, but in xxhash's own folder it is that one, whoever knows the folder.
TEST(Vendored, AFileInItsOwnLibrarysFolder) {
    const TreeFixture tree{
        {"oss/pcg/README.chromium", "Name: pcg-cpp\nURL: https://github.com/imneme/pcg-cpp\nVersion: 0.98.1\n"},
        {"oss/pcg/include/pcg_random.hpp", "// PCG Random Number Generation for C++\n"}};
    const Inventory inventory = take(tree);
    EXPECT_THAT(labels(inventory), ElementsAre("oss/pcg pcg-cpp@0.98.1"));
    EXPECT_THAT(inventory.components.back().evidence, SizeIs(2));
}

// Which fixes are in node's V8 is told by node's own file.
TEST(Vendored, TheEmbeddersWordOnAComponent) {
    constexpr std::string_view v8 =
        "#define V8_MAJOR_VERSION 10\n#define V8_MINOR_VERSION 2\n#define V8_BUILD_NUMBER 154\n"
        "#define V8_PATCH_LEVEL 26\n";
    constexpr std::string_view icu = "#define U_ICU_VERSION \"74.2\"\n";
    const TreeFixture tree{{"common.gypi", "{\n  'v8_embedder_string': '-node.37',\n}\n"},
                           {"deps/v8/include/v8-version.h", v8},
                           {"deps/icu-small/source/common/unicode/uvernum.h", icu},
                           {"tools/icu/current_ver.dep", "[{\"url\": \"https://x/icu4c-73_1-src.tgz\"}]\n"}};
    const Inventory inventory = take(tree);
    EXPECT_THAT(labels(inventory), ElementsAre("deps/icu-small ICU@74.2", "deps/v8 V8@10.2.154.26-node.37"));
    const Component* engine = at(inventory, "deps/v8");
    EXPECT_THAT(engine->cpe, ElementsAre("cpe:2.3:a:google:v8:10.2.154.26:*:*:*:*:*:*:*"));
    EXPECT_THAT(engine->evidence,
                ElementsAre(Evidence{"deps/v8/include/v8-version.h", 1, "#define V8_MAJOR_VERSION 10"},
                            Evidence{"common.gypi", 2, "'v8_embedder_string': '-node.37',"}));
    EXPECT_THAT(
        at(inventory, "deps/icu-small")->contradictions,
        ElementsAre(Claim{"73.1", {"tools/icu/current_ver.dep", 1, "[{\"url\": \"https://x/icu4c-73_1-src.tgz\"}]"}}));
}

// A file that another library inside it contributed says nothing against its own headers.
TEST(Vendored, ALibraryThatCarriesAnotherIsStillAsked) {
    const TreeFixture tree{
        {"deps/foo/foo.h", "#define FOO_VERSION \"2.1\"\n"},
        {"deps/foo/lib/xxhash.h",
         "#define XXH_VERSION_MAJOR 0\n#define XXH_VERSION_MINOR 8\n#define XXH_VERSION_RELEASE 2\n"},
        {"deps/frame/frame/frame.h", "#define FRAME_VERSION \"1.0\"\n"}};
    const Inventory inventory = take(tree);
    EXPECT_THAT(labels(inventory),
                ElementsAre("deps/foo foo@2.1", "deps/foo/lib/xxhash.h xxhash@0.8.2", "deps/frame frame@1.0"));
}

TEST(Vendored, LicenseSectionsWithoutAComponent) {
    const TreeFixture tree{{"LICENSE",
                            "Terms.\n\n- zlib, located at deps/zlib, is licensed as follows:\n  \"\"\"\n"
                            "    - Inner, located at vendor/inner, is licensed as follows:\n  \"\"\"\n\n"
                            "- Gone, located at deps/gone/, is licensed as follows:\n"
                            "- Copied, located at lib/copied.js, is licensed as follows:\n"},
                           {"deps/zlib/zlib.h", zlib_header},
                           {"lib/copied.js", "\n"}};
    EXPECT_THAT(skips(take(tree), SkipKind::unexplained),
                ElementsAre("deps/gone: LICENSE:8 names Gone here, the tree has nothing there",
                            "lib/copied.js: LICENSE:9 names Copied here, no component does"));
}

TEST(Vendored, AHealthyProjectHasNothingToSay) {
    const TreeFixture tree{{"package.json", "{\"name\": \"fine\", \"version\": \"1.0.0\"}"},
                           {"CMakeLists.txt", "project(fine VERSION 1.0.0)\n"},
                           {"LICENSE", "MIT\n"},
                           {"src/main.c", "int main(void) { return 0; }\n"},
                           {"libs/core/core.c", "int core;\n"},
                           {"test/deps/fixture/x.c", "int x;\n"},
                           {"vendor/github.com/pkg/errors/errors.go", "package errors\n"},
                           {"deps/README.md", "Notes.\n"},
                           {"build/deps/gen/deps.MODULE.bazel", "bazel_dep(name = \"x\")\n"},
                           {"build/deps/gen/BUILD", "\n"},
                           {"external/empty/.gitkeep.d/x", ""},
                           {"third_party/zlib/zlib.h", zlib_header}};
    const Inventory inventory = take(tree, {.exclude = {"external"}, .limits = {}});
    EXPECT_THAT(skips(inventory, SkipKind::unexplained), IsEmpty());
    EXPECT_EQ(inventory.subject.name, "fine");
}

TEST(TakeInventory, ExcludedPartsAreListed) {
    const TreeFixture tree{{"deps/zlib/zlib.h", zlib_header}, {"deps/zlib-old/zlib.h", zlib_header}};
    const Inventory inventory = take(tree, {.exclude = {"deps/zlib-old/"}, .limits = {}});
    EXPECT_THAT(labels(inventory), ElementsAre("deps/zlib zlib@1.3.1"));
    ASSERT_THAT(inventory.skipped, SizeIs(1));
    EXPECT_EQ(inventory.skipped[0], (Skipped{"deps/zlib-old", SkipKind::unread, "excluded", true}));
}

TEST(TakeInventory, GitsStoreIsNoTreeButItsNameIsNoHidingPlace) {
    const TreeFixture tree{{".git/HEAD", "ref: refs/heads/main\n"},
                           {".git/zlib/zlib.h", zlib_header},
                           {"deps/.git/zlib/zlib.h", zlib_header}};
    const Inventory inventory = take(tree);
    EXPECT_THAT(labels(inventory), ElementsAre("deps/.git/zlib zlib@1.3.1"));
    EXPECT_EQ(inventory.subject.ref, "refs/heads/main");
}

TEST(TakeInventory, Subjects) {
    const auto subject = [](const TreeFixture& tree) {
        const Inventory inventory = take(tree);
        return inventory.components.at(0).purl;
    };
    EXPECT_EQ(subject({{"src/node_version.h",
                        "#define NODE_MAJOR_VERSION 18\n#define NODE_MINOR_VERSION 20\n"
                        "#define NODE_PATCH_VERSION 4\n"}}),
              "pkg:generic/node@18.20.4");
    EXPECT_EQ(subject({{"package.json", "{\"name\": \"@a/b\", \"version\": \"1.2.3\"}"},
                       {"CMakeLists.txt", "project(other VERSION 9.9)"}}),
              "pkg:npm/%40a/b@1.2.3");
    EXPECT_EQ(subject({{"CMakeLists.txt", "project(foo)"}, {"VERSION", "2.1\n"}}), "pkg:generic/foo@2.1");
    EXPECT_EQ(subject({{"Cargo.toml", "[package]\nname = \"foo\"\nversion = \"1.0.0\"\n"}}), "pkg:cargo/foo@1.0.0");
    EXPECT_THAT(subject({{"x", ""}}), testing::StartsWith("pkg:generic/ward_tree_"));
}

TEST(TakeInventory, IsTheSameEveryTime) {
    const TreeFixture tree{{"deps/zlib/zlib.h", zlib_header},
                           {"deps/a/CMakeLists.txt", "project(a VERSION 1.0)\n"},
                           {"deps/b/CMakeLists.txt", "project(b VERSION 1.0)\n"},
                           {"deps/c/x.c", "\n"}};
    const Inventory first = take(tree);
    for (int i = 0; i < 5; ++i) {
        const Inventory again = take(tree);
        EXPECT_EQ(again.components, first.components);
        EXPECT_EQ(again.skipped, first.skipped);
    }
}

TEST(HostileTree, AHugeHeaderIsUnreadNotRead) {
    const TreeFixture tree{{"deps/zlib/zlib.h", ""}};
    ASSERT_EQ(::truncate((tree.path() + "/deps/zlib/zlib.h").c_str(), off_t{1} << 30), 0);
    const Inventory inventory = take(tree);
    EXPECT_THAT(labels(inventory), IsEmpty());
    EXPECT_THAT(skips(inventory, SkipKind::unread), Contains(HasSubstr("deps/zlib/zlib.h")));
    EXPECT_THAT(skips(inventory, SkipKind::unexplained),
                ElementsAre("deps/zlib: vendored code that nothing identifies"));
}

TEST(HostileTree, TheLimitItself) {
    std::string header(zlib_header);
    header.resize(max_version_file_bytes, '\n');
    TreeFixture tree{{"deps/zlib/zlib.h", header}};
    EXPECT_THAT(labels(take(tree)), ElementsAre("deps/zlib zlib@1.3.1"));
    tree.write("deps/zlib/zlib.h", header + "\n");
    EXPECT_THAT(skips(take(tree), SkipKind::unread), Contains(HasSubstr("deps/zlib/zlib.h")));
}

TEST(HostileTree, FifosAndLinksAreNeitherOpenedNorFollowed) {
    const TreeFixture outside{{"zlib.h", zlib_header}};
    const TreeFixture tree{{"deps/openssl/x", ""}};
    ASSERT_EQ(::mkfifo((tree.path() + "/deps/openssl/VERSION.dat").c_str(), 0600), 0);
    tree.link("deps/zlib/zlib.h", outside.path() + "/zlib.h");
    tree.link("deps/brotli", outside.path());
    tree.link("deps/loop", "../deps");
    const Inventory inventory = take(tree);
    EXPECT_THAT(labels(inventory), IsEmpty());
    EXPECT_THAT(skips(inventory, SkipKind::unexplained),
                ElementsAre("deps/brotli: a symbolic link where vendored code is expected, not followed",
                            "deps/loop: a symbolic link where vendored code is expected, not followed",
                            "deps/openssl: vendored code that nothing identifies",
                            "deps/zlib: vendored code that nothing identifies"));
}

TEST(HostileTree, EvidenceIsBoundedAndValid) {
    const std::string line =
        "#define ZLIB_VERSION \"1.3.1\" /* \x1b[31m\xff\xfe ::error:: " + std::string(5000, 'x') + "*/";
    const TreeFixture tree{{"deps/zlib/zlib.h", line}};
    const Inventory inventory = take(tree);
    const Component* zlib = at(inventory, "deps/zlib");
    ASSERT_NE(zlib, nullptr);
    EXPECT_EQ(zlib->version, "1.3.1");
    const std::string& text = zlib->evidence.at(0).text;
    EXPECT_LE(text.size(), 200U);
    EXPECT_EQ(valid_utf8(text), text);
    // A version itself never carries such things.
    const TreeFixture second{{"deps/zlib/zlib.h", "#define ZLIB_VERSION \"1.3.1\x1b[31m::error::\"\n"}};
    for (const Component& component : take(second).components)
        EXPECT_EQ(component.version.find_first_of("\x1b:"), std::string::npos);
}

TEST(HostileTree, BytesThatAreNoText) {
    std::string binary = "#define ZLIB_VERSION \"1.3.1\"";
    for (int i = 0; i < 256; ++i) binary += static_cast<char>(i);
    const TreeFixture tree{{"deps/zlib/zlib.h", binary},
                           {"deps/x/CMakeLists.txt", binary + "\nproject(x VERSION 1.0)\n"},
                           {"deps/x/README.chromium", binary},
                           {"deps/\xff\xfe/README.chromium", "Name: bytes\nVersion: 1.0\n"}};
    const Inventory inventory = take(tree);
    EXPECT_NE(at(inventory, "deps/zlib"), nullptr);
    EXPECT_NE(at(inventory, "deps/\xff\xfe"), nullptr);
}

}  // namespace
}  // namespace ward::inventory
