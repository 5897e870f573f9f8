#include "faces/report/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "faces/report/component_tree.h"
#include "faces/report/groups.h"
#include "faces/report/sample_report_test.h"
#include "faces/report/text_table.h"

namespace ward::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Words, number_and_count) {
    EXPECT_EQ(number_text(0), "0");
    EXPECT_EQ(number_text(999), "999");
    EXPECT_EQ(number_text(1000), "1,000");
    EXPECT_EQ(number_text(-1234567), "-1,234,567");
    EXPECT_EQ(count_text(1, "part"), "1 part");
    EXPECT_EQ(count_text(12000, "part"), "12,000 parts");
}

TEST(Words, tell_ages_and_dates_from_the_report_alone) {
    EXPECT_EQ(age_text("2026-11-22T00:00:00Z", "2026-11-22T00:59:00Z"), "less than an hour");
    EXPECT_EQ(age_text("2026-11-22T00:00:00Z", "2026-11-22T01:00:00Z"), "1 hour");
    EXPECT_EQ(age_text("2026-11-20", "2026-11-22T00:00:00Z"), "2 days");
    EXPECT_EQ(age_text("2026-11-23", "2026-11-22"), "less than an hour");
    EXPECT_EQ(age_text("yesterday", "2026-11-22"), "");
    EXPECT_EQ(date_text("2026-02-03T04:05:06Z"), "3 February 2026");
    EXPECT_EQ(date_text("some day"), "some day");
}

TEST(Words, give_one_line_to_paste) {
    Report report = sample_report();
    EXPECT_EQ(summary_line(report),
              "aurora 4.2.0: 2 new (CVE-2026-90001, MAL-2026-77), 1 new unexplained part since 2026-11-15; 5 open (2 "
              "critical, 1 high, 1 of unknown severity, 1 medium); 1 note; 1 assessed; 8 components; 8,889 advisories, "
              "12 hours old; incomplete: 1 part not read");
    report.since = Since{"2026-11-15T12:00:00Z", {}, {}, 5, {}};
    report.findings.clear();
    report.skipped.clear();
    report.summary = summarise(report);
    EXPECT_EQ(summary_line(report),
              "aurora 4.2.0: nothing new since 2026-11-15; nothing open; 8 components; 8,889 "
              "advisories, 12 hours old");
    report.advisories.not_compared = {{"Go", 1534}, {"vendored", 2}};
    EXPECT_THAT(summary_line(report), testing::EndsWith("12 hours old; not compared: 1,534 Go, 2 vendored"));
    report.advisories = {"starter", "", 150};
    report.summary = summarise(report);
    EXPECT_EQ(summary_line(report),
              "aurora 4.2.0: nothing new since 2026-11-15; nothing open; 8 components; starter "
              "set of 150 advisories, not a database; incomplete: starter set only");
    report.since.reset();
    EXPECT_THAT(summary_line(report), HasSubstr("first review"));
    report.command = "inventory";
    report.advisories = {};
    report.summary = summarise(report);
    EXPECT_EQ(summary_line(report), "aurora 4.2.0: 8 components");
}

TEST(Words, do_not_repeat_the_path_beside_a_reason) {
    EXPECT_EQ(reason_text("a/b.json:3: not JSON", "a/b.json"), "line 3: not JSON");
    EXPECT_EQ(reason_text("a/b.json: not JSON", "a/b.json"), "not JSON");
    EXPECT_EQ(reason_text("a/b.json5: not JSON", "a/b.json"), "a/b.json5: not JSON");
    EXPECT_EQ(reason_text("is too large", "a/b.json"), "is too large");
    EXPECT_EQ(reason_text("x: y", ""), "x: y");
}

TEST(Words, link_only_where_it_is_safe) {
    Finding finding;
    finding.id = "CVE-2026-1";
    finding.references = {"javascript:alert(1)", "https://a.example/x|y\"", "https://b.example/x|y"};
    EXPECT_EQ(link_of(finding), "https://b.example/x%7Cy");
    finding.references.clear();
    EXPECT_EQ(link_of(finding), "https://www.cve.org/CVERecord?id=CVE-2026-1");
    finding.id = "GHSA-\"><script>";
    EXPECT_EQ(link_of(finding), "");
}

TEST(Words, encode_what_an_iri_cannot_hold) {
    EXPECT_EQ(iri_text("pkg:npm/%40a/b@1.0?x=y#z"), "pkg:npm/%40a/b@1.0?x=y#z");
    EXPECT_EQ(iri_text("a b\"%zz#1#2\xff[]"), "a%20b%22%25zz#1%232%FF%5B%5D");
}

TEST(Words, know_a_well_formed_cpe) {
    EXPECT_TRUE(is_cpe23("cpe:2.3:a:openssl:openssl:3.0.13\\+quic:*:*:*:*:*:*:*"));
    EXPECT_TRUE(is_cpe23("cpe:2.3:-:a:b:-:*:*:*:*:*:*:*"));
    for (const std::string_view wrong :
         {"", "cpe:/a:b:c", "cpe:2.3:a:b:c", "cpe:2.3:x:b:c:1:*:*:*:*:*:*:*", "cpe:2.3:a:b::1:*:*:*:*:*:*:*",
          "cpe:2.3:a:b:c:1+2:*:*:*:*:*:*:*", "cpe:2.3:a:b:c:1 2:*:*:*:*:*:*:*",
          "cpe:2.3:a:b:c:1:*:*:*:*:*:*:", "cpe:2.3:a:b:c:1:*:*:*:*:*:*:*:*", "cpe:2.3:a:b:c:1:*:*:*:*:*:*:\\"})
        EXPECT_FALSE(is_cpe23(wrong)) << wrong;
}

TEST(Words, find_every_place_of_a_finding) {
    const Report report = sample_report();
    const Places places(report);
    for (const Finding& finding : report.findings)
        EXPECT_EQ(places.of(finding).size(), finding.id == "CVE-2026-90002" ? 2U : 1U) << finding.id;
}

TEST(Words, group_findings_worst_first) {
    const Report report = sample_report();
    std::vector<std::string> ids;
    for (const Finding* finding : findings_in(report, Group::open)) ids.push_back(finding->id);
    EXPECT_THAT(ids,
                ElementsAre("CVE-2026-90001", "MAL-2026-77", "CVE-2026-90002", "OSV-2026-4242", "GHSA-gggg-hhhh-jjjj"));
    const auto contradictions = contradictions_of(report);
    ASSERT_EQ(contradictions.size(), 1U) << "once, though both the component and a finding tell it";
    EXPECT_EQ(contradictions[0].claims.at(0).version, "1.3.0.1");
    EXPECT_EQ(contradictions[0].claims.at(1).evidence.path, "deps/squeeze/README");
}

TEST(Tree, holds_every_component_once_even_where_parents_form_a_circle) {
    for (const Report& report : {sample_report(), hostile_report()}) {
        std::set<const Component*> seen;
        for (const TreeRow& row : tree_of(report)) EXPECT_TRUE(seen.insert(row.component).second);
        EXPECT_EQ(seen.size(), report.components.size());
    }
}

TEST(Tree, stays_narrow_and_iterative_where_the_project_is_deep) {
    Report report;
    constexpr size_t depth = 20'000;
    for (size_t i = 0; i < depth; ++i) {
        Component made;
        made.id = "c" + std::to_string(i + 1);
        if (i > 0) made.parent = "c" + std::to_string(i);
        report.components.push_back(made);
    }
    const std::vector<TreeRow> rows = tree_of(report);
    ASSERT_EQ(rows.size(), depth);
    EXPECT_EQ(rows.back().depth, depth - 1);
    EXPECT_LE(width_of(rows.back().lead), 3 * 24U);
}

TEST(TextTable, counts_cells_and_not_bytes) {
    EXPECT_EQ(width_of("abc"), 3U);
    EXPECT_EQ(width_of("größe"), 5U);
    EXPECT_EQ(width_of("漢字"), 4U);
    EXPECT_EQ(width_of("e\xcc\x81"), 1U);
    EXPECT_EQ(width_of("😀"), 2U);
}

TEST(TextTable, shortens_and_wraps) {
    EXPECT_EQ(shorten("deps/openssl/VERSION.dat:2", 16, Cut::middle), "deps/…SION.dat:2");
    EXPECT_EQ(shorten("abcdef", 4, Cut::end), "abc…");
    EXPECT_EQ(shorten("漢字漢字", 5, Cut::end), "漢字…");
    EXPECT_EQ(shorten("abcdef", 6, Cut::end), "abcdef");
    EXPECT_EQ(shorten("abcdef", 1, Cut::end), "…");
    EXPECT_THAT(wrap("one two three", 7), ElementsAre("one two", "three"));
    EXPECT_THAT(wrap("abcdefgh", 3), ElementsAre("abc", "def", "gh"));
    EXPECT_THAT(wrap("aaa ::error::x", 4), ElementsAre("aaa", "\\::er", "ror:", ":x")) << "no line starts a command";
}

TEST(TextTable, lines_up_its_columns) {
    TextTable table({{"A"}, {"WHERE", true}});
    table.row({{"one"}, {"a/very/long/path/to/some/file.h:1"}});
    table.below(1, {"a note that is longer than the column is wide"});
    EXPECT_EQ(table.natural_width(), 38U);
    EXPECT_EQ(table.render(30, Colour::off),
              "A    WHERE\n"
              "one  a/very/l…to/some/file.h:1\n"
              "     a note that is longer\n"
              "     than the column is wide\n");
    EXPECT_EQ(paint("x", Ink::red, Colour::on), "\x1b[31mx\x1b[0m");
    EXPECT_EQ(paint("x", Ink::red, Colour::off), "x");
}

TEST(Shown, disarms_commands_of_ci_systems) {
    EXPECT_EQ(shown("  ::error::x"), "  \\::error::x");
    EXPECT_EQ(shown("see ##[error]x ##vso[a]"), "see #\\#[error]x #\\#vso[a]");
    EXPECT_EQ(shown("\x1b[31m\xe2\x80\xae"), "\\x1b[31m\\u202e");
    EXPECT_EQ(shown(shown("::x ##[y]")), shown("::x ##[y]"));
}

}  // namespace
}  // namespace ward::report
