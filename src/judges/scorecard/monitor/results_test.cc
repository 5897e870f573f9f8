#include "judges/scorecard/monitor/results.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "judges/scorecard/monitor/json_values.h"

namespace ward::scorecard::monitor {
namespace {

std::string result(std::string_view name, std::string_view score = "6.5", std::string_view date = "2030-01-02") {
    return fmt::format(
        R"({{"date":"{}","repo":{{"name":"{}","commit":"{}"}},"scorecard":{{"version":"v5.5.0","commit":"{}"}},"score":{},)"
        R"("checks":[{{"details":["Warn: a {{brace}} in \"text\": x.yml:3","Info: fine"],"score":4,"reason":"some",)"
        R"("name":"Token-Permissions","documentation":{{"url":"https://x.example","short":"s"}}}},)"
        R"({{"details":null,"score":-1,"reason":"none","name":"Packaging"}}],"metadata":null}})",
        date, name, std::string(40, 'a'), std::string(40, 'b'), score);
}

std::vector<std::string> names(const Results& results) {
    std::vector<std::string> out;
    for (const Row& row : results.rows) out.push_back(text_of(row.repository));
    return out;
}

TEST(results, every_form_of_several_results_reads_the_same) {
    const std::string one = result("github.com/a/one");
    const std::string two = result("github.com/a/two");
    const std::vector<std::string> expected{"github.com/a/one", "github.com/a/two"};
    for (const std::string& text : {"[" + one + "," + two + "]", " [\n" + one + " ,\n " + two + "\n]\n",
                                    one + "\n" + two + "\n", one + two, "\xef\xbb\xbf" + one + "\r\n" + two}) {
        const Results results = parse_results(text, "results.json");
        EXPECT_EQ(names(results), expected) << text;
        EXPECT_TRUE(results.problems.empty());
    }
    EXPECT_EQ(names(parse_results(one, "r")), std::vector<std::string>{"github.com/a/one"});
    EXPECT_TRUE(parse_results("", "r").rows.empty());
    EXPECT_TRUE(parse_results("[]", "r").problems.empty());
}

TEST(results, of_one_repository_in_several_files_the_latest_stands) {
    Results all;
    add_results(all, parse_results(result("github.com/a/one", "5", "2030-01-02"), "1"), "1");
    add_results(all, parse_results(result("github.com/A/One", "6", "2030-01-03") + result("github.com/a/two"), "2"),
                "2");
    add_results(all, parse_results(result("github.com/a/one", "7", "2030-01-01"), "3"), "3");
    EXPECT_EQ(names(all), (std::vector<std::string>{"github.com/A/One", "github.com/a/two"}));
    EXPECT_EQ(all.rows[0].score, 6);
    ASSERT_EQ(all.problems.size(), 2U);
    EXPECT_EQ(all.problems[1].where, "3");
}

TEST(results, a_row_has_what_the_result_says) {
    const Results results = parse_results(result("github.com/a/one"), "r");
    ASSERT_EQ(results.rows.size(), 1U);
    const Row& row = results.rows[0];
    EXPECT_EQ(row.score, 6.5);
    EXPECT_EQ(row.date, "2030-01-02");
    EXPECT_EQ(row.commit, std::string(40, 'a'));
    EXPECT_EQ(row.tool_version, "v5.5.0");
    EXPECT_EQ(row.tool_commit, std::string(40, 'b'));
    ASSERT_EQ(row.checks.size(), 2U);
    EXPECT_EQ(row.checks[0].name, "Packaging");  // sorted
    EXPECT_EQ(row.checks[0].score, -1);
    EXPECT_EQ(row.checks[1].details, (std::vector<std::string>{"Warn: a {brace} in \"text\": x.yml:3", "Info: fine"}));
    EXPECT_EQ(row.failure, "");
}

TEST(results, a_broken_one_is_a_row_or_a_problem_and_the_others_stand) {
    const std::string text = "Starting [one]\n" + result("github.com/a/one") + "\n" +
                             result("github.com/a/score", "\"x\"") + "\n" + result("github.com/a/date", "5", "soon") +
                             "\n" + result("github.com/a/none", "-1.0") + "\n" + result("file:///tmp/here") +
                             "\n{\"date\":\"2030-01-01\",\"repo\":{\"na\n" + result("github.com/a/two") + "\n" +
                             "{\"score\": 1,}\n" + result("../../etc/x") + "\n{\"date\": \"203";
    const Results results = parse_results(text, "r");
    ASSERT_EQ(names(results), (std::vector<std::string>{"github.com/a/one", "github.com/a/score", "github.com/a/date",
                                                        "github.com/a/none", "github.com/a/two"}));
    EXPECT_EQ(results.rows[1].failure, "\"score\" is not a number up to 10");
    EXPECT_EQ(results.rows[2].failure, "\"date\" is neither a date nor RFC 3339");
    EXPECT_EQ(results.rows[3].failure, "no check was conclusive");
    EXPECT_FALSE(results.rows[3].score);
    std::vector<std::string> told;
    for (const ResultProblem& problem : results.problems) told.push_back(problem.where + " " + problem.reason);
    ASSERT_EQ(told.size(), 6U);
    EXPECT_EQ(told[0], "r:1 not a result: Starting [one]");
    EXPECT_EQ(told[1], "r:6 names a folder, not a repository: file:///tmp/here");
    EXPECT_EQ(told[2], "r:7 a result is cut off");
    EXPECT_TRUE(told[3].starts_with("r:9 ")) << told[3];
    EXPECT_TRUE(told[4].starts_with("r:10 has no repo.name")) << told[4];
    EXPECT_EQ(told[5], "r:11 a result is cut off");
}

TEST(results, the_latest_of_one_repository_stands) {
    const Results results = parse_results(result("github.com/a/one", "5", "2030-01-02") + "\n" +
                                              result("github.com/a/One", "6", "2030-01-03T00:00:00Z") + "\n" +
                                              result("github.com/a/one", "4", "2030-01-01"),
                                          "r");
    ASSERT_EQ(results.rows.size(), 1U);
    EXPECT_EQ(results.rows[0].score, 6);
    EXPECT_EQ(results.problems.size(), 2U);
}

TEST(results, of_a_known_repository_may_be_renamed_or_local) {
    const Repository asked{"github.com", "a", "old"};
    const Row renamed = row_of_result(result("github.com/b/new"), "r", asked);
    EXPECT_EQ(renamed.renamed_from, asked);
    EXPECT_EQ(text_of(renamed.repository), "github.com/b/new");
    EXPECT_EQ(row_of_result(result("github.com/A/Old"), "r", asked).renamed_from, std::nullopt);
    EXPECT_EQ(row_of_result(result("file:///tmp/x"), "r", asked).repository, asked);
    EXPECT_EQ(row_of_result("{", "r", asked).score, std::nullopt);
    EXPECT_NE(row_of_result("{", "r", asked).failure, "");
    EXPECT_NE(row_of_result("[]", "r", asked).failure, "");
}

TEST(results, of_the_published_api) {
    const Repository asked{"github.com", "a", "one"};
    EXPECT_EQ(api_url(asked), "https://api.scorecard.dev/projects/github.com/a/one");
    EXPECT_EQ(row_of_api_answer(asked, 200, result("github.com/a/one")).score, 6.5);
    EXPECT_EQ(row_of_api_answer(asked, 404, "").failure, "the published Scorecard API has no result for it");
    EXPECT_EQ(row_of_api_answer(asked, 503, "").failure, "the published Scorecard API answered 503");
}

TEST(results, commits_and_versions_of_another_form_are_not_told) {
    const Row row = row_of_result(R"({"date":"2030-01-01","repo":{"name":"github.com/a/b","commit":"unknown"},)"
                                  R"("scorecard":{"version":"(devel) <b>","commit":"x"},"score":1})",
                                  "r", {"github.com", "a", "b"});
    EXPECT_EQ(row.commit, "");
    EXPECT_EQ(row.tool_version, "");
    EXPECT_EQ(row.tool_commit, "");
    EXPECT_EQ(row.score, 1);
}

TEST(results, many) {
    for (const size_t count : {100U, 101U, 1000U}) {
        std::string text = "[";
        for (size_t i = 0; i < count; ++i) text += (i > 0 ? "," : "") + result(fmt::format("github.com/a/r{}", i));
        EXPECT_EQ(parse_results(text + "]", "r").rows.size(), count);
    }
}

TEST(json_values, are_counted_up_to_the_limit_and_one_more) {
    EXPECT_EQ(json_values("{}{}{}{}", 2).size(), 3U);
    EXPECT_EQ(json_values("{}\n\n{", 9).back().line, 3);
    EXPECT_FALSE(json_values("{}\n\n{", 9).back().is_whole);
}

}  // namespace
}  // namespace ward::scorecard::monitor
