#include "judges/policy/normal.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace ward::policy {
namespace {

const Url& base() {
    static const Url url = *parse_url("file:///srv/app/policy.json");
    return url;
}

Manifest listing(const std::vector<std::string>& keys) {
    Manifest manifest;
    for (const std::string& key : keys) {
        Entry& entry = manifest.resources.emplace_back();
        entry.key = key;
        entry.line = static_cast<uint32_t>(manifest.resources.size() + 1);
    }
    return manifest;
}

std::string refusal(const std::vector<std::string>& keys, FileNames names) {
    const auto normal = normalise(listing(keys), base(), names);
    return normal ? "" : normal.error().message();
}

TEST(NormalKeys, MeanUrls) {
    const auto normal =
        normalise(listing({"./a.js", "../x.js", "/y.js", "file:///z.js", "data:,x"}), base(), FileNames::folding);
    ASSERT_TRUE(normal) << normal.error().message();
    EXPECT_EQ(normal->resources, (std::vector<std::string>{"file:///srv/app/a.js", "file:///srv/x.js", "file:///y.js",
                                                           "file:///z.js", "data:,x"}));
    EXPECT_EQ(refusal({"a.js"}, FileNames::exact),
              "line 2: the key \"a.js\" is no URL: neither an absolute URL nor relative to one");
}

TEST(NormalKeys, ScopesMayBeProtocols) {
    for (const auto& [key, name] : std::vector<std::pair<std::string, std::string>>{{"", ""},
                                                                                    {"file:", "file:"},
                                                                                    {"FILE:", "FILE:"},
                                                                                    {" data:", "data:"},
                                                                                    {"h2:", "h2:"},
                                                                                    {"./lib", "file:///srv/app/lib"},
                                                                                    {"./lib/", "file:///srv/app/lib/"},
                                                                                    {"file:///", "file:///"}})
        EXPECT_EQ(scope_name(key, base()), name) << key;
    EXPECT_FALSE(scope_name("lib/", base()));
    Manifest manifest;
    manifest.scopes.emplace_back().key = "./lib/";
    manifest.scopes.emplace_back().key = "file:///srv/app/lib/";
    EXPECT_EQ(normalise(manifest, base(), FileNames::exact).error().code, ErrorCode::conflict);
}

struct Pair {
    std::string first, second;
    Alias alias;
};

TEST(NormalKeys, TwoSpellingsOfOneFile) {
    const std::vector<Pair> rows{
        {"./a.js", "./b/../a.js", Alias::same_url}, {"./a.js", "file:///srv/app/a.js", Alias::same_url},
        {"./ok.js", "./%6fk.js", Alias::percent},   {"./a b.js", "./a%20b.js", Alias::same_url},
        {"./a~b.js", "./a%7eb.js", Alias::percent}, {"./a/b.js", "./a//b.js", Alias::percent},
        {"./a/b.js", "./a%2fb.js", Alias::percent},  // names no file for node; who knows for whom it does
        {"./a.js", "./a.js?b", Alias::query},       {"./a.js#b", "./a.js", Alias::query},
        {"./A.js", "./a.js", Alias::letter_case},   {"./\u00c9.js", "./\u00e9.js", Alias::letter_case},
        {"./%41.js", "./a.js", Alias::letter_case}, {"./a.js", "./a.js.", Alias::tail},
        {"./lib./a.js", "./lib/a.js", Alias::tail}, {"./a.js", "./a.js%20", Alias::tail},
    };
    for (const auto& [first, second, alias] : rows) {
        const Manifest manifest = listing({"./other.js", first, second});
        const bool everywhere = alias < Alias::letter_case;
        const std::vector<Collision> expected{{alias, first, second, 3, 4}};
        EXPECT_EQ(find_collisions(manifest, base(), FileNames::folding), expected) << first << " " << second;
        EXPECT_EQ(find_collisions(manifest, base(), FileNames::exact).empty(), !everywhere) << first << " " << second;
        EXPECT_EQ(normalise(manifest, base(), FileNames::folding).error().code, ErrorCode::conflict);
        EXPECT_EQ(normalise(manifest, base(), FileNames::exact).has_value(), !everywhere);
    }
    EXPECT_EQ(refusal({"./ok.js", "./%6fk.js"}, FileNames::exact),
              "\"./ok.js\" (line 2) and \"./%6fk.js\" (line 3) differ in percent-encoding only");
    EXPECT_EQ(refusal({"./A.js", "./a.js", "./a.js?b", "./x.js"}, FileNames::folding),
              "\"./A.js\" (line 2) and \"./a.js\" (line 3) differ in letter case only");
}

TEST(NormalKeys, WhatLooksAlikeAndIsNot) {
    EXPECT_EQ(refusal({"./a.js", "./a.mjs", "./%25.js", "./%2525.js", "./a/b.js", "http://h/A", "http://h/a"},
                      FileNames::folding),
              "");
}

TEST(NormalKeys, ComposedForm) {
    EXPECT_EQ(refusal({"./\u00e9.js"}, FileNames::folding), "");
    EXPECT_EQ(refusal({"./e\u0301.js"}, FileNames::exact), "");
    EXPECT_NE(refusal({"./e\u0301.js"}, FileNames::folding), "");
    EXPECT_NE(refusal({"./e%CC%81.js"}, FileNames::folding), "");
    for (const std::string_view text : {"", "a", "\u00fc\u4e2d\u0e1c\u0e39\u0e49", "\uac00", "\u0439"})
        EXPECT_TRUE(is_composed(text)) << text;
    for (const std::string_view text : {"u\u0308", "\u212b", "\u1100\u1161", "\u0438\u0306", "\uf900", "\xff"})
        EXPECT_FALSE(is_composed(text)) << text;
}

TEST(NormalKeys, OnWindows) {
    const auto problems = windows_problems(
        listing({"./a.js", "./progra~1/a.js", "./a:b.js", "./nul.js", "./lib/com1", "./a.", "./a%20/b.js", "./a%5Cb.js",
                 "./a%3f.js", "./lib/", "file:///C:/a.js", "data:,nul", "./ab~cd.js"}),
        base());
    std::vector<std::string> keys;
    for (const KeyProblem& problem : problems) {
        keys.push_back(problem.key);
        EXPECT_NE(problem.reason, "");
    }
    EXPECT_EQ(keys, (std::vector<std::string>{"./progra~1/a.js", "./a:b.js", "./nul.js", "./lib/com1", "./a.",
                                              "./a%20/b.js", "./a%5Cb.js", "./a%3f.js"}));
}

TEST(NormalKeys, OneSpelling) {
    const auto spelled = [](std::string_view text) { return one_spelling(*parse_url(text)).href(); };
    EXPECT_EQ(spelled("file:///%6fk~.js?q#f"), "file:///ok%7E.js?q#f");
    EXPECT_EQ(spelled("file:///a//b/"), "file:///a/b/");
    EXPECT_EQ(spelled("file:///a%2fb"), "file:///a%2fb");
    EXPECT_EQ(spelled("file://h/%6f"), "file://h/%6f");
    EXPECT_EQ(spelled("http://h/%6f"), "http://h/%6f");
    EXPECT_EQ(key_for(*parse_url("file:///srv/app/lib/a.js?b"), base()), "./lib/a.js?b");
    EXPECT_EQ(key_for(*parse_url("file:///srv/a.js"), base()), "file:///srv/a.js");
    EXPECT_EQ(key_for(*parse_url("node:fs"), base()), "node:fs");
}

// Keys that are put together without parsing mean what parsing says.
RC_GTEST_PROP(NormalKeysProperty, PlainKeysMeanWhatParsingSays, ()) {
    const auto piece =
        rc::gen::element<std::string>("a", "B", "9", ".", "..", "/", "//", "-", "_", "@", "~", "%61", ":", "|",
                                      "c:", "\\", " ", "?", "#", "\t", "é", "./", "../", "file:");
    const auto word = rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const auto& pieces) {
        std::string text;
        for (const std::string& one : pieces) text += one;
        return text;
    });
    const std::string key = (*rc::gen::inRange(0, 4) > 0 ? "./" : "") + *word;
    const auto home = parse_url("file:///" + *rc::gen::element<std::string>("", "srv/", "srv/a%20b/") + "policy.json");
    RC_ASSERT(home.has_value());
    const auto url = resource_url(key, *home);
    const auto href = KeyReader(*home).href(key);
    RC_ASSERT(url.has_value() == href.has_value());
    RC_PRE(href.has_value());
    RC_ASSERT(*href == url->href());
    if (!is_plain_file_url(*href)) return;
    RC_ASSERT(one_spelling(*url).href() == *href);
    RC_ASSERT(parse_url(*href)->href() == *href);
}

TEST(PlainFileUrl, HasOneSpelling) {
    for (const std::string href :
         {"file:///", "file:///a", "file:///a/", "file:///a.b/.c/..d/e..", "file:///a@1-x_y/B"})
        EXPECT_TRUE(is_plain_file_url(href)) << href;
    for (const std::string href : {"", "file:", "file://", "file://a/b", "https:///a", "file:///a//b", "file:////",
                                   "file:///.", "file:///..", "file:///a/./b", "file:///a/../b", "file:///a%20b",
                                   "file:///c:/a", "file:///c|/a", "file:///a?b", "file:///a#b", "file:///a~"})
        EXPECT_FALSE(is_plain_file_url(href)) << href;
}

}  // namespace
}  // namespace ward::policy
