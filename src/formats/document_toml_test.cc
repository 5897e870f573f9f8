#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/document.h"

namespace ward {
namespace {

std::string error_of(std::string_view text, const DocumentLimits& limits = {}) {
    const auto node = parse_toml(text, "a.toml", limits);
    return node ? "" : node.error().message();
}

TEST(TomlDocument, reads_every_kind_with_its_place) {
    const auto root = parse_toml(R"(
s = "a\tb"
"k\u00e9y" = 1_000
hex = 0xFF
real = 1.10
exp = 2.5e3
yes = true
list = [1, 2.0, "x"]
inline = { a = 1, b.c = 2 }

[table.sub]
x = 'raw\n'

[[many]]
n = 1
[[many]]
n = 2
)",
                                 "a.toml");
    ASSERT_TRUE(root) << root.error().message();
    EXPECT_EQ(root->string_at("s"), "a\tb");
    EXPECT_EQ(root->find("s")->line, 2);
    EXPECT_EQ(root->find("s")->column, 5);
    EXPECT_EQ(root->find("k\xc3\xa9y")->integer, 1000);
    EXPECT_EQ(root->find("k\xc3\xa9y")->text, "1_000");
    EXPECT_EQ(root->find("hex")->integer, 255);
    EXPECT_EQ(root->find("hex")->text, "0xFF");
    EXPECT_EQ(root->find("real")->kind, Node::Kind::real);
    EXPECT_EQ(root->find("real")->text, "1.10");
    EXPECT_EQ(root->find("exp")->real, 2500.0);
    EXPECT_EQ(root->find("yes")->text, "true");
    EXPECT_EQ(root->find("list")->items[1].text, "2.0");
    EXPECT_EQ(root->find("inline")->find("b")->find("c")->integer, 2);
    EXPECT_EQ(root->find("table")->find("sub")->string_at("x"), "raw\\n");
    EXPECT_EQ(root->find("many")->items[1].find("n")->integer, 2);
    EXPECT_EQ(root->find("many")->items[1].find("n")->line, 17);
}

TEST(TomlDocument, fields_are_sorted) {
    const auto root = parse_toml("b = 1\na = 2\n", "a.toml");
    EXPECT_EQ(root->fields[0].first, "a");
    EXPECT_EQ(root->fields[1].first, "b");
}

TEST(TomlDocument, dates_have_rfc_3339_form) {
    const auto root = parse_toml(
        "a = 2026-11-22\nb = 2026-11-22 10:20:30.5+05:30\nc = 2026-11-22T10:20:30Z\nd = 10:20:30\ne = "
        "2026-11-22T10:20:30\n",
        "a.toml");
    ASSERT_TRUE(root) << root.error().message();
    for (const auto& [key, value] : root->fields) EXPECT_EQ(value.kind, Node::Kind::date) << key;
    EXPECT_EQ(root->find("a")->text, "2026-11-22");
    EXPECT_EQ(root->find("b")->text, "2026-11-22T10:20:30.5+05:30");
    EXPECT_EQ(root->find("c")->text, "2026-11-22T10:20:30Z");
    EXPECT_EQ(root->find("d")->text, "10:20:30");
    EXPECT_EQ(root->find("e")->text, "2026-11-22T10:20:30");
}

TEST(TomlDocument, special_numbers) {
    const auto root = parse_toml("a = -inf\nb = nan\nc = +7\n", "a.toml");
    EXPECT_TRUE(std::isinf(root->find("a")->real));
    EXPECT_EQ(root->find("a")->text, "-inf");
    EXPECT_TRUE(std::isnan(root->find("b")->real));
    EXPECT_EQ(root->find("c")->text, "+7");
}

TEST(TomlDocument, byte_order_mark_and_nothing) {
    EXPECT_EQ(parse_toml("\xef\xbb\xbf"
                         "a = 1",
                         "a.toml")
                  ->find("a")
                  ->integer,
              1);
    EXPECT_TRUE(parse_toml("", "a.toml")->is_table());
    EXPECT_EQ(parse_toml("", "a.toml")->line, 1);
}

TEST(TomlDocument, text_without_an_address) {
    EXPECT_EQ(parse_toml(std::string_view(), "a").has_value(), parse_toml("", "a").has_value());
}

TEST(TomlDocument, says_what_is_wrong_and_where) {
    EXPECT_TRUE(error_of("a = 1\nb = \n").starts_with("a.toml:2: ")) << error_of("a = 1\nb = \n");
    EXPECT_TRUE(error_of("a = 1\n\na = 2\n").starts_with("a.toml:3: "));
    EXPECT_TRUE(error_of("[a]\n[a]\n").starts_with("a.toml:2: "));
    EXPECT_EQ(error_of("a = \"x\"\nb = \"\xff\""), "a.toml:2: is not UTF-8");
    EXPECT_EQ(error_of("a = fa\nb = 1\n").find('\n'), std::string::npos) << "one line, whatever it quotes";
}

TEST(TomlDocument, limits) {
    const DocumentLimits limits{.bytes = 1000, .depth = 4, .nodes = 10, .aliases = 0};
    EXPECT_EQ(error_of("[a.b.c]\nx = 1\n", limits), "");
    EXPECT_EQ(error_of("\n[a.b.c.d]\nx = 1\n", limits), "a.toml:2: is nested deeper than 4 levels");
    EXPECT_EQ(error_of("a.b.c.d = {}\n", limits), "a.toml:1: is nested deeper than 4 levels");
    EXPECT_EQ(error_of("x = [1,2,3,4,5,6,7,8]", limits), "");
    EXPECT_EQ(error_of("x = [1,2,3,4,5,6,7,8,9]", limits), "a.toml:1: has more than 10 values");
    EXPECT_EQ(error_of(std::string(1001, '\n'), limits), "a.toml: is larger than 1000 bytes");
    // Dots in values, strings and comments are not depth.
    EXPECT_EQ(
        error_of("x = [1.5, 2.5]\ny = \"a.b.c.d.e.f.g.h.i.j\" # a.b.c.d.e.f.g.h.i.j.k\nz = '''\na.b.c.d.e.f.g.h'''",
                 limits),
        "");
}

// toml++ would build these and then overflow the stack while destroying them.
TEST(TomlDocument, deep_keys_are_refused_before_they_are_built) {
    std::string dots = "a";
    for (int i = 0; i < 200'000; ++i) dots += ".a";
    const std::string deeper = "is nested deeper than 64 levels";
    EXPECT_EQ(error_of(dots + " = 1"), "a.toml:1: " + deeper);
    EXPECT_EQ(error_of("[" + dots + "]"), "a.toml:1: " + deeper);
    EXPECT_EQ(error_of("[[" + dots + "]]"), "a.toml:1: " + deeper);
    EXPECT_EQ(error_of("x = \"\"\"\\\"\"\"\"\"\n" + dots + " = 1"), "a.toml:2: " + deeper);
    EXPECT_EQ(error_of("x = ''''a'''''\n" + dots + " = 1"), "a.toml:2: " + deeper);
    EXPECT_EQ(error_of("x = {" + dots + " = 1}"), "a.toml:1: " + deeper);
    std::string nested;
    for (int i = 0; i < 250; ++i) nested += "{a.b.c.d = ";
    EXPECT_EQ(error_of("x = " + nested), "a.toml:1: " + deeper);
    EXPECT_EQ(error_of("x = " + std::string(100'000, '[')), "a.toml:1: " + deeper);
}

}  // namespace
}  // namespace ward
