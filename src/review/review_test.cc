#include "review/review.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace ward::review {
namespace {

constexpr Instant today = 1'767'225'600;  // 2026-01-01

Finding finding(std::string id, std::string purl, std::string path, Severity severity = Severity::high) {
    Finding made;
    made.judge = "audit";
    made.rule = "vulnerability";
    made.id = std::move(id);
    made.aliases = {"GHSA-" + made.id};
    made.purl = std::move(purl);
    made.evidence = {{std::move(path), 1, ""}};
    made.severity = severity;
    made.component = "c2";
    made.key = key_of(made);
    return made;
}

Report report_of(std::vector<Finding> findings) {
    Report report;
    report.started = format_instant(today);
    Component subject;
    subject.id = "c1";
    subject.name = "app";
    Component library;
    library.id = "c2";
    library.name = "tar";
    library.version = "6.1.0";
    library.ecosystem = "npm";
    report.components = {subject, library};
    report.findings = std::move(findings);
    report.summary = summarise(report);
    return report;
}

Assessment not_affected(std::string id) {
    Assessment made;
    made.id = std::move(id);
    made.status = VexStatus::not_affected;
    made.justification = "vulnerable_code_not_present";
    made.reason = "not built";
    made.expires = "2026-06-01";
    made.origin = {"assessments.toml", 3, ""};
    return made;
}

TEST(Decisions, close_a_finding_by_any_alias) {
    Report report = report_of({finding("CVE-1", "pkg:npm/tar@6.1.0", "package-lock.json")});
    apply_decisions(report, {{not_affected("GHSA-CVE-1")}, {}}, today);
    EXPECT_EQ(report.findings[0].status, Status::assessed);
    EXPECT_EQ(report.findings[0].assessment->origin.line, 3);
    EXPECT_TRUE(report.notes.empty());
    report.summary = summarise(report);
    EXPECT_EQ(exit_status(report, {}), 0);
}

TEST(Decisions, that_keep_open_inform_only) {
    Report report = report_of({finding("CVE-1", "pkg:npm/tar@6.1.0", "a")});
    Assessment looking = not_affected("CVE-1");
    looking.status = VexStatus::under_investigation;
    apply_decisions(report, {{looking}, {}}, today);
    EXPECT_EQ(report.findings[0].status, Status::open);
    EXPECT_TRUE(report.findings[0].assessment.has_value());
}

// One finding for two flaws of an engine. Assessments name the flaws, or the finding.
Finding engine_finding() {
    Finding made = finding("v8-untrusted-script", "pkg:generic/v8@12.4.1", "deps/v8/include/v8-version.h");
    made.rule = "untrusted-script";
    made.aliases.clear();
    made.gathers = {{"CVE-1", "NVD-CVE-1"}, {"CVE-2"}};
    return made;
}

TEST(Decisions, about_all_gathered_advisories_close_their_finding) {
    Report report = report_of({engine_finding()});
    Assessment second = not_affected("CVE-2");
    second.expires = "2026-05-01";
    apply_decisions(report, {{not_affected("NVD-CVE-1"), second}, {}}, today);
    EXPECT_EQ(report.findings[0].status, Status::assessed);
    const Verdict& verdict = *report.findings[0].assessment;
    EXPECT_EQ(verdict.status, VexStatus::not_affected);
    EXPECT_EQ(verdict.justification, "vulnerable_code_not_present");
    EXPECT_EQ(verdict.reason, "all 2 advisories: not built");
    EXPECT_EQ(verdict.expires, "2026-05-01") << "it holds no longer than the first of them";
    EXPECT_TRUE(report.notes.empty());

    Report fixed = report_of({engine_finding()});
    Assessment first = not_affected("CVE-1");
    first.status = second.status = VexStatus::fixed;
    second.reason = "another";
    apply_decisions(fixed, {{first, second}, {}}, today);
    EXPECT_EQ(fixed.findings[0].assessment->status, VexStatus::fixed);
    EXPECT_EQ(fixed.findings[0].assessment->reason, "all 2 advisories: each of them is assessed by itself");
}

TEST(Decisions, about_some_gathered_advisories_are_named_and_close_nothing) {
    const auto after = [](std::vector<Assessment> assessments) {
        Report report = report_of({engine_finding()});
        apply_decisions(report, {std::move(assessments), {}}, today);
        return report;
    };
    const Report some = after({not_affected("CVE-1")});
    EXPECT_EQ(some.findings[0].status, Status::open);
    EXPECT_FALSE(some.findings[0].assessment);
    ASSERT_EQ(some.notes.size(), 1u);
    EXPECT_EQ(some.notes[0].kind, "assessment-partial");
    EXPECT_EQ(some.notes[0].text,
              "v8-untrusted-script: 1 of 2 advisories assessed (CVE-1); it stays open for the rest");
    Assessment looking = not_affected("CVE-2");
    looking.status = VexStatus::under_investigation;
    EXPECT_EQ(after({not_affected("CVE-1"), looking}).findings[0].status, Status::open);
    Assessment expired = not_affected("CVE-2");
    expired.expires = "2025-06-01";
    EXPECT_EQ(after({not_affected("CVE-1"), expired}).findings[0].status, Status::open);
    Assessment elsewhere = not_affected("CVE-2");
    elsewhere.component = "pkg:npm/tar";
    const Report other = after({not_affected("CVE-1"), elsewhere});
    EXPECT_EQ(other.findings[0].status, Status::open);
    EXPECT_EQ(other.notes.size(), 2u) << "the other one is unused";
    const Report whole = after({not_affected("CVE-1"), not_affected("v8-untrusted-script")});
    EXPECT_EQ(whole.findings[0].status, Status::assessed);
    EXPECT_TRUE(whole.notes.empty());
}

// The library's header says 6.1.0, its README 5.0.0, and the advisory is about 5.0.0.
TEST(Decisions, of_versions_must_hold_for_every_version_that_matched) {
    for (const auto& [versions, expected] : {std::pair("<6.0.0", Status::assessed), std::pair(">=6.0.0", Status::open),
                                             std::pair("6.1.0", Status::open)}) {
        Report report = report_of({finding("CVE-1", "pkg:npm/tar@6.1.0", "deps/tar/README")});
        Match match;
        match.record = "GHSA-CVE-1";
        match.version = "5.0.0";
        report.findings[0].matches = {match};
        Assessment assessment = not_affected("CVE-1");
        assessment.versions = versions;
        apply_decisions(report, {{assessment}, {}}, today);
        EXPECT_EQ(report.findings[0].status, expected) << versions;
    }
}

// VEX documents name what they are about by purl or CPE name, and versions as vers ranges.
TEST(Decisions, know_components_by_cpe_and_versions_by_vers) {
    struct Case {
        std::string component, versions;
        Status expected;
    };
    for (const Case& item :
         {Case{"cpe:2.3:a:tar_project:tar:*:*:*:*:*:*:*:*", "", Status::assessed},
          Case{"cpe:2.3:a:tar_project:tar:6.1.0:*:*:*:*:*:*:*", "", Status::assessed},
          Case{"cpe:/a:tar_project:tar:6.1.0", "", Status::assessed},
          Case{"cpe:2.3:a:tar_project:tar:6.2.0:*:*:*:*:*:*:*", "", Status::open},
          Case{"cpe:2.3:a:other:tar:*:*:*:*:*:*:*:*", "", Status::open}, Case{"cpe:nonsense", "", Status::open},
          Case{"", "vers:npm/>=6|<6.2.0", Status::assessed}, Case{"", "vers:generic/=6.1.0", Status::assessed},
          Case{"", "vers:npm/<6", Status::open}, Case{"", "vers:npm/", Status::open}}) {
        Report report = report_of({finding("CVE-1", "pkg:npm/tar@6.1.0", "package.json")});
        report.components[1].cpe = {"cpe:2.3:a:tar_project:tar:6.1.0:*:*:*:*:*:*:*"};
        Assessment assessment = not_affected("CVE-1");
        assessment.component = item.component;
        assessment.versions = item.versions;
        apply_decisions(report, {{assessment}, {}}, today);
        EXPECT_EQ(report.findings[0].status, item.expected) << item.component << item.versions;
    }
}

TEST(Compare, sees_a_second_vulnerable_version_beside_the_first) {
    const State before = state_of(report_of({finding("CVE-1", "pkg:npm/tar@6.1.0", "package-lock.json")}));
    Report beside = report_of({finding("CVE-1", "pkg:npm/tar@6.1.0", "package-lock.json"),
                               finding("CVE-1", "pkg:npm/tar@5.0.0", "package-lock.json")});
    distinguish_keys(beside.findings);
    EXPECT_NE(beside.findings[0].key, beside.findings[1].key);
    compare(beside, before);
    EXPECT_EQ(beside.since->unchanged, 1);
    const auto fresh = std::ranges::find(beside.findings, "pkg:npm/tar@5.0.0", &Finding::purl);
    EXPECT_EQ(beside.since->new_keys, std::vector{fresh->key});
    EXPECT_TRUE(beside.since->gone.empty());

    // A version in the place of the other is the same matter, and one of two that went away is gone.
    Report instead = report_of({finding("CVE-1", "pkg:npm/tar@6.2.0", "package-lock.json")});
    compare(instead, before);
    EXPECT_EQ(instead.since->unchanged, 1);
    EXPECT_TRUE(instead.since->gone.empty());
    Report fewer = report_of({finding("CVE-1", "pkg:npm/tar@6.1.0", "package-lock.json")});
    compare(fewer, state_of(beside));
    ASSERT_EQ(fewer.since->gone.size(), 1u);
    EXPECT_EQ(fewer.since->gone[0].purl, "pkg:npm/tar@5.0.0");
}

TEST(Decisions, are_narrowed_by_component_versions_and_path) {
    struct Case {
        std::string component, versions, path;
        Status expected;
    };
    for (const Case& item : {Case{"pkg:npm/tar", "", "", Status::assessed}, Case{"pkg:npm/other", "", "", Status::open},
                             Case{"", "<6.2.0", "", Status::assessed}, Case{"", ">=6.2.0", "", Status::open},
                             Case{"", "", "deps/**", Status::assessed}, Case{"", "", "src/**", Status::open}}) {
        Report report = report_of({finding("CVE-1", "pkg:npm/tar@6.1.0", "deps/npm/package.json")});
        Assessment assessment = not_affected("CVE-1");
        assessment.component = item.component;
        assessment.versions = item.versions;
        assessment.path = item.path;
        apply_decisions(report, {{assessment}, {}}, today);
        EXPECT_EQ(report.findings[0].status, item.expected) << item.component << item.versions << item.path;
    }
}

TEST(Decisions, must_cover_every_place) {
    Finding twice = finding("CVE-1", "pkg:npm/tar@6.1.0", "deps/a/package.json");
    twice.evidence.push_back({"lib/package.json", 1, ""});
    Report report = report_of({twice});
    Assessment assessment = not_affected("CVE-1");
    assessment.path = "deps/**";
    apply_decisions(report, {{assessment}, {}}, today);
    EXPECT_EQ(report.findings[0].status, Status::open);
}

TEST(Decisions, expired_and_unused_ones_are_told) {
    Report report = report_of({finding("CVE-1", "pkg:npm/tar@6.1.0", "a")});
    Assessment old = not_affected("CVE-1");
    old.expires = "2025-12-31";
    apply_decisions(report, {{old, not_affected("CVE-9")}, {}}, today);
    EXPECT_EQ(report.findings[0].status, Status::open);
    ASSERT_EQ(report.notes.size(), 2u);
    EXPECT_EQ(report.notes[0].kind, "assessment-expired");
    EXPECT_EQ(report.notes[1].kind, "assessment-unused");
    EXPECT_EQ(report.notes[1].where, "assessments.toml:3");
}

TEST(Decisions, last_day_is_included) {
    Report report = report_of({finding("CVE-1", "pkg:npm/tar@6.1.0", "a")});
    Assessment today_only = not_affected("CVE-1");
    today_only.expires = "2026-01-01";
    apply_decisions(report, {{today_only}, {}}, today + seconds_per_day - 1);
    EXPECT_EQ(report.findings[0].status, Status::assessed);
}

TEST(Decisions, accept_unexplained_parts_only) {
    Report report = report_of({});
    report.skipped = {{"deps/x", SkipKind::unexplained, "?", false}, {"deps/y.json", SkipKind::unread, "?", false}};
    apply_decisions(report, {{}, {{"deps/**", "known", "2026-06-01", {}}}}, today);
    EXPECT_TRUE(report.skipped[0].expected);
    EXPECT_FALSE(report.skipped[1].expected) << "what could not be read is never waved through";
}

TEST(Comparison, tells_new_gone_and_unchanged) {
    const State before =
        state_of(report_of({finding("CVE-1", "pkg:npm/tar@6.0.0", "a"), finding("CVE-2", "pkg:npm/tar@6.0.0", "a")}));
    Report report =
        report_of({finding("CVE-1", "pkg:npm/tar@6.1.0", "moved"), finding("CVE-3", "pkg:npm/tar@6.1.0", "a")});
    compare(report, before);
    EXPECT_EQ(report.since->unchanged, 1) << "the same advisory of the same package, though the file moved";
    EXPECT_EQ(report.since->new_keys, std::vector<std::string>{report.findings[1].key});
    ASSERT_EQ(report.since->gone.size(), 1u);
    EXPECT_EQ(report.since->gone[0].id, "CVE-2");
}

TEST(Comparison, treats_an_assessment_that_ran_out_as_new) {
    Report closed = report_of({finding("CVE-1", "pkg:npm/tar@6.1.0", "a")});
    closed.findings[0].status = Status::assessed;
    Report report = report_of({finding("CVE-1", "pkg:npm/tar@6.1.0", "a")});
    compare(report, state_of(closed));
    EXPECT_EQ(report.since->new_keys.size(), 1u);
}

TEST(State, survives_its_file_and_is_sorted) {
    Report report = report_of({finding("CVE-2", "pkg:npm/b@1", "x"), finding("CVE-1", "pkg:npm/a@1", "y")});
    report.skipped = {{"deps/z", SkipKind::unexplained, "?", false}, {"deps/a", SkipKind::unexplained, "?", false}};
    const State state = state_of(report);
    const auto back = state_from_json(to_json(state), "state.json");
    ASSERT_TRUE(back) << back.error().message();
    EXPECT_EQ(to_json(*back), to_json(state));
    EXPECT_EQ(back->findings[0].id, "CVE-1");
    EXPECT_EQ(back->unexplained, (std::vector<std::string>{"deps/a", "deps/z"}));
    EXPECT_EQ(state_from_json("{\"schema\": \"ward-state/2\"}", "s").error().where, "s:1");
}

TEST(Gate, follows_the_contract) {
    const auto status = [](Severity severity, const char* fail_on) {
        return exit_status(report_of({finding("CVE-1", "pkg:npm/tar@6.1.0", "a", severity)}),
                           Gate::parse(fail_on).value());
    };
    EXPECT_EQ(status(Severity::low, "any"), 1);
    EXPECT_EQ(status(Severity::none, "any"), 0) << "severity none never gates";
    EXPECT_EQ(status(Severity::medium, "high"), 0);
    EXPECT_EQ(status(Severity::high, "high"), 1);
    EXPECT_EQ(status(Severity::critical, "high"), 1);
    EXPECT_EQ(status(Severity::unknown, "critical"), 1) << "unknown gates at every level";
    EXPECT_EQ(status(Severity::critical, "none"), 0);
    EXPECT_EQ(status(Severity::high, "new:high"), 1) << "without an earlier review everything is new";
    EXPECT_FALSE(Gate::parse("unknown"));
    EXPECT_FALSE(Gate::parse("new:none"));
}

TEST(Gate, concerns_only_the_scopes_that_were_asked_for) {
    const auto status = [](std::optional<Scope> scope, std::set<Scope> scopes) {
        Finding one = finding("CVE-1", "pkg:npm/tar@6.1.0", "a");
        one.scope = scope;
        Gate gate;
        gate.scopes = std::move(scopes);
        return exit_status(report_of({one}), gate);
    };
    EXPECT_EQ(status(Scope::test, {}), 1);
    EXPECT_EQ(status(Scope::test, {Scope::runtime, Scope::optional}), 0);
    EXPECT_EQ(status(Scope::optional, {Scope::runtime, Scope::optional}), 1);
    EXPECT_EQ(status(Scope::unknown, {Scope::runtime}), 1) << "nobody knows that it does not ship";
    EXPECT_EQ(status(std::nullopt, {Scope::runtime}), 1);
}

TEST(Gate, new_counts_only_what_is_new) {
    const State before = state_of(report_of({finding("CVE-1", "pkg:npm/tar@6.1.0", "a")}));
    Report same = report_of({finding("CVE-1", "pkg:npm/tar@6.1.0", "a")});
    compare(same, before);
    EXPECT_EQ(exit_status(same, Gate::parse("new").value()), 0);
    EXPECT_EQ(exit_status(same, Gate::parse("any").value()), 1);
    Report more = report_of({finding("CVE-1", "pkg:npm/tar@6.1.0", "a"), finding("CVE-2", "pkg:npm/tar@6.1.0", "a")});
    compare(more, before);
    EXPECT_EQ(exit_status(more, Gate::parse("new").value()), 1);
}

TEST(Gate, incomplete_is_4_and_findings_win) {
    Report report = report_of({});
    report.skipped = {{"x", SkipKind::unread, "too large", false}};
    report.summary = summarise(report);
    EXPECT_EQ(exit_status(report, {}), 4);
    report.findings = {finding("CVE-1", "pkg:npm/tar@6.1.0", "a")};
    EXPECT_EQ(exit_status(report, {}), 1);
}

TEST(Gate, a_new_unexplained_part_gates_once) {
    Report report = report_of({});
    report.skipped = {{"deps/x", SkipKind::unexplained, "?", false}};
    report.summary = summarise(report);
    EXPECT_EQ(exit_status(report, {}), 0) << "reported, and no more, when there is nothing to compare with";
    compare(report, State{"2025-12-01T00:00:00Z", {}, {}});
    EXPECT_EQ(exit_status(report, {}), 1);
    compare(report, state_of(report));
    EXPECT_EQ(exit_status(report, {}), 0);
}

}  // namespace
}  // namespace ward::review
