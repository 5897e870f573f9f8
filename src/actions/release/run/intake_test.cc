// Reports of strangers as reports of a record, and what a source may say of a report that the record has.
#include "actions/release/run/intake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/run/intake_sources.h"
#include "actions/release/run/records_testing.h"

namespace ward::release {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class Intake : public RecordSteps {
  protected:
    Intake() { release = sample_release(); }
    net::RepositoryAdvisory advisory() const {
        net::RepositoryAdvisory one;
        one.ghsa = "GHSA-2c4f-6j7m-8p9q";
        one.state = "triage";
        one.summary = "Names are compared without their case";
        one.description = "Two lines.\r\nOf text.";
        one.severity = "moderate";
        one.cwes = {"CWE-178"};
        one.credits = {{.login = "cleo", .type = "reporter"}, {.login = "dee", .type = "remediation_developer"}};
        one.url = "https://github.com/nodejs/node/security/advisories/GHSA-2c4f-6j7m-8p9q";
        one.created_at = "2026-05-01T00:00:00Z";
        return one;
    }
};

TEST_F(Intake, TakesAReportOfHackerOneForEveryLine) {
    const Report report = report_from(triaged("2871234"), release).value();
    EXPECT_EQ(report.link, "https://hackerone.com/reports/2871234");
    EXPECT_EQ(report.severity, Severity::high);
    EXPECT_THAT(report.cwes, ElementsAre("CWE-400"));
    ASSERT_THAT(report.ranges, SizeIs(2));
    EXPECT_EQ(report.ranges.front().line, "20");
    EXPECT_EQ(report.ranges.back().pull, "https://github.com/nodejs-private/node-private/pull/7");
    EXPECT_EQ(report.credits.front().handle, "finder9");
}

TEST_F(Intake, TakesAnAdvisoryOfGitHub) {
    const Report report = report_from(advisory(), release).value();
    EXPECT_EQ(report.advisory, report.id);
    EXPECT_EQ(report.severity, Severity::medium);
    EXPECT_EQ(report.summary, "Two lines.\nOf text.");
    EXPECT_EQ(report.credits.back().kind, CreditKind::developer);
}

TEST_F(Intake, RefusesWhatMovesOrHidesTextAndQuotesNothingOfIt) {
    for (const char* bad : {"left\xE2\x80\xAEright", "bell\x07", "two\nlines"}) {
        net::HackerOneReport theirs = triaged("2871234");
        theirs.title = std::string("Trailers ") + bad;
        const auto report = report_from(theirs, release);
        ASSERT_FALSE(report) << bad;
        EXPECT_THAT(report.error().message(), Not(HasSubstr("Trailers")));
        EXPECT_THAT(report.error().message(), HasSubstr("title"));
    }
    net::HackerOneReport theirs = triaged("2871234");
    theirs.cwe = "CWE-x";
    EXPECT_FALSE(report_from(theirs, release));
    theirs.cwe.clear();
    theirs.pull = "javascript:alert(1)";  // no place of a fix: left out
    EXPECT_EQ(report_from(theirs, release)->ranges.front().pull, "");
}

TEST_F(Intake, RefreshesWhatTheSourceSaysAndNothingElse) {
    Report ours = *release.report("1001");
    const Report before = ours;
    Report theirs = report_from(triaged("1001"), release).value();
    theirs.cvss = {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N"};
    refresh(ours, theirs);
    EXPECT_EQ(ours.title, theirs.title);
    EXPECT_THAT(ours.cvss, ElementsAre(before.cvss.front(), theirs.cvss.front()));  // another version of CVSS
    EXPECT_EQ(ours.cves, before.cves);
    EXPECT_EQ(ours.credits, before.credits);
    EXPECT_EQ(ours.ranges.front().fixed, before.ranges.front().fixed);
    EXPECT_EQ(ours.ranges.front().pull, theirs.ranges.front().pull);  // it had none
    const Report once = ours;
    refresh(ours, theirs);
    EXPECT_EQ(ours, once);
    refresh(ours, Report{.id = "1001", .source = "hackerone"});  // a source that says nothing
    EXPECT_EQ(ours, once);
    ours.severity = Severity::low;
    ours.severity_reason = "needs a flag that nobody sets";
    refresh(ours, theirs);
    EXPECT_EQ(ours.severity, Severity::low);
}

TEST_F(Intake, ASecondCveIdIsSeen) {
    Report ours{.id = "1", .source = "hackerone", .cves = {"CVE-2026-1"}};
    Report theirs = ours;
    EXPECT_FALSE(disagrees_on_cves(ours, theirs));
    theirs.cves = {"CVE-2026-1", "CVE-2026-2"};
    EXPECT_TRUE(disagrees_on_cves(ours, theirs));
    theirs.cves.clear();
    EXPECT_FALSE(disagrees_on_cves(ours, theirs));
}

TEST_F(Intake, WaitingReportsThatCannotStandInARecordAreNamed) {
    hackerone.all = {triaged("1"), triaged("2"), triaged("3"), triaged("4")};
    hackerone.all[1].title = "hidden\xE2\x80\xAE";
    hackerone.broken.emplace("3", Error{ErrorCode::limit, "a text is too long", {}});
    hackerone.all[3].state = "new";
    const auto found = waiting_reports("", doors, project, release).value();
    ASSERT_THAT(found, SizeIs(3));
    EXPECT_TRUE(found[0].report.has_value());
    EXPECT_FALSE(found[1].report.has_value());
    EXPECT_EQ(found[2].reason, "a text is too long");
    // Where nothing can be asked, nothing is begun with half of the reports.
    hackerone.broken.emplace("1", Error{ErrorCode::network, "does not answer", {}});
    EXPECT_EQ(waiting_reports("hackerone", doors, project, release).error().code, ErrorCode::network);
    EXPECT_THAT(waiting_reports("none", doors, project, release).value(), IsEmpty());
    doors.hackerone = nullptr;
    EXPECT_THAT(waiting_reports("", doors, project, release).value(), IsEmpty());
    EXPECT_EQ(waiting_reports("hackerone", doors, project, release).error().code, ErrorCode::auth);
    advisories.all = {advisory()};
    EXPECT_THAT(waiting_reports("github", doors, project, release).value(), SizeIs(1));
}

TEST_F(Intake, FilesAreOneReportARecordOrThePeersFile) {
    const auto one = reports_of_text(R"({"id": "group-1", "title": "t"})", "FILE", release).value();
    ASSERT_THAT(one, SizeIs(1));
    EXPECT_EQ(one.front().source, "file");
    EXPECT_THAT(reports_of_text(to_json(sample_release()), "FILE", release).value(), SizeIs(2));
    const auto peer =
        reports_of_text(R"({"releaseDate": "2026/06/16", "reports": [{"id": "7", "title": "t", "cveIds": [],
        "severity": {"rating": "high", "cvss_vector_string": "", "weakness_id": "79"}, "summary": "s", "patchAuthors": [],
        "prURL": "", "affectedVersions": ["22.x"], "link": "https://hackerone.com/reports/7", "reporter": "r"}], "dependencies": {}})",
                        "FILE", release);
    ASSERT_TRUE(peer) << peer.error().message();
    EXPECT_EQ(peer->front().id, "7");
    const auto bad = reports_of_text(R"({"id": "group-1", "severity": "secret words"})", "FILE", release);
    ASSERT_FALSE(bad);
    EXPECT_THAT(bad.error().message(), Not(HasSubstr("secret words")));
}

TEST_F(Intake, UpdatesSayWhichAdvisoriesTheyClose) {
    const auto found = dependencies_of_text(R"({"schema": "ward-report/1", "command": "update check", "updates": [
        {"id": "undici@v20.x-staging", "current": "6.21.0", "chosen": "6.21.1", "closes": ["CVE-2026-1"]},
        {"id": "undici", "current": "7.1.0", "chosen": "7.1.1", "closes": ["CVE-2026-1", "GHSA-2c4f-6j7m-8p9q"], "pull": "https://github.com/nodejs/node/pull/1"},
        {"id": "undici@main", "current": "7.1.0", "chosen": "7.1.1", "closes": []},
        {"id": "zlib", "current": "1.3", "chosen": "1.3"}, {"id": "acorn", "current": "8.0.0"}]})",
                                            "FILE", "24");
    ASSERT_TRUE(found) << found.error().message();
    ASSERT_THAT(found->all, SizeIs(2));
    EXPECT_EQ(found->all[0],
              (Dependency{.name = "undici", .line = "20", .from = "6.21.0", .to = "6.21.1", .fixes = {"CVE-2026-1"}}));
    EXPECT_EQ(found->all[1].line, "24");
    EXPECT_THAT(found->left_out, ElementsAre(HasSubstr("undici@main")));
}

TEST_F(Intake, FindingsAskForTheNearestVersionThatFixesAllOfThem) {
    const char* json = R"({"schema": "ward-report/1", "command": "audit",
        "components": [{"id": "c1", "ecosystem": "npm"}, {"id": "c2", "ecosystem": null}],
        "findings": [
        {"id": "CVE-2026-2", "component": "c1", "purl": "pkg:npm/undici@6.9.0", "status": "open", "fixed": ["6.10.1", "7.0.0"]},
        {"id": "CVE-2026-1", "component": "c1", "purl": "pkg:npm/undici@6.9.0", "status": "open", "fixed": ["6.9.2", "7.0.0"]},
        {"id": "CVE-2026-3", "component": "c1", "purl": "pkg:npm/undici@6.9.0", "status": "assessed", "fixed": ["8.0.0"]},
        {"id": "CVE-2026-4", "component": "c1", "purl": "pkg:npm/%40npmcli/arborist@1.0.0", "status": "open", "fixed": ["1.0.1"]},
        {"id": "CVE-2026-5", "component": "c2", "purl": "pkg:generic/openssl@3.0.9", "status": "open", "fixed": ["3.0.10"]},
        {"id": "CVE-2026-6", "component": "c2", "purl": "pkg:generic/zlib@1.3", "status": "open", "fixed": []}]})";
    const auto found = dependencies_of_text(json, "FILE", "22");
    ASSERT_TRUE(found) << found.error().message();
    ASSERT_THAT(found->all, SizeIs(3));
    EXPECT_EQ(found->all[0].name, "@npmcli/arborist");
    EXPECT_EQ(found->all[1].to, "3.0.10");
    EXPECT_EQ(
        found->all[2],
        (Dependency{
            .name = "undici", .line = "22", .from = "6.9.0", .to = "6.10.1", .fixes = {"CVE-2026-2", "CVE-2026-1"}}));
    EXPECT_EQ(dependencies_of_text(json, "FILE", "").error().code, ErrorCode::usage);  // of which line
    EXPECT_FALSE(dependencies_of_text(R"({"schema": "other"})", "FILE", "22"));
    EXPECT_THAT(dependencies_of_text(R"([{"name": "zlib", "line": "22", "to": "1.3.1"}])", "FILE", "")->all, SizeIs(1));
}

}  // namespace
}  // namespace ward::release
