#include "judges/scorecard/monitor/issue_marker.h"

#include <gtest/gtest.h>

#include "judges/scorecard/monitor/watch_reports.h"

namespace ward::scorecard::monitor {
namespace {

const Instant today = *parse_instant("2030-02-01");
const Repository one{"github.com", "a", "one"};
const Repository two{"github.com", "a", "two"};

Row row_of(const Repository& repository, double score, std::string date, std::vector<CheckScore> checks = {}) {
    return {.repository = repository,
            .score = score,
            .date = std::move(date),
            .commit = std::string(40, 'b'),
            .tool_version = "v5.5.0",
            .checks = std::move(checks)};
}

Watch look(const std::vector<Row>& before, const std::vector<Row>& now, Instant at = today) {
    Database database;
    History history;
    history.append(today - 30 * seconds_per_day, before);
    return watch({}, {.at = at, .rows = now}, {database, history}, {});
}

IssueMarker marker_of(const Watch& watch) {
    return find_issue_marker(watch_issue(watch)).value();
}

TEST(issue_marker, is_read_as_it_was_written) {
    const IssueMarker marker{"0123456789abcdef", "aaaaaaaaaaaaaaaa", ""};
    EXPECT_EQ(to_line(marker), "<!-- ward:watch/1 key=0123456789abcdef state=aaaaaaaaaaaaaaaa news= -->");
    EXPECT_EQ(find_issue_marker("mine\r\n" + to_line(marker) + "\r\nmore"), marker);
    EXPECT_EQ(find_issue_marker("<!-- ward:watch/1 key=0123456789abcdef state=aaaaaaaaaaaaaaaa news= later=x -->"),
              marker);
}

TEST(issue_marker, other_lines_are_none) {
    for (const char* line :
         {"", "<!-- ward:watch/1 -->", "<!-- ward:watch/1  -->",
          "<!-- ward:watch/1 key= state=aaaaaaaaaaaaaaaa news= -->", "<!-- ward:watch/1 key=0123456789abcdef news= -->",
          "<!-- ward:watch/1 state=aaaaaaaaaaaaaaaa news= -->",
          "<!-- ward:watch/1 key=0123456789ABCDEF state=aaaaaaaaaaaaaaaa news= -->",
          "<!-- ward:watch/1 key=0123456789abcdef state=aaaaaaaaaaaaaaa news= -->",
          "<!-- ward:watch/1 key=0123456789abcdef state=aaaaaaaaaaaaaaaa news=x -->",
          "<!-- ward:watch/1 key=0123456789abcdef state=aaaaaaaaaaaaaaaa news= word -->",
          " <!-- ward:watch/1 key=0123456789abcdef state=aaaaaaaaaaaaaaaa news= -->",
          "<!-- ward:watch/1 key=0123456789abcdef state=aaaaaaaaaaaaaaaa news= --> x"})
        EXPECT_FALSE(find_issue_marker(line)) << line;
    EXPECT_FALSE(find_issue_marker(
        "<!-- ward:watch/1 key=0123456789abcdef state=aaaaaaaaaaaaaaaa news= x=" + std::string(2'000, 'x') + " -->"));
}

TEST(issue_marker, names_the_watch_it_is_of) {
    Watch seen = look({}, {row_of(one, 5, "2030-01-30")});
    const IssueMarker marker = marker_of(seen);
    seen.options.identity = "another";
    EXPECT_NE(marker_of(seen).key, marker.key);
    EXPECT_EQ(marker_of(seen).state, marker.state);
}

TEST(issue_marker, later_dates_and_commits_are_no_other_state) {
    const std::vector<Row> before{row_of(one, 5, "2030-01-25", {{"SAST", 5}})};
    Row later = row_of(one, 5, "2030-01-31", {{"SAST", 5}});
    later.commit = std::string(40, 'c');
    const IssueMarker marker = marker_of(look(before, before));
    EXPECT_EQ(marker.news, "");
    EXPECT_EQ(marker_of(look(before, {later})), marker);
    EXPECT_EQ(marker_of(look({later}, {later})), marker) << "nor is that the row was new";
    EXPECT_EQ(marker_of(look({}, before)), marker);
}

TEST(issue_marker, scores_failures_marks_and_names_are_state) {
    const std::vector<Row> before{row_of(one, 5, "2030-01-25", {{"SAST", 5}})};
    const std::string state = marker_of(look(before, before)).state;
    Row archived = before[0];
    archived.is_archived = true;
    Row renamed = before[0];
    renamed.renamed_from = two;
    EXPECT_NE(marker_of(look(before, {row_of(one, 6, "2030-01-25", {{"SAST", 5}})})).state, state);
    EXPECT_NE(marker_of(look(before, {archived})).state, state);
    EXPECT_NE(marker_of(look(before, {renamed})).state, state);
    EXPECT_NE(marker_of(look(before, {failed_row(one, "down")})).state, state);
    EXPECT_EQ(marker_of(look(before, {failed_row(one, "after 10 s")})).state,
              marker_of(look(before, {failed_row(one, "after 11 s")})).state)
        << "why is no state";
    EXPECT_NE(marker_of(look(before, {before[0], row_of(two, 1, "2030-01-25", {{"SAST", 5}})})).state, state);
    EXPECT_NE(marker_of(look({before[0], row_of(two, 1, "2030-01-25")}, before)).state, state) << "gone";
    EXPECT_NE(marker_of(look(before, before, today + 90 * seconds_per_day)).state, state) << "stale";
}

// The same change, seen again by a run that had not remembered it, is no other news; the same change later is.
TEST(issue_marker, news_are_what_changed_since) {
    const Row low = row_of(one, 5, "2030-01-01", {{"SAST", 5, "", {"Warn: a.yml:1"}}});
    const Row high = row_of(one, 6, "2030-01-20", {{"SAST", 7, "", {}}});
    Row again = high;
    again.date = "2030-01-27";
    const IssueMarker marker = marker_of(look({low}, {high}));
    EXPECT_NE(marker.news, "");
    EXPECT_EQ(marker_of(look({low}, {again})), marker);
    Row later = low;
    later.date = "2030-01-10";
    EXPECT_NE(marker_of(look({later}, {again})).news, marker.news);
}

}  // namespace
}  // namespace ward::scorecard::monitor
