#include "actions/release/output/machine.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/output/machine_testing.h"
#include "actions/release/vulndb/form.h"
#include "formats/document.h"
#include "formats/openvex.h"

namespace ward::release {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view commit_of_20 = "0123456789012345678901234567890123456789";

class Machine : public testing::Test {
  protected:
    OutputInput input() const {
        return {.release = release, .project = project, .now = now, .number = 172, .versions = sample_versions};
    }

    // The text about the second report, which is about lines 20 and 22.
    std::string text_of(std::string_view kind) const { return files_of(kind, input()).back().content; }

    std::string error_of(std::string_view kind) const {
        const auto made = output_named(kind)->make(input());
        EXPECT_FALSE(made) << kind;
        return made ? std::string() : made.error().message();
    }

    Report& buffer() { return release.reports[1]; }

    static std::vector<std::string> names(const std::vector<OutputFile>& files) {
        std::vector<std::string> out;
        for (const OutputFile& file : files) out.push_back(file.name);
        return out;
    }

    Release release = sample_release();
    Project project = sample_project();
    Instant now = *release.lift_at + 3'600;
};

TEST_F(Machine, FilesHaveTheNamesOfTheirFormats) {
    EXPECT_THAT(names(files_of("cve5", input())), ElementsAre("CVE-2026-0002.json", "CVE-2026-0001.json"));
    EXPECT_THAT(names(files_of("osv", input())), ElementsAre("CVE-2026-0002.json", "CVE-2026-0001.json"));
    EXPECT_THAT(names(files_of("csaf", input())), ElementsAre("nodejs-2026-06-16.json"));
    EXPECT_THAT(names(files_of("openvex", input())), ElementsAre("2026-06-16.openvex.json"));
    EXPECT_THAT(names(files_of("vuln-core", input())), ElementsAre("172.json", "173.json"));
    buffer().cves.clear();
    EXPECT_THAT(names(files_of("ghsa", input())), ElementsAre("CVE-2026-0002.ghsa.json", "report-2.ghsa.json"));
}

TEST_F(Machine, TellWhatTheRecordLacks) {
    project.assigner_org_id.clear();
    EXPECT_EQ(error_of("cve5"), "the project has no 'assigner_org_id', which CVE records name");
    project = sample_project();
    buffer().cvss = {"CVSS:3.1/AV:N"};
    for (const std::string_view kind : {"cve5", "osv", "csaf", "ghsa"})
        EXPECT_EQ(error_of(kind), "a report of the record has a CVSS vector that is none ('cvss')") << kind;
    buffer().cves.clear();
    for (const std::string_view kind : {"cve5", "osv", "csaf", "openvex"})
        EXPECT_EQ(error_of(kind), "a report of the record has no CVE id ('cves')") << kind;
    buffer().ranges.clear();
    EXPECT_THAT(error_of("vuln-core"), HasSubstr("no range"));
    EXPECT_THAT(error_of("ghsa"), HasSubstr("no range"));
    release = sample_release();
    buffer().title = std::string(300, 'x');
    EXPECT_THAT(error_of("cve5"), HasSubstr("longer than the 256"));
    EXPECT_EQ(output_named("vuln-core")->make({.release = release, .project = project}).error().message(),
              "needs the number of its first file");
}

TEST_F(Machine, CveIsSilentAboutOldLinesOnlyWhereItSaysSo) {
    EXPECT_THAT(text_of("cve5"), HasSubstr(R"("defaultStatus": "unaffected")"));
    project.eol = EolPolicy::none;
    const std::string text = text_of("cve5");
    EXPECT_THAT(text, HasSubstr(R"("defaultStatus": "unknown")"));
    EXPECT_THAT(text, Not(HasSubstr("18.0.0")));
    EXPECT_THAT(text, HasSubstr(R"("lessThan": "21.0.0",
              "status": "unaffected",
              "version": "20.5.2")"));
}

TEST_F(Machine, ScoreIsOfTheBaseMetrics) {
    buffer().cvss = {"AV:N/AC:L/Au:N/C:N/I:N/A:C", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H/E:U",
                     "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N"};
    const std::string cve = text_of("cve5");
    EXPECT_THAT(cve, HasSubstr(R"("baseScore": 7.5)"));
    EXPECT_THAT(cve, HasSubstr(R"("baseSeverity": "HIGH")"));
    EXPECT_THAT(cve, HasSubstr(R"("cvssV4_0": {
            "baseScore": 8.7)"));
    EXPECT_THAT(cve, Not(HasSubstr("E:U")));
    EXPECT_THAT(cve, Not(HasSubstr("Au:N")));
    EXPECT_THAT(text_of("osv"), HasSubstr(R"("type": "CVSS_V4")"));
}

TEST_F(Machine, ThankOnlyThoseWhoWantIt) {
    buffer().credits[1].consent = false;
    for (const std::string_view kind : {"cve5", "osv", "csaf"}) {
        EXPECT_THAT(text_of(kind), HasSubstr("Alex Example")) << kind;
        EXPECT_THAT(text_of(kind), Not(HasSubstr("Bo Builder"))) << kind;
    }
    EXPECT_THAT(text_of("ghsa"), HasSubstr(R"("login":"alex")"));
    EXPECT_THAT(text_of("ghsa"), Not(HasSubstr(R"("login":"bo")")));
}

TEST_F(Machine, NamesNoPrivatePlace) {
    buffer().ranges[0].pull = "https://github.com/nodejs-private/node-private/pull/7";
    buffer().ranges[1].pull = "https://github.com/nodejs/node/pull/8";
    for (const OutputKind* kind : all_outputs()) {
        if (kind->phase != Phase::published) continue;
        const auto made = kind->make(input());
        ASSERT_TRUE(made) << kind->name << ": " << made.error().message();
        for (const OutputFile& file : *made) EXPECT_THAT(file.content, Not(HasSubstr("node-private"))) << kind->name;
    }
    EXPECT_THAT(text_of("cve5"), HasSubstr("nodejs/node/pull/8"));
}

TEST_F(Machine, OsvHasTheCommitsThatLanded) {
    buffer().ranges[0].commits = {std::string(40, 'a'), std::string(commit_of_20)};
    const std::string text = text_of("osv");
    EXPECT_THAT(text, HasSubstr(fmt::format(R"("limit": "{}")", commit_of_20)));
    EXPECT_THAT(text, HasSubstr("https://github.com/nodejs/node/commit/" + std::string(40, 'a')));
    // Nobody knows the commit of a range's beginning.
    buffer().ranges[0].introduced = "20.1.0";
    EXPECT_THAT(text_of("osv"), Not(HasSubstr(R"("type": "GIT")")));
    // The release's own commit has the fix, where the range ends with it.
    release.lines[1].commit = std::string(40, 'b');
    EXPECT_THAT(text_of("osv"), HasSubstr(R"("fixed": "bbbb)"));
}

TEST_F(Machine, ANewRunChangesNothing) {
    const auto again = [&](std::string_view kind, const std::string& previous) {
        OutputInput later = input();
        later.now += 1'000'000;
        later.previous = previous;
        return files_of(kind, later).back().content;
    };
    for (const std::string_view kind : {"csaf", "openvex", "osv"}) {
        const std::string first = text_of(kind);
        EXPECT_EQ(again(kind, first), first) << kind;
        EXPECT_NE(again(kind, ""), first) << kind;
    }
    const std::string csaf = text_of("csaf");
    const std::string openvex = text_of("openvex");
    const std::string osv = text_of("osv");
    buffer().title += ", twice";
    const std::string changed = again("csaf", csaf);
    EXPECT_THAT(changed, HasSubstr(R"("version": "2")"));
    EXPECT_THAT(changed, HasSubstr(R"("initial_release_date": "2026-06-16T13:00:00Z")"));
    EXPECT_EQ(again("csaf", changed), changed);
    EXPECT_NE(again("osv", osv), osv);
    const auto document = openvex::parse(again("openvex", openvex), "openvex");
    ASSERT_TRUE(document) << document.error().message();
    EXPECT_EQ(document->version, 2);
    for (const openvex::Statement& statement : document->statements) {
        EXPECT_EQ(statement.timestamp, "2026-06-16T13:00:00Z");
        EXPECT_EQ(statement.last_updated.empty(), statement.vulnerability != "CVE-2026-0001");
    }
}

TEST_F(Machine, VulnCoreIsOfTheFormOfItsTools) {
    for (const OutputFile& file : files_of("vuln-core", input())) {
        vulndb::Entry entry{.collection = vulndb::Collection::core, .name = "172", .path = file.name, .root = {}};
        auto root = parse_json(file.content, file.name);
        ASSERT_TRUE(root) << root.error().message();
        entry.root = std::move(*root);
        EXPECT_THAT(vulndb::form_problems(entry), IsEmpty()) << file.content;
    }
    EXPECT_EQ(text_of("vuln-core"), R"({
  "cve": [
    "CVE-2026-0001"
  ],
  "vulnerable": ">=18.0.0 <20.5.2 || >=22.0.0 <22.1.1",
  "patched": "^20.5.2 || ^22.1.1",
  "ref": "https://nodejs.org/en/blog/vulnerability/june-2026-security-releases",
  "description": "Buffer of a request is read after it was freed",
  "overview": "A request that ends early leaves its buffer behind.\n\nIt is read once more.",
  "affectedEnvironments": [
    "all"
  ],
  "severity": "high"
}
)");
}

TEST_F(Machine, OpenvexSaysWhatToDo) {
    buffer().workaround = "Turn it off.";
    buffer().platforms = {"win32"};
    const auto document = openvex::parse(text_of("openvex"), "openvex");
    ASSERT_TRUE(document) << document.error().message();
    const openvex::Statement& affected = document->statements[2];
    EXPECT_EQ(affected.status, "affected");
    EXPECT_EQ(affected.action_statement,
              "Update to 20.5.2 or 22.1.1. Lines without support get no fix: use a supported one. Turn it off.");
    EXPECT_EQ(affected.status_notes, "Only on win32.");
    EXPECT_EQ(affected.products.front().item.id, "pkg:generic/nodejs/node@18.0.0");
    EXPECT_EQ(affected.products.front().item.identifiers.at("cpe23"), "cpe:2.3:a:nodejs:node.js:18.0.0:*:*:*:*:*:*:*");
}

TEST_F(Machine, ReleasedVersionsHaveThoseOfTheRecord) {
    release.lines[1].fixed_version = "22.99.0";
    OutputInput none = input();
    none.versions = {};
    const auto of_node = released_versions(none);
    ASSERT_TRUE(of_node) << of_node.error().message();
    EXPECT_THAT(*of_node, testing::IsSupersetOf({"0.10.0", "18.0.0", "22.99.0"}));
    EXPECT_TRUE(std::ranges::is_sorted(*of_node, {}, version_key));
    project.product = "thing";
    const auto of_thing = released_versions(none);
    ASSERT_TRUE(of_thing) << of_thing.error().message();
    EXPECT_THAT(*of_thing, ElementsAre("20.5.1", "20.5.2", "22.1.0", "22.1.1", "22.99.0"));
}

}  // namespace
}  // namespace ward::release
