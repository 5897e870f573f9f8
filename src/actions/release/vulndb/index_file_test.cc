#include "actions/release/vulndb/index_file.h"

#include <gmock/gmock.h>

#include "actions/release/vulndb/script_json.h"
#include "actions/release/vulndb/testing.h"

namespace ward::release::vulndb {
namespace {

using namespace testing;
using ::testing::ElementsAre;

std::string written(std::string_view json) {
    const auto node = parse_json(json, "x");
    return node ? script_json(*node) : node.error().message();
}

// The expected texts are what node prints for JSON.stringify(value, null, 2).
TEST(ScriptJson, is_what_javascript_writes) {
    EXPECT_EQ(written("{}"), "{}");
    EXPECT_EQ(written("{\"a\":[],\"b\":{}}"), "{\n  \"a\": [],\n  \"b\": {}\n}");
    EXPECT_EQ(written("[1,[2,{\"c\":null}],true]"),
              "[\n  1,\n  [\n    2,\n    {\n      \"c\": null\n    }\n  ],\n  true\n]");
    EXPECT_EQ(written(R"(["\u0001\b\f\n\r\t\"\\/<é\u2028"])"), "[\n  \"\\u0001\\b\\f\\n\\r\\t\\\"\\\\/<é\u2028\"\n]");
    EXPECT_EQ(written(R"({"b":1,"10":2,"9":3,"07":4,"a":5,"4294967295":6})"),
              "{\n  \"9\": 3,\n  \"10\": 2,\n  \"b\": 1,\n  \"07\": 4,\n  \"a\": 5,\n  \"4294967295\": 6\n}");
}

TEST(ScriptJson, writes_numbers_as_javascript_does) {
    const std::pair<const char*, const char*> cases[] = {{"7.0", "7"},
                                                         {"6.50", "6.5"},
                                                         {"-0", "0"},
                                                         {"1e3", "1000"},
                                                         {"0.1", "0.1"},
                                                         {"1e21", "1e+21"},
                                                         {"123456789012345680000", "123456789012345680000"},
                                                         {"0.000001", "0.000001"},
                                                         {"0.0000001", "1e-7"},
                                                         {"1.5e-9", "1.5e-9"},
                                                         {"-12.25", "-12.25"},
                                                         {"9007199254740993", "9007199254740992"},
                                                         {"1.25e+30", "1.25e+30"}};
    for (const auto& [text, expected] : cases) EXPECT_EQ(written(text), expected) << text;
}

TEST(VulndbIndex, has_every_entry_by_number) {
    const Folder folder;
    folder.put("vuln/core/10.json", R"({"a": 1})");
    folder.put("vuln/core/9.json", R"({"b": "é"})");
    const auto files = index_files(folder.root(), folder.database());
    ASSERT_TRUE(files) << files.error().message();
    ASSERT_EQ(files->size(), 1u);
    EXPECT_EQ(files->at(0).path, "vuln/core/index.json");
    EXPECT_EQ(files->at(0).bytes, "{\n  \"9\": {\n    \"b\": \"é\"\n  },\n  \"10\": {\n    \"a\": 1\n  }\n}");
    EXPECT_FALSE(files->at(0).is_current());
    EXPECT_THAT(lines_of(index_problems(files->at(0), Compare::bytes)),
                ElementsAre("vulndb-index-stale vuln/core/index.json:1 is not there"));
}

TEST(VulndbIndex, tells_what_a_committed_one_lacks) {
    const Folder folder;
    folder.put("core/1.json", R"({"a": 1})");
    folder.put("core/2.json", R"({"a": 2})");
    const auto problems = [&](std::string_view committed, Compare compare) {
        folder.put("core/index.json", committed);
        const auto files = index_files(folder.root(), folder.database());
        return files ? lines_of(index_problems(files->at(0), compare)) : std::vector{files.error().message()};
    };
    EXPECT_THAT(problems("{\n\"1\": {\"a\": 9},\n\"3\": {}}", Compare::bytes),
                ElementsAre("vulndb-index-stale core/index.json:2 has 1 otherwise than 1.json",
                            "vulndb-index-stale core/index.json:3 has 3, which has no file",
                            "vulndb-index-stale core/index.json:1 lacks 2"));
    EXPECT_THAT(problems(R"({"2":{"a":2},"1":{"a":1}})", Compare::bytes),
                ElementsAre("vulndb-index-stale core/index.json:1 has the same entries in another layout"));
    EXPECT_TRUE(problems(R"({"2":{"a":2},"1":{"a":1}})", Compare::content_only).empty());
    EXPECT_THAT(problems("{", Compare::bytes), ElementsAre(::testing::HasSubstr("cannot be read")));
}

TEST(VulndbIndex, is_not_made_without_an_entry_that_cannot_be_read) {
    const Folder folder;
    folder.put("core/1.json", "{\n,}");
    auto files = index_files(folder.root(), folder.database());
    ASSERT_FALSE(files);
    EXPECT_THAT(files.error().message(), ::testing::StartsWith("core/1.json:2: "));
    folder.put("core/1.json", "{}");
    folder.put("deps/1.json", "{\n\"reason\": \"no matter\"}");
    files = index_files(folder.root(), folder.database());
    ASSERT_FALSE(files);
    EXPECT_EQ(files.error().message(), "deps/1.json:2: \"reason\" is none of the five justifications of VEX");
}

}  // namespace
}  // namespace ward::release::vulndb
