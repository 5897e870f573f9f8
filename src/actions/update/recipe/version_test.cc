// Which version a tree has, and how tags spell versions: row by row.
#include "actions/update/recipe/version.h"

#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace ward::update {
namespace {

using testing::HasSubstr;

FileTree tree_of(const std::map<std::string, std::string>& files) {
    FileTree tree;
    for (const auto& [path, text] : files) tree.emplace(path, TreeFile(text));
    return tree;
}

VersionRule by_pattern(std::vector<Pattern> patterns, std::string format = {}) {
    VersionRule rule;
    rule.file = "v.h";
    rule.patterns = std::move(patterns);
    rule.format = std::move(format);
    return rule;
}

// The version, or the error's message.
std::string found(const VersionRule& rule, const std::string& text) {
    const FileTree tree = tree_of({{rule.file, text}});
    const auto version = current_version(rule, reader_of(tree));
    if (!version) return version.error().message();
    return version->value_or("(tree equality)");
}

TEST(Version, IsSafeOrIsNone) {
    for (const std::string_view good :
         {"1.2.3", "1.2.3-rc.1", "1.0.0+quic", "3.0.13~deb", "1.3.0.1-motley-209717d", "0"})
        EXPECT_TRUE(is_safe_version(good)) << good;
    const std::vector<std::string> bad = {"",
                                          "-rf",
                                          ".1",
                                          "1..2",
                                          "1/2",
                                          "1 2",
                                          "1;2",
                                          "$(id)",
                                          "1\n2",
                                          "1`id`",
                                          "1&2",
                                          "1\xc3\xa9",
                                          "~1",
                                          "+1",
                                          "1%2",
                                          "1\"2",
                                          std::string("1\0002", 3),
                                          "1=2",
                                          "1:2",
                                          "1@{0}",
                                          "1^2",
                                          "1?2",
                                          "1*2",
                                          "1[2"};
    for (const std::string& text : bad) EXPECT_FALSE(is_safe_version(text)) << text;
    EXPECT_TRUE(is_safe_version(std::string(max_version_bytes, '1')));
    EXPECT_FALSE(is_safe_version(std::string(max_version_bytes + 1, '1')));
}

TEST(CurrentVersion, ByPointer) {
    VersionRule rule;
    rule.file = "package.json";
    rule.pointer = "/version";
    EXPECT_EQ(found(rule, R"({"name": "acorn", "version": "8.19.0"})"), "8.19.0");
    rule.pointer = "/a~1b/1/v~0";
    EXPECT_EQ(found(rule, R"({"a/b": [{}, {"v~": "1.5"}]})"), "1.5");
    rule.pointer = "/a/7";
    EXPECT_THAT(found(rule, R"({"a": ["1"]})"), HasSubstr("nothing is at /a/7"));
    rule.pointer = "/version";
    EXPECT_THAT(found(rule, R"({"version": ["1"]})"), HasSubstr("package.json:1: what is at /version is no version"));
    EXPECT_THAT(found(rule, R"({"version": "1; rm -rf"})"), HasSubstr("'1; rm -rf' is no version"));
    EXPECT_THAT(found(rule, "{"), HasSubstr("package.json"));
    rule.file = "pyproject.toml";
    rule.pointer = "/project/version";
    EXPECT_EQ(found(rule, "[project]\nname = \"gyp\"\nversion = \"0.20.4\"\n"), "0.20.4");
    rule.file = "Cargo.lock";
    rule.pointer = "/package/0/version";
    EXPECT_EQ(found(rule, "[[package]]\nversion = \"0.1.2\"\n"), "0.1.2");
}

TEST(CurrentVersion, ByOnePattern) {
    const auto rule = by_pattern({R"re(^#define NGHTTP2_VERSION "([^"]+)")re"});
    EXPECT_EQ(found(rule, "// NGHTTP2_VERSION \"0\"\n#define NGHTTP2_VERSION \"1.61.0\"\r\n"), "1.61.0");
    EXPECT_THAT(found(rule, "#define NGHTTP2_VERSION_NUM 3\n"), HasSubstr("v.h: the pattern"));
    EXPECT_THAT(found(rule, ""), HasSubstr("finds nothing"));
    EXPECT_EQ(found(by_pattern({R"((\d+)\.(\d+)\.(\d+))"}, "{1}.{2}-{3}"), "v 1.2.3"), "1.2-3");
    EXPECT_EQ(found(by_pattern({R"(v(\d+)()?)"}), "v7"), "7");
}

TEST(CurrentVersion, SaysWhereAPatternFindsTwo) {
    const auto rule = by_pattern({R"re(VERSION "([^"]+)")re"});
    EXPECT_EQ(found(rule, "VERSION \"1.2\"\n\nVERSION \"1.2\"\n"), "1.2");
    EXPECT_THAT(found(rule, "VERSION \"1.2\"\n\nVERSION \"1.3\"\n"),
                HasSubstr("finds two versions, in line 1 and line 3"));
}

TEST(CurrentVersion, BySeveralPatterns) {
    const auto rule = by_pattern({R"(_MAJOR (\d+))", R"(_MINOR (\d+))", R"(_PATCH (\d+))"}, "{1}.{2}.{3}");
    EXPECT_EQ(found(rule, "#define X_MAJOR 1\n#define X_MINOR 48\n#define X_PATCH 0\n"), "1.48.0");
    EXPECT_THAT(found(rule, "#define X_MAJOR 1\n#define X_PATCH 0\n"), HasSubstr("_MINOR"));
    EXPECT_THAT(found(by_pattern({R"((\d))"}, "{2}"), "1"), HasSubstr("{1} to {1}"));
    EXPECT_THAT(found(by_pattern({R"((\d))"}, "{1"), "1"), HasSubstr("has a part that no pattern found"));
    EXPECT_THAT(found(by_pattern({R"((\d))"}, "{x}"), "1"), HasSubstr("has a part that no pattern found"));
}

TEST(CurrentVersion, ByTheBitsOfANumber) {
    VersionRule rule = by_pattern({"BROTLI_VERSION (0x[0-9A-Fa-f]+|\\d+|-\\d+)"});
    rule.packed = {{24, 8}, {12, 12}, {0, 12}};
    EXPECT_EQ(found(rule, "#define BROTLI_VERSION 0x1000009"), "1.0.9");
    EXPECT_EQ(found(rule, "#define BROTLI_VERSION 0x100100A"), "1.1.10");
    EXPECT_EQ(found(rule, "#define BROTLI_VERSION 16777225"), "1.0.9");
    EXPECT_THAT(found(rule, "#define BROTLI_VERSION 0x10000000000000000"), HasSubstr("no number"));
    EXPECT_THAT(found(rule, "#define BROTLI_VERSION -1"), HasSubstr("no number"));
    rule.packed = {{0, 64}};
    EXPECT_EQ(found(rule, "BROTLI_VERSION 0xffffffffffffffff"), "18446744073709551615");
    rule.packed = {{24, 8}, {0, 12}};
    rule.format = "{1}-{2}";
    EXPECT_EQ(found(rule, "BROTLI_VERSION 0x1000009"), "1-9");
}

TEST(CurrentVersion, ByAWholeFileOrByNone) {
    VersionRule rule;
    rule.file = "VERSION";
    rule.whole = true;
    EXPECT_EQ(found(rule, " v49.0\r\nmore\n"), "v49.0");
    EXPECT_THAT(found(rule, "\n"), HasSubstr("'' is no version"));
    rule = {};
    rule.tree_equality = true;
    EXPECT_EQ(found(rule, ""), "(tree equality)");
}

TEST(CurrentVersion, SaysWhatIsNotThere) {
    const FileTree tree = tree_of({{"other", "1"}});
    const auto missing = current_version(by_pattern({"(1)"}), reader_of(tree));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::not_found);
    FileTree linked;
    linked.emplace("v.h", TreeFile("1", FileKind::symlink));
    EXPECT_EQ(current_version(by_pattern({"(1)"}), reader_of(linked)).error().code, ErrorCode::not_found);
    const auto unread = [](std::string_view) -> Result<std::optional<std::string>> {
        return fail(ErrorCode::io, "no");
    };
    EXPECT_EQ(current_version(by_pattern({"(1)"}), unread).error().code, ErrorCode::io);
    std::string often;
    for (size_t i = 0; i < max_version_matches; ++i) often += "1\n";
    EXPECT_EQ(found(by_pattern({"^(1)$"}), often), "1");
    EXPECT_THAT(found(by_pattern({"^(1)$"}), often + "1"), HasSubstr("matches more than 1000 times"));
    const std::string large(max_version_file_bytes + 1, 'x');
    const auto too_large = [&](std::string_view) -> Result<std::optional<std::string>> { return large; };
    EXPECT_EQ(current_version(by_pattern({"(1)"}), too_large).error().code, ErrorCode::limit);
}

struct TagRow {
    std::string form;
    std::string strip;
    std::vector<std::pair<std::string, std::string>> map;
    std::string tag;
    std::string version;  // empty: none
};

std::string version_of(const TagRow& row) {
    Source source;
    source.kind = "github-tag";
    source.tag = row.form;
    Selection selection;
    selection.strip = row.strip;
    selection.map = row.map;
    return version_of_tag(source, selection, row.tag).value_or("");
}

TEST(Tags, SpellVersions) {
    const std::vector<TagRow> rows = {
        {"v{v}", "", {}, "v1.2.3", "1.2.3"},
        {"v{v}", "", {}, "1.2.3", ""},
        {"{v}", "", {}, "1.2.3", "1.2.3"},
        {"release/v{v}", "", {}, "release/v9.2.1", "9.2.1"},
        {"release/v{v}", "", {}, "v9.2.1", ""},
        {"cares-{v}", "", {{"_", "."}}, "cares-1_2_3", "1.2.3"},
        {"release-{v}", "", {{"-", "."}}, "release-78-1", "78.1"},
        {"openssl-{v}", "[+]quic.*$", {}, "openssl-3.0.13+quic1", "3.0.13"},
        {"{v}", "^(v|cares-)", {{"_", "."}}, "cares-1_34_5", "1.34.5"},
        {"{v}", "^(v|cares-)", {{"_", "."}}, "v1.34.6", "1.34.6"},
        {"v{v}-src", "", {}, "v1-src", "1"},
        {"v{v}-src", "", {}, "v-src", ""},
        {"vv{v}", "", {}, "v", ""},
        {"v{v}", "", {}, "vlatest", ""},
        {"v{v}", "", {}, "v1.0;id", ""},
        {"v{v}", "", {}, "v1.0\nX=1", ""},
        {"v{v}", "", {}, "v$(id)1", ""},
        {"v{v}", "", {}, "v--1", ""},
        {"", "", {}, "7.0", "7.0"},
    };
    for (const TagRow& row : rows) EXPECT_EQ(version_of(row), row.version) << row.form << " of " << row.tag;
}

TEST(Tags, TheOtherWay) {
    for (const auto& [form, map, tag] : std::vector<std::tuple<std::string, std::string, std::string>>{
             {"v{v}", "", "v1.2.3"}, {"cares-{v}", "_", "cares-1_2_3"}, {"release-{v}", "-", "release-1-2-3"}}) {
        Source source;
        source.kind = "git-tag";
        source.tag = form;
        Selection selection;
        if (!map.empty()) selection.map = {{map, "."}};
        EXPECT_EQ(tag_of_version(source, selection, "1.2.3"), tag);
        EXPECT_EQ(version_of_tag(source, selection, tag), "1.2.3");
    }
    Source npm;
    npm.kind = "npm";
    npm.tag = "latest";
    EXPECT_EQ(tag_of_version(npm, {}, "1.2.3"), "1.2.3");
}

TEST(Tags, AreThereAndBack) {
    rc::check("version_of_tag(tag_of_version(v)) == v", [] {
        Source source;
        source.kind = "github-tag";
        source.tag = *rc::gen::element<std::string>("v{v}", "{v}", "release/v{v}", "x-{v}-src");
        Selection selection;
        if (*rc::gen::arbitrary<bool>()) selection.map = {{"_", "."}};
        const auto numbers =
            *rc::gen::nonEmpty(rc::gen::resize(5, rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 9'999))));
        std::string version;
        for (const int number : numbers) version += (version.empty() ? "" : ".") + std::to_string(number);
        RC_ASSERT(version_of_tag(source, selection, tag_of_version(source, selection, version)) == version);
    });
}

}  // namespace
}  // namespace ward::update
