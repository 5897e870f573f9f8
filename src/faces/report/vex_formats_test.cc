// What the formats of VEX, of dep_checker and of posts say, beyond being valid: that a document read back as
// assessments decides what was decided, and texts that other programs take apart.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "faces/report/assessment_post.h"
#include "faces/report/dependency_names.h"
#include "faces/report/report.h"
#include "faces/report/sample_report_test.h"
#include "formats/document.h"
#include "formats/vex/vex.h"

namespace ward::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string in_format(std::string_view name, const Report& report, const Style& style = {}) {
    return format_named(name)->write(report, style);
}

vex::Document read_back(std::string_view name, const Report& report) {
    const std::string text = in_format(name, report);
    const auto root = parse_json(text, "test");
    EXPECT_TRUE(root.has_value());
    auto document = name == "csaf" ? vex::read_csaf(*root, "test") : vex::read_cyclonedx(*root, "test");
    EXPECT_TRUE(document.has_value()) << document.error().message();
    return *std::move(document);
}

TEST(VexFormats, are_read_back_as_they_were_decided) {
    for (const std::string_view name : {"csaf", "cyclonedx-vex", "cyclonedx"}) {
        const Report report = sample_report();
        const vex::Document document = read_back(name, report);
        for (const vex::Problem& problem : document.problems) ADD_FAILURE() << name << ": " << problem.what;
        size_t closed = 0;
        for (const Finding& finding : report.findings) {
            if (finding.rule == "contradiction") continue;
            const auto of_it = [&](const vex::Statement& statement) {
                return std::ranges::find(statement.ids, finding.id) != statement.ids.end();
            };
            const auto found = std::ranges::find_if(document.statements, of_it);
            ASSERT_NE(found, document.statements.end()) << name << " " << finding.id;
            const std::string_view status = finding.status == Status::fixed_by_backport ? "fixed"
                                            : !finding.assessment                       ? "under_investigation"
                                                                  : name_of(finding.assessment->status);
            EXPECT_EQ(found->status, status) << name << " " << finding.id;
            EXPECT_EQ(found->product, "pkg:generic/aurora@4.2.0") << name;
            EXPECT_FALSE(found->component.empty()) << name;
            if (status == "not_affected") {
                ++closed;
                EXPECT_EQ(found->justification, "vulnerable_code_not_in_execute_path") << name;
                EXPECT_THAT(found->reason, HasSubstr("aurora never compresses")) << name;
            }
        }
        EXPECT_EQ(closed, 1U);
    }
}

TEST(Csaf, says_who_publishes_only_what_it_was_told) {
    const Report report = sample_report();
    const std::string unnamed = in_format("csaf", report);
    EXPECT_THAT(unnamed, HasSubstr("\"category\": \"other\",\n      \"name\": \"aurora\""));
    EXPECT_THAT(unnamed, HasSubstr("\"namespace\": \"urn:uuid:"));
    const std::string named = in_format("csaf", report,
                                        {.publisher = "Aurora Security",
                                         .publisher_url = "https://aurora.example/",
                                         .publisher_category = "coordinator"});
    EXPECT_THAT(named, HasSubstr("\"category\": \"coordinator\",\n      \"name\": \"Aurora Security\""));
    EXPECT_THAT(named, HasSubstr("\"namespace\": \"https://aurora.example/\""));
    EXPECT_THAT(in_format("csaf", report, {.publisher = "Aurora"}), HasSubstr("\"category\": \"vendor\""));
}

TEST(Csaf, has_an_id_of_its_content) {
    Report later = sample_report();
    later.started = "2027-01-01T00:00:00Z";
    Report other = sample_report();
    other.findings[0].status = Status::assessed;
    const auto id = [](const Report& report) {
        const std::string text = in_format("csaf", report);
        return text.substr(text.find("\"id\": \"ward-"), 60);
    };
    EXPECT_EQ(id(sample_report()), id(later));
    EXPECT_NE(id(sample_report()), id(other));
}

TEST(Csaf, states_nothing_where_there_is_nothing) {
    const std::string text = in_format("csaf", empty_report());
    EXPECT_THAT(text, HasSubstr("\"category\": \"csaf_base\""));
    EXPECT_THAT(text, Not(HasSubstr("vulnerabilities")));
}

// As `python -c 'print(json.dumps(...))'` writes it.
TEST(DepChecker, json_is_one_line_as_python_writes_it) {
    Report report = empty_report();
    EXPECT_EQ(in_format("dep-checker-json", report), "{\"vulnerabilities\": []}\n");
    Component tls;
    tls.id = "c1";
    tls.name = "openssl";
    tls.version = "3.0.13+quic";
    tls.path = "deps/openssl";
    report.components = {tls};
    Finding finding;
    finding.judge = "audit";
    finding.rule = "vulnerability";
    finding.id = "CVE-2026-1234";
    finding.component = "c1";
    Finding odd = finding;
    odd.id = "GHSA-aaaa-bbbb-cccc";
    odd.component = "";
    odd.purl = "pkg:npm/x@1";
    Match match;
    match.version = "1\"\\\x7f\u00e9\U0001F600";
    odd.matches = {match};
    Finding closed = finding;
    closed.status = Status::assessed;
    report.findings = {finding, odd, closed};
    EXPECT_EQ(in_format("dep-checker-json", report),
              "{\"vulnerabilities\": [{\"id\": \"CVE-2026-1234\", \"url\": "
              "\"https://nvd.nist.gov/vuln/detail/CVE-2026-1234\", \"dependency\": \"OpenSSL\", \"version\": "
              "\"3.0.13+quic\"}, {\"id\": \"GHSA-aaaa-bbbb-cccc\", \"url\": "
              "\"https://github.com/advisories/GHSA-aaaa-bbbb-cccc\", \"dependency\": \"x\", \"version\": "
              "\"1\\\"\\\\\\u007f\\u00e9\\ud83d\\ude00\"}]}\n");
    report.findings = {finding};
    report.subject.ref = "refs/heads/v22.x";
    EXPECT_EQ(in_format("dep-checker-issue", report, {.run_url = "https://github.com/a/b/actions/runs/7"}),
              "---\ntitle: \"CVE-2026-1234 (OpenSSL) found on v22.x\"\nasignees:\nlabels: \"v22.x\"\n---\n\n"
              "A new vulnerability for OpenSSL 3.0.13+quic was found:\nVulnerability ID: CVE-2026-1234\n"
              "Vulnerability URL: https://nvd.nist.gov/vuln/detail/CVE-2026-1234\n"
              "Failed run: https://github.com/a/b/actions/runs/7\n");
    const std::string text = in_format("dep-checker-text", report);
    EXPECT_TRUE(text.starts_with(
        "WARNING: New vulnerabilities found\n- OpenSSL (version 3.0.13+quic) : CVE-2026-1234 "
        "(https://nvd.nist.gov/vuln/detail/CVE-2026-1234)\n\nFor each dependency and vulnerability, check the"))
        << text;
    EXPECT_TRUE(text.ends_with("with the new version.\n\n"));
    report.findings = {closed};
    report.summary = summarise(report);
    EXPECT_EQ(in_format("dep-checker-text", report), "No new vulnerabilities found (1 ignored)\n");
}

TEST(DepChecker, texts_of_a_stranger_stay_texts) {
    // A title is plain text wherever it is shown; the body is Markdown.
    const std::string issue = in_format("dep-checker-issue", hostile_report());
    for (const std::string_view line : split(issue, '\n')) {
        if (line.starts_with("title: \"") || line.starts_with("labels: \"")) {
            EXPECT_TRUE(line.ends_with('"'));
            continue;
        }
        EXPECT_EQ(line.find("<script"), std::string::npos) << line;
        EXPECT_EQ(line.find("@everyone"), std::string::npos) << line;
    }
    for (const std::string_view name : {"dep-checker-issue", "dep-checker-text", "post"}) {
        const std::string text = in_format(name, hostile_report());
        for (const std::string_view line : split(text, '\n'))
            EXPECT_FALSE(trim(line).starts_with("::")) << name << line;
    }
    const std::string json = in_format("dep-checker-json", hostile_report());
    EXPECT_EQ(split(json, '\n').size(), 2U);
    EXPECT_TRUE(parse_json(json, "test").has_value());
}

PostTopic topic(std::vector<BranchVerdict> verdicts) {
    PostTopic made;
    made.id = "CVE-2026-1";
    made.title = "Overflow in a parser";
    made.severity = Severity::high;
    made.dependency = "OpenSSL";
    made.fixed = {"3.5.5"};
    made.verdicts = std::move(verdicts);
    return made;
}

TEST(Post, has_a_row_for_each_branch) {
    const PostTopic mixed = topic({{"main", "3.5.4", Affected::yes, "Update with the next release"},
                                   {"v20.x", "3.0.15", Affected::no, "3.0 has no such parser"},
                                   {"v22.x", "3.0.17", Affected::unknown, ""}});
    PostTopic closed = topic({{"main", "3.5.4", Affected::no, "Node.js does not use CMS"},
                              {"v20.x", "3.0.15", Affected::no, "Node.js does not use CMS"}});
    closed.id = "CVE-2026-2";
    EXPECT_EQ(mixed.affected(), Affected::yes);
    EXPECT_EQ(closed.affected(), Affected::no);
    EXPECT_EQ(topic({{"main", "1", Affected::no, ""}, {"v20.x", "1", Affected::unknown, ""}}).affected(),
              Affected::unknown);
    EXPECT_EQ(post_markdown({mixed, closed}, {"Node.js", "The Node.js Project", "2026-01-28T17:00:00Z", true}),
              "---\n"
              "date: '2026-01-28T17:00:00.000Z'\n"
              "category: vulnerability\n"
              "title: OpenSSL Security Advisory Assessment, January 2026\n"
              "layout: blog-post\n"
              "author: The Node.js Project\n"
              "---\n\n"
              "## Summary\n\n"
              "2 advisories about OpenSSL were looked at.\n"
              "1 affects Node.js, 1 does not.\n\n"
              "## Analysis\n\n"
              "### CVE-2026-1: Overflow in a parser - High\n\n"
              "| Branch | OpenSSL Version | Affected         |\n"
              "| ------ | --------------- | ---------------- |\n"
              "| main   | 3.5.4           | Yes              |\n"
              "| v20.x  | 3.0.15          | No               |\n"
              "| v22.x  | 3.0.17          | Under assessment |\n\n"
              "main (3.5.4): Update with the next release.\n"
              "v20.x (3.0.15): 3.0 has no such parser.\n"
              "Fixed in OpenSSL 3.5.5.\n\n"
              "## Advisories that do not affect Node.js\n\n"
              "- **CVE-2026-2 (High, Overflow in a parser):** Node.js does not use CMS.\n\n");
}

TEST(Post, of_several_branches_tells_them_all) {
    Report report;
    report.subject.refs = {{"main", "refs/heads/main", "a", ""}, {"v20.x", "refs/heads/v20.x", "b", ""}};
    for (const auto& [version, ref] : {std::pair("3.5.4", "v20.x"), std::pair("3.6.1", "main")}) {
        Component component;
        component.path = "deps/openssl";
        component.name = "openssl";
        component.version = version;
        component.purl = "pkg:github/openssl/openssl@" + component.version;
        component.refs = {ref};
        report.components.push_back(component);
    }
    number_components(report.components);
    Finding finding;
    finding.judge = "audit";
    finding.rule = "vulnerability";
    finding.id = "CVE-2026-1";
    finding.purl = report.components[0].purl;
    finding.component = report.components[0].id;
    finding.refs = {{"v20.x", finding.purl, finding.component, Status::open, std::nullopt}};
    report.findings = {finding};
    const std::vector<PostTopic> topics = post_topics(report);
    ASSERT_EQ(topics.size(), 1U);
    EXPECT_EQ(topics[0].verdicts, (std::vector<BranchVerdict>{{"main", "3.6.1", Affected::no, ""},
                                                              {"v20.x", "3.5.4", Affected::unknown, ""}}));
}

TEST(Post, says_what_is_not_decided_and_what_is_missing) {
    const std::string text = in_format("post", sample_report());
    EXPECT_THAT(text, HasSubstr("Whether it can be exploited here is not decided yet."));
    EXPECT_THAT(text, HasSubstr("Not everything could be looked at"));
    EXPECT_THAT(text, HasSubstr("The fix is backported."));
    const std::string none = in_format("post", empty_report(), {.publisher = "O'Hara: the team"});
    EXPECT_THAT(none, HasSubstr("No advisory is known for the dependencies of empty."));
    EXPECT_THAT(none, HasSubstr("author: 'O''Hara: the team'\n"));
}

}  // namespace
}  // namespace ward::report
