// Published CVE records and entries beside the record of a release: what differs, and who is right.
#include "actions/release/replay/record_differences.h"

#include <algorithm>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/output/history_testing.h"
#include "actions/release/output/machine_testing.h"
#include "actions/release/replay/entry_differences.h"
#include "actions/release/replay/evidence.h"
#include "formats/json_writer.h"

namespace ward::release {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string cve = "CVE-2026-41414";
const std::vector<std::string> versions{"20.0.0",  "20.1.0",  "22.0.0", "22.22.1", "22.22.2",
                                        "22.23.0", "22.23.1", "24.0.0", "24.16.0", "24.17.0"};

Release sample() {
    Release release{.id = "2026-06-16", .slug = "june-2026-security-releases"};
    release.lines = {{.name = "22", .fixed_version = "22.23.0"}, {.name = "24", .fixed_version = "24.17.0"}};
    release.eol_lines = {"20"};
    release.reports = {{.id = "1",
                        .source = "file",
                        .title = "A title of `code`",
                        .cves = {cve},
                        .severity = Severity::high,
                        .cvss = {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"},
                        .cwes = {"CWE-400"},
                        .summary = "What it is.",
                        .ranges = {{.line = "22", .fixed = "22.23.0"}, {.line = "24", .fixed = "24.17.0"}}}};
    return release;
}

// A record whose rows are these, otherwise as ours.
std::string record_of(const std::string& rows, const std::string& more = {}) {
    return fmt::format(
        R"({{"cveMetadata": {{"cveId": "{}", "state": "PUBLISHED"}}, "containers": {{"cna": {{"affected": [{{"vendor": "nodejs", "product": "node", "defaultStatus": "unaffected", "versions": [{}]}}],)"
        R"("metrics": [{{"cvssV3_1": {{"vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"}}}}],)"
        R"("problemTypes": [{{"descriptions": [{{"cweId": "CWE-400"}}]}}], {})"
        R"("references": [{{"url": "https://nodejs.org/en/blog/vulnerability/june-2026-security-releases/"}}]}}}}}})",
        cve, rows, more);
}

std::string row(const std::string& from, const std::string& key, const std::string& to,
                const std::string& status = "affected") {
    return fmt::format(R"({{"version": "{}", "{}": "{}", "status": "{}"}})", from, key, to, status);
}

const std::string line_20 = row("20.0.0", "lessThan", "21.0.0");
const std::string line_22 = row("22.0.0", "lessThan", "22.23.0");
const std::string line_24 = row("24.0.0", "lessThan", "24.17.0");

std::string rows(const std::vector<std::string>& all) {
    return fmt::format("{}", fmt::join(all, ", "));
}

std::vector<Difference> differences_of(const std::string& record, const Release& release = sample()) {
    const Project project;
    auto found = record_differences(
        {.release = release, .report = release.reports.front(), .cve = cve, .project = project, .versions = versions},
        record, "record.json");
    EXPECT_TRUE(found) << found.error().message();
    return found.value_or(std::vector<Difference>{});
}

// "field of: ours | published, ruling (reason)"
std::vector<std::string> told(const std::vector<Difference>& differences) {
    std::vector<std::string> out;
    for (const Difference& one : differences)
        out.push_back(fmt::format("{} {}: {} | {}, {} ({})", one.field, one.of, one.ours, one.published,
                                  name_of(one.ruling), one.reason));
    return out;
}

TEST(RecordDifferences, TheSameIsNone) {
    EXPECT_THAT(told(differences_of(record_of(rows({line_20, line_22, line_24})))), IsEmpty());
}

TEST(RecordDifferences, RowsThatAreWrong) {
    struct Case {
        std::vector<std::string> rows;
        std::string wanted;
    };
    for (const Case& one : std::vector<Case>{
             {{line_20, row("22.22.2", "lessThanOrEqual", "22.22.2"), line_24},
              "22.x: 22.0.0-22.22.2 | 22.22.2, ours-right (the row begins and ends with 22.22.2: older versions of the "
              "line read as unaffected)"},
             {{line_20, row("22.23.0", "lessThan", "22.23.0"), line_24},
              "22.x: 22.0.0-22.22.2 | none, ours-right (its row begins at 22.23.0 and ends before it: it holds no "
              "version)"},
             {{line_20, row("22.0.0", "lessThan", "22.23.0", "unaffected"), line_24},
              "22.x: 22.0.0-22.22.2 | none, ours-right (its row of the line has the status unaffected)"},
             {{line_20, row("22.0.0", "lessThanOrEqual", "22.23.0"), line_24},
              "22.x: 22.0.0-22.22.2 | 22.0.0-22.23.0, ours-right (marks 22.23.0, which has the fix)"},
             {{line_20, row("22.0.0", "lessThanOrEqual", "22.22.1"), line_24},
              "22.x: 22.0.0-22.22.2 | 22.0.0-22.22.1, ours-right (leaves out versions before the fix)"},
             {{line_20, row("22.22.1", "lessThan", "22.23.0"), line_24},
              "22.x: 22.0.0-22.22.2 | 22.22.1-22.22.2, open ()"},
             {{line_20, line_24}, "22.x: 22.0.0-22.22.2 | none, open ()"},
             {{line_22, line_24},
              "20.x: all | none, policy (without support: what is told of such lines is policy (each-line))"}})
        EXPECT_THAT(told(differences_of(record_of(rows(one.rows)))),
                    ElementsAre("affected versions " + cve + " " + one.wanted));
}

TEST(RecordDifferences, LinesOfPolicyStandTogether) {
    Release release = sample();
    release.eol_lines = {"20", "22"};
    release.lines.erase(release.lines.begin());
    release.reports.front().ranges.erase(release.reports.front().ranges.begin());
    EXPECT_THAT(told(differences_of(record_of(line_24), release)),
                ElementsAre(HasSubstr("20.x 22.x: all | none, policy")));
}

// HackerOne's form since April 2025.
TEST(RecordDifferences, ProductsAndVersionsInOtherForms) {
    const auto record = [](const std::string& second) {
        return replaced(record_of(rows({line_22, line_24})), R"("affected": [)", R"("affected": [)" + second + ", ");
    };
    EXPECT_THAT(
        told(differences_of(record(
            R"({"vendor": "nodejs", "product": "NodeJS", "versions": [{"version": "20.0", "lessThan": "20.*", "status": "affected"}]})"))),
        IsEmpty());
    EXPECT_THAT(told(differences_of(replaced(record_of(rows({line_20, line_22, line_24})), R"("product": "node")",
                                             R"("product": "https://github.com/nodejs/node")"))),
                IsEmpty());
    EXPECT_THAT(told(differences_of(record(
                    R"({"vendor": "x", "product": "other", "versions": [{"version": "all", "status": "affected"}]})"))),
                ElementsAre(HasSubstr("20.x: all | none, policy")));
    EXPECT_THAT(told(differences_of(record_of(
                    rows({line_20, line_24, R"({"version": "22", "lessThan": "22.22.*", "status": "affected"})"})))),
                IsEmpty());
}

TEST(RecordDifferences, VersionsThatNoProgramCanCompare) {
    EXPECT_THAT(told(differences_of(replaced(record_of(line_22), "\"product\": \"node\"", "\"product\": \"x\""))),
                ElementsAre(HasSubstr("error " + cve + ":  | is about other products alone, ours-right")));
    for (const std::string end : {"4.x", "*.*", ".*", "1.2.3.*", "99999999999.*", "a.*"})
        EXPECT_THAT(told(differences_of(record_of(row("4.0", "lessThan", end)))),
                    ElementsAre(HasSubstr("has a version that is none")))
            << end;
    EXPECT_THAT(told(differences_of(record_of(R"({"version": "all before 22.23.0", "status": "affected"})"))),
                ElementsAre(HasSubstr("error " + cve + ":  | has a version that is none, ours-right")));
}

TEST(RecordDifferences, WordsOfARecord) {
    const std::string all = rows({line_20, line_22, line_24});
    EXPECT_THAT(told(differences_of(record_of(all, R"("title": "A title of code",)"))), IsEmpty());
    EXPECT_THAT(told(differences_of(record_of(all, R"("title": "Another",)"))),
                ElementsAre(HasSubstr("title " + cve + ": A title of `code` | Another, open")));
    Release release = sample();
    release.reports.front().cvss = {"CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"};
    release.reports.front().cwes = {"CWE-22"};
    release.slug = "july-2026-security-releases";
    EXPECT_THAT(told(differences_of(record_of(all), release)),
                ElementsAre(HasSubstr("severity " + cve), HasSubstr("weaknesses " + cve + ": CWE-22 | CWE-400, open"),
                            HasSubstr("reference to the post " + cve)));
}

TEST(RecordDifferences, WhatIsNoRecordOfTheId) {
    const Release release = sample();
    const Project project;
    for (const std::string record : {"{", "[]", R"({"cveMetadata": {"cveId": "CVE-2026-1111"}})",
                                     R"({"cveMetadata": {"cveId": "CVE-2026-41414"}})"}) {
        const auto found = record_differences({.release = release,
                                               .report = release.reports.front(),
                                               .cve = cve,
                                               .project = project,
                                               .versions = versions},
                                              record, "record.json");
        ASSERT_FALSE(found) << record;
        EXPECT_THAT(found.error().message(), HasSubstr("record.json"));
    }
    EXPECT_THAT(told(differences_of(R"({"cveMetadata": {"cveId": "CVE-2026-41414", "state": "REJECTED"}})")),
                ElementsAre(HasSubstr("state " + cve + ": PUBLISHED | REJECTED, open")));
}

// ---- entries ----

std::vector<std::string> entry_told(const std::string& json) {
    const Release release = sample();
    const Project project;
    auto root = parse_json(json, "vuln/core/7.json");
    EXPECT_TRUE(root) << root.error().message();
    const vulndb::Entry entry{.name = "7", .path = "vuln/core/7.json", .root = root.value_or(Node())};
    return told(entry_differences(
        {.release = release, .report = release.reports.front(), .cve = cve, .project = project, .versions = versions},
        entry));
}

std::string entry_of(const std::string& vulnerable, const std::string& patched, const std::string& more = {}) {
    return fmt::format(
        R"({{"cve": ["{}"], "vulnerable": "{}", "patched": "{}", {}"affectedEnvironments": ["all"], "overview": "What it is.",)"
        R"("ref": "https://nodejs.org/en/blog/vulnerability/june-2026-security-releases"}})",
        cve, vulnerable, patched, more);
}

const std::string rest = R"("severity": "high", "description": "A title of `code`", )";

TEST(EntryDifferences, TheSameVersionsInOtherRanges) {
    EXPECT_THAT(entry_told(entry_of(">=20.0.0 <21.0.0 || >=22.0.0 <22.23.0 || >=24.0.0 <24.17.0",
                                    "^22.23.0 || ^24.17.0", rest)),
                IsEmpty());
    EXPECT_THAT(entry_told(entry_of("20.x || 22.x || 24.x", "^24.17.0 || ^22.23.0", rest)),
                ElementsAre(HasSubstr("vulnerable NSWG-COR-7: "), HasSubstr("patched NSWG-COR-7: ")));
}

TEST(EntryDifferences, EachField) {
    EXPECT_THAT(entry_told(entry_of("20.x || 22.x", "^22.23.0", R"("severity": "low", )")),
                ElementsAre(HasSubstr("affected versions NSWG-COR-7 24.x: 24.0.0-24.16.0 | none, open"),
                            HasSubstr("fixed versions NSWG-COR-7: 22.23.0 24.17.0 | 22.23.0, open"),
                            HasSubstr("severity NSWG-COR-7: high | low, open"),
                            HasSubstr("description NSWG-COR-7: A title of code | , ours-right (the entry has no")));
    EXPECT_THAT(
        entry_told(entry_of("20.x || 22.x || <=24.17.0 >=24.0.0", "^22.23.0 || ^24.18.0", rest)),
        testing::Contains(HasSubstr("24.x: 24.0.0-24.16.0 | all, ours-right (takes 24.17.0, which has the fix")));
    EXPECT_THAT(entry_told("{}"), testing::Contains(HasSubstr("CVE ids NSWG-COR-7: " + cve + " | , open")));
}

// ---- evidence ----

TEST(Evidence, OtherPlacesRule) {
    const auto ruled = [](Difference difference, ReportEvidence evidence) {
        std::vector<Difference> all{std::move(difference)};
        rule_by_evidence(all, {{cve, std::move(evidence)}});
        return told(all).front();
    };
    EXPECT_THAT(ruled({.field = "rating", .of = cve, .ours = "high", .published = "low"},
                      {.entry_rating = "high", .entry = "NSWG-COR-7"}),
                HasSubstr("ours-right (NSWG-COR-7 says high)"));
    EXPECT_THAT(
        ruled(
            {.artefact = Artefact::entry, .field = "severity", .of = "NSWG-COR-7", .ours = "high", .published = "low"},
            {.post_rating = "low", .entry = "NSWG-COR-7"}),
        HasSubstr("theirs-right (the post says low too)"));
    EXPECT_THAT(ruled({.field = "section", .of = cve, .ours = "## A"}, {.entry = "NSWG-COR-7", .has_record = true}),
                HasSubstr("ours-right (NSWG-COR-7 and a CVE record tells of"));
    EXPECT_THAT(ruled({.artefact = Artefact::cve,
                       .field = "affected versions",
                       .of = cve + " 24.x",
                       .ours = "all",
                       .published = "none"},
                      {.post_lines = {"22"}}),
                HasSubstr("theirs-right (the post does not name line 24)"));
    EXPECT_THAT(ruled({.artefact = Artefact::entry,
                       .field = "fixed versions",
                       .of = "NSWG-COR-7",
                       .ours = "22.23.0",
                       .published = "14.1.0 22.23.0"},
                      {.entry = "NSWG-COR-7", .post_lines = {"22"}}),
                HasSubstr("ours-right (these are the lines that the post names)"));
    // Another entry whose name begins with the same digits.
    EXPECT_THAT(
        ruled(
            {.artefact = Artefact::entry, .field = "severity", .of = "NSWG-COR-71", .ours = "high", .published = "low"},
            {.post_rating = "low", .entry = "NSWG-COR-7"}),
        HasSubstr("open ()"));
}

// ---- the published records of fourteen releases ----

// A revision of cve_ranges.json as a record.
std::string record_of_revision(const std::string& id, const Node& revision) {
    JsonWriter json;
    json.begin_object().key("cveMetadata").begin_object().member("cveId", id).end_object();
    json.key("containers").begin_object().key("cna").begin_object().key("affected").begin_array();
    for (const Node& affected : items_at(revision, "affected")) {
        json.begin_object()
            .member("vendor", text_at(affected, "vendor"))
            .member("product", text_at(affected, "product"));
        json.key("versions").begin_array();
        for (const Node& line : items_at(affected, "whole_lines"))
            json.begin_object()
                .member("version", line.text + ".0")
                .member("lessThan", line.text + ".*")
                .member("status", "affected")
                .end_object();
        for (const Node& one : items_at(affected, "versions")) {
            json.begin_object();
            for (const auto& [key, value] : one.fields) json.member(key, value.text);
            json.end_object();
        }
        json.end_array().end_object();
    }
    json.end_array().end_object().end_object().end_object();
    return json.take();
}

// The kind that people wrote for a line of a revision; empty where they wrote none for it by name.
std::string kind_of(const Node& revision, std::string_view line) {
    for (const Node& difference : items_at(revision, "differences"))
        for (const Node& named : items_at(difference, "lines"))
            if (named.text == line) return text_at(difference, "kind");
    return {};
}

TEST(RecordDifferences, RulingsOfPublishedRecordsAreThoseOfPeople) {
    const Node document = history_file("cve_ranges.json");
    const std::vector<std::string> released = history_versions();
    const Project project;
    std::map<std::string, int> counts;
    for (const auto& [id, of] : document.find("cves")->fields) {
        const Release release = history_release(items_at(of, "releases").front().text);
        const auto report = std::ranges::find_if(
            release.reports, [&](const Report& one) { return std::ranges::find(one.cves, id) != one.cves.end(); });
        ASSERT_NE(report, release.reports.end()) << id;
        for (const Node& revision : items_at(of, "revisions")) {
            const auto found = record_differences(
                {.release = release, .report = *report, .cve = id, .project = project, .versions = released},
                record_of_revision(id, revision), id);
            ASSERT_TRUE(found) << id << ": " << found.error().message();
            for (const Difference& one : *found) {
                if (one.field == error_field) ++counts["cannot be compared"];
                if (one.field != "affected versions" || one.ruling == Ruling::policy) continue;
                const std::string line = one.of.substr(id.size() + 1, one.of.size() - id.size() - 3);
                const std::string kind = kind_of(revision, line);
                const Node* known = document.find("kinds")->find(kind);
                const std::string people = known == nullptr ? "not named" : text_at(*known, "class");
                ++counts[fmt::format("{} by people, {} by ward", people, name_of(one.ruling))];
                // What people call wrong is never called right.
                EXPECT_NE(one.ruling, Ruling::theirs_right) << id << " " << one.of;
                if (one.ruling == Ruling::ours_right) {
                    EXPECT_EQ(people, "record-wrong") << told({one}).front();
                }
            }
        }
    }
    EXPECT_THAT(counts, ElementsAre(testing::Pair("cannot be compared", 7),
                                    testing::Pair("ours-differs by people, open by ward", 2),
                                    testing::Pair("record-wrong by people, open by ward", 4),
                                    testing::Pair("record-wrong by people, ours-right by ward", 150)));
}

}  // namespace
}  // namespace ward::release
