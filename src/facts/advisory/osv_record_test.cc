#include "facts/advisory/osv_record.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/advisory/limits.h"

namespace ward::advisory {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A record in memory that stays, with the padding the parser asks for.
struct Parsed {
    explicit Parsed(std::string text) : json(std::move(text)) {
        const size_t bytes = json.size();
        json.append(json_padding, 'x');  // anything may stand behind a record
        const auto result = parser.parse(std::string_view(json).substr(0, bytes), notes);
        if (result) record = *result;
        else error = std::string(name_of(result.error().code)) + ": " + result.error().message();
    }
    std::string json;
    OsvParser parser;
    Notes notes;
    const OsvRecord* record = nullptr;
    std::string error;
};

TEST(OsvRecord, is_read_whole) {
    const Parsed parsed(R"({
      "schema_version": "1.7.0", "id": "GHSA-aaaa-bbbb-cccc", "modified": "2024-01-02T03:04:05Z",
      "aliases": ["CVE-2024-1"], "withdrawn": "2024-02-02T00:00:00Z",
      "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N"}],
      "affected": [{
        "package": {"ecosystem": "npm", "name": "@scope\/name", "purl": "pkg:npm/x"},
        "ranges": [{"type": "GIT", "repo": "https://example.org/r", "events": [{"introduced": "0"}]},
                   {"type": "SEMVER", "events": [{"introduced": "1.0.0"}, {"fixed": "2.0.0", "note": 1}]}],
        "versions": ["1.0.0", "1.1.0"],
        "ecosystem_specific": {"severity": "HIGH"}}],
      "database_specific": {"severity": "MODERATE", "cwe_ids": ["CWE-79", "CWE-506"], "x": {"y": [1, 2]}}
    })");
    ASSERT_NE(parsed.record, nullptr) << parsed.error;
    const OsvRecord& record = *parsed.record;
    EXPECT_EQ(record.id, "GHSA-aaaa-bbbb-cccc");
    EXPECT_TRUE(record.withdrawn);
    EXPECT_TRUE(record.malicious);
    EXPECT_EQ(record.severity_word, "MODERATE");
    EXPECT_THAT(record.aliases, ElementsAre("CVE-2024-1"));
    ASSERT_EQ(record.affected.size(), 1u);
    const OsvAffected& entry = record.affected[0];
    EXPECT_EQ(entry.name, "@scope/name") << "escapes are undone";
    EXPECT_EQ(entry.severity_word, "HIGH");
    EXPECT_THAT(record.versions_of(entry), ElementsAre("1.0.0", "1.1.0"));
    ASSERT_EQ(record.ranges_of(entry).size(), 2u);
    EXPECT_EQ(record.ranges_of(entry)[0].type, RangeType::git);
    EXPECT_EQ(record.ranges_of(entry)[0].repo, "https://example.org/r");
    const auto events = record.events_of(record.ranges_of(entry)[1]);
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[1].kind, EventKind::fixed);
    EXPECT_EQ(events[1].version, "2.0.0");
    EXPECT_TRUE(parsed.notes.sentences().empty()) << parsed.notes.sentences()[0];
}

TEST(OsvRecord, survives_missing_and_null_fields) {
    const Parsed parsed(R"({"id":"X-1","modified":"2024-01-01T00:00:00Z","aliases":null,"affected":null,"severity":null,
                            "withdrawn":null,"database_specific":null})");
    ASSERT_NE(parsed.record, nullptr) << parsed.error;
    EXPECT_FALSE(parsed.record->withdrawn);
    EXPECT_TRUE(parsed.notes.sentences().empty());
}

TEST(OsvRecord, survives_fields_of_other_types_with_a_note) {
    const Parsed parsed(
        R"({"id":"X-1","modified":7,"aliases":"CVE-1","affected":[{"package":[],"ranges":{},"versions":[1,"1.0"]},3]})");
    ASSERT_NE(parsed.record, nullptr) << parsed.error;
    EXPECT_EQ(parsed.notes.count(Defect::wrong_type), 6u);
    EXPECT_EQ(parsed.record->modified, "");
    EXPECT_THAT(parsed.record->versions, ElementsAre("1.0"));
}

TEST(OsvRecord, survives_lone_surrogates_and_unknown_escapes) {
    const Parsed parsed(R"({"id":"X-1","modified":"m","affected":[{"package":{"ecosystem":"npm","name":"a\ud800b"},
                            "versions":["\q1","\u00e9\ud83d\ude00"]}]})");
    ASSERT_NE(parsed.record, nullptr) << parsed.error;
    EXPECT_EQ(parsed.record->affected[0].name,
              "a\xef\xbf\xbd"
              "b");
    EXPECT_THAT(parsed.record->versions, ElementsAre("\xef\xbf\xbd"
                                                     "1",
                                                     "\xc3\xa9\xf0\x9f\x98\x80"));
    EXPECT_EQ(parsed.notes.count(Defect::bad_text), 2u);
}

TEST(OsvRecord, ignores_events_that_say_nothing_or_two_things) {
    const Parsed parsed(R"({"id":"X-1","modified":"m","affected":[{"package":{"ecosystem":"npm","name":"a"},"ranges":[
        {"type":"SEMVER","events":[{"introduced":"1.0.0","fixed":"2.0.0"},{},{"introduced":"3.0.0"},{"fixed":4}]},
        {"type":"HASH","events":[{"introduced":"0"}]}]}]})");
    ASSERT_NE(parsed.record, nullptr) << parsed.error;
    EXPECT_EQ(parsed.record->events.size(), 1u);
    EXPECT_EQ(parsed.record->ranges.size(), 1u);
    EXPECT_EQ(parsed.notes.count(Defect::bad_event), 3u);
    EXPECT_EQ(parsed.notes.count(Defect::unknown_range_type), 1u);
}

TEST(OsvRecord, ignores_aliases_that_are_no_ids) {
    const Parsed parsed(R"({"id":"X-1","modified":"m","aliases":["CVE-2024-1","has space","",
                            "\u001b[31mred","GO-2024-1"]})");
    ASSERT_NE(parsed.record, nullptr) << parsed.error;
    EXPECT_THAT(parsed.record->aliases, ElementsAre("CVE-2024-1", "GO-2024-1"));
    EXPECT_EQ(parsed.notes.count(Defect::bad_alias), 3u);
}

TEST(OsvRecord, is_refused_when_it_is_no_record) {
    EXPECT_THAT(Parsed("").error, HasSubstr("parse: line 1: "));
    EXPECT_THAT(Parsed("[]").error, HasSubstr("parse: line 1: "));
    EXPECT_THAT(Parsed("{}").error, HasSubstr("has no id"));
    EXPECT_THAT(Parsed(R"({"id":"../../etc/passwd"})").error, HasSubstr("other characters"));
    EXPECT_THAT(Parsed(R"({"id":"X-1",)"
                       "\n"
                       R"("modified":"m" "x"})")
                    .error,
                HasSubstr("parse: line 2: "));
    EXPECT_THAT(Parsed(R"({"id":"X-1"} {"id":"X-2"})").error, HasSubstr("something behind the record"));
    EXPECT_THAT(Parsed(R"({"id":"X-1","id":"X-2"})").error, HasSubstr("two fields `id`"));
    EXPECT_THAT(Parsed("{\"id\":\"X-\xff\"}").error, HasSubstr("parse: "));
    EXPECT_NE(Parsed(R"({"id":"X-1","affected":[{"package":{"name":"a")").error, "");
}

TEST(OsvRecord, names_each_limit) {
    auto with_affected = [](const std::string& affected) {
        return Parsed(R"({"id":"X-1","modified":"m","affected":[)" + affected + "]}").error;
    };
    auto many = [](std::string_view item, size_t count) {
        std::string text;
        for (size_t i = 0; i < count; ++i) text += fmt::format("{}{}", i == 0 ? "" : ",", item);
        return text;
    };
    EXPECT_EQ(with_affected(R"({"versions":[)" + many("\"1\"", limits::versions + 1) + "]}"),
              "limit: line 1: has more than 500000 versions");
    EXPECT_EQ(
        with_affected(R"({"ranges":[{"events":[)" + many(R"({"introduced":"1"})", limits::range_events + 1) + "]}]}"),
        "limit: line 1: has more than 10000 events in a range");
    EXPECT_EQ(
        with_affected(R"({"ranges":[)" +
                      many(R"({"type":"GIT","events":[)" + many(R"({"introduced":"1"})", 9'000) + "]}", 23) + "]}"),
        "limit: line 1: has more than 200000 events");
    EXPECT_EQ(with_affected(R"({"ranges":[)" + many(R"({"type":"GIT"})", limits::ranges + 1) + "]}"),
              "limit: line 1: has more than 100000 ranges");
    EXPECT_EQ(with_affected(many("{}", limits::affected + 1)), "limit: line 1: has more than 100000 affected packages");
    EXPECT_EQ(with_affected(R"({"versions":[")" + std::string(limits::version_bytes + 1, '1') + "\"]}"),
              "limit: line 1: has a version longer than 1024 bytes");
    EXPECT_EQ(with_affected(R"({"package":{"name":")" + std::string(limits::name_bytes + 1, 'a') + "\"}}"),
              "limit: line 1: has a package name longer than 4096 bytes");
    EXPECT_EQ(
        with_affected(R"({"ranges":[{"type":"GIT","repo":")" + std::string(limits::name_bytes + 1, 'a') + "\"}]}"),
        "limit: line 1: has a repository URL longer than 4096 bytes");
    EXPECT_EQ(Parsed(R"({"id":"X-1","aliases":[)" + many("\"CVE-1\"", limits::aliases + 1) + "]}").error,
              "limit: line 1: has more than 1000 aliases");
    EXPECT_EQ(Parsed(R"({"id":"X-1","severity":[)" + many("{}", limits::severities + 1) + "]}").error,
              "limit: line 1: has more than 1000 severities");
    EXPECT_EQ(Parsed(R"({"id":"X-1","details":")" + std::string(limits::record_bytes, ' ') + "\"}").error,
              "limit: line 1: is larger than 16777216 bytes");
    EXPECT_THAT(Parsed(R"({"id":")" + std::string(limits::id_bytes + 1, 'A') + "\"}").error, HasSubstr("id"));
}

TEST(OsvRecord, survives_any_depth) {
    for (const size_t depth : {300u, 1'000'000u}) {
        const std::string deep = std::string(depth, '[') + std::string(depth, ']');
        for (const std::string& json :
             {R"({"id":"X-1","modified":"m","database_specific":{"x":)" + deep + "}}",
              R"({"id":"X-1","modified":"m","other":)" + deep + "}",
              R"({"id":"X-1","modified":"m","affected":[{"ecosystem_specific":{"x":)" + deep + "}}]}"}) {
            const Parsed parsed(json);
            ASSERT_NE(parsed.record, nullptr) << parsed.error;
            EXPECT_EQ(parsed.notes.count(Defect::deep_nesting), 1u);
        }
        EXPECT_NE(Parsed(deep).error, "");
    }
}

TEST(OsvRecord, gives_texts_for_people) {
    OsvParser parser;
    auto texts = [&](std::string json) {
        const size_t bytes = json.size();
        json.append(json_padding, ' ');
        return parser.texts(std::string_view(json).substr(0, bytes)).value();
    };
    EXPECT_EQ(texts(R"({"summary":" Prototype \"pollution\" ","details":"x"})").title, "Prototype \"pollution\"");
    EXPECT_EQ(texts(R"({"summary":"","details":"\nFirst line\nsecond"})").title, "First line");
    EXPECT_EQ(texts(R"({"id":"X"})").title, "");
    EXPECT_THAT(texts(R"({"references":[{"type":"WEB","url":"https:\/\/a.example"},{"url":"b"},5]})").references,
                ElementsAre("https://a.example", "b"));
}

}  // namespace
}  // namespace ward::advisory
