#include "lang/workflow/yaml_tree.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::workflow {
namespace {

using testing::HasSubstr;

std::string error_of(std::string_view text, Dialect dialect = Dialect::github, const YamlLimits& limits = {}) {
    const auto tree = read_yaml(text, "a.yml", dialect, limits);
    return tree ? "" : tree.error().message();
}

ErrorCode code_of(std::string_view text, const YamlLimits& limits) {
    const auto tree = read_yaml(text, "a.yml", Dialect::github, limits);
    return tree ? ErrorCode::internal : tree.error().code;
}

TEST(YamlTree, plain_scalars_are_what_go_yaml_takes_them_for) {
    for (const std::string_view text : {"", "~", "null", "NULL"}) EXPECT_EQ(tag_of_plain(text), YamlTag::null) << text;
    for (const std::string_view text : {"true", "True", "FALSE"})
        EXPECT_EQ(tag_of_plain(text), YamlTag::boolean) << text;
    for (const std::string_view text :
         {"1", "-1", "+1", "0", "07", "0x1F", "0b11", "0o7", "1_000", "18446744073709551615", "-9223372036854775808"})
        EXPECT_EQ(tag_of_plain(text), YamlTag::integer) << text;
    for (const std::string_view text :
         {"1.5", ".5", "-0", "1.", "1e3", "08", ".inf", "-.INF", ".nan", "18446744073709551616"})
        EXPECT_EQ(tag_of_plain(text), YamlTag::real) << text;
    for (const std::string_view text :
         {"2001-01-02", "2001-1-2 3:4:5", "2001-12-14T21:59:43.10-05:00", "2000-02-29", "<<"})
        EXPECT_EQ(tag_of_plain(text), YamlTag::other) << text;
    for (const std::string_view text : {"on", "yes", "y", "nil", "tRUE", "0x", "0xg", "1.2.3", "-", "+", ".", "1e",
                                        "2001-13-01", "2001-02-29", "1:30", "é"})
        EXPECT_EQ(tag_of_plain(text), YamlTag::text) << text;
}

TEST(YamlTree, columns_are_characters_and_tags_are_heard) {
    const auto tree = read_yaml("é: {a: !!str 1, b: ! 2, c: !x 3, d: '4'}", "a.yml", Dialect::github);
    ASSERT_TRUE(tree);
    const YamlNode& map = (*tree)[(*tree)[YamlTree::root].children[1]];
    EXPECT_EQ(map.at, (Position{1, 4}));
    EXPECT_EQ((*tree)[map.children[1]].tag, YamlTag::text);
    EXPECT_EQ((*tree)[map.children[3]].tag, YamlTag::integer);
    EXPECT_EQ((*tree)[map.children[5]].tag, YamlTag::other);
    EXPECT_TRUE((*tree)[map.children[7]].quoted);
}

TEST(YamlTree, only_the_first_document_counts) {
    EXPECT_EQ(error_of("a: b\n---\n{broken"), "");
    EXPECT_EQ(error_of("a: b\n---\n" + std::string(3000, 'x') + "\n{broken", Dialect::actionlint), "");
    EXPECT_THAT(error_of("  a: b\nc d\ne: f", Dialect::actionlint), HasSubstr("a.yml:"));
}

TEST(YamlTree, the_two_dialects_of_directives_and_escapes) {
    EXPECT_EQ(error_of("%YAML 1.2\n---\na"), "");
    EXPECT_THAT(error_of("%YAML 1.2\n---\na", Dialect::actionlint), HasSubstr("YAML 1.1"));
    EXPECT_THAT(error_of(R"(a: "it\'s")"), HasSubstr("escape"));
    const auto tree = read_yaml("# é\na: \"it\\'s \\a \\'b\\'\"\nb: '\\'", "a.yml", Dialect::actionlint);
    ASSERT_TRUE(tree);
    EXPECT_EQ((*tree)[(*tree)[YamlTree::root].children[1]].text, "it's \a 'b'");
    EXPECT_EQ((*tree)[(*tree)[YamlTree::root].children[3]].text, "\\");
    std::string many = "\"";
    for (int i = 0; i < 100; ++i) many += "\\'";
    EXPECT_THAT(error_of(many + "\"", Dialect::actionlint), HasSubstr("escape"));
}

TEST(YamlTree, an_alias_bomb_is_found_before_it_goes_off) {
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 30; ++i) {
        bomb += fmt::format("a{}: &a{} [", i, i);
        for (int k = 0; k < 10; ++k) bomb += fmt::format("*a{}, ", i - 1);
        bomb += "]\n";
    }
    EXPECT_EQ(code_of(bomb, {}), ErrorCode::limit);
    // Where aliases are not followed, it is a small file.
    EXPECT_EQ(error_of(bomb, Dialect::actionlint), "");

    const std::string wide = "a: &a " + std::string(1000, 'x') + "\nb: [*a, *a, *a, *a, *a]\n";
    EXPECT_EQ(code_of(wide, {.expanded_bytes = 4000}), ErrorCode::limit);
    EXPECT_EQ(code_of(wide, {}), ErrorCode::internal);

    // Depth that only aliases make.
    std::string deep = "a0: &a0 []\n";
    for (int i = 1; i < 200; ++i) deep += fmt::format("a{}: &a{} [*a{}]\n", i, i, i - 1);
    EXPECT_THAT(error_of(deep), HasSubstr("deeper than 128"));
}

TEST(YamlTree, an_alias_of_what_it_stands_in) {
    EXPECT_THAT(error_of("a: &a [*a]"), HasSubstr("contains itself"));
    EXPECT_EQ(error_of("a: &a [*a]", Dialect::actionlint), "");
    EXPECT_THAT(error_of("a: *b", Dialect::actionlint), HasSubstr("unknown anchor"));
    EXPECT_EQ(error_of("a: &a x\nb: &a [*a]\nc: *a"), "a.yml:2: alias \"a\" contains itself");
}

TEST(YamlTree, limits_have_names) {
    EXPECT_EQ(code_of("aaaa", {.bytes = 3}), ErrorCode::limit);
    EXPECT_EQ(code_of("[a, b, c]", {.nodes = 3}), ErrorCode::limit);
    EXPECT_EQ(code_of("[a, b]", {.nodes = 3}), ErrorCode::internal);
    EXPECT_EQ(code_of(std::string(128, '[') + std::string(128, ']'), {}), ErrorCode::internal);
    EXPECT_EQ(code_of(std::string(129, '[') + std::string(129, ']'), {}), ErrorCode::limit);
}

}  // namespace
}  // namespace ward::workflow
