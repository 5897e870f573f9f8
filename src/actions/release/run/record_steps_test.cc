// The steps that make and change the record: what each writes, what it refuses, and that it does nothing a second time.
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/record/secret.h"
#include "actions/release/run/records_testing.h"

namespace ward::release {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

using Steps = RecordSteps;

std::vector<std::string> ids_of(const Release& release) {
    std::vector<std::string> ids;
    ids.reserve(release.reports.size());
    for (const Report& report : release.reports) ids.push_back(report.id);
    return ids;
}

TEST_F(Steps, StartTakesTheSupportedLinesAndTheReportsThatWait) {
    hackerone.all = {triaged("1"), triaged("2"), triaged("3"), triaged("4")};
    hackerone.all[1].title = "hidden\xE2\x80\xAE";
    others.reports = {{"3", "2026-05-01"}};
    const StepPlan plan = done("start", {}, {{"date", "2026-06-16"}, {"time", "12:00"}});
    EXPECT_EQ(plan.plan.scope, "2026-06-16");
    EXPECT_EQ(release.slug, "june-2026-security-releases");
    EXPECT_EQ(format_instant(*release.lift_at), "2026-06-16T12:00:00Z");
    EXPECT_THAT(ids_of(release), ElementsAre("1", "4"));
    EXPECT_THAT(plan.notes, ElementsAre(HasSubstr("report 2 is left out"), HasSubstr("report 3 is in release")));
    EXPECT_THAT(plan.notes.front(), Not(HasSubstr("hidden")));
    ASSERT_NE(release.line("24"), nullptr);
    EXPECT_EQ(release.line("24")->base_version, "24.16.0");
    EXPECT_EQ(release.line("18"), nullptr);
    EXPECT_THAT(release.eol_lines, testing::Contains("18"));
}

TEST_F(Steps, StartNeedsADateAndOffersTuesdays) {
    const auto none = plan("start");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::usage);
    EXPECT_THAT(none.error().what, HasSubstr("2026-06-02, 2026-06-09, 2026-06-16, 2026-06-23"));
    EXPECT_EQ(plan("start", {}, {{"date", "16 June"}}).error().code, ErrorCode::usage);
    EXPECT_EQ(plan("start", {}, {{"date", "2026-06-16"}, {"timezone", "Europe/Berlin"}}).error().code,
              ErrorCode::usage);
    // What was embargoed until yesterday would be guarded by nothing.
    EXPECT_THAT(plan("start", {}, {{"date", "2026-05-31"}})->refused, ElementsAre(HasSubstr("is over")));
    done("start", {}, {{"date", "TBD"}});
    EXPECT_EQ(release.id, "next");
    EXPECT_EQ(release.lift_at, std::nullopt);
}

TEST_F(Steps, ASecondReleaseOfAMonthHasNamesOfItsOwn) {
    others.ids = {"2026-06-16"};
    others.slugs = {"june-2026-security-releases"};
    done("start", {}, {{"date", "2026-06-16"}, {"line", "22=22.23.0\n24"}, {"embargo", "none"}});
    EXPECT_EQ(release.id, "2026-06-16-2");
    EXPECT_EQ(release.slug, "june-2026-security-releases-2");
    EXPECT_THAT(release.lines, SizeIs(2));
    EXPECT_EQ(release.line("22")->fixed_version, "22.23.0");
    EXPECT_EQ(release.embargo, Embargo::none);
    EXPECT_THAT(release.eol_lines, Not(testing::Contains("22")));
    release = {};
    const auto taken = plan("start", {}, {{"date", "2026-06-16"}, {"release", "2026-06-16"}});
    EXPECT_THAT(taken->refused, ElementsAre(HasSubstr("there is a release")));
    // A version of another line is no version of it.
    EXPECT_FALSE(plan("start", {}, {{"date", "2026-06-16"}, {"line", "22=24.1.0"}}));
}

TEST_F(Steps, StartTakesChosenReportsAndNoIdOfAnotherRelease) {
    hackerone.all = {triaged("1"), triaged("2")};
    hackerone.all[1].cves = {"CVE-2026-0007"};
    others.cves = {{"CVE-2026-0007", "2026-05-01"}};
    const auto chosen = plan("start", {}, {{"date", "2026-06-16"}, {"report", "1\n9"}});
    EXPECT_THAT(ids_of(chosen->after), ElementsAre("1"));
    EXPECT_THAT(chosen->refused, ElementsAre("report 9 is not waiting"));
    EXPECT_THAT(ids_of(plan("start", {}, {{"date", "2026-06-16"}, {"report", "1"}})->after), ElementsAre("1"));
    EXPECT_THAT(plan("start", {}, {{"date", "2026-06-16"}})->refused,
                ElementsAre("report 2 has a CVE id of release 2026-05-01"));
    // A list that changes while its pages are read has one twice.
    hackerone.all = {triaged("1"), triaged("1")};
    EXPECT_THAT(ids_of(plan("start", {}, {{"date", "2026-06-16"}})->after), ElementsAre("1"));
}

TEST_F(Steps, AddTakesReportsOnceAndACompleteReleaseIsOpenAgain) {
    release = sample_release();
    release.state = State::ready;
    hackerone.all = {triaged("7")};
    done("add", {"7"});
    EXPECT_EQ(release.state, State::open);
    EXPECT_EQ(release.report("7")->ranges.size(), 2U);
    EXPECT_THAT(plan("add", {"7"})->notes, ElementsAre(HasSubstr("sync")));
    others.reports = {{"group-1", "2026-05-01"}};
    EXPECT_THAT(plan("add", {}, {{"file", R"({"id": "group-1"})"}})->refused,
                ElementsAre("report group-1 is in release 2026-05-01"));
    EXPECT_EQ(plan("add").error().code, ErrorCode::usage);
    EXPECT_EQ(plan("add", {"no id"}).error().code, ErrorCode::usage);
    release.state = State::disclosed;
    EXPECT_THAT(plan("add", {"7"})->refused, SizeIs(1));
}

TEST_F(Steps, AddTakesDependenciesOfTheReleasesLines) {
    release = sample_release();
    const std::string list =
        R"([{"name": "undici", "line": "22", "from": "6.1.1", "to": "6.1.2", "fixes": ["CVE-2026-9"]}, {"name": "zlib", "line": "16"}])";
    const StepPlan plan = done("add", {}, {{"dependencies", list}});
    EXPECT_THAT(plan.notes, ElementsAre(HasSubstr("zlib on 16.x")));
    ASSERT_THAT(release.dependencies, SizeIs(1));
    EXPECT_EQ(release.dependencies.front().to, "6.1.2");
    EXPECT_THAT(release.dependencies.front().fixes, ElementsAre("CVE-2026-9"));
}

TEST_F(Steps, RemoveAsksWhatBecomesOfACveId) {
    release = sample_release();
    EXPECT_THAT(plan("remove", {"1001"})->refused, ElementsAre(HasSubstr("--keep-cve")));
    // Why, in the log, and nothing embargoed in it.
    const std::string title = release.report("1001")->title;
    const auto leaking = plan("remove", {"1001"}, {{"keep-cve", "yes"}, {"reason", "it is " + title}});
    ASSERT_TRUE(leaking);
    EXPECT_THAT(leaking->breaches, Not(IsEmpty()));
    EXPECT_THAT(leaking->breaches.front(), Not(HasSubstr(title)));
    EXPECT_EQ(plan("remove", {"1001"}, {{"reason", "two\nlines"}}).error().code, ErrorCode::usage);
    const StepPlan gone = done("remove", {"1001"}, {{"keep-cve", "yes"}, {"reason", "waits for upstream"}});
    EXPECT_EQ(gone.log_note, "waits for upstream");
    EXPECT_THAT(gone.notes, ElementsAre(HasSubstr("CVE id"), HasSubstr("stays secret")));
    EXPECT_THAT(ids_of(release), ElementsAre("1002"));
    release.report("1002");
    release.reports.front().cves.clear();
    done("remove", {"1002"}, {{"not-secret", "yes"}});
    EXPECT_THAT(release.reports, IsEmpty());
    ASSERT_THAT(release.held, SizeIs(1));
    EXPECT_EQ(release.held.front().title, title);
}

// What left is as secret as what stayed; it comes back as it was, and is let go when somebody says so.
TEST_F(Steps, WhatLeftIsHeld) {
    release = sample_release();
    const Report as_it_was = *release.report("1001");
    done("remove", {"1001"}, {{"keep-cve", "yes"}});
    const auto leaking = plan("remove", {"1002"}, {{"keep-cve", "yes"}, {"reason", "as " + as_it_was.title}});
    ASSERT_TRUE(leaking);
    EXPECT_THAT(leaking->breaches, Not(IsEmpty()));
    Release edited = release;
    edited.held.clear();
    EXPECT_THAT(plan("edit", {}, {{"file", to_json(edited)}})->refused, ElementsAre(HasSubstr("held back")));
    done("add", {"1001"});
    EXPECT_THAT(release.held, IsEmpty());
    EXPECT_EQ(*release.report("1001"), as_it_was);
    done("remove", {"1001"}, {{"keep-cve", "yes"}});
    release.state = State::closed;
    EXPECT_THAT(plan("remove", {"1002"}, {{"not-secret", "yes"}})->refused, SizeIs(1));
    done("remove", {"1001"}, {{"not-secret", "yes"}});
    EXPECT_THAT(release.held, IsEmpty());
}

TEST(SecretReleases, WhatIsHeldIsSecretUntilAnotherReleaseHasIt) {
    Release first = sample_release();
    first.held = {first.reports.back()};
    first.reports.pop_back();
    const Instant after = *first.lift_at;
    std::vector<Release> all{first};
    EXPECT_THAT(secret_releases(all, after - 1), SizeIs(2));
    const std::vector<Release> held = secret_releases(all, after);
    ASSERT_THAT(held, SizeIs(1));
    EXPECT_EQ(held.front().id, first.id + "/held");
    EXPECT_TRUE(held.front().is_embargoed(INT64_MAX)) << "no day is known";
    Release next = first;
    next.id = "2026-12-01";
    next.reports = std::exchange(next.held, {});
    next.lift_at = after + 100;
    all.push_back(next);
    EXPECT_THAT(secret_releases(all, after), ElementsAre(testing::Field(&Release::id, "2026-12-01")));
    EXPECT_THAT(secret_releases(all, after + 100), IsEmpty());
    EXPECT_THAT(told_by(all, after + 100).cves, IsEmpty()) << "its day came, but nothing of it is out";
    all.back().state = State::disclosed;
    EXPECT_THAT(told_by(all, after + 100).texts, testing::Contains(next.reports.front().title));
    first.embargo = Embargo::none;
    EXPECT_THAT(secret_releases({&first, 1}, after), IsEmpty());
}

TEST_F(Steps, SyncTakesWhatSourcesSayNow) {
    release = sample_release();
    hackerone.all = {triaged("1001"), triaged("1002")};
    hackerone.all[1].rating = "critical";
    done("sync");
    EXPECT_EQ(release.report("1002")->severity, Severity::critical);
    EXPECT_EQ(release.line("22")->base_version, "22.22.2");
    EXPECT_EQ(release.report("1001")->cves.front(), "CVE-2026-0001");
    // A line that is out stays as it was built.
    release.lines[1].state = LineState::shipped;
    release.lines[1].base_version = "22.1.0";
    done("sync");
    EXPECT_EQ(release.line("22")->base_version, "22.1.0");
}

TEST_F(Steps, SyncTellsAReportThatIsGoneFromAServiceThatIsDown) {
    release = sample_release();
    hackerone.all = {triaged("1001")};
    EXPECT_THAT(plan("sync")->refused, ElementsAre(HasSubstr("report 1002")));
    hackerone.broken.emplace("1001", Error{ErrorCode::network, "does not answer", {}});
    EXPECT_EQ(plan("sync").error().code, ErrorCode::network);
}

TEST_F(Steps, SyncSeesASecondCveIdOfAReport) {
    release = sample_release();
    hackerone.all = {triaged("1001"), triaged("1002")};
    hackerone.all[0].cves = {"CVE-2026-4444"};
    const auto planned = plan("sync");
    ASSERT_TRUE(planned);
    EXPECT_THAT(planned->mismatches, ElementsAre(HasSubstr("report 1001 has another CVE id")));
    EXPECT_EQ(planned->after.report("1001")->cves.front(), "CVE-2026-0001");
    // The first one is taken up.
    release.reports[0].cves.clear();
    release.reports[1].cves.clear();
    hackerone.all[1].cves = {"CVE-2026-0005"};
    done("sync");
    EXPECT_EQ(release.report("1001")->cves.front(), "CVE-2026-4444");
}

TEST_F(Steps, EditIsThePersonsButForWhatStepsAnswerFor) {
    release = sample_release();
    Release wanted = release;
    wanted.reports[0].impact = "Users of the HTTP server.";
    wanted.state = State::closed;  // steps say how far it is
    done("edit", {}, {{"file", to_json(wanted)}});
    EXPECT_EQ(release.report(wanted.reports[0].id)->impact, "Users of the HTTP server.");
    EXPECT_EQ(release.state, State::open);
    const auto refused = [&](const std::function<void(Release&)>& change) {
        Release changed = release;
        change(changed);
        return plan("edit", {}, {{"file", to_json(changed)}})->refused;
    };
    EXPECT_THAT(refused([](Release& one) { one.id = "other"; }), SizeIs(1));
    EXPECT_THAT(refused([](Release& one) { one.embargo = Embargo::none; }), ElementsAre(HasSubstr("break-embargo")));
    EXPECT_THAT(refused([](Release& one) { one.incident = "zero-day"; }), SizeIs(1));
    EXPECT_THAT(refused([&](Release& one) { one.lift_at = now - 1; }), ElementsAre(HasSubstr("is over")));
    EXPECT_THAT(refused([](Release& one) { one.lines[0].state = LineState::shipped; }), ElementsAre(HasSubstr("ship")));
    EXPECT_THAT(refused([](Release& one) { one.reports.pop_back(); }), ElementsAre(HasSubstr("remove")));
    EXPECT_THAT(refused([](Release& one) { one.reports[0].cves = {"CVE-2026-0077"}; }), SizeIs(1));
    EXPECT_THAT(refused([](Release& one) { one.places.announcement = "https://nodejs.org/x"; }), SizeIs(1));
    release.state = State::announced;
    EXPECT_THAT(refused([](Release& one) { *one.lift_at += 60; }), ElementsAre(HasSubstr("postpone")));
    release.lines[0].state = LineState::shipped;
    EXPECT_THAT(refused([](Release& one) { one.lines.erase(one.lines.begin()); }), ElementsAre(HasSubstr("it stays")));
    others.cves = {{"CVE-2026-0088", "2026-05-01"}};
    release.reports[0].cves.clear();
    EXPECT_THAT(refused([](Release& one) { one.reports[0].cves = {"CVE-2026-0088"}; }), SizeIs(1));
}

TEST_F(Steps, DateMovesWhatNobodyKnowsYet) {
    release = sample_release();
    done("date", {"2026-07-07"}, {{"time", "15:30"}, {"timezone", "+02:00"}});
    EXPECT_EQ(format_instant(*release.lift_at), "2026-07-07T13:30:00Z");
    EXPECT_EQ(release.slug, "july-2026-security-releases");
    EXPECT_EQ(release.id, "2026-06-16");
    others.slugs = {"july-2026-security-releases"};
    EXPECT_EQ(plan("date", {"2026-07-14"})->after.slug, "july-2026-security-releases-2");
    EXPECT_THAT(plan("date", {"2026-05-01"})->refused, ElementsAre(HasSubstr("is over")));
    done("date", {"TBD"});
    EXPECT_EQ(release.lift_at, std::nullopt);
    release.state = State::announced;
    EXPECT_THAT(plan("date", {"2026-07-14"})->refused, ElementsAre(HasSubstr("postpone")));
}

}  // namespace
}  // namespace ward::release
