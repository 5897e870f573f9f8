#include "facts/inventory/json_scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::inventory {
namespace {

Json scanned(std::string_view text) {
    auto json = Json::scan(text, "x.json");
    if (!json) throw std::runtime_error(json.error().message());
    return *std::move(json);
}

Json::Value member(const Json::Value& object, std::string_view key) {
    if (const auto found = object.find(key)) return *found;
    throw std::runtime_error("no member " + std::string(key));
}

ErrorCode refused(std::string_view text, const JsonLimits& limits = {}) {
    const auto json = Json::scan(text, "x.json", limits);
    return json ? ErrorCode::internal : json.error().code;
}

TEST(JsonScan, KeepsLinesOfKeysAndValues) {
    const Json json = scanned("{\n  \"a\": 1,\n\n  \"b\":\n    {\"c\": [\n true,\n \"x\"]}}");
    const Json::Value root = json.root();
    EXPECT_EQ(member(root, "a").line(), 2);
    EXPECT_EQ(member(root, "b").line(), 5);
    for (const auto& [key, line, value] : root.members()) EXPECT_EQ(line, key == "a" ? 2 : 4);
    std::vector<int64_t> lines;
    for (const Json::Value item : member(member(root, "b"), "c").items()) lines.push_back(item.line());
    EXPECT_THAT(lines, testing::ElementsAre(6, 7));
}

TEST(JsonScan, AnswersInAnyOrderAndTheLastOfRepeatedKeys) {
    const Json json = scanned(R"({"v": "1", "w": "x", "v": "2", "\u0076": "3"})");
    EXPECT_EQ(json.root().string_at("w"), "x");
    EXPECT_EQ(json.root().string_at("v"), "3");
    ASSERT_EQ(json.repeated_keys().size(), 2u);
    EXPECT_EQ(json.repeated_keys()[1].key, "v");
}

TEST(JsonScan, FindsRepeatedKeysOfLargeObjects) {
    std::string text = "{";
    for (int i = 0; i < 100; ++i) text += "\"k" + std::to_string(i) + "\":0,\n";
    const Json json = scanned(text + "\"k7\":1}");
    ASSERT_EQ(json.repeated_keys().size(), 1u);
    EXPECT_EQ(json.repeated_keys()[0].key, "k7");
    EXPECT_EQ(json.repeated_keys()[0].line, 101);
}

TEST(JsonScan, ALoneSurrogateSpoilsOnlyItself) {
    const Json json = scanned(R"({"bad": "a\ud800b", "\ud800": 1, "name": "caf\u00e9", "q": "\"\\"})");
    EXPECT_EQ(json.root().string_at("bad"), R"(a\ud800b)");
    EXPECT_EQ(json.root().string_at("name"), "caf\u00e9");
    EXPECT_EQ(json.root().string_at("q"), "\"\\");
    EXPECT_TRUE(json.root().find(R"(\ud800)"));
}

TEST(JsonScan, SkipsAByteOrderMark) {
    EXPECT_EQ(scanned("\xef\xbb\xbf{\"a\": \"b\"}").root().string_at("a"), "b");
}

TEST(JsonScan, TruthIsJavaScripts) {
    const Json json = scanned(R"({"a": true, "b": false, "c": null, "d": 0, "e": "", "f": "no", "g": {}, "h": 0.5})");
    for (const std::string_view key : {"a", "f", "g", "h"}) EXPECT_TRUE(json.root().truthy_at(key)) << key;
    for (const std::string_view key : {"b", "c", "d", "e", "missing"}) EXPECT_FALSE(json.root().truthy_at(key)) << key;
}

TEST(JsonScan, OtherKindsHaveNoMembersAndNoItems) {
    const Json json = scanned(R"({"a": [1], "b": "text", "c": {}})");
    EXPECT_FALSE(member(json.root(), "a").find("x"));
    EXPECT_FALSE(json.root().string_at("a"));
    const Json::Value text = member(json.root(), "b");
    EXPECT_TRUE(text.items().begin() == text.items().end());
    const Json::Value empty = member(json.root(), "c");
    EXPECT_TRUE(empty.members().begin() == empty.members().end());
}

TEST(JsonScan, RefusesWhatIsNotJson) {
    for (const std::string_view text : {"",
                                        "[]",
                                        "1",
                                        "null",
                                        "{",
                                        "{\"a\"}",
                                        "{\"a\":}",
                                        "{\"a\":1,}",
                                        "{\"a\":1 \"b\":2}",
                                        "{\"a\":tru}",
                                        "{\"a\":nul}",
                                        "{\"a\":01}",
                                        "{\"a\":1} x",
                                        "{\"a\":1}{}",
                                        "{a:1}",
                                        "{\"a\":\"\x01\"}",
                                        "{\"a\":\"\xff\"}",
                                        "{\"a\":[1}",
                                        "{\"a\":{\"b\":1]}",
                                        "{'a':1}",
                                        "{\"a\":\"unclosed}"})
        EXPECT_EQ(refused(text), ErrorCode::parse) << text;
}

TEST(JsonScan, NamesTheLineOfAnError) {
    const auto json = Json::scan("{\n\"a\": 1,\n\"b\" 2}", "x.json");
    ASSERT_FALSE(json);
    EXPECT_TRUE(json.error().where.starts_with("x.json:")) << json.error().where;
}

TEST(JsonScan, LimitsDepthValuesAndBytes) {
    const std::string deep = "{\"a\":" + std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}";
    EXPECT_EQ(refused(deep), ErrorCode::limit);
    std::string objects;
    for (int i = 0; i < 600; ++i) objects += "{\"a\":";
    EXPECT_EQ(refused(objects + "1" + std::string(600, '}')), ErrorCode::limit);
    EXPECT_EQ(refused("{\"a\":[1,2,3,4]}", {.values = 5}), ErrorCode::limit);
    EXPECT_EQ(refused("{\"a\":1}        ", {.bytes = 8}), ErrorCode::limit);
}

}  // namespace
}  // namespace ward::inventory
