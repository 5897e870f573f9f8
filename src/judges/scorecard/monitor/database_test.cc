#include "judges/scorecard/monitor/database.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "formats/script_text.h"
#include "judges/scorecard/monitor/js_json.h"
#include "judges/scorecard/monitor/score_rows.h"

namespace ward::scorecard::monitor {
namespace {

const Repository node{"github.com", "nodejs", "node"};

std::string error_of(std::string_view text) {
    const auto database = Database::parse(text, "db");
    return database ? "no error" : database.error().message();
}

TEST(js_json, numbers_are_written_as_javascript_writes_them) {
    const std::pair<double, std::string_view> cases[] = {
        {5, "5"},           {4.9, "4.9"},       {-1, "-1"},           {0, "0"},
        {-0.0, "0"},        {0.1, "0.1"},       {1e21, "1e+21"},      {1e20, "100000000000000000000"},
        {1.5e-7, "1.5e-7"}, {1e-6, "0.000001"}, {123.456, "123.456"}, {0.1 + 0.2, "0.30000000000000004"}};
    for (const auto& [number, text] : cases) EXPECT_EQ(script_number(number), text);
}

TEST(js_json, differences_are_rounded_as_to_fixed_rounds_them) {
    EXPECT_EQ(js_to_one_decimal(5.4 - 5.5), -0.1);
    EXPECT_EQ(js_to_one_decimal(6.6 - 5.5), 1.1);
    EXPECT_EQ(js_to_one_decimal(0.25), 0.3);  // a true tie goes away from zero
    EXPECT_EQ(js_to_one_decimal(-0.25), -0.3);
    EXPECT_EQ(js_to_one_decimal(1.45), 1.4);  // just below the tie as a double
    EXPECT_EQ(js_to_one_decimal(0.04), 0);
    EXPECT_FALSE(std::signbit(js_to_one_decimal(-0.04)));
}

TEST(js_json, texts_and_the_order_of_keys_are_those_of_json_stringify) {
    const auto root = parse_json(R"({"b": "\u0001\"\\\n/<\u007f", "2": [], "1": {}, "01": 5.0, "n": null})", "x");
    ASSERT_TRUE(root);
    EXPECT_EQ(js_json(*root),
              "{\n  \"1\": {},\n  \"2\": [],\n  \"b\": \"\\u0001\\\"\\\\\\n/<\x7f\",\n  \"01\": 5,\n  \"n\": null\n}");
}

TEST(database, without_content_it_is_fresh) {
    const std::string fresh = "{\n  \"github.com\": {}\n}";
    for (const std::string_view text : {"", "  \n\t", "{}", "{\"github.com\": {}}", "{\"github.com\": null}"}) {
        const auto database = Database::parse(text, "db");
        ASSERT_TRUE(database) << text;
        EXPECT_EQ(database->text(), fresh) << text;
    }
    EXPECT_EQ(Database::load("/nonexistent/database.json")->text(), fresh);
    EXPECT_EQ(Database::parse("{\"note\": 1}", "db")->text(), "{\n  \"note\": 1,\n  \"github.com\": {}\n}");
}

TEST(database, what_is_not_a_database_is_refused_with_its_line) {
    EXPECT_NE(error_of("{"), "no error");
    EXPECT_EQ(error_of("[]"), "db:1: a database is a JSON object");
    EXPECT_EQ(error_of("null"), "db:1: a database is a JSON object");
    EXPECT_EQ(error_of("{\"github.com\": []}"), "db:1: expected an object of owners in github.com");
    EXPECT_EQ(error_of("{\"github.com\": {\"a\":\n 5}}"), "db:2: expected an object of repositories in a");
    EXPECT_EQ(error_of("{\"github.com\": {\"a\": {\"b\": {}}}}"), "db:1: a repository has no \"current\"");
    const auto with_record = [](std::string_view record) {
        return error_of(fmt::format("{{\"github.com\": {{\"a\": {{\"b\": {{\n\"current\": {}}}}}}}}}", record));
    };
    EXPECT_EQ(with_record("5"), "db:2: expected a record: score, date, commit");
    EXPECT_EQ(with_record("{\"score\": \"5\", \"date\": \"2030-01-01\"}"),
              "db:2: a record's \"score\" is not a number");
    EXPECT_EQ(with_record("{\"score\": 11, \"date\": \"2030-01-01\"}"), "db:2: 11 is not a score (0 to 10, or -1)");
    EXPECT_EQ(with_record("{\"score\": 5, \"date\": \"yesterday\"}"),
              "db:2: a record's \"date\" is neither a date nor RFC 3339");
    EXPECT_EQ(with_record("{\"score\": 5, \"date\": \"2030-01-01\", \"commit\": 7}"),
              "db:2: a record's \"commit\" is not a text");
    EXPECT_EQ(with_record("{\"score\": 5, \"date\": \"2030-01-01\"}"), "no error");
    EXPECT_EQ(with_record("{\"score\": 5, \"date\": \"2030-01-01\"}, \"previous\": {}"),
              "db:2: \"previous\" is not a list");
    EXPECT_NE(error_of(R"({"github.com": {"a": {"../b": {"current": {"score": 1, "date": "2030-01-01"}}}}})"),
              "no error");
}

TEST(database, a_record_is_added_when_the_score_changes) {
    Database database;
    EXPECT_TRUE(database.record(node, {.score = 5, .date = "2030-01-01", .commit = "aa"}));
    EXPECT_FALSE(database.record(node, {.score = 5, .date = "2030-01-08", .commit = "bb"}));
    EXPECT_EQ(database.current(node)->date, "2030-01-01");
    EXPECT_TRUE(database.record(node, {.score = 5.1, .date = "2030-01-15T01:02:03Z", .commit = "cc"}));
    EXPECT_EQ(database.records(node).size(), 2U);
    EXPECT_EQ(database.text(), R"({
  "github.com": {
    "nodejs": {
      "node": {
        "previous": [
          {
            "score": 5,
            "date": "2030-01-01",
            "commit": "aa"
          }
        ],
        "current": {
          "score": 5.1,
          "date": "2030-01-15T01:02:03Z",
          "commit": "cc"
        }
      }
    }
  }
})");
}

TEST(database, what_ward_does_not_know_is_kept) {
    const std::string text = R"({
  "about": "ours",
  "github.com": {
    "a": {
      "b": {
        "owner": "someone",
        "previous": [],
        "current": {
          "score": 5,
          "date": "2030-01-01",
          "commit": "aa",
          "by": "hand"
        }
      }
    }
  },
  "gitlab.com": {}
})";
    auto database = Database::parse(text, "db");
    ASSERT_TRUE(database) << database.error().message();
    EXPECT_EQ(database->text(), text);
    database->record({"github.com", "a", "b"}, {.score = 6, .date = "2030-01-02", .commit = "bb"});
    const std::string changed = database->text();
    EXPECT_NE(changed.find("\"owner\": \"someone\""), std::string::npos);
    EXPECT_LT(changed.find("\"by\": \"hand\""), changed.find("\"current\""));
}

TEST(database, a_renamed_repository_goes_on) {
    Database database;
    database.record({"github.com", "a", "first"}, {.score = 1, .date = "2030-01-01"});
    database.record({"github.com", "a", "old"}, {.score = 5, .date = "2030-01-01"});
    database.record({"github.com", "a", "last"}, {.score = 2, .date = "2030-01-01"});
    const std::vector<Row> rows{{.repository = {"github.com", "a", "new"},
                                 .score = 6,
                                 .date = "2030-02-01",
                                 .renamed_from = Repository{"github.com", "a", "old"}}};
    const auto scores = record_scores(database, rows);
    ASSERT_EQ(scores.size(), 1U);
    EXPECT_EQ(scores[0].delta, 1);
    EXPECT_EQ(database.records({"github.com", "a", "new"}).size(), 2U);
    EXPECT_EQ(database.current({"github.com", "a", "old"}), std::nullopt);
    EXPECT_EQ(database.repositories()[1].name, "new");  // where it stood

    EXPECT_TRUE(database.rename({"github.com", "a", "new"}, {"gitlab.com", "b", "new"}));
    EXPECT_EQ(database.records({"gitlab.com", "b", "new"}).size(), 2U);
    EXPECT_EQ(database.current({"github.com", "a", "last"})->score, 2);
    EXPECT_FALSE(database.rename({"github.com", "a", "first"}, {"github.com", "a", "last"}));
    EXPECT_FALSE(database.rename({"github.com", "a", "none"}, {"github.com", "a", "other"}));
}

TEST(database, names_that_differ_by_case_are_one_repository) {
    Database database;
    database.record({"github.com", "a", "Node"}, {.score = 5, .date = "2030-01-01"});
    EXPECT_FALSE(database.record({"github.com", "A", "node"}, {.score = 5, .date = "2030-01-02"}));
    EXPECT_EQ(database.repositories().size(), 1U);
}

TEST(database, a_failing_row_leaves_it_alone_and_the_others_count) {
    for (const size_t count : {100U, 101U, 1000U}) {
        std::vector<Row> rows;
        for (size_t i = 0; i < count; ++i) {
            const Repository repository{"github.com", "a", fmt::format("r{}", i)};
            if (i % 10 == 0) rows.push_back(failed_row(repository, "unreachable"));
            else rows.push_back({.repository = repository, .score = 5, .date = "2030-01-01", .commit = "aaaaaaa"});
        }
        Database database;
        EXPECT_EQ(record_scores(database, rows).size(), count - (count + 9) / 10);
        EXPECT_EQ(database.repositories().size(), count - (count + 9) / 10);
        EXPECT_EQ(Database::parse(database.text(), "db")->text(), database.text());
    }
}

TEST(database, scores_are_told_as_the_action_tells_them) {
    Database database;
    database.record(node, {.score = 5, .date = "2030-01-01", .commit = "aa"});
    const std::vector<Row> rows{{.repository = node, .score = 5.5, .date = "2030-01-08", .commit = "bbbbbbb"}};
    EXPECT_EQ(scores_json(record_scores(database, rows)),
              R"([{"platform":"github.com","org":"nodejs","repo":"node","score":5.5,"date":"2030-01-08",)"
              R"("commit":"bbbbbbb","prevScore":5,"prevDate":"2030-01-01","prevCommit":"aa","currentDiff":0.5}])");
}

// A write that fails at any point leaves the old file whole.
TEST(database, an_interrupted_write_changes_nothing) {
    const std::string folder = fmt::format("{}/ward-monitor-{}", testing::TempDir(), ::getpid());
    ASSERT_TRUE(make_folders(folder));
    const std::string path = folder + "/database.json";
    Database database;
    database.record(node, {.score = 5, .date = "2030-01-01", .commit = "aa"});
    ASSERT_TRUE(database.save(path));
    const std::string before = database.text();
    database.record(node, {.score = 6, .date = "2030-01-02", .commit = "bb"});
    // The temporary file cannot be made: its name is taken by a folder.
    ASSERT_EQ(::mkdir(fmt::format("{}.tmp.{}", path, ::getpid()).c_str(), 0700), 0);
    EXPECT_FALSE(database.save(path));
    EXPECT_EQ(read_file(path, 1 << 20), before);
    EXPECT_EQ(Database::load(path)->text(), before);
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace ward::scorecard::monitor
