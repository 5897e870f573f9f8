#include "judges/audit/engine.h"

#include <gtest/gtest.h>

#include "model/report.h"

namespace ward::audit {
namespace {

TEST(Engine, is_mapped_to_the_milestone_that_shipped_it) {
    EXPECT_EQ(chrome_milestone("12.4.254.21-node.33"), "124");
    EXPECT_EQ(chrome_milestone("10.2.154.26"), "102");
    EXPECT_EQ(chrome_milestone("6.8.275.32-node.59"), "68");
    EXPECT_EQ(chrome_milestone("4.1.0"), "41");
    for (const std::string_view none : {"3.28.71", "4.0", "12", "12.40.1", "x.y", "", "99999999999.1"})
        EXPECT_FALSE(chrome_milestone(none)) << none;
}

advisory::Index chrome_records() {
    auto record = [](std::string_view id, std::string_view text, std::string_view before) {
        return std::string(R"({"dataType":"CVE_RECORD","cveMetadata":{"cveId":")") + std::string(id) +
               R"(","state":"PUBLISHED"},"containers":{"cna":{"affected":[{"vendor":"Google","product":"Chrome","versions":[)"
               R"({"version":")" +
               std::string(before) + R"(","lessThan":")" + std::string(before) +
               R"(","status":"affected","versionType":"custom"}]}],"descriptions":[{"lang":"en","value":")" +
               std::string(text) +
               R"("}],"metrics":[{"cvssV3_1":{"vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H"}}]}}})";
    };
    const std::string later = record("CVE-2099-1", "Type confusion in V8 in a browser", "125.0.6422.60");
    const std::string same = record("CVE-2099-2", "Use after free in V8 in a browser", "124.0.6367.201");
    const std::string earlier = record("CVE-2099-3", "Type confusion in V8 in a browser", "123.0.6312.105");
    const std::string other = record("CVE-2099-4", "Use after free in Dawn, not IV8s, in a browser", "125.0.6422.60");
    const std::vector<std::string_view> list{later, same, earlier, other};
    return advisory::Index::from_bytes(advisory::build(list).value()).value();
}

TEST(Engine, has_one_finding_for_all_that_need_untrusted_script) {
    Component engine;
    engine.path = "deps/v8";
    engine.name = "v8";
    engine.version = "12.4.254.21-node.33";
    engine.purl = "pkg:generic/v8@12.4.254.21-node.33";
    engine.cpe = {"cpe:2.3:a:google:v8:12.4.254.21:*:*:*:*:*:*:*"};
    engine.evidence = {{"deps/v8/include/v8-version.h", 9, "#define V8_MAJOR_VERSION 12"}};
    Component subject;
    subject.name = "node";
    std::vector<Component> components{subject, engine};
    number_components(components);
    const auto findings = engine_findings(components, chrome_records());
    ASSERT_TRUE(findings) << findings.error().message();
    ASSERT_EQ(findings->size(), 1u);
    const Finding& finding = findings->front();
    EXPECT_EQ(finding.rule, "untrusted-script");
    EXPECT_EQ(finding.severity, Severity::high);
    ASSERT_EQ(finding.matches.size(), 2u);
    EXPECT_EQ(finding.matches[0].record, "CVE-2099-1");
    EXPECT_EQ(finding.matches[1].record, "CVE-2099-2");
    EXPECT_EQ(finding.gathers, (std::vector<std::vector<std::string>>{{"CVE-2099-1"}, {"CVE-2099-2"}}));
    EXPECT_EQ(finding.title.substr(0, 34), "2 advisories of V8 in Chrome 124 o");
    components[1].version = "12.6.1.1";
    EXPECT_TRUE(engine_findings(components, chrome_records())->empty());
    components[1].cpe = {"cpe:2.3:a:openssl:openssl:12.4:*:*:*:*:*:*:*"};
    components[1].version = "12.4";
    EXPECT_TRUE(engine_findings(components, chrome_records())->empty());
}

}  // namespace
}  // namespace ward::audit
