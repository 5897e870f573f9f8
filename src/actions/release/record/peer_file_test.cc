#include "actions/release/record/peer_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/record/testing.h"

namespace ward::release {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

ImportedRelease read(std::string_view json) {
    auto imported = release_from_peer(json, "vulnerabilities.json");
    EXPECT_TRUE(imported) << imported.error().message();
    return imported ? *std::move(imported) : ImportedRelease{};
}

std::string error_of(std::string_view json) {
    const auto imported = release_from_peer(json, "vulnerabilities.json");
    EXPECT_FALSE(imported) << json;
    return imported ? std::string() : imported.error().message();
}

std::string with_lines(std::string_view lines) {
    return R"({"releaseDate":"2026/06/16","reports":[{"id":"7","affectedVersions":)" + std::string(lines) +
           R"(,"prURL":"https://github.com/o/p/pull/1","patchedVersions":["24.4.1"]}]})";
}

// Each way in which the lines of a report have been written.
TEST(PeerFile, ReadsLinesInEveryForm) {
    for (const std::string_view form : {R"(["22.x","v24.x","main"])", R"("22.x, 24.x")", R"(["22","24.1.2"])",
                                        R"({"22.x":"","24.x":""})", R"([{"version":"22.x"},{"version":"24.x"}])"}) {
        const Release release = read(with_lines(form)).release;
        ASSERT_EQ(release.reports.size(), 1U) << form;
        EXPECT_THAT(release.reports.front().ranges,
                    ElementsAre(Range{.line = "22", .pull = "https://github.com/o/p/pull/1"},
                                Range{.line = "24", .fixed = "24.4.1", .pull = "https://github.com/o/p/pull/1"}))
            << form;
        EXPECT_EQ(release.line("24")->fixed_version, "24.4.1");
    }
}

TEST(PeerFile, ReadsPullsAndPatchesByLine) {
    const Release release = read(with_lines(R"({"22.x":"https://github.com/o/p/pull/2",
        "24.x":{"affected":"<=24.4.0","patched":"24.4.2"}})"))
                                .release;
    EXPECT_EQ(release.reports.front().ranges[0].pull, "https://github.com/o/p/pull/2");
    EXPECT_EQ(release.reports.front().ranges[1].fixed, "24.4.2");
    EXPECT_EQ(release.reports.front().ranges[1].pull, "https://github.com/o/p/pull/1");
}

TEST(PeerFile, ReadsDependenciesInEveryForm) {
    for (const std::string_view form :
         {R"({"undici":{"affectedVersions":{"22.x":"https://x.example/1"}}})",
          R"({"undici":[{"versions":["22.x"],"url":"https://x.example/1"}]})",
          R"([{"name":"undici","versions":["22.x"],"prURL":"https://x.example/1"}])",
          R"([{"title":"undici","affectedVersions":["22.x"],"url":"https://x.example/1"}])"}) {
        const Release release =
            read(R"({"releaseDate":"TBD","reports":[],"dependencies":)" + std::string(form) + "}").release;
        EXPECT_THAT(release.dependencies,
                    ElementsAre(Dependency{.name = "undici", .line = "22", .pull = "https://x.example/1"}))
            << form;
        EXPECT_EQ(release.lift_at, std::nullopt);
        EXPECT_NE(release.line("22"), nullptr);
    }
}

TEST(PeerFile, NotesWhatItLeavesOut) {
    EXPECT_THAT(read(with_lines(R"(["22.x"])")).notes, IsEmpty());
    EXPECT_THAT(read(with_lines(R"(["main"])")).notes, ElementsAre(HasSubstr("main is no release line")));
}

TEST(PeerFile, ReadsTheReportWhole) {
    const Release release =
        read(R"({"releaseDate":"2026/06/16","reports":[{"id":"7","title":"T","cveIds":["CVE-2026-1234"],
        "severity":{"rating":"HIGH","cvss_vector_string":"CVSS:3.0/AV:N","weakness_id":"79"},"summary":"S\r\nT",
        "patchAuthors":["bo"],"reporter":"cleo","link":"https://hackerone.com/reports/7","affectedVersions":[]}],
        "announcement":"https://nodejs.org/x","buildIssue":"https://github.com/nodejs/build/issues/1"})")
            .release;
    const Report& report = release.reports.front();
    EXPECT_EQ(report.severity, Severity::high);
    EXPECT_EQ(report.summary, "S\nT");
    EXPECT_EQ(report.weakness, "79");
    EXPECT_EQ(report.source, "hackerone");
    EXPECT_EQ(release.slug, "june-2026-security-releases");
    EXPECT_EQ(release.places.issues.at("build"), "https://github.com/nodejs/build/issues/1");
    EXPECT_EQ(report.credits.size(), 2U);
}

TEST(PeerFile, RefusesWithoutQuoting) {
    EXPECT_THAT(error_of(with_lines(R"(["secret words"])")), Not(HasSubstr("secret")));
    EXPECT_THAT(error_of(R"({"releaseDate":"soon"})"), HasSubstr("'releaseDate' is neither"));
    EXPECT_THAT(error_of(R"({"reports":[{"title":"x"}]})"), HasSubstr("no 'id'"));
    EXPECT_THAT(error_of(R"({"reports":[{"id":"1","severity":{"rating":"awful"}}]})"), HasSubstr("rating"));
    EXPECT_THAT(error_of(R"({"reports":[{"id":"1","cveIds":["CVE-1"]}]})"), HasSubstr("CVE id"));
    EXPECT_THAT(error_of("[]"), HasSubstr("no table"));
}

// What is exported is read again; only what the file cannot say is lost.
TEST(PeerFile, ReadsWhatItWrites) {
    const Release release = sample_release();
    const Release back = read(to_peer(release)).release;
    EXPECT_EQ(back.id, release.id);
    EXPECT_EQ(back.slug, release.slug);
    EXPECT_EQ(back.reports.size(), release.reports.size());
    for (const Report& report : release.reports) {
        const Report* read_back = back.report(report.id);
        ASSERT_NE(read_back, nullptr);
        EXPECT_EQ(read_back->title, report.title);
        EXPECT_EQ(read_back->cves, report.cves);
        EXPECT_EQ(read_back->severity, report.severity);
        EXPECT_EQ(read_back->cvss, report.cvss);
        EXPECT_EQ(read_back->summary, report.summary);
        for (size_t i = 0; i < report.ranges.size(); ++i) EXPECT_EQ(read_back->ranges[i].fixed, report.ranges[i].fixed);
    }
    EXPECT_EQ(to_peer(back), to_peer(back));
}

}  // namespace
}  // namespace ward::release
