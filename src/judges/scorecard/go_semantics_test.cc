#include "judges/scorecard/go_semantics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace ward::scorecard {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(GoSemantics, path_match) {
    struct Row {
        std::string_view pattern, name;
        std::optional<bool> matched;
    };
    constexpr std::nullopt_t bad = std::nullopt;
    for (const Row& row : std::initializer_list<Row>{{"abc", "abc", true},
                                                     {"*", "abc", true},
                                                     {"*", "", true},
                                                     {"*", "a/b", false},
                                                     {"*c", "abc", true},
                                                     {"a*", "a", true},
                                                     {"a*/b", "abc/b", true},
                                                     {"a*/b", "a/c/b", false},
                                                     {"a*b*c*d*e*", "axbxcxdxe", true},
                                                     {"**", "ab", true},
                                                     {"a*b?c*x", "abxbbxdbxebxczzx", true},
                                                     {"ab[c]", "abc", true},
                                                     {"ab[^c]", "abc", false},
                                                     {"ab[b-d]", "abc", true},
                                                     {"a[^/]b", "a/b", false},
                                                     {"a[/]b", "a/b", true},
                                                     {"a\\*b", "a*b", true},
                                                     {"a\\*b", "ab", false},
                                                     {"a?b",
                                                      "a\xE2\x98\xBA"
                                                      "b",
                                                      true},
                                                     {"a[^a][^a]b",
                                                      "a\xE2\x98\xBA"
                                                      "b",
                                                      false},
                                                     {"a?b", "a/b", false},
                                                     {"[\\]a]", "]", true},
                                                     {"[\\-x]", "-", true},
                                                     {"[x-]", "x", bad},
                                                     {"[-x]", "x", bad},
                                                     {"[]a]", "]", bad},
                                                     {"[a-b-c]", "a", bad},
                                                     {"[", "a", bad},
                                                     {"[^", "a", bad},
                                                     {"[^bc", "a", bad},
                                                     {"a[", "ab", bad},
                                                     {"a[", "x", bad},
                                                     {"a*[", "x", bad},
                                                     {"\\", "a", bad},
                                                     {"[a\xFF]", "a", bad},
                                                     {"", "", true},
                                                     {"", "a", false},
                                                     {"*x", "xxx", true},
                                                     {".github/workflows/*.yml", ".github/workflows/a.yml", true}}) {
        EXPECT_EQ(go_path_match(row.pattern, row.name), row.matched) << row.pattern << " " << row.name;
    }
}

// A star is any run of characters; a pattern of letters and stars alone is easily matched by another way.
RC_GTEST_PROP(GoSemantics, stars_match_as_by_recursion, ()) {
    const auto pattern = *rc::gen::container<std::string>(rc::gen::element('a', 'b', '*'));
    const auto name = *rc::gen::container<std::string>(rc::gen::element('a', 'b', '/'));
    const std::function<bool(std::string_view, std::string_view)> naive = [&](std::string_view p, std::string_view n) {
        if (p.empty()) return n.empty();
        if (p[0] == '*') return naive(p.substr(1), n) || (!n.empty() && n[0] != '/' && naive(p, n.substr(1)));
        return !n.empty() && p[0] == n[0] && naive(p.substr(1), n.substr(1));
    };
    RC_ASSERT(go_path_match(std::string_view(pattern).substr(0, 12), std::string_view(name).substr(0, 12)) ==
              naive(std::string_view(pattern).substr(0, 12), std::string_view(name).substr(0, 12)));
}

TEST(GoSemantics, many_stars_take_no_long_time) {
    std::string pattern;
    for (int i = 0; i < 2000; ++i) pattern += "*a";
    EXPECT_EQ(go_path_match(pattern + "b", std::string(5000, 'a')), false);
}

TEST(GoSemantics, file_paths) {
    EXPECT_EQ(go_extension("a.tar.gz"), ".gz");
    EXPECT_EQ(go_extension("a.b/c"), "");
    EXPECT_EQ(go_extension(".bashrc"), ".bashrc");
    EXPECT_EQ(go_extension("a."), ".");
    EXPECT_EQ(go_base(""), ".");
    EXPECT_EQ(go_base("///"), "/");
    EXPECT_EQ(go_base("a/b//"), "b");
    EXPECT_EQ(go_clean(""), ".");
    EXPECT_EQ(go_clean("/../a//b/./.."), "/a");
    EXPECT_EQ(go_clean("../../a/.."), "../..");
    EXPECT_EQ(go_clean("a/../.."), "..");
}

TEST(GoSemantics, equal_fold) {
    EXPECT_TRUE(go_equal_fold("Security.MD", "sECURITY.md"));
    EXPECT_TRUE(go_equal_fold("k\xC5\xBF", "\xE2\x84\xAAS"));            // KELVIN SIGN, LONG S
    EXPECT_TRUE(go_equal_fold("\xCE\xA3\xCF\x82", "\xCF\x83\xCE\xA3"));  // three sigmas
    EXPECT_TRUE(go_equal_fold("\xD0\x96\xD1\x91", "\xD0\xB6\xD0\x81"));  // Cyrillic
    EXPECT_FALSE(
        go_equal_fold("stra\xC3\x9F"
                      "e",
                      "strasse"));  // simple folding only
    EXPECT_FALSE(go_equal_fold("\xC4\xB0", "i"));
    EXPECT_TRUE(go_equal_fold("\xFF", "\xEF\xBF\xBD"));
    EXPECT_FALSE(go_equal_fold("a", "ab"));
    EXPECT_FALSE(go_equal_fold("[", "{"));
}

TEST(GoSemantics, request_uris) {
    for (const std::string_view good :
         {"http://a", "/a", "*", "a:b", "mailto:x", "http://u:p@[::1]:80/%20?%zz", "//a b", "http://[fe80::1%25en0]/",
          "http://a:/", "http://a:1:80", "HTTPS://", "x:/", "http://\xC3\xA4", "http://[::ffff:1.2.3.4]", "/#%41"})
        EXPECT_TRUE(go_parse_request_uri(good)) << good;
    for (const std::string_view bad : {"",
                                       "a",
                                       ":a",
                                       "1:a",
                                       "a b:c",
                                       "/%",
                                       "/%4",
                                       "/%zz",
                                       "http://a b",
                                       "http://a:x",
                                       "http://[::1",
                                       "http://[1.2.3.4]",
                                       "http://a[::1]",
                                       "http://%41",
                                       "http://u\xC3\xA4@a",
                                       "/\x7F",
                                       "/\n",
                                       "http://[1::2::3]",
                                       "http://[:::]",
                                       "http://[1:2:3:4:5:6:7]",
                                       "http://[1:2:3:4:5:6:7::8]",
                                       "http://[::01.2.3.4]",
                                       "http://[::1%25]",
                                       "#a"})
        EXPECT_FALSE(go_parse_request_uri(bad)) << bad;
}

TEST(GoSemantics, urls) {
    struct Row {
        std::string_view text, scheme, host, path;
    };
    for (const Row& row : std::initializer_list<Row>{{"HTTPS://u:p@Host:80/a%20b/c?d#e", "https", "Host:80", "/a b/c"},
                                                     {"dir/script", "", "", "dir/script"},
                                                     {"a%2Fb", "", "", "a/b"},
                                                     {"", "", "", ""},
                                                     {"*", "", "", "*"},
                                                     {"#e", "", "", ""},
                                                     {"?a:b", "", "", ""},
                                                     {"//host/a", "", "host", "/a"},
                                                     {"///a", "", "", "///a"},
                                                     {"x:///a", "x", "", "/a"},
                                                     {"http:a/b", "http", "", ""},
                                                     {"gs://bucket", "gs", "bucket", ""},
                                                     {"./a:b", "", "", "./a:b"}}) {
        const auto url = go_parse_url(row.text);
        ASSERT_TRUE(url) << row.text;
        EXPECT_EQ(url->scheme, row.scheme) << row.text;
        EXPECT_EQ(url->host, row.host) << row.text;
        EXPECT_EQ(url->path, row.path) << row.text;
    }
    for (const std::string_view bad : {"a b:c", ":a", "%zz", "a#%zz", "//a b/c", "http://a:x/", "a\n"})
        EXPECT_FALSE(go_parse_url(bad)) << bad;
    EXPECT_EQ(go_parse_request_uri("//host/a")->path, "//host/a");
    EXPECT_EQ(go_parse_request_uri("/a#b")->path, "/a#b");
}

TEST(GoSemantics, white_space) {
    EXPECT_EQ(go_trim_space(" \t\n\v\f\r a b \r\n"), "a b");
    EXPECT_EQ(go_trim_space("\xC2\xA0\xC2\x85\xE1\x9A\x80\xE2\x80\x87\xE3\x80\x80x\xE2\x80\xA8"), "x");
    EXPECT_EQ(go_trim_space("\xE2\x80\x8Bx"), "\xE2\x80\x8Bx") << "of no width, and no white space";
    EXPECT_EQ(go_trim_space("\xA0"), "\xA0") << "no UTF-8";
    EXPECT_EQ(go_trim_space(" \xE2\x80\xAF "), "");
    EXPECT_EQ(go_trim_space(""), "");
}

TEST(GoSemantics, lines_of_a_scanner) {
    EXPECT_THAT(go_scan_lines("a\r\n\nb\r\r\n\rc").lines, ElementsAre("a", "", "b\r", "\rc"));
    EXPECT_THAT(go_scan_lines("").lines, IsEmpty());
    EXPECT_THAT(go_scan_lines("a\r").lines, ElementsAre("a"));
    const std::string longest(go_scanner_bytes - 1, 'x');
    EXPECT_FALSE(go_scan_lines("a\n" + longest + "\nb").too_long);
    EXPECT_FALSE(go_scan_lines(longest).too_long);
    const GoLines cut = go_scan_lines("a\n" + longest + "x\nb");
    EXPECT_TRUE(cut.too_long);
    EXPECT_THAT(cut.lines, SizeIs(1));
}

TEST(GoSemantics, characters_of_text_that_is_not_utf8) {
    for (const std::string_view invalid :
         {"\xFF", "\xC0\x80", "\xED\xA0\x80", "\xE2\x82", "\x80", "\xF4\x90\x80\x80"}) {
        EXPECT_EQ(go_rune(invalid).value, go_rune_error);
        EXPECT_EQ(go_rune(invalid).width, 1u);
        EXPECT_EQ(go_last_rune(invalid).width, 1u);
    }
    EXPECT_EQ(go_rune("\xE2\x82\xAC!").value, U'€');
    EXPECT_EQ(go_last_rune("!\xE2\x82\xAC").value, U'€');
    EXPECT_EQ(go_rune("").width, 0u);
    EXPECT_EQ(go_last_rune("").width, 0u);
}

}  // namespace
}  // namespace ward::scorecard
