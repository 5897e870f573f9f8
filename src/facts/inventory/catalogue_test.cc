// Every row of the catalogue: well-formed, unique, and each of its rules proven on lines as upstream writes them.
#include "facts/inventory/catalogue.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <re2/re2.h>

#include "base/text.h"
#include "facts/inventory/version_rules.h"
#include "facts/inventory/version_text.h"
#include "formats/purl.h"

namespace ward::inventory {
namespace {
using testing::Contains;
using testing::Not;

TEST(Catalogue, CoversWhatNodeVendorsAndMore) {
    EXPECT_GE(all_rows().size(), 150U);
    // The names of docs/catalogue.md's first table: every part of nodejs/node, nested ones too.
    for (const std::string_view name : {"acorn",      "acorn-walk", "ada",          "amaro",
                                        "base64",     "brotli",     "c-ares",       "cjs-module-lexer",
                                        "corepack",   "googletest", "gyp-next",     "histogram",
                                        "ICU",        "tz-data",    "minimatch",    "inspector_protocol",
                                        "jinja2",     "markupsafe", "libffi",       "libuv",
                                        "LIEF",       "mbedtls",    "spdlog",       "frozen",
                                        "expected",   "utfcpp",     "tcb-span",     "fmt",
                                        "llhttp",     "merve",      "nbytes",       "ncrypto",
                                        "nghttp2",    "nghttp3",    "sfparse",      "ngtcp2",
                                        "npm",        "openssl",    "perfetto",     "postject",
                                        "simdjson",   "simdutf",    "SQLite",       "undici",
                                        "uvwasi",     "V8",         "abseil-cpp",   "highway",
                                        "zlib",       "jsoncpp",    "ittapi",       "wasm-c-api",
                                        "colorama",   "fast_float", "dragonbox",    "re2",
                                        "rapidhash",  "siphash",    "fp16",         "zstd",
                                        "punycode",   "rimraf",     "fs-extra",     "utf8-decoder",
                                        "glibc-libm", "llvm-libc",  "cpu_features", "eu-strip",
                                        "disarm",     "fadec",      "ata",          "test262-harness"})
        EXPECT_NE(row_named(name), nullptr) << name;
}

TEST(Catalogue, NamesAreUnique) {
    std::set<std::string> names;
    for (const CatalogueRow* row : all_rows()) EXPECT_TRUE(names.insert(to_lower(row->name)).second) << row->name;
}

TEST(Catalogue, RowsAreWellFormed) {
    for (const CatalogueRow* row : all_rows()) {
        SCOPED_TRACE(row->name);
        EXPECT_FALSE(row->folders.empty() && row->files.empty()) << "nothing leads to it";
        EXPECT_FALSE(row->rules.empty() && row->present.empty() && row->marker.empty()) << "nothing proves it";
        EXPECT_FALSE(row->upstream.empty() && row->purl.empty()) << "nothing names it";
        for (const std::string_view folder : row->folders) EXPECT_EQ(folder, to_lower(folder));
        EXPECT_THAT(row->upstream, Not(testing::StartsWith("http")));
        for (const VersionRule& rule : row->rules) {
            EXPECT_FALSE(rule.file.empty() && row->files.empty()) << "a rule for no file";
            EXPECT_EQ(rule.form == Form::packed, rule.packing != Packing::none);
            EXPECT_EQ(rule.form == Form::whole, rule.names.empty());
        }
        for (const std::string_view cpe : row->cpe) EXPECT_EQ(std::ranges::count(cpe, ':'), 1) << cpe;

        const Component component = component_of(*row, "deps/x", "1.2.3");
        const auto purl = Purl::parse(component.purl);
        ASSERT_TRUE(purl) << purl.error().message();
        EXPECT_EQ(purl->to_string(), component.purl) << "not canonical";
        EXPECT_EQ(purl->version, "1.2.3");
        for (const Identity& identity : component.identities) {
            EXPECT_FALSE(identity.name.empty()) << identity.ecosystem;
            for (const std::string& spelling : identity.spellings)
                EXPECT_THAT(spelling, testing::HasSubstr("{version"));
        }
    }
}

TEST(Catalogue, EveryRuleFindsItsSample) {
    for (const CatalogueRow* row : all_rows())
        for (const VersionRule& rule : row->rules) {
            SCOPED_TRACE(std::string(row->name) + " " + std::string(rule.file));
            if (rule.form == Form::pattern) {
                const RE2 pattern(std::string(rule.names[0]), RE2::Latin1);
                ASSERT_TRUE(pattern.ok()) << pattern.error();
                EXPECT_GE(pattern.NumberOfCapturingGroups(), 1);
            }
            const auto found = find_version(rule, rule.sample);
            ASSERT_TRUE(found) << "the sample has no version: " << rule.sample;
            EXPECT_EQ(found->value, rule.sample_version);
            EXPECT_LE(found->offset, rule.sample.size());
            // In the middle of a file, and with the line ends of Windows.
            const std::string inside = "/* text */\n" + std::string(rule.sample) + "\nint x;\n";
            if (rule.form != Form::whole && rule.form != Form::json && !rule.names[0].starts_with('^')) {
                EXPECT_EQ(find_version(rule, inside).value_or(FoundText{}).value, rule.sample_version);
                const auto windows = find_version(rule, replace_all(inside, "\n", "\r\n"));
                if (rule.form != Form::pattern) {
                    EXPECT_EQ(windows.value_or(FoundText{}).value, rule.sample_version);
                }
            }
        }
}

// The other way round: lines that nearly are samples and are none.
TEST(Catalogue, NoRuleFindsAVersionInATemplate) {
    for (const CatalogueRow* row : all_rows())
        for (const VersionRule& rule : row->rules) {
            SCOPED_TRACE(std::string(row->name) + " " + std::string(rule.file));
            EXPECT_FALSE(find_version(rule, ""));
            std::string no_digits(rule.sample);
            for (char& c : no_digits)
                if (is_digit(c)) c = '@';
            EXPECT_FALSE(find_version(rule, no_digits)) << no_digits;
            if (rule.form == Form::value || rule.form == Form::parts || rule.form == Form::packed) {
                std::string other(rule.sample);
                for (const std::string_view name : rule.names)
                    other = replace_all(other, name, "X" + std::string(name));
                EXPECT_FALSE(find_version(rule, other)) << other;
            }
        }
}

TEST(Catalogue, FoldersAreSeenThroughTheirSpelling) {
    const CatalogueRow* zlib = row_named("zlib");
    ASSERT_NE(zlib, nullptr);
    for (const std::string_view name : {"zlib", "ZLIB", "zlib-1.2.13", "zlib_v1.3", "zlib1213", "cmzlib", "zlib-src"})
        EXPECT_THAT(rows_for_folder(name), Contains(zlib)) << name;
    EXPECT_THAT(rows_for_folder("zlib-ng"), Not(Contains(zlib)));
    EXPECT_THAT(rows_for_folder("cmbzip2"), Contains(row_named("bzip2")));
    EXPECT_THAT(rows_for_folder("png"), Contains(row_named("libpng")));
    EXPECT_TRUE(rows_for_folder("").empty());
    EXPECT_TRUE(rows_for_folder("1.2.3").empty());
}

TEST(Catalogue, UpstreamsAreFoundByAnySpellingOfTheirUrl) {
    for (const std::string_view url : {"https://github.com/madler/zlib", "https://github.com/madler/zlib.git",
                                       "git+ssh://git@github.com/Madler/zlib.git", "git@github.com:madler/zlib.git",
                                       "http://www.github.com/madler/zlib/tree/v1.3", "github.com/madler/zlib/",
                                       "https://chromium.googlesource.com/external/github.com/madler/zlib.git"})
        EXPECT_EQ(row_of_upstream(url), row_named("zlib")) << url;
    for (const std::string_view url :
         {"", "https://github.com/", "https://github.com/madler", "https://example.org/zlib"})
        EXPECT_EQ(row_of_upstream(url), nullptr) << url;
    // Several libraries come from one repository: it is the one of its name, or none.
    EXPECT_EQ(row_of_upstream("https://github.com/acornjs/acorn"), row_named("acorn"));
    EXPECT_EQ(row_of_upstream("https://github.com/nothings/stb"), nullptr);
}

TEST(Catalogue, IdentitiesOfACLibrary) {
    const Component openssl = component_of(*row_named("openssl"), "deps/openssl/openssl", "3.0.13+quic");
    EXPECT_EQ(openssl.purl, "pkg:github/openssl/openssl@3.0.13%2Bquic");
    EXPECT_EQ(openssl.ecosystem, std::nullopt);
    EXPECT_THAT(openssl.identities, Contains(Identity{"Upstream", "github.com/openssl/openssl", {}}));
    EXPECT_THAT(openssl.identities,
                Contains(Identity{"OSS-Fuzz", "openssl", {"openssl-{version}", "OpenSSL_{version_}"}}));
    EXPECT_THAT(
        openssl.identities,
        Contains(Identity{"GIT", "https://github.com/openssl/openssl", {"openssl-{version}", "OpenSSL_{version_}"}}));
    EXPECT_THAT(openssl.cpe, Contains("cpe:2.3:a:openssl:openssl:3.0.13:*:*:*:*:*:*:*"));
}

TEST(Catalogue, IdentitiesOfAPackage) {
    const Component swc = component_of(*row_named("@swc/wasm-typescript"), "deps/amaro/dist/package.json", "1.10.7");
    EXPECT_EQ(swc.purl, "pkg:npm/%40swc/wasm-typescript@1.10.7");
    EXPECT_EQ(swc.ecosystem, "npm");
    EXPECT_EQ(swc.source, Source::bundled);
    EXPECT_THAT(swc.identities, Contains(Identity{"npm", "@swc/wasm-typescript", {}}));
    const Component jinja = component_of(*row_named("jinja2"), "third_party/jinja2", "2.11.3");
    EXPECT_EQ(jinja.purl, "pkg:pypi/jinja2@2.11.3");
    EXPECT_THAT(jinja.identities, Contains(Identity{"PyPI", "jinja2", {}}));
}

// npm has packages named "v8", "zlib", "openssl", "sqlite" that have nothing to do with these libraries.
TEST(Catalogue, ALibraryIsNoPackageOfItsName) {
    for (const std::string_view name :
         {"V8", "zlib", "openssl", "SQLite", "brotli", "zstd", "libuv", "ICU", "lua", "curl"}) {
        const Component component = component_of(*row_named(name), "deps/x", "1.0.0");
        for (const Identity& identity : component.identities)
            EXPECT_THAT(identity.ecosystem, testing::AnyOf("Upstream", "GIT", "OSS-Fuzz")) << name;
        EXPECT_EQ(component.ecosystem, std::nullopt) << name;
    }
}

TEST(Catalogue, ALibraryOutsideTheCatalogue) {
    const Component forge = component_of("Foo", "https://github.com/Owner/Foo.git", "deps/foo", "1.0");
    EXPECT_EQ(forge.purl, "pkg:github/owner/foo@1.0");
    EXPECT_THAT(forge.identities, Contains(Identity{"Upstream", "github.com/owner/foo", {}}));
    const Component homely = component_of("Foo Bar", "http://foo.example/", "deps/foo", "");
    EXPECT_EQ(homely.purl, "pkg:generic/foo%20bar");
    EXPECT_TRUE(homely.identities.empty());
    const Component python = component_of("colorful", "https://pypi.org/project/colorful/", "deps/c", "2");
    EXPECT_EQ(python.purl, "pkg:pypi/colorful@2");
    EXPECT_EQ(python.ecosystem, "PyPI");
}

}  // namespace
}  // namespace ward::inventory
