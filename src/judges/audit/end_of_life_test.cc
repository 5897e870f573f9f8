#include "judges/audit/end_of_life.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::audit {
namespace {
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Schedule sample() {
    Schedule schedule;
    schedule.lines = {{"v20", "2023-04-18", "2023-10-24", "2024-10-22", "2026-04-30", "Iron"},
                      {"v25", "2025-10-15", "", "2026-04-01", "2026-06-01", ""},
                      {"v26", "2026-05-05", "2026-10-28", "", "2029-04-30", ""}};
    schedule.name = "schedule.json";
    schedule.reference = "https://example.org/schedule";
    return schedule;
}

Component node(const std::string& version) {
    Component component;
    component.id = "c1";
    component.name = "node";
    component.version = version;
    component.purl = "pkg:generic/node@" + version;
    component.evidence = {{"src/node_version.h", 4, "#define NODE_MAJOR_VERSION"}};
    component.identities = {{"Node.js", "node", {}}};
    return component;
}

Lifecycle at(std::string_view day, const Component& component) {
    return end_of_life({&component, 1}, sample(), parse_instant(day).value());
}

TEST(EndOfLife, is_a_finding_from_the_day_after_the_last_one) {
    EXPECT_THAT(at("2026-04-30T23:59:59Z", node("20.1.0")).findings, IsEmpty());
    const Lifecycle after = at("2026-05-06", node("20.1.0"));
    ASSERT_THAT(after.findings, SizeIs(1));
    const Finding& finding = after.findings[0];
    EXPECT_EQ(finding.rule, "end-of-life");
    EXPECT_EQ(finding.severity, Severity::high);
    EXPECT_EQ(finding.title, "node 20.1.0 is of line v20 (Iron), which ended on 2026-04-30; supported lines: v25, v26");
    EXPECT_EQ(finding.evidence[0].path, "src/node_version.h");
    EXPECT_THAT(finding.references, ElementsAre("https://example.org/schedule"));
    EXPECT_THAT(finding.paths, ElementsAre(ElementsAre("node@20.1.0")));
    EXPECT_FALSE(finding.key.empty());
    EXPECT_THAT(after.notes, IsEmpty());
}

TEST(EndOfLife, keeps_its_key_from_version_to_version) {
    EXPECT_EQ(at("2027-01-01", node("20.1.0")).findings[0].key, at("2027-01-01", node("20.2.0")).findings[0].key);
}

TEST(EndOfLife, of_an_unknown_line_is_said_to_be_unknown) {
    const Lifecycle result = at("2027-01-01", node("99.0.0"));
    EXPECT_THAT(result.findings, IsEmpty());
    ASSERT_THAT(result.notes, SizeIs(1));
    EXPECT_EQ(result.notes[0].kind, "release-line-unknown");
    EXPECT_THAT(result.notes[0].text, HasSubstr("node 99.0.0 is of no line"));
}

TEST(EndOfLife, is_of_the_runtime_alone) {
    Component other = node("20.1.0");
    other.identities = {{"npm", "node", {}}};
    EXPECT_THAT(at("2027-01-01", other).findings, IsEmpty());
    EXPECT_THAT(at("2027-01-01", node("")).findings, IsEmpty());
}

}  // namespace
}  // namespace ward::audit
