#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "formats/document.h"
#include "formats/json_writer.h"

namespace ward {
namespace {

std::string error_of(std::string_view text, const DocumentLimits& limits = {}) {
    const auto node = parse_json(text, "a.json", limits);
    return node ? "" : node.error().message();
}

TEST(JsonDocument, reads_every_kind_with_its_place) {
    const auto root =
        parse_json("\xef\xbb\xbf{\n  \"a\": [1, -2.50, \"\xc3\xa9\", true],\n  \"b\": {\"c\": null}\n}\n", "a.json");
    ASSERT_TRUE(root) << root.error().message();
    ASSERT_TRUE(root->is_table());
    const Node& list = *root->find("a");
    ASSERT_EQ(list.items.size(), 4u);
    EXPECT_EQ(list.line, 2);
    EXPECT_EQ(list.column, 8);
    EXPECT_EQ(list.items[0].kind, Node::Kind::integer);
    EXPECT_EQ(list.items[0].integer, 1);
    EXPECT_EQ(list.items[1].kind, Node::Kind::real);
    EXPECT_EQ(list.items[1].real, -2.5);
    EXPECT_EQ(list.items[1].text, "-2.50");
    EXPECT_EQ(list.items[2].text, "\xc3\xa9");
    EXPECT_EQ(list.items[3].kind, Node::Kind::boolean);
    EXPECT_TRUE(list.items[3].truth);
    EXPECT_EQ(list.items[3].column, 24);  // characters, not bytes
    EXPECT_EQ(root->find("b")->find("c")->kind, Node::Kind::null);
    EXPECT_EQ(root->find("b")->find("c")->line, 3);
    EXPECT_EQ(root->find("none"), nullptr);
    EXPECT_EQ(root->string_at("a"), std::nullopt);
}

TEST(JsonDocument, strings_and_escapes) {
    const auto root = parse_json(R"(["\"\\\/\b\f\n\r\t", "\u00e9\u20ac\ud83d\ude00\u0000"])", "a.json");
    ASSERT_TRUE(root);
    EXPECT_EQ(root->items[0].text, "\"\\/\b\f\n\r\t");
    EXPECT_EQ(root->items[1].text, std::string_view("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\0", 10));
}

TEST(JsonDocument, numbers_keep_their_text) {
    const auto root = parse_json("[9223372036854775807, 9223372036854775808, 1E2, -0, 1.10]", "a.json");
    ASSERT_TRUE(root);
    EXPECT_EQ(root->items[0].integer, INT64_MAX);
    EXPECT_EQ(root->items[1].kind, Node::Kind::real);
    EXPECT_EQ(root->items[1].text, "9223372036854775808");
    EXPECT_EQ(root->items[2].real, 100.0);
    EXPECT_EQ(root->items[3].kind, Node::Kind::integer);
    EXPECT_EQ(root->items[4].text, "1.10");
}

TEST(JsonDocument, a_scalar_is_a_document) {
    EXPECT_EQ(parse_json(" \"x\" ", "a.json")->text, "x");
    EXPECT_TRUE(parse_json("{}", "a.json")->fields.empty());
    EXPECT_TRUE(parse_json("[ ]", "a.json")->items.empty());
}

TEST(JsonDocument, text_without_an_address) {
    EXPECT_EQ(parse_json(std::string_view(), "a").has_value(), parse_json("", "a").has_value());
}

TEST(JsonDocument, says_what_is_wrong_and_where) {
    EXPECT_EQ(error_of(""), "a.json:1: expected a value, found the end");
    EXPECT_EQ(error_of("{\n\"a\": 1,\n}"), "a.json:3: expected a key in quotes, found \"}\"");
    EXPECT_EQ(error_of("[1,\n]"), "a.json:2: expected a value, found \"]\"");
    EXPECT_EQ(error_of("[1 2]"), "a.json:1: expected \",\" or \"]\", found \"2\"");
    EXPECT_EQ(error_of("{\"a\" 1}"), "a.json:1: expected \":\", found \"1\"");
    EXPECT_EQ(error_of("{\"a\": 1]"), "a.json:1: expected \",\" or \"}\", found \"]\"");
    EXPECT_EQ(error_of("[]\n[]"), "a.json:2: expected the end, found \"[\"");
    EXPECT_EQ(error_of("[\n\"a"), "a.json:2: a string has no end");
    EXPECT_EQ(error_of("\"a\n\""), "a.json:1: a string has an unescaped control character or line break");
    EXPECT_EQ(error_of("\"\\x\""), "a.json:1: a string has an unknown escape: \"x\"");
    EXPECT_EQ(error_of("\"\\"), "a.json:1: a string has an unknown escape: the end");
    EXPECT_EQ(error_of("\"\\u12"), "a.json:1: \\u needs four hexadecimal digits");
    EXPECT_EQ(error_of("\"\\u12g4\""), "a.json:1: \\u needs four hexadecimal digits");
    EXPECT_EQ(error_of("\"\\ud800\""), "a.json:1: a string has half a surrogate pair");
    EXPECT_EQ(error_of("\"\\ud800\\u0041\""), "a.json:1: a string has half a surrogate pair");
    EXPECT_EQ(error_of("\"\\udc00\""), "a.json:1: a string has half a surrogate pair");
    EXPECT_EQ(error_of("01"), "a.json:1: a number cannot start with 0");
    EXPECT_EQ(error_of("-"), "a.json:1: expected a digit after \"-\"");
    EXPECT_EQ(error_of("1."), "a.json:1: expected a digit after \".\"");
    EXPECT_EQ(error_of("1e"), "a.json:1: expected a digit in the exponent");
    EXPECT_EQ(error_of("1e999"), "a.json:1: number 1e999 is out of range");
    EXPECT_EQ(error_of("nul"), "a.json:1: expected a value, found \"n\"");
    EXPECT_EQ(error_of("// c\n1"), "a.json:1: expected a value, found \"/\"");
    EXPECT_EQ(error_of("\x1b"), "a.json:1: expected a value, found \"\\x1b\"");
    EXPECT_EQ(error_of("[\n\"\xff\"]"), "a.json:2: is not UTF-8");
    EXPECT_EQ(error_of("\xff\xfe[\0"), "a.json:1: is not UTF-8");
}

TEST(JsonDocument, repeated_keys_are_errors) {
    EXPECT_EQ(error_of("{\"a\": 1,\n\"b\": 2,\n\"\\u0061\": 3}"), "a.json:3: key \"a\" is already on line 1");
    EXPECT_EQ(error_of("{\"x\": {\"a\": 1}, \"y\": {\"a\": 1}}"), "");
}

TEST(JsonDocument, limits) {
    const DocumentLimits limits{.bytes = 100, .depth = 3, .nodes = 5, .aliases = 0};
    EXPECT_EQ(error_of("[[[1]]]", limits), "");
    EXPECT_EQ(error_of("[[\n[[1]]]]", limits), "a.json:2: is nested deeper than 3 levels");
    EXPECT_EQ(error_of("[1,2,3,4]", limits), "");
    EXPECT_EQ(error_of("[1,2,3,\n4,5]", limits), "a.json:2: has more than 5 values");
    EXPECT_EQ(error_of(std::string(101, ' '), limits), "a.json: is larger than 100 bytes");
    EXPECT_EQ(parse_json("[[[[1]]]]", "a.json", limits).error().code, ErrorCode::limit);
    // A million brackets, which have overflowed many a stack.
    EXPECT_EQ(error_of(std::string(1'000'000, '[')), "a.json:1: is nested deeper than 64 levels");
}

void write(JsonWriter& json, const Node& node) {
    switch (node.kind) {
        case Node::Kind::null: json.null(); break;
        case Node::Kind::boolean: json.value(node.truth); break;
        case Node::Kind::integer: json.value(node.integer); break;
        case Node::Kind::table:
            json.begin_object();
            for (const auto& [key, value] : node.fields) {
                json.key(key);
                write(json, value);
            }
            json.end_object();
            break;
        case Node::Kind::list:
            json.begin_array();
            for (const Node& item : node.items) write(json, item);
            json.end_array();
            break;
        default: json.value(node.text);
    }
}

std::string written(const Node& node, JsonLayout layout) {
    JsonWriter json(layout);
    write(json, node);
    return json.take();
}

rc::Gen<std::string> text() {
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
                            std::vector<std::string>{"a", "\"", "\\", "\n", "\x01", "\x7f", "<", ": ", "#", "\xc3\xa9",
                                                     "\xe2\x80\xa8", "\xf0\x9f\x90\xa2", "*", "&"})),
                        [](const std::vector<std::string>& parts) { return fmt::format("{}", fmt::join(parts, "")); });
}

Node tree(int depth) {
    Node node;
    const int kind = *rc::gen::inRange(0, depth > 0 ? 6 : 4);
    if (kind == 1) {
        node.kind = Node::Kind::boolean;
        node.truth = *rc::gen::arbitrary<bool>();
    } else if (kind == 2) {
        node.kind = Node::Kind::integer;
        node.integer = *rc::gen::arbitrary<int64_t>();
    } else if (kind == 3) {
        node.kind = Node::Kind::string;
        node.text = *text();
    } else if (kind == 4) {
        node.kind = Node::Kind::list;
        for (int i = *rc::gen::inRange(0, 4); i > 0; --i) node.items.push_back(tree(depth - 1));
    } else if (kind == 5) {
        node.kind = Node::Kind::table;
        for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
            node.fields.emplace_back(fmt::format("{}{}", *text(), i), tree(depth - 1));
    }
    return node;
}

RC_GTEST_PROP(JsonDocumentProperty, what_is_written_is_read_back, ()) {
    const std::string json = written(tree(3), JsonLayout::indented);
    const auto again = parse_json(json, "a.json");
    RC_ASSERT(again.has_value());
    RC_ASSERT(written(*again, JsonLayout::indented) == json);
}

// JSON is YAML: two parsers with nothing in common must see the same.
RC_GTEST_PROP(JsonDocumentProperty, yaml_reads_the_same, ()) {
    const JsonLayout layout = *rc::gen::element(JsonLayout::compact, JsonLayout::indented);
    const std::string json = written(tree(3), layout);
    const auto yaml = parse_yaml(json, "a.yaml");
    RC_ASSERT(yaml.has_value());
    RC_ASSERT(written(*yaml, layout) == json);
}

}  // namespace
}  // namespace ward
