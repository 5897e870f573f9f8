#include "facts/forge/facts_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "base/text.h"
#include "facts/forge/facts_fixture.h"

namespace ward::forge {
namespace {

using testing::HasSubstr;

constexpr std::string_view head =
    R"({"schema":"ward-scorecard-facts/1","forge":"github","host":"github.com","name":"o/r","collected":"2026-11-22T12:00:00Z","gaps":[])";

std::string bundle(std::string_view members) {
    return std::string(head) + std::string(members) + "}";
}

std::string error_of(std::string_view members) {
    const auto facts = read_facts(bundle(members), "f.json");
    return facts ? "" : facts.error().message();
}

RC_GTEST_PROP(FactBundle, is_read_as_it_was_written, (uint32_t seed)) {
    const ForgeFacts facts = MadeUp(seed).facts();
    const std::string json = write_facts(facts);
    const auto again = read_facts(json, "f.json");
    if (!again) RC_FAIL(again.error().message());
    RC_ASSERT(*again == facts);
    RC_ASSERT(write_facts(*again) == json);
}

TEST(FactBundle, keeps_absent_and_empty_apart) {
    const auto absent = read_facts(bundle(""), "f.json");
    ASSERT_TRUE(absent) << absent.error().message();
    EXPECT_FALSE(absent->commits);
    EXPECT_FALSE(absent->badge_level);
    EXPECT_FALSE(absent->archived);
    const auto empty =
        read_facts(bundle(R"(,"commits":[],"badge_level":"","archived":false,"successful_runs":{})"), "f.json");
    ASSERT_TRUE(empty) << empty.error().message();
    EXPECT_TRUE(empty->commits && empty->commits->empty());
    EXPECT_EQ(empty->badge_level, "");
    EXPECT_EQ(empty->archived, false);
    EXPECT_TRUE(empty->successful_runs);
    EXPECT_THAT(write_facts(*empty), HasSubstr(R"("commits": [])"));
    EXPECT_THAT(write_facts(*absent), testing::Not(HasSubstr("commits")));
}

TEST(FactBundle, passes_over_what_it_does_not_know) {
    EXPECT_EQ(error_of(R"(,"stars":{"deep":[[1]]},"languages":[{"name":"C","size":1,"colour":null}])"), "");
}

TEST(FactBundle, errors_name_file_and_field) {
    EXPECT_EQ(error_of(R"(,"commits":[{"id":"a","date":"2026-01-01","message":""},
{"id":"b","date":"2026-01-01","message":"","author":{"login":7}}])"),
              "f.json:2: commits[1].author.login is no text");
    EXPECT_EQ(error_of(R"(,"commits":null)"), "f.json:1: commits is no list");
    EXPECT_EQ(error_of(R"(,"commits":[{"id":"a"}])"), "f.json:1: commits[0].message is missing");
    EXPECT_EQ(error_of(R"(,"archived":"yes")"), "f.json:1: archived is neither true nor false");
    EXPECT_EQ(error_of(R"(,"license":[])"), "f.json:1: license is no object");
    EXPECT_EQ(error_of(R"(,"successful_runs":{"a.yml":[{"head":1}]})"),
              "f.json:1: successful_runs.a.yml[0].head is no text");
    EXPECT_EQ(error_of(R"(,"created":"yesterday")"), "f.json:1: created is no time of the form 2026-11-22T12:00:00Z");
    EXPECT_EQ(error_of(R"(,"languages":[{"name":"C","size":1.5}])"), "f.json:1: languages[0].size is no whole number");
    EXPECT_EQ(error_of(R"(,"forge":"x")"), R"(f.json:1: key "forge" is already on line 1)")
        << "two readers may see two values";
    EXPECT_THAT(read_facts("{}", "f.json").error().message(), HasSubstr("no schema"));
    EXPECT_EQ(read_facts(R"({"schema":"ward-scorecard-facts/2"})", "f.json").error().code, ErrorCode::unsupported);
    for (const char* bad : {"", "[]", "null", "{", "\xff"}) EXPECT_FALSE(read_facts(bad, "f.json")) << bad;
}

TEST(FactBundle, is_held_to_limits) {
    EXPECT_EQ(error_of(R"(,"badge_level":")" + std::string(max_text_bytes, 'a') + "\""), "");
    EXPECT_THAT(error_of(R"(,"badge_level":")" + std::string(max_text_bytes + 1, 'a') + "\""),
                HasSubstr("badge_level is longer than"));
    std::string list = "0";
    for (size_t i = 0; i < max_list_items; ++i) list += ",0";
    EXPECT_THAT(error_of(",\"commits\":[" + list + "]"), HasSubstr("commits has more than 10000 items"));
    EXPECT_THAT(error_of(",\"x\":" + std::string(max_facts_depth, '[') + std::string(max_facts_depth, ']')),
                HasSubstr("nested deeper"));
    EXPECT_EQ(read_facts(std::string(max_facts_bytes + 1, ' '), "f.json").error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace ward::forge
