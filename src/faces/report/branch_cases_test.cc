// Forms without columns tell what a finding is on each branch: a version that stands in none of them would be silently
// missing from what is published.
#include "faces/report/branch_cases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "faces/report/report.h"
#include "faces/report/sample_report_test.h"
#include "formats/document.h"
#include "formats/openvex.h"

namespace ward::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string in_format(std::string_view name, const Report& report) {
    const Format* format = format_named(name);
    return format == nullptr ? "" : format->write(report, {});
}

Verdict verdict(VexStatus status) {
    Verdict made;
    made.status = status;
    made.justification = status == VexStatus::not_affected ? "vulnerable_code_not_present" : "";
    made.reason = "looked at";
    made.author = "Ada";
    return made;
}

}  // namespace

Report branches_report(const std::vector<std::string>& versions) {
    Report report;
    report.command = "audit";
    report.started = "2026-11-22T12:00:00Z";
    report.subject.kind = "refs";
    report.subject.name = "app";
    const std::vector<std::string> names{"main", "v22.x", "v20.x", "v18.x"};
    const auto component = [&](std::string_view path, std::string_view name, std::string_view purl,
                               const std::string& version, std::vector<std::string> refs) {
        Component made;
        made.path = path;
        made.name = name;
        made.version = version;
        made.purl = std::string(purl) + (version.empty() ? "" : "@" + version);
        made.refs = std::move(refs);
        made.id = "c" + std::to_string(report.components.size() + 1);
        made.parent = report.components.empty() ? "" : "c1";
        made.evidence = {{path.empty() ? "package.json" : "deps/zlib/zlib.h", 1, {}}};
        report.components.push_back(made);
    };
    component("", "app", "pkg:npm/app", "", names);
    for (size_t i = 0; i < names.size(); ++i) {
        report.subject.refs.push_back({names[i], "refs/heads/" + names[i], std::string(40, 'a'), versions[i]});
        bool is_known = false;
        for (Component& known : report.components)
            if (known.path.empty() && known.version == versions[i] && known.id != "c1") {
                known.refs.push_back(names[i]);
                is_known = true;
            }
        if (!is_known) component("", "app", "pkg:npm/app", versions[i], {names[i]});
    }
    component("deps/zlib", "zlib", "pkg:github/madler/zlib", "1.2.11", {"main", "v20.x"});
    const std::string old = report.components.back().id;
    component("deps/zlib", "zlib", "pkg:github/madler/zlib", "1.2.13", {"v22.x"});
    const std::string young = report.components.back().id;

    Finding finding;
    finding.judge = "audit";
    finding.rule = "vulnerability";
    finding.id = "CVE-2026-1";
    finding.key = "0123456789abcdef";
    finding.severity = Severity::high;
    finding.title = "overflow";
    finding.purl = "pkg:github/madler/zlib@1.2.11";
    finding.component = old;
    finding.evidence = {{"deps/zlib/zlib.h", 1, {}}};
    finding.paths = {{"app", "zlib@1.2.11"}};
    finding.refs = {
        {"main", "pkg:github/madler/zlib@1.2.11", old, Status::open, std::nullopt},
        {"v22.x", "pkg:github/madler/zlib@1.2.13", young, Status::assessed, verdict(VexStatus::not_affected)},
        {"v20.x", "pkg:github/madler/zlib@1.2.11", old, Status::fixed_by_backport, verdict(VexStatus::fixed)}};
    report.findings = {finding};
    report.summary = summarise(report);
    return report;
}

namespace {

const std::vector<std::string> versions_differ{"3.0.0", "2.0.0", "1.0.0", "0.5.0"};
const std::vector<std::string> versions_repeat{"3.0.0", "2.0.0", "3.0.0", "0.5.0"};

TEST(BranchCases, are_one_for_each_version_and_decision) {
    const Report report = branches_report(versions_differ);
    const std::vector<BranchCase> cases = cases_of(report.findings[0]);
    ASSERT_EQ(cases.size(), 3U);
    EXPECT_EQ(cases[1].refs, std::vector<std::string>{"v22.x"});
    EXPECT_EQ(cases[1].finding.purl, "pkg:github/madler/zlib@1.2.13");
    EXPECT_EQ(cases[1].finding.status, Status::assessed);
    EXPECT_TRUE(cases[1].finding.refs.empty());

    Finding alike = report.findings[0];
    for (OnRef& on : alike.refs) on = {on.ref, alike.purl, alike.component, Status::open, std::nullopt};
    ASSERT_EQ(cases_of(alike).size(), 1U);
    EXPECT_EQ(cases_of(alike)[0].refs, (std::vector<std::string>{"main", "v22.x", "v20.x"}));
    alike.refs.clear();
    ASSERT_EQ(cases_of(alike).size(), 1U);
    EXPECT_TRUE(cases_of(alike)[0].refs.empty());
    EXPECT_EQ(cases_of(alike)[0].finding, alike);

    EXPECT_EQ(subject_on(report, "v20.x")->version, "1.0.0");
    EXPECT_EQ(subject_on(report, "")->version, "");
    EXPECT_EQ(subject_on(report, "none")->id, "c1");
    EXPECT_EQ(branch_label(report.subject.refs[0]), "main 3.0.0 (aaaaaaaaaaaa)");
    EXPECT_EQ(branch_label({"x", "", "", ""}), "x");
}

TEST(BranchCases, of_dep_checker_are_issues_of_their_branches) {
    Report report = branches_report(versions_differ);
    report.findings[0].refs[1].status = Status::open;
    report.findings[0].refs[1].assessment.reset();
    const std::string issues = in_format("dep-checker-issue", report);
    EXPECT_THAT(issues, HasSubstr("title: \"CVE-2026-1 (zlib) found on main\"\nasignees:\nlabels: \"main\"\n"));
    EXPECT_THAT(issues, HasSubstr("found on v22.x\"\nasignees:\nlabels: \"v22.x\"\n---\n\nA new vulnerability for zlib "
                                  "1.2.13 was found:\n"));
    EXPECT_THAT(issues, Not(HasSubstr("v20.x")));
    EXPECT_THAT(in_format("dep-checker-json", report), HasSubstr("\"version\": \"1.2.11\"}, {\"id\""));
    EXPECT_THAT(in_format("dep-checker-text", report), HasSubstr("- zlib (version 1.2.13) : CVE-2026-1 ("));
    // Open with a word of people's and without one is one line.
    report.findings[0].refs[2].status = Status::open;
    report.findings[0].refs[2].assessment = verdict(VexStatus::affected);
    EXPECT_EQ(split(in_format("dep-checker-json", report), '{').size(), 4U);
    EXPECT_THAT(in_format("dep-checker-issue", report), HasSubstr("found on v20.x"));
}

std::vector<openvex::Statement> statements_of(const Report& report) {
    const auto document = openvex::parse(in_format("openvex", report), "test");
    EXPECT_TRUE(document && document->problems.empty());
    return document ? document->statements : std::vector<openvex::Statement>();
}

TEST(BranchCases, of_openvex_are_statements_about_the_versions_there) {
    const auto statements = statements_of(branches_report(versions_differ));
    ASSERT_EQ(statements.size(), 3U);
    EXPECT_EQ(statements[0].status, "under_investigation");
    EXPECT_EQ(statements[0].products,
              (std::vector<openvex::Product>{{{"pkg:npm/app@3.0.0", {}}, {{"pkg:github/madler/zlib@1.2.11", {}}}}}));
    EXPECT_EQ(statements[1].status, "not_affected");
    EXPECT_EQ(statements[1].products[0].item.id, "pkg:npm/app@2.0.0");
    EXPECT_EQ(statements[2].status, "fixed");
    EXPECT_EQ(statements[2].products[0].item.id, "pkg:npm/app@1.0.0");
    EXPECT_EQ(statements[0].status_notes,
              "open on main (1.2.11); assessed on v22.x (1.2.13); fixed by a backport on v20.x (1.2.11); not on v18.x");
}

// A reader who goes by versions must not take what is open on main for fixed because another branch of the same version
// has a patch.
TEST(BranchCases, of_one_version_have_the_word_of_most_concern) {
    const Report report = branches_report(versions_repeat);
    const auto statements = statements_of(report);
    ASSERT_EQ(statements.size(), 2U);
    EXPECT_EQ(statements[0].status, "under_investigation");
    EXPECT_EQ(statements[0].products.size(), 1U);
    EXPECT_EQ(statements[1].status, "not_affected");
    for (const std::string_view form : {"csaf", "cyclonedx-vex"}) {
        const std::string text = in_format(form, report);
        EXPECT_TRUE(parse_json(text, "test").has_value());
        EXPECT_THAT(text, Not(HasSubstr("\"resolved"))) << form;
        EXPECT_THAT(text, Not(HasSubstr("\"fixed\""))) << form;
        EXPECT_THAT(text, HasSubstr("fixed by a backport on v20.x (1.2.11)")) << form;
    }
}

TEST(BranchCases, of_csaf_are_products_of_their_own) {
    const std::string text = in_format("csaf", branches_report(versions_differ));
    const auto document = parse_json(text, "test");
    ASSERT_TRUE(document);
    EXPECT_THAT(text, HasSubstr("\"name\": \"app@3.0.0 (main)\""));
    EXPECT_THAT(text, HasSubstr("\"name\": \"zlib@1.2.13 in app@2.0.0 (v22.x)\""));
    // main, v22.x, v20.x, then the two versions of zlib.
    std::string dense = text;
    std::erase_if(dense, is_space);
    EXPECT_THAT(dense, HasSubstr("\"under_investigation\":[\"CSAFPID-0004-in-CSAFPID-0001\"]"));
    EXPECT_THAT(dense, HasSubstr("\"known_not_affected\":[\"CSAFPID-0005-in-CSAFPID-0002\"]"));
    EXPECT_THAT(dense, HasSubstr("\"fixed\":[\"CSAFPID-0004-in-CSAFPID-0003\"]"));
    EXPECT_THAT(text, HasSubstr("\"status\": \"interim\""));
}

TEST(BranchCases, of_inventories_name_the_branches) {
    const Report report = branches_report(versions_differ);
    const std::string bom = in_format("cyclonedx", report);
    EXPECT_THAT(bom, HasSubstr("\"name\": \"ward:branch\",\n        \"value\": \"v22.x 2.0.0 (aaaaaaaaaaaa)\""));
    EXPECT_THAT(bom, HasSubstr("\"bom-ref\": \"finding-0123456789abcdef-2\""));
    EXPECT_THAT(in_format("spdx", report), HasSubstr("\"comment\": \"on main, v20.x\""));
    const std::string sarif = in_format("sarif", report);
    EXPECT_THAT(sarif, HasSubstr("(open on main (1.2.11); assessed on v22.x (1.2.13);"));
    EXPECT_THAT(sarif, HasSubstr("\"name\": \"v20.x\","));
}

}  // namespace
}  // namespace ward::report
