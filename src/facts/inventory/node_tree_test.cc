// A real tree: Debian's source of node 18.20.4 (tests/peers/node_source.sh gets it). Every version that a person found
// by reading it, with its file and line.
#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/inventory/inventory.h"

namespace ward::inventory {
namespace {
using testing::Contains;
using testing::StartsWith;

struct Expected {
    std::string_view path;
    std::string_view purl;
    std::string_view file;
    int64_t line;
    std::string_view text;
    Scope scope;
};

constexpr Expected table[] = {
    {"deps/base64/base64", "pkg:github/aklomp/base64@0.5.2", "deps/base64/base64/CMakeLists.txt", 20,
     "project(base64 LANGUAGES C VERSION 0.5.2)", Scope::runtime},
    {"deps/cares", "pkg:github/c-ares/c-ares@1.28.1", "deps/cares/include/ares_version.h", 39,
     "#define ARES_VERSION_STR \"1.28.1\"", Scope::runtime},
    {"deps/histogram", "pkg:github/hdrhistogram/hdrhistogram_c@0.11.8",
     "deps/histogram/include/hdr/hdr_histogram_version.h", 10, "#define HDR_HISTOGRAM_VERSION \"0.11.8\"",
     Scope::runtime},
    {"deps/llhttp", "pkg:github/nodejs/llhttp@6.1.1", "deps/llhttp/include/llhttp.h", 4,
     "#define LLHTTP_VERSION_MAJOR 6", Scope::runtime},
    {"deps/nghttp2", "pkg:github/nghttp2/nghttp2@1.61.0", "deps/nghttp2/lib/includes/nghttp2/nghttp2ver.h", 32,
     "#define NGHTTP2_VERSION \"1.61.0\"", Scope::runtime},
    {"deps/ngtcp2/nghttp3", "pkg:github/ngtcp2/nghttp3@0.7.0", "deps/ngtcp2/nghttp3/lib/includes/nghttp3/version.h", 34,
     "#define NGHTTP3_VERSION \"0.7.0\"", Scope::runtime},
    {"deps/ngtcp2/ngtcp2", "pkg:github/ngtcp2/ngtcp2@1.3.0", "deps/ngtcp2/ngtcp2/lib/includes/ngtcp2/version.h", 39,
     "#define NGTCP2_VERSION \"1.3.0\"", Scope::runtime},
    {"deps/openssl/openssl", "pkg:github/openssl/openssl@3.0.13%2Bquic", "deps/openssl/openssl/VERSION.dat", 1,
     "MAJOR=3", Scope::runtime},
    {"deps/simdutf", "pkg:github/simdutf/simdutf@5.2.4", "deps/simdutf/simdutf.h", 597,
     "#define SIMDUTF_VERSION \"5.2.4\"", Scope::runtime},
    {"deps/uv", "pkg:github/libuv/libuv@1.44.2", "deps/uv/include/uv/version.h", 33, "#define UV_VERSION_MAJOR 1",
     Scope::runtime},
    {"deps/uvwasi", "pkg:github/nodejs/uvwasi@0.0.19", "deps/uvwasi/include/uvwasi.h", 12,
     "#define UVWASI_VERSION_MAJOR 0", Scope::runtime},
    {"deps/v8", "pkg:generic/v8@10.2.154.26-node.37", "deps/v8/include/v8-version.h", 11, "#define V8_MAJOR_VERSION 10",
     Scope::runtime},
    {"deps/v8/third_party/jinja2", "pkg:pypi/jinja2@2.11.3", "deps/v8/third_party/jinja2/__init__.py", 44,
     "__version__ = \"2.11.3\"", Scope::tooling},
    {"deps/v8/third_party/jsoncpp", "pkg:github/open-source-parsers/jsoncpp@1.9.0",
     "deps/v8/third_party/jsoncpp/generated/version.h", 6, "#define JSONCPP_VERSION_STRING \"1.9.0\"", Scope::runtime},
    {"deps/v8/third_party/markupsafe", "pkg:pypi/markupsafe@0.18", "deps/v8/third_party/markupsafe/README.chromium", 4,
     "Version: 0.18", Scope::tooling},
    {"deps/v8/third_party/zlib", "pkg:github/madler/zlib@1.2.11", "deps/v8/third_party/zlib/zlib.h", 40,
     "#define ZLIB_VERSION \"1.2.11\"", Scope::runtime},
    {"deps/zlib", "pkg:github/madler/zlib@1.3.0.1-motley", "deps/zlib/zlib.h", 40,
     "#define ZLIB_VERSION \"1.3.0.1-motley\"", Scope::runtime},
    {"lib/punycode.js", "pkg:npm/punycode@2.1.0", "lib/punycode.js", 435, "'version': '2.1.0',", Scope::runtime},
    {"test/fixtures/tz-version.txt", "pkg:generic/tzdata@2024a", "test/fixtures/tz-version.txt", 1, "2024a",
     Scope::runtime},
    {"tools/gyp", "pkg:github/nodejs/gyp-next@0.13.0", "tools/gyp/setup.py", 18, "version=\"0.13.0\",", Scope::tooling},
    {"tools/inspector_protocol/jinja2", "pkg:pypi/jinja2@2.10", "tools/inspector_protocol/jinja2/__init__.py", 30,
     "__version__ = '2.10'", Scope::tooling},
};

class NodeTree : public testing::Test {
  protected:
    void SetUp() override {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): no test changes the environment.
        const char* asked = std::getenv("WARD_TEST_PEERS");
        if (asked == nullptr || std::string_view(asked) != "1") GTEST_SKIP() << "needs WARD_TEST_PEERS=1";
        const std::string path = "build/peers/node-18.20.4";
        if (!std::filesystem::exists(path + "/src/node_version.h"))
            GTEST_SKIP() << "needs tests/peers/node_source.sh to have run";
        const auto root = Root::open(path);
        ASSERT_TRUE(root) << root.error().message();
        auto inventory = take_inventory(*root, {});
        ASSERT_TRUE(inventory) << inventory.error().message();
        inventory_ = *std::move(inventory);
    }

    const Component* at(std::string_view path) const {
        const auto found = std::ranges::find(inventory_.components, path, &Component::path);
        return found == inventory_.components.end() ? nullptr : &*found;
    }

    Inventory inventory_;
};

TEST_F(NodeTree, EveryVersionWithFileAndLine) {
    for (const Expected& expected : table) {
        SCOPED_TRACE(expected.path);
        const Component* component = at(expected.path);
        ASSERT_NE(component, nullptr);
        EXPECT_EQ(component->purl, expected.purl);
        EXPECT_EQ(component->scope, expected.scope);
        ASSERT_FALSE(component->evidence.empty());
        EXPECT_EQ(component->evidence[0].path, expected.file);
        EXPECT_EQ(component->evidence[0].line, expected.line);
        EXPECT_EQ(component->evidence[0].text, expected.text);
    }
    EXPECT_EQ(inventory_.subject.name, "node");
    EXPECT_EQ(inventory_.subject.version, "18.20.4");
}

TEST_F(NodeTree, TheTwoZlibsAndTheContradiction) {
    const Component* nested = at("deps/v8/third_party/zlib");
    const Component* own = at("deps/zlib");
    ASSERT_TRUE(nested != nullptr && own != nullptr);
    EXPECT_EQ(nested->parent, at("deps/v8")->id);
    EXPECT_EQ(nested->contradictions,
              (std::vector<Claim>{{"1.2.12", {"deps/v8/third_party/zlib/README.chromium", 4, "Version: 1.2.12"}}}));
    EXPECT_TRUE(own->contradictions.empty());
    // Nothing else of node's contradicts itself.
    for (const Component& component : inventory_.components)
        if (component.source == Source::vendored && component.path != nested->path) {
            EXPECT_TRUE(component.contradictions.empty()) << component.path;
        }
}

TEST_F(NodeTree, LicenseSectionsThatDebianTookOutAreSaid) {
    std::vector<std::string> unexplained;
    for (const Skipped& part : inventory_.skipped) {
        EXPECT_EQ(part.kind, SkipKind::unexplained) << part.path << ": " << part.reason;
        unexplained.push_back(part.path + ": " + part.reason);
    }
    for (const std::string_view path :
         {"deps/acorn", "deps/brotli", "deps/icu-small", "deps/npm", "deps/undici", "deps/ada"})
        EXPECT_THAT(unexplained, Contains(StartsWith(std::string(path) + ": "))) << path;
    for (const std::string_view path : {"deps/uv", "deps/cares", "deps/v8", "deps/zlib", "deps/openssl", "tools/gyp"})
        EXPECT_THAT(unexplained, testing::Not(Contains(StartsWith(std::string(path) + ": ")))) << path;
}

TEST_F(NodeTree, LockFilesOfToolsAndTestsShipNothing) {
    for (const Component& component : inventory_.components)
        if (component.source == Source::lockfile) {
            EXPECT_TRUE(component.scope == Scope::tooling || component.scope == Scope::test) << component.path;
        }
}

}  // namespace
}  // namespace ward::inventory
