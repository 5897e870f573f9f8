#include "judges/scorecard/monitor/watch_reports.h"

#include <algorithm>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/document.h"
#include "judges/scorecard/monitor/drop_in_report.h"

namespace ward::scorecard::monitor {
namespace {

const Instant today = *parse_instant("2030-02-01");
const Repository one{"github.com", "a", "one"};

Row row_of(const Repository& repository, double score, std::string date, std::vector<CheckScore> checks) {
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

Watch sample() {
    Row failed = failed_row({"github.com", "a", "down"}, "unreachable");
    Row before = row_of(one, 5, "2030-01-01", {{"SAST", 5, "r", {"Warn: old: x.yml:3"}}, {"License", 10, "l"}});
    before.commit = std::string(40, 'a');
    return look({before},
                {row_of(one, 5.5, "2030-01-10", {{"SAST", 7, "r", {"Warn: new: y.yml:4"}}, {"License", 10, "l"}}),
                 row_of({"github.com", "a", "two"}, 8, "2030-01-31", {{"License", 10, "l"}}), failed});
}

TEST(watch_reports, markdown) {
    EXPECT_EQ(watch_markdown(sample()),
              "# OpenSSF Scorecard\n\n"
              "2030-02-01. 3 repositories: 2 scored, 1 failed; 1 changed (1 better, 0 worse), 1 new, 1 stale.\n"
              "Mean score 6.8, lowest 5.5.\n\n"
              "## What changed\n\n"
              "### [a/one](https://github.com/a/one): 5 → 5.5 (+0.5)\n\n"
              "Changed since 2030-01-01: project or forge.\n\n"
              "- SAST 5 → 7 (project or forge)\n"
              "  - new: Warn: new: y.yml:4\n"
              "  - gone: Warn: old: x.yml:3\n\n"
              "## Not scored\n\n"
              "- [a/down](https://github.com/a/down): unreachable\n\n"
              "## All repositories\n\n"
              "| Repository | Score | Change | Cause | Scored | Age | Commit | |\n"
              "| --- | ---: | ---: | --- | --- | ---: | --- | --- |\n"
              "| [a/one](https://github.com/a/one) | 5.5 | +0.5 | project or forge | 2030-01-10 | 22 days | "
              "[bbbbbbb](https://github.com/a/one/commit/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb) | stale |\n"
              "| [a/two](https://github.com/a/two) | 8 |  |  | 2030-01-31 | 1 day | "
              "[bbbbbbb](https://github.com/a/two/commit/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb) | "
              "new; checks missing: SAST |\n"
              "| [a/down](https://github.com/a/down) | failed |  |  |  | unknown |  |  |\n");
}

TEST(watch_reports, csv) {
    EXPECT_EQ(watch_csv(sample()),
              "repository,groups,standing,score,before,delta,causes,noise,of_note,date,age_days,stale,commit,"
              "tool_version,archived,renamed_from,missing_checks,failure,License,SAST\n"
              "github.com/a/one,,changed,5.5,5,0.5,project or forge,false,true,2030-01-10,22,true,"
              "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,v5.5.0,false,,,,10,7\n"
              "github.com/a/two,,new,8,,,,false,false,2030-01-31,1,false,"
              "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,v5.5.0,false,,SAST,,10,\n"
              "github.com/a/down,,failed,,,,,false,false,,,false,,,false,,,unreachable,,\n");
}

TEST(watch_reports, json_is_read_by_a_strict_reader) {
    const auto root = parse_json(watch_json(sample()), "watch.json");
    ASSERT_TRUE(root) << root.error().message();
    EXPECT_EQ(text_at(*root, "schema"), "ward-scorecard-watch/1");
    const auto rows = items_at(*root, "repositories");
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].find("change")->find("delta")->real, 0.5);
    EXPECT_EQ(text_at(rows[2], "failure"), "unreachable");
    EXPECT_FALSE(root->find("summary")->find("complete")->truth);
}

TEST(watch_reports, html_loads_and_runs_nothing) {
    const std::string html = watch_html(sample());
    for (const std::string_view word :
         {"<script", " src=", "url(", "@import", "javascript:", " style=", "onload", "<link"})
        EXPECT_EQ(html.find(word), std::string::npos) << word;
    EXPECT_NE(html.find("Content-Security-Policy\" content=\"default-src 'none'"), std::string::npos);
    EXPECT_NE(html.find("<svg class=\"trend\""), std::string::npos);
    EXPECT_NE(html.find("SAST: from 5 on 2030-01-01 to 7 on 2030-01-10"), std::string::npos);
    EXPECT_NE(html.find("<th scope=\"row\"><a href=\"https://github.com/a/one\""), std::string::npos);
    EXPECT_NE(html.find("unreachable"), std::string::npos);
}

// Every text of a stranger that can get this far: reasons, details, failures, names of checks, problems.
TEST(watch_reports, hostile_texts_stay_texts) {
    const std::string evil =
        "</td><script>alert(1)</script> [x](javascript:y) @all #1 closes GH-2 | ![i](http://e.example/i) "
        "=cmd()\x1b[31m\xe2\x80\xae\n"
        "## head ##[error] ::error::x <!-- ward-scorecard-monitor:end --> <!-- ward:watch/1 --> \"q\" 'r' `c`";
    Row before = row_of(one, 5, "2030-01-01", {{"SAST", 5, evil, {"Warn: old"}}});
    Row now = row_of(one, 6, "2030-01-02",
                     {{evil.substr(0, 99), 7, evil, {"Warn: " + evil}}, {"SAST", 6, evil, {"Warn: " + evil}}});
    now.tool_version = evil;
    now.advisories = evil;
    Watch seen = look({before}, {now, failed_row({"github.com", "a", "down"}, evil)});
    seen.title = evil;
    seen.problems.push_back({evil, evil});
    seen.rows[0].groups = {evil};
    seen.groups = {{evil, seen.summary}};
    seen.rows[0].row.commit = "](http://e.example) <script>";

    const std::string html = watch_html(seen);
    for (const std::string_view word : {"<script", "<img", "\x1b", "\xe2\x80\xae", "##[error]"})
        EXPECT_EQ(html.find(word), std::string::npos) << word;
    for (const std::string& markdown : {watch_markdown(seen), watch_issue(seen)}) {
        for (const std::string_view word :
             {"<script", "](javascript", "![i]", "\x1b", "\n## head", "##[error]", " @all", " #1 ", "GH-2",
              "](http://e", "<!-- ward-scorecard-monitor:end -->"})
            EXPECT_EQ(markdown.find(word), std::string::npos) << word << "\n" << markdown;
        for (const std::string_view line : split(markdown, '\n')) EXPECT_FALSE(line.starts_with("::")) << line;
    }
    const std::string csv = watch_csv(seen);
    for (const std::string_view word : {"\n=", ",=", ",\"=", "\x1b"})
        EXPECT_EQ(csv.find(word), std::string::npos) << word;
    EXPECT_EQ(std::ranges::count(csv, '\n'), 3);
    EXPECT_TRUE(parse_json(watch_json(seen), "j"));
    seen.rows[1].row.failure = "=1+1";
    EXPECT_NE(watch_csv(seen).find(",'=1+1"), std::string::npos);
}

TEST(watch_reports, the_issue_does_not_differ_from_day_to_day) {
    const std::vector<Row> rows{row_of(one, 5, "2030-01-30", {{"SAST", 5}})};
    const Watch first = look({rows}, rows, today);
    const Watch later = look({rows}, rows, today + 3 * seconds_per_day);
    EXPECT_EQ(watch_issue(first), watch_issue(later));
    EXPECT_NE(watch_markdown(first), watch_markdown(later));
    const std::string issue = *replace_segment("mine\n", watch_issue(first), issue_start_tag, issue_end_tag);
    EXPECT_EQ(*replace_segment(issue + "\nmine too", watch_issue(later), issue_start_tag, issue_end_tag),
              issue + "\nmine too");
}

TEST(watch_reports, the_issue_fits_the_forge) {
    for (const size_t count : {100U, 101U, 1000U}) {
        std::vector<Row> before;
        std::vector<Row> now;
        for (size_t i = 0; i < count; ++i) {
            const Repository repository{"github.com", "a", fmt::format("r{}", i)};
            before.push_back(row_of(repository, 5, "2030-01-01", {{"SAST", 5}}));
            now.push_back(row_of(repository, 6, "2030-01-02", {{"SAST", 6, "", {"Warn: " + std::string(400, 'x')}}}));
        }
        const Watch seen = look(before, now);
        EXPECT_LT(watch_issue(seen).size(), max_issue_bytes);
        EXPECT_EQ(static_cast<size_t>(std::ranges::count(watch_csv(seen), '\n')), count + 1);
        EXPECT_EQ(seen.summary.changed, count);
        EXPECT_FALSE(watch_html(seen).empty());
    }
}

TEST(watch_reports, the_same_watch_gives_the_same_bytes) {
    EXPECT_EQ(watch_html(sample()), watch_html(sample()));
    EXPECT_EQ(watch_json(sample()), watch_json(sample()));
}

}  // namespace
}  // namespace ward::scorecard::monitor
