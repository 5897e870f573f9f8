#include "judges/scorecard/monitor/watch.h"

#include <atomic>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "judges/scorecard/monitor/chart.h"

namespace ward::scorecard::monitor {
namespace {

const Instant today = *parse_instant("2030-02-01T12:00:00Z");

Repository named(std::string name) {
    return {"github.com", "a", std::move(name)};
}

Row row_of(std::string name, double score, std::string date = "2030-01-31", std::vector<CheckScore> checks = {}) {
    return {.repository = named(std::move(name)),
            .score = score,
            .date = std::move(date),
            .commit = "bbbbbbb",
            .checks = std::move(checks)};
}

class WatchTest : public testing::Test {
  protected:
    Watch look(std::vector<Row> rows, const WatchOptions& options = {}) {
        auto archived = drop_ ? take_archived(rows) : std::vector<Repository>{};
        return watch(scope_, {.at = today, .rows = std::move(rows), .archived = std::move(archived)},
                     {database_, history_}, options);
    }

    Scope scope_;
    Database database_;
    History history_;
    bool drop_ = false;
};

TEST_F(WatchTest, every_repository_has_a_row_and_a_failing_one_stops_nothing) {
    for (const size_t count : {1U, 100U, 101U, 1000U}) {
        Scope scope;
        for (size_t i = 0; i < count; ++i) scope.included.push_back({.repository = named(fmt::format("r{}", i))});
        std::atomic<size_t> calls = 0;
        const auto fetch = [&](const ScopeEntry& entry) {
            ++calls;
            if (entry.repository.name.ends_with('7')) return failed_row(entry.repository, "unreachable");
            return row_of(entry.repository.name, 5);
        };
        for (const Pace pace : {Pace::one_by_one, Pace::parallel}) {
            calls = 0;
            const auto rows = collect(scope, fetch, pace);
            EXPECT_EQ(calls, count);
            ASSERT_EQ(rows.size(), count);
            for (size_t i = 0; i < count; ++i) EXPECT_EQ(rows[i].repository.name, fmt::format("r{}", i));
            const Watch seen = watch(scope, {.at = today, .rows = rows}, {database_, history_}, {});
            EXPECT_EQ(seen.summary.scored + seen.summary.failed, count);
            EXPECT_EQ(seen.complete(), count == 1);
        }
    }
}

TEST_F(WatchTest, a_row_that_says_nothing_is_a_failure) {
    Scope scope{.included = {{.repository = named("x")}}};
    const auto rows =
        collect(scope, [](const ScopeEntry& e) { return Row{.repository = e.repository}; }, Pace::one_by_one);
    EXPECT_EQ(rows[0].failure, "no score, and no reason for it");
}

TEST_F(WatchTest, results_are_chosen_by_the_scope) {
    Results results{.rows = {row_of("x", 1), row_of("y", 2)}};
    EXPECT_EQ(select_rows({}, results).rows.size(), 2U);
    const Selected chosen =
        select_rows({.included = {{.repository = named("Y")}, {.repository = named("z")}}}, results);
    ASSERT_EQ(chosen.rows.size(), 2U);
    EXPECT_EQ(chosen.rows[0].score, 2);
    EXPECT_EQ(chosen.rows[1].failure, "the results have nothing about it");
    EXPECT_EQ(chosen.beyond, std::vector<Repository>{named("x")});
    const Selected others = select_rows({.excluded = {named("X")}}, results);
    ASSERT_EQ(others.rows.size(), 1U);
    EXPECT_EQ(others.rows[0].repository, named("y"));
    EXPECT_EQ(others.beyond, std::vector<Repository>{named("x")});
}

TEST_F(WatchTest, the_last_score_is_the_historys_or_else_the_databases) {
    database_.record(named("x"), {.score = 4, .date = "2029-01-01", .commit = "aaaaaaa"});
    const Watch first = look({row_of("x", 5), row_of("new", 7)});
    EXPECT_EQ(first.rows[0].change->before, 4);
    EXPECT_EQ(first.rows[0].change->delta, 1);
    EXPECT_EQ(first.rows[0].standing, Standing::changed);
    EXPECT_EQ(first.rows[1].standing, Standing::scored_first);
    EXPECT_EQ(first.rows[1].change, std::nullopt);
    history_.append(today - 100, {row_of("x", 5, "2030-01-20")});
    const Watch second = look({row_of("x", 5)});
    EXPECT_EQ(second.rows[0].standing, Standing::unchanged);
    EXPECT_EQ(second.rows[0].trend, (std::vector<Point>{{*parse_instant("2029-01-01"), 4},
                                                        {*parse_instant("2030-01-20"), 5},
                                                        {*parse_instant("2030-01-31"), 5}}));
}

TEST_F(WatchTest, a_failed_row_tells_what_was_known) {
    database_.record(named("x"), {.score = 4, .date = "2029-12-01", .commit = "aaaaaaa"});
    const Watch seen = look({failed_row(named("x"), "unreachable")});
    EXPECT_EQ(seen.rows[0].last_known, 4);
    EXPECT_EQ(seen.rows[0].age_days, 62);
    EXPECT_TRUE(seen.rows[0].is_stale);
    EXPECT_EQ(seen.summary.failed, 1U);
    EXPECT_EQ(seen.summary.mean, std::nullopt);
}

TEST_F(WatchTest, what_was_not_conclusive_is_no_score) {
    database_.record(named("x"), {.score = 4, .date = "2029-12-01", .commit = "aaaaaaa"});
    database_.record(named("x"), {.score = -1, .date = "2029-12-08", .commit = "aaaaaaa"});
    const Watch seen = look({row_of("x", 5)});
    EXPECT_EQ(seen.rows[0].change->delta, 1);
    EXPECT_EQ(seen.rows[0].trend.size(), 2U);
}

TEST_F(WatchTest, ages_and_staleness) {
    const Watch seen = look({row_of("x", 5, "2030-02-01T11:00:00Z"), row_of("y", 5, "2030-01-18T12:00:00Z"),
                             row_of("z", 5, "2030-01-17T12:00:00Z"), row_of("future", 5, "2031-01-01")});
    EXPECT_EQ(seen.rows[0].age_days, 0);
    EXPECT_EQ(seen.rows[1].age_days, 14);
    EXPECT_FALSE(seen.rows[1].is_stale);
    EXPECT_TRUE(seen.rows[2].is_stale);
    EXPECT_EQ(seen.rows[3].age_days, 0);
    EXPECT_EQ(seen.summary.stale, 1U);
}

TEST_F(WatchTest, a_threshold_decides_what_is_of_note) {
    for (const auto& [name, score] : {std::pair("x", 5.0), {"y", 5.0}, {"z", 5.0}})
        database_.record(named(name), {.score = score, .date = "2030-01-01", .commit = "aaaaaaa"});
    const std::vector<Row> rows{row_of("x", 5.3), row_of("y", 5.2), row_of("z", 4.6)};
    const Watch seen = look(rows, {.threshold = 0.3});
    EXPECT_TRUE(seen.rows[0].is_of_note);
    EXPECT_FALSE(seen.rows[1].is_of_note);
    EXPECT_TRUE(seen.rows[2].is_of_note);
    EXPECT_EQ(seen.summary.improved, 1U);
    EXPECT_EQ(seen.summary.worsened, 1U);
    EXPECT_EQ(look(rows).summary.changed, 3U);
}

TEST_F(WatchTest, many_small_moves_are_of_note_in_the_end) {
    const auto move = [&](double score, const std::string& date) {
        const bool is_of_note = look({row_of("x", score, date)}, {.threshold = 0.5}).rows[0].is_of_note;
        database_.record(named("x"), {.score = score, .date = date, .commit = "bbbbbbb"});
        return is_of_note;
    };
    EXPECT_FALSE(move(8, "2030-01-01"));
    EXPECT_FALSE(move(7.8, "2030-01-02"));
    EXPECT_FALSE(move(7.6, "2030-01-03"));
    EXPECT_TRUE(move(7.5, "2030-01-04"));
    EXPECT_FALSE(move(7.3, "2030-01-05"));
    EXPECT_FALSE(move(7.5, "2030-01-06"));
    EXPECT_FALSE(move(7.5, "2030-01-07"));
    EXPECT_TRUE(move(8, "2030-01-08"));
}

TEST_F(WatchTest, noise_is_not_of_note) {
    history_.append(today - 100, {row_of("x", 5, "2030-01-20", {{"Code-Review", 5}})});
    const Watch seen = look({row_of("x", 5.2, "2030-01-31", {{"Code-Review", 8}})});
    EXPECT_TRUE(seen.rows[0].change->is_noise);
    EXPECT_FALSE(seen.rows[0].is_of_note);
    EXPECT_EQ(seen.summary.noise, 1U);
    EXPECT_EQ(seen.rows[0].check_trends[0].points.size(), 2U);
}

TEST_F(WatchTest, archived_repositories_are_dropped_on_request) {
    const std::vector<Row> rows{row_of("x", 5),
                                row_of("old", 3, "2030-01-31", {{"Maintained", 0, "project is archived"}})};
    database_.record(named("old"), {.score = 3, .date = "2030-01-01"});
    EXPECT_EQ(look(rows).rows.size(), 2U);
    drop_ = true;
    const Watch seen = look(rows);
    EXPECT_EQ(seen.rows.size(), 1U);
    EXPECT_EQ(seen.archived, std::vector<Repository>{named("old")});
    EXPECT_TRUE(seen.gone.empty());
}

TEST_F(WatchTest, what_is_not_looked_at_any_more_is_gone_unless_excluded_or_renamed) {
    for (const std::string name : {"gone", "excluded", "old", "x"})
        database_.record(named(name), {.score = 5, .date = "2030-01-01"});
    scope_.excluded.push_back(named("excluded"));
    Row renamed = row_of("new", 5);
    renamed.renamed_from = named("old");
    const Watch seen = look({row_of("x", 5), renamed});
    EXPECT_EQ(seen.gone, std::vector<Repository>{named("gone")});
    EXPECT_EQ(seen.rows[1].standing, Standing::unchanged);  // against its old name's record
}

TEST_F(WatchTest, checks_that_others_have_are_missing) {
    const Watch seen = look({row_of("x", 5, "2030-01-31", {{"License", 9}, {"SAST", 9}}),
                             row_of("y", 5, "2030-01-31", {{"License", 9}}), row_of("z", 5)});
    EXPECT_EQ(seen.rows[1].missing_checks, std::vector<std::string>{"SAST"});
    EXPECT_TRUE(seen.rows[2].missing_checks.empty());
}

TEST_F(WatchTest, groups_follow_a_renamed_repository) {
    scope_.included.push_back({.repository = named("old"), .groups = {"core"}});
    Row renamed = row_of("new", 5);
    renamed.renamed_from = named("old");
    const Watch seen = look({renamed, row_of("other", 8)});
    EXPECT_EQ(seen.rows[0].groups, std::vector<std::string>{"core"});
    ASSERT_EQ(seen.groups.size(), 1U);
    EXPECT_EQ(seen.groups[0].group, "core");
    EXPECT_EQ(seen.groups[0].summary.repositories, 1U);
    EXPECT_EQ(seen.groups[0].summary.mean, 5);
}

TEST(chart, the_mean_moves_with_every_score) {
    std::vector<Watched> rows(2);
    rows[0].trend = {{100, 4}, {300, 8}};
    rows[1].trend = {{200, 6}};
    EXPECT_EQ(mean_trend(rows), (std::vector<Point>{{100, 4}, {200, 5}, {300, 7}}));
    rows[0].trend.clear();
    for (int i = 0; i < 1000; ++i) rows[0].trend.push_back({i, 5});
    EXPECT_EQ(mean_trend(rows).size(), max_mean_points);
}

TEST(chart, says_in_words_what_it_shows) {
    const std::vector<Point> points{{0, 4}, {seconds_per_day, 10}, {2 * seconds_per_day, 6.5}};
    const std::string svg = trend_chart(points, "a<b>");
    EXPECT_NE(svg.find("<title>a&lt;b&gt;: from 4 on 1970-01-01 to 6.5 on 1970-01-03, lowest 4, highest 10</title>"),
              std::string::npos)
        << svg;
    EXPECT_NE(svg.find("M28.0 88.0H328.0V10.0H628.0V55.5"), std::string::npos) << svg;
    EXPECT_EQ(svg.find("style="), std::string::npos);
    EXPECT_NE(spark_line({}, "x").find("x: no scores"), std::string::npos);
    EXPECT_NE(spark_line(std::span(points).first(1), "x").find("x: 4 on 1970-01-01"), std::string::npos);
}

TEST(badge, shows_a_score) {
    EXPECT_NE(badge_svg(6.3).find("openssf scorecard: 6.3"), std::string::npos);
    EXPECT_NE(badge_svg(std::nullopt).find("unknown"), std::string::npos);
    EXPECT_EQ(badge_json(10),
              "{\"schemaVersion\":1,\"label\":\"openssf scorecard\",\"message\":\"10\",\"color\":\"brightgreen\"}\n");
    EXPECT_EQ(badge_json(2.9),
              "{\"schemaVersion\":1,\"label\":\"openssf scorecard\",\"message\":\"2.9\",\"color\":\"red\"}\n");
    EXPECT_EQ(badge_json(std::nullopt),
              "{\"schemaVersion\":1,\"label\":\"openssf scorecard\",\"message\":\"unknown\",\"color\":\"lightgrey\","
              "\"isError\":true}\n");
}

}  // namespace
}  // namespace ward::scorecard::monitor
