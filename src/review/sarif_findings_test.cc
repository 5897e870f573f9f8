#include "review/sarif_findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "review/review.h"

namespace ward::review {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

sarif::Result result(std::string rule, std::string path, std::string message = "m") {
    sarif::Result made;
    made.rule = std::move(rule);
    made.kind = "fail";
    made.level = "warning";
    made.message = std::move(message);
    if (!path.empty()) made.locations = {{std::move(path), 3, "  text", ""}};
    return made;
}

Report report_with_zlib() {
    Report report;
    Component app;
    app.name = "app";
    app.version = "1";
    Component zlib;
    zlib.name = "zlib";
    zlib.version = "1.3";
    zlib.path = "deps/zlib";
    report.components = {app, zlib};
    number_components(report.components);
    return report;
}

Report with(std::vector<sarif::Result> results, std::string tool = "lint", std::span<const ScopeRule> rules = {}) {
    Report report = report_with_zlib();
    sarif::Run run;
    run.tool = std::move(tool);
    run.results = std::move(results);
    add_sarif(report, {{run}, 0}, "lint.sarif", rules);
    report.summary = summarise(report);
    return report;
}

std::vector<std::string> kinds(const Report& report) {
    std::vector<std::string> kinds;
    kinds.reserve(report.notes.size());
    for (const Note& note : report.notes) kinds.push_back(note.kind);
    return kinds;
}

TEST(SarifFindings, are_the_tools_own_judgement_at_their_place) {
    sarif::Result made = result("js/xss", "deps/zlib/contrib/a.js");
    made.security_severity = 9.1;
    made.help = "https://lint.example/xss";
    const Report report = with({made});
    ASSERT_EQ(report.findings.size(), 1U);
    const Finding& finding = report.findings[0];
    EXPECT_EQ(finding.judge, "lint");
    EXPECT_EQ(finding.rule, "js/xss");
    EXPECT_EQ(finding.id, "js/xss");
    EXPECT_EQ(finding.severity, Severity::critical);
    EXPECT_EQ(finding.score, 9.1);
    EXPECT_EQ(finding.component, "c2");
    EXPECT_EQ(finding.evidence, (std::vector<Evidence>{{"deps/zlib/contrib/a.js", 3, "text"}}));
    EXPECT_EQ(finding.paths, (std::vector<std::vector<std::string>>{{"app@1", "zlib@1.3"}}));
    EXPECT_EQ(finding.references, std::vector<std::string>{"https://lint.example/xss"});
    EXPECT_EQ(finding.scope, Scope::runtime);
    EXPECT_EQ(exit_status(report, {}), 1);
    EXPECT_THAT(kinds(report), ElementsAre("sarif"));
}

TEST(SarifFindings, levels_and_kinds_have_weights) {
    for (const auto& [level, kind, expected] : {std::tuple("error", "fail", Severity::high),
                                                {"warning", "fail", Severity::medium},
                                                {"note", "fail", Severity::low},
                                                {"none", "fail", Severity::none},
                                                {"loud", "fail", Severity::unknown},
                                                {"none", "informational", Severity::none},
                                                {"none", "review", Severity::unknown},
                                                {"none", "open", Severity::unknown}}) {
        sarif::Result made = result("r", "a.c");
        made.level = level;
        made.kind = kind;
        EXPECT_EQ(with({made}).findings[0].severity, expected) << level << " " << kind;
    }
}

// A stranger's file must not borrow the meaning of our own words: a "contradiction" never gates.
TEST(SarifFindings, own_words_are_not_taken_from_strangers) {
    for (const std::string rule : {"contradiction", "vulnerability", "malicious-package"}) {
        const Report report = with({result(rule, "a.c")}, "audit");
        EXPECT_EQ(report.findings[0].judge, "sarif:audit");
        EXPECT_EQ(report.findings[0].rule, "sarif:audit/" + rule);
        EXPECT_EQ(exit_status(report, {}), 1);
    }
    EXPECT_EQ(with({result("", "a.c")}, "").findings[0].judge, "sarif");
    EXPECT_EQ(with({result("", "a.c")}, "").findings[0].rule, "unnamed-rule");
}

TEST(SarifFindings, each_has_a_key_of_its_own_that_no_line_moves) {
    Report report = with({result("r", "a.c"), result("r", "a.c"), result("r", "a.c", "other"), result("r", "b.c")});
    std::set<std::string> keys;
    for (const Finding& finding : report.findings) keys.insert(finding.key);
    EXPECT_EQ(keys.size(), 4U);
    sarif::Result moved = result("r", "b.c");
    moved.locations[0].line = 99;
    const std::string key = with({moved}).findings[0].key;
    EXPECT_TRUE(keys.contains(key));
}

TEST(SarifFindings, of_one_rule_in_another_file_are_new) {
    const State before = state_of(with({result("r", "a.c")}));
    Report now = with({result("r", "a.c"), result("r", "b.c")});
    compare(now, before);
    EXPECT_EQ(now.since->unchanged, 1);
    EXPECT_EQ(now.since->new_keys.size(), 1U);
    EXPECT_TRUE(now.since->gone.empty());
    Report fewer = with({});
    compare(fewer, before);
    EXPECT_EQ(fewer.since->gone.size(), 1U);
}

TEST(SarifFindings, are_proposed_as_tests_or_tooling_by_their_paths_and_stay_open) {
    const std::vector<ScopeRule> rules{{Scope::tooling, "gen/**"}, {Scope::runtime, "test/ship.c"}};
    const Report report = with({result("a", "test/a.c"), result("b", "gen/b.c"), result("c", "tools/c.c"),
                                result("d", "test/ship.c"), result("e", "src/e.c"), result("f", "test.c")},
                               "lint", rules);
    std::vector<std::string> scopes;
    scopes.reserve(report.findings.size());
    for (const Finding& finding : report.findings)
        scopes.push_back(finding.id + " " + std::string(name_of(*finding.scope)));
    EXPECT_THAT(scopes, ElementsAre("d runtime", "e runtime", "f runtime", "b tooling", "c tooling", "a test"));
    EXPECT_EQ(report.summary.medium, 6);
    EXPECT_THAT(report.notes[0].text, HasSubstr("lint: 6 results, 3 of them in tests or tooling"));
}

TEST(SarifFindings, suppressed_ones_stay_open_and_are_told) {
    sarif::Result made = result("r", "a.c");
    made.suppressions = {{"external", "accepted", "we know\nit"}};
    const Report report = with({made});
    EXPECT_EQ(report.findings[0].status, Status::open);
    ASSERT_THAT(kinds(report), ElementsAre("sarif-suppressed", "sarif"));
    EXPECT_EQ(report.notes[0].text,
              "r in a.c is suppressed there (external accepted: we know); here it stays open until it is assessed");
    Report many = with(std::vector<sarif::Result>(50, made));
    EXPECT_EQ(many.notes.size(), max_sarif_remarks + 2);
    EXPECT_THAT(many.notes.back().text, HasSubstr("and 30 more"));
}

TEST(SarifFindings, an_assessment_closes_them_by_rule_and_path) {
    Report report = with({result("r", "src/a.c"), result("r", "src/b.c")});
    Assessment assessment;
    assessment.id = "r";
    assessment.path = "src/a.c";
    assessment.status = VexStatus::not_affected;
    assessment.expires = "2030-01-01";
    apply_decisions(report, {{assessment}, {}}, 1'767'225'600);
    EXPECT_EQ(std::ranges::count(report.findings, Status::assessed, &Finding::status), 1);
}

TEST(SarifFindings, what_is_missing_makes_the_report_incomplete) {
    Report report = report_with_zlib();
    sarif::Run run;
    run.tool = "lint";
    run.failed = true;
    sarif::Result outside = result("r", "");
    outside.locations = {{"", 0, "", "file:///etc/passwd"}};
    run.results = {outside};
    add_sarif(report, {{run}, 3}, "lint.sarif", {});
    EXPECT_EQ(report.skipped.size(), 2U);
    EXPECT_FALSE(summarise(report).complete);
    EXPECT_THAT(kinds(report), ElementsAre("sarif-location", "sarif"));
    EXPECT_TRUE(report.findings[0].evidence.empty());
    EXPECT_EQ(report.findings[0].component, "c1");
}

}  // namespace
}  // namespace ward::review
