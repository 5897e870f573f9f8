#include "formats/purl.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "base/text.h"

namespace ward {
namespace {

// The canonical form, or the error's message.
std::string canonical(std::string_view text) {
    const auto purl = Purl::parse(text);
    return purl ? purl->to_string() : purl.error().message();
}

TEST(Purl, takes_the_parts_apart) {
    const auto purl = Purl::parse("pkg:maven/org.example.web/core@1.9.1?type=jar&classifier=sources#src/main");
    ASSERT_TRUE(purl);
    EXPECT_EQ(purl->type, "maven");
    EXPECT_EQ(purl->name_space, "org.example.web");
    EXPECT_EQ(purl->name, "core");
    EXPECT_EQ(purl->version, "1.9.1");
    EXPECT_EQ(purl->qualifiers, (std::map<std::string, std::string>{{"classifier", "sources"}, {"type", "jar"}}));
    EXPECT_EQ(purl->subpath, "src/main");
    EXPECT_EQ(purl->to_string(), "pkg:maven/org.example.web/core@1.9.1?classifier=sources&type=jar#src/main");
    EXPECT_EQ(purl->package().to_string(), "pkg:maven/org.example.web/core");
}

TEST(Purl, names_without_version_and_deep_namespaces) {
    EXPECT_EQ(canonical("pkg:npm/left-pad"), "pkg:npm/left-pad");
    EXPECT_EQ(Purl::parse("pkg:golang/example.org/a/b/c@v1.2.3")->name_space, "example.org/a/b");
}

TEST(Purl, npm_scopes_are_namespaces) {
    EXPECT_EQ(Purl::parse("pkg:npm/%40types/node@20.1.0")->name_space, "@types");
    EXPECT_EQ(canonical("pkg:npm/@types/node@20.1.0"), "pkg:npm/%40types/node@20.1.0");
    EXPECT_EQ(canonical("pkg:npm/@types/node"), "pkg:npm/%40types/node");
    EXPECT_EQ(npm_purl("@types/node", "20.1.0"), *Purl::parse("pkg:npm/%40types/node@20.1.0"));
    EXPECT_EQ(npm_purl("semver", "").to_string(), "pkg:npm/semver");
    EXPECT_EQ(npm_purl("@broken", "1").to_string(), "pkg:npm/%40broken@1");
}

TEST(Purl, scheme_and_type_are_read_loosely_and_written_strictly) {
    EXPECT_EQ(canonical("PKG:NPM/a@1"), "pkg:npm/a@1");
    EXPECT_EQ(canonical("pkg://npm/a@1"), "pkg:npm/a@1");
    EXPECT_EQ(canonical("pkg:npm//a/@1"), "pkg:npm//a/@1: the name is missing");
    EXPECT_EQ(canonical("pkg:golang//example.org//a"), "pkg:golang/example.org/a");
    EXPECT_EQ(canonical("pkg:x-1.y/a"), "pkg:x-1.y/a");
}

TEST(Purl, percent_encoding) {
    EXPECT_EQ(Purl::parse("pkg:generic/a%20b@1%2B2")->name, "a b");
    EXPECT_EQ(canonical("pkg:generic/a b@1+2~x"), "pkg:generic/a%20b@1%2B2~x");
    EXPECT_EQ(canonical("pkg:oci/image@sha256%3aAB"), "pkg:oci/image@sha256:ab");
    EXPECT_EQ(canonical("pkg:generic/caf\xc3\xa9"), "pkg:generic/caf%C3%A9");
    EXPECT_EQ(canonical("pkg:generic/a%2Fb"), "pkg:generic/a%2Fb");
    EXPECT_EQ(canonical("pkg:generic/a?vcs_url=git%2Bhttps://h/r.git%40c"),
              "pkg:generic/a?vcs_url=git%2Bhttps:%2F%2Fh%2Fr.git%40c");
}

TEST(Purl, qualifiers_are_sorted_lowered_and_never_empty) {
    EXPECT_EQ(canonical("pkg:deb/debian/curl@1?Distro=x&arch=amd64&empty="),
              "pkg:deb/debian/curl@1?arch=amd64&distro=x");
    EXPECT_EQ(canonical("pkg:deb/debian/curl?"), "pkg:deb/debian/curl");
    EXPECT_EQ(canonical("pkg:npm/a?x=1=2"), "pkg:npm/a?x=1%3D2");
}

TEST(Purl, subpaths_stay_inside) {
    EXPECT_EQ(canonical("pkg:npm/a#/x/./../../y//z/"), "pkg:npm/a#x/y/z");
    EXPECT_EQ(canonical("pkg:npm/a#%2e%2e/x"), "pkg:npm/a#x");
    EXPECT_EQ(canonical("pkg:npm/a#..%2Fx"), "pkg:npm/a#..%2Fx: \"..%2Fx\" hides a slash in one segment");
}

TEST(Purl, types_have_their_own_spelling) {
    EXPECT_EQ(canonical("pkg:pypi/Zope_Interface@1.0RC1"), "pkg:pypi/zope-interface@1.0rc1");
    EXPECT_EQ(canonical("pkg:github/NodeJS/Node@v20"), "pkg:github/nodejs/node@v20");
    EXPECT_EQ(canonical("pkg:bitbucket/A/B"), "pkg:bitbucket/a/b");
    EXPECT_EQ(canonical("pkg:composer/Laravel/Laravel"), "pkg:composer/laravel/laravel");
    EXPECT_EQ(canonical("pkg:deb/Debian/CURL@7.50.3-1"), "pkg:deb/debian/curl@7.50.3-1");
    EXPECT_EQ(canonical("pkg:rpm/Fedora/GConf2"), "pkg:rpm/fedora/GConf2");
    EXPECT_EQ(canonical("pkg:nuget/Newtonsoft.Json"), "pkg:nuget/Newtonsoft.Json");
    EXPECT_EQ(canonical("pkg:golang/github.com/BurntSushi/toml"), "pkg:golang/github.com/BurntSushi/toml");
    EXPECT_EQ(canonical("pkg:pub/Flutter-Kit"), "pkg:pub/flutter_kit");
    EXPECT_EQ(canonical("pkg:huggingface/Org/Model@AB"), "pkg:huggingface/Org/Model@ab");
    EXPECT_EQ(canonical("pkg:mlflow/Fraud?repository_url=https://x.azuredatabricks.net"),
              "pkg:mlflow/fraud?repository_url=https:%2F%2Fx.azuredatabricks.net");
    EXPECT_EQ(canonical("pkg:mlflow/Fraud?repository_url=https://ml.example"),
              "pkg:mlflow/Fraud?repository_url=https:%2F%2Fml.example");
    EXPECT_EQ(canonical("pkg:unheard-of/A_B@C"), "pkg:unheard-of/A_B@C");
}

TEST(Purl, nodejs_is_read_as_generic) {
    EXPECT_EQ(canonical("pkg:nodejs/node@v5.1.1"), "pkg:generic/node@5.1.1");
    EXPECT_EQ(canonical("pkg:nodejs/node@20.0.0"), "pkg:generic/node@20.0.0");
    EXPECT_EQ(canonical("pkg:nodejs/node@vnext"), "pkg:generic/node@vnext");
    EXPECT_EQ(canonical("pkg:nodejs/node"), "pkg:generic/node");
}

TEST(Purl, hand_made_ones_are_written_canonically) {
    const Purl purl{.type = "PyPI",
                    .name_space = {},
                    .name = "A_b",
                    .version = "1",
                    .qualifiers = {{"File_Name", "x y"}, {"none", ""}},
                    .subpath = "/a/../b"};
    EXPECT_EQ(purl.to_string(), "pkg:pypi/a-b@1?file_name=x%20y#a/b");
}

struct BadPurl {
    std::string_view text;
    std::string_view reason;
};

TEST(Purl, refuses_with_a_reason) {
    const std::vector<BadPurl> table{
        {"", "does not start with pkg:"},
        {"npm/a@1", "does not start with pkg:"},
        {"pkg%3Anpm/a", "does not start with pkg:"},
        {"https://example.org", "does not start with pkg:"},
        {"pkg:", "\"\" cannot be a type"},
        {"pkg:///", "\"\" cannot be a type"},
        {"pkg:a@1", "\"a@1\" cannot be a type"},
        {"pkg:3d/a", "\"3d\" cannot be a type"},
        {"pkg:n:b/a", "\"n:b\" cannot be a type"},
        {"pkg:npm", "the name is missing"},
        {"pkg:npm/", "the name is missing"},
        {"pkg:npm/@1.0", "the name is missing"},
        {"pkg:maven/group/@1.0", "the name is missing"},
        {"pkg:npm/a%2", "\"a%2\" has a % without two digits"},
        {"pkg:npm/a%", "\"a%\" has a % without two digits"},
        {"pkg:npm/%zz", "\"%zz\" has a % without two digits"},
        {"pkg:npm/%ff", "\"%ff\" is not UTF-8"},
        {"pkg:npm/\xff", "\"\\xff\" is not UTF-8"},
        {"pkg:npm/a\nb", "has a control character"},
        {"pkg:npm/a\x7f", "has a control character"},
        {"pkg:golang/a%2Fb/c", "\"a%2Fb\" hides a slash in one segment"},
        {"pkg:npm/a?x", "qualifier \"x\" is not KEY=VALUE"},
        {"pkg:npm/a?x=1&", "qualifier \"\" is not KEY=VALUE"},
        {"pkg:npm/a?in%20production=1", "\"in%20production\" cannot be the key of a qualifier"},
        {"pkg:npm/a?1x=1", "\"1x\" cannot be the key of a qualifier"},
        {"pkg:npm/a?=1", "\"\" cannot be the key of a qualifier"},
        {"pkg:npm/a?x=1&X=2", "qualifier x is given twice"},
        {"pkg:maven/core@1", "type maven needs a namespace"},
        {"pkg:swift/Alamofire@5", "type swift needs a namespace"},
        {"pkg:cargo/a/b@1", "type cargo has no namespaces"},
        {"pkg:julia/Dates", "type julia needs the qualifier uuid"},
        {"pkg:swid/a", "type swid needs the qualifier tag_id"},
        {"pkg:cpan/URI::Escape", "cpan packages are distributions (A-B), not modules (A::B)"},
        {"pkg:chrome-extension/dogs", "a chrome extension is named by 32 letters from a to p"},
        {"pkg:chrome-extension/abcdefghijklmnopabcdefghijklmnop@1.2.3.4.5",
         "a chrome extension's version is one to four numbers"},
        {"pkg:chrome-extension/abcdefghijklmnopabcdefghijklmnop@1..2",
         "a chrome extension's version is one to four numbers"},
    };
    for (const auto& [text, reason] : table) {
        const auto purl = Purl::parse(text);
        ASSERT_FALSE(purl) << text;
        EXPECT_EQ(purl.error().what, reason) << text;
        EXPECT_EQ(purl.error().where, display(text));
        EXPECT_EQ(purl.error().code, ErrorCode::parse);
    }
}

TEST(Purl, length_is_limited) {
    const std::string start = "pkg:npm/";
    EXPECT_TRUE(Purl::parse(start + std::string(max_purl_bytes - start.size(), 'a')));
    const auto purl = Purl::parse(start + std::string(max_purl_bytes - start.size() + 1, 'a'));
    ASSERT_FALSE(purl);
    EXPECT_EQ(purl.error().code, ErrorCode::limit);
    EXPECT_LT(purl.error().where.size(), 300u);
}

// Characters that matter here, and some that only look as if they did.
const std::vector<std::string> pieces{"a", "B", "9", ".", "..", "-", "_", "~",   "@",        "%",
                                      "?", "#", "&", "=", ":",  "+", " ", "%2F", "\xc3\xa9", "\xf0\x9f\x90\xa2",
                                      "/"};

enum class Slashes { allowed, none };
rc::Gen<std::string> words(Slashes slashes) {
    const std::vector<std::string> choices(pieces.begin(), pieces.end() - (slashes == Slashes::none ? 1 : 0));
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(choices)),
                        [](const std::vector<std::string>& parts) { return join(parts, ""); });
}

// Never empty, and no relative segment.
rc::Gen<std::string> segment() {
    return rc::gen::map(words(Slashes::none), [](const std::string& text) { return "s" + text; });
}

rc::Gen<std::string> path() {
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(segment()), [](std::vector<std::string> parts) {
        if (parts.size() > 4) parts.resize(4);
        return join(parts, "/");
    });
}

RC_GTEST_PROP(PurlProperty, what_is_written_is_read_back, ()) {
    // Pairs, and a map of them after: a generated map of many entries would never find enough different keys.
    const auto qualifiers = *rc::gen::container<std::vector<std::pair<std::string, std::string>>>(
        rc::gen::pair(rc::gen::elementOf(std::vector<std::string>{"a", "b.c", "d-e", "f_9"}), segment()));
    const Purl purl{.type = *rc::gen::elementOf(std::vector<std::string>{"generic", "npm", "golang", "conan", "x.y-z"}),
                    .name_space = *path(),
                    .name = *words(Slashes::allowed) + "n",
                    .version = *words(Slashes::allowed),
                    .qualifiers = {qualifiers.begin(), qualifiers.end()},
                    .subpath = *path()};
    const auto again = Purl::parse(purl.to_string());
    RC_ASSERT(again.has_value());
    RC_ASSERT(*again == purl);
}

RC_GTEST_PROP(PurlProperty, canonical_form_is_stable, ()) {
    const std::string type =
        *rc::gen::elementOf(std::vector<std::string>{"pypi", "github", "deb", "pub", "oci", "hex", "nodejs"});
    const auto purl = Purl::parse("pkg:" + type + "/" + *words(Slashes::allowed));
    RC_PRE(purl.has_value());
    const std::string once = purl->to_string();
    RC_ASSERT(Purl::parse(once).has_value());
    RC_ASSERT(Purl::parse(once)->to_string() == once);
}

}  // namespace
}  // namespace ward
