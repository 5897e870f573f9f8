#include "model/report.h"

#include <gtest/gtest.h>

namespace ward {
namespace {

Component component(std::string path, std::string name, std::string version) {
    Component made;
    made.path = std::move(path);
    made.name = std::move(name);
    made.version = std::move(version);
    made.purl = "pkg:generic/" + made.name + "@" + made.version;
    made.evidence = {{made.path + "/version.h", 3, "#define VERSION"}};
    return made;
}

Finding finding() {
    Finding made;
    made.judge = "audit";
    made.rule = "vulnerability";
    made.id = "CVE-2024-1";
    made.aliases = {"GHSA-x"};
    made.purl = "pkg:npm/%40a/b@1.0.0";
    made.evidence = {{"package-lock.json", 4, "\"node_modules/@a/b\""}};
    return made;
}

TEST(Components, are_sorted_numbered_and_know_their_parent) {
    std::vector<Component> components{component("deps/v8/third_party/zlib", "zlib", "1.2.11"),
                                      component("", "node", "18"), component("deps/v8", "v8", "10"),
                                      component("deps/v8", "v8", "10")};
    number_components(components);
    ASSERT_EQ(components.size(), 3u) << "an exact double is dropped";
    EXPECT_EQ(components[0].name, "node");
    EXPECT_EQ(components[0].parent, "");
    EXPECT_EQ(components[1].parent, "c1");
    EXPECT_EQ(components[2].name, "zlib");
    EXPECT_EQ(components[2].parent, "c2");
}

TEST(Finding, key_ignores_the_version_and_is_stable) {
    Finding one = finding();
    EXPECT_EQ(key_of(one).size(), 16u);
    Finding other_version = finding();
    other_version.purl = "pkg:npm/%40a/b@2.0.0";
    EXPECT_EQ(key_of(one), key_of(other_version));
    Finding other_place = finding();
    other_place.evidence[0].path = "x/package-lock.json";
    EXPECT_NE(key_of(one), key_of(other_place));
}

TEST(Report, survives_json) {
    Report report;
    report.ward_version = "0.1.0";
    report.command = "audit";
    report.subject.name = "node";
    report.subject.commit = "abc";
    report.advisories = {"sha256:1", "2026-01-01T00:00:00Z", 7, {{"Go", 3}}};
    report.components = {component("", "node", "18"), component("deps/zlib", "zlib", "1.2")};
    report.verdicts = {{"pkg:npm/x@1.0.0", "warn", 4.5, "why", {{"S03", 4.0, "env to fetch"}, {"T01", 0.5, "is x"}}},
                       {"pkg:npm/y@1.0.0", "ok", 0, "no signal", {}}};
    report.components[1].contradictions = {{"1.1", {"deps/zlib/README.chromium", 3, "Version: 1.1"}}};
    number_components(report.components);
    report.findings = {finding()};
    report.findings[0].score = 7.5;
    report.findings[0].severity = Severity::high;
    report.findings[0].assessment =
        Verdict{VexStatus::not_affected, "component_not_present", "no", "me", "2027-01-01", {"a.toml", 3, ""}};
    report.findings[0].matches = {{"GHSA-x", "npm", "@a/b", "1.0.0", "< 2", "package-lock.json", 4}};
    report.findings[0].paths = {{"node@18", "b@1"}};
    report.skipped = {{"deps/x", SkipKind::unexplained, "why", true}};
    report.notes = {{"k", "t", "w"}};
    report.since = Since{"2026-01-01T00:00:00Z", {"aa"}, {finding()}, 3, {"deps/y"}};
    report.summary = summarise(report);
    const auto back = report_from_json(to_json(report), "x.json");
    ASSERT_TRUE(back) << back.error().message();
    EXPECT_EQ(*back, report);
}

TEST(Summary, is_incomplete_when_something_was_not_read_or_nothing_was_there) {
    Report report;
    EXPECT_FALSE(summarise(report).complete);
    report.components = {component("", "a", "1"), component("b", "b", "1")};
    EXPECT_TRUE(summarise(report).complete);
    report.skipped = {{"deps/x", SkipKind::unexplained, "why", false}};
    EXPECT_TRUE(summarise(report).complete);
    report.skipped.push_back({"big.json", SkipKind::unread, "too large", true});
    EXPECT_TRUE(summarise(report).complete);
    report.skipped.push_back({"big.json", SkipKind::unread, "too large", false});
    EXPECT_FALSE(summarise(report).complete);
    report.skipped.clear();
    report.advisories.snapshot = "starter";
    EXPECT_FALSE(summarise(report).complete);
}

}  // namespace
}  // namespace ward
