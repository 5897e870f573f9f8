#include "judges/audit/audit.h"

#include <gtest/gtest.h>

#include "judges/audit/paths.h"
#include "model/report.h"

namespace ward::audit {
namespace {

advisory::Index index_of(std::initializer_list<std::string_view> records) {
    const std::vector<std::string_view> list(records);
    auto bytes = advisory::build(list);
    EXPECT_TRUE(bytes) << bytes.error().message();
    auto index = advisory::Index::from_bytes(std::move(*bytes));
    EXPECT_TRUE(index) << index.error().message();
    return std::move(*index);
}

Component npm(std::string path, const std::string& name, const std::string& version) {
    Component made;
    made.path = std::move(path);
    made.name = name;
    made.version = version;
    made.purl = "pkg:npm/" + name + "@" + version;
    made.ecosystem = "npm";
    made.evidence = {{"package-lock.json", 7, "\"" + made.path + "\""}};
    made.identities = {{"npm", name, {}}};
    return made;
}

Component subject() {
    Component made;
    made.name = "app";
    made.version = "1.0.0";
    made.purl = "pkg:npm/app@1.0.0";
    return made;
}

constexpr std::string_view ghsa =
    R"({"id":"GHSA-a","modified":"2024-01-01T00:00:00Z","aliases":["CVE-2024-1"],"summary":"tar writes outside",
 "severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"}],
 "affected":[{"package":{"ecosystem":"npm","name":"tar"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"6.2.1"}]}]}],
 "references":[{"type":"WEB","url":"https://example.org/a"}]})";
// Names neither GHSA-a nor is named by it: only the CVE joins them.
constexpr std::string_view other = R"({"id":"OSV-b","modified":"2024-01-01T00:00:00Z","aliases":["CVE-2024-1"],
 "affected":[{"package":{"ecosystem":"npm","name":"tar"},"versions":["6.1.0"]}]})";

// Two records of one set: what the first calls fixed, the second still calls affected.
TEST(Audit, advises_no_version_that_the_set_still_affects) {
    const auto index = index_of({ghsa, R"({"id":"OSV-c","modified":"2024-01-01T00:00:00Z","aliases":["CVE-2024-1"],
 "affected":[{"package":{"ecosystem":"npm","name":"tar"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"6.3.0"}]}]}]})"});
    std::vector<Component> components{subject(), npm("node_modules/tar", "tar", "6.1.0")};
    number_components(components);
    const auto findings = audit(components, index);
    ASSERT_TRUE(findings) << findings.error().message();
    ASSERT_EQ(findings->size(), 1u);
    EXPECT_EQ(findings->front().fixed, std::vector<std::string>{"6.3.0"});
}

TEST(Audit, lists_a_thousand_places_and_counts_the_rest) {
    const auto index = index_of({ghsa});
    std::vector<Component> components{subject()};
    for (size_t i = 0; i < max_places + 7; ++i)
        components.push_back(npm("node_modules/a" + std::to_string(i) + "/node_modules/tar", "tar", "6.1.0"));
    number_components(components);
    const auto findings = audit(components, index);
    ASSERT_TRUE(findings) << findings.error().message();
    ASSERT_EQ(findings->size(), 1u);
    EXPECT_EQ(findings->front().paths.size(), max_places);
    EXPECT_EQ(findings->front().evidence.size(), max_places);
    EXPECT_LE(findings->front().matches.size(), max_places + 1);
    EXPECT_EQ(findings->front().more_places, 7);
}

TEST(Paths, count_the_steps_from_the_subject) {
    std::vector<Component> components{subject(), npm("node_modules/x", "x", "1.0.0"),
                                      npm("node_modules/y", "y", "1.0.0")};
    components[1].depends_on = {"node_modules/y"};
    number_components(components);
    const Paths paths(components);
    EXPECT_EQ(paths.depth_of(components[0]), 0u);
    EXPECT_EQ(paths.depth_of(components[1]), 1u);
    EXPECT_EQ(paths.depth_of(components[2]), 2u);
}

TEST(Audit, is_one_finding_for_an_alias_set_and_a_purl_with_a_row_for_each_place) {
    const auto index = index_of({ghsa, other});
    std::vector<Component> components{subject(), npm("node_modules/tar", "tar", "6.1.0"),
                                      npm("node_modules/x/node_modules/tar", "tar", "6.1.0"),
                                      npm("node_modules/x", "x", "2.0.0")};
    components[3].depends_on = {"node_modules/x/node_modules/tar"};
    number_components(components);
    const auto findings = audit(components, index);
    ASSERT_TRUE(findings) << findings.error().message();
    ASSERT_EQ(findings->size(), 1u);
    const Finding& finding = findings->front();
    EXPECT_EQ(finding.id, "CVE-2024-1");
    EXPECT_EQ(finding.aliases, (std::vector<std::string>{"GHSA-a", "OSV-b"}));
    EXPECT_EQ(finding.records, (std::vector<std::string>{"GHSA-a", "OSV-b"}));
    EXPECT_EQ(finding.severity, Severity::high);
    EXPECT_EQ(finding.score, 7.5);
    EXPECT_EQ(finding.title, "tar writes outside");
    EXPECT_EQ(finding.fixed, std::vector<std::string>{"6.2.1"});
    EXPECT_EQ(finding.paths, (std::vector<std::vector<std::string>>{{"app@1.0.0", "tar@6.1.0"},
                                                                    {"app@1.0.0", "x@2.0.0", "tar@6.1.0"}}));
    EXPECT_EQ(finding.evidence.size(), 2u);
    EXPECT_EQ(finding.key, key_of(finding));
    EXPECT_EQ(finding.references, std::vector<std::string>{"https://example.org/a"});
}

TEST(Audit, finds_a_forks_version_by_the_tag_of_upstream) {
    const auto index = index_of({R"({"id":"OSV-q","modified":"2024-01-01T00:00:00Z",
 "affected":[{"package":{"ecosystem":"OSS-Fuzz","name":"openssl"},"versions":["openssl-3.0.13"]}]})"});
    std::vector<Component> components{subject(), npm("deps/openssl", "openssl", "3.0.13+quic")};
    components[1].identities = {{"OSS-Fuzz", "openssl", {"openssl-{version}"}}};
    number_components(components);
    ASSERT_EQ(audit(components, index).value().size(), 1u);
}

// "3fa9..." is not version 3 of anything.
TEST(Audit, a_commit_is_not_compared_with_versions) {
    const auto index = index_of({R"({"id":"OSV-z","modified":"2024-01-01T00:00:00Z",
 "affected":[{"package":{"ecosystem":"Upstream","name":"github.com/madler/zlib"},
              "ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"900000"}]}]}]})"});
    std::vector<Component> components{subject(), npm("deps/zlib", "zlib", "3fa90000000000000000000000000000000000ff")};
    components[1].identities = {{"Upstream", "github.com/madler/zlib", {}}};
    number_components(components);
    EXPECT_EQ(audit(components, index).value().size(), 1u);
    components[1].commit = components[1].version;
    EXPECT_EQ(audit(components, index).value().size(), 0u);
}

TEST(Audit, matches_only_through_an_equal_identity) {
    const auto index =
        index_of({R"({"id":"GHSA-v","modified":"2024-01-01T00:00:00Z","summary":"the npm package v8 is malicious",
        "affected":[{"package":{"ecosystem":"npm","name":"v8"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}]}]})"});
    Component engine;
    engine.path = "deps/v8";
    engine.name = "v8";
    engine.version = "10.2.154.26";
    engine.purl = "pkg:generic/v8@10.2.154.26";
    engine.identities = {{"GIT", "https://chromium.googlesource.com/v8/v8", {}}, {"Upstream", "github.com/v8/v8", {}}};
    std::vector<Component> components{subject(), engine};
    number_components(components);
    EXPECT_TRUE(audit(components, index)->empty());
    components[1].identities.push_back({"npm", "v8", {}});
    EXPECT_EQ(audit(components, index)->size(), 1u);
}

TEST(Audit, asks_about_every_version_a_component_claims) {
    const auto index = index_of({ghsa});
    std::vector<Component> components{subject(), npm("node_modules/tar", "tar", "6.2.1")};
    components[1].contradictions = {{"6.2.0", {"node_modules/tar/package.json", 3, "\"version\": \"6.2.0\""}}};
    number_components(components);
    const auto findings = audit(components, index);
    ASSERT_EQ(findings->size(), 1u);
    EXPECT_EQ((*findings)[0].matches[0].version, "6.2.0");
    EXPECT_EQ((*findings)[0].evidence[0].path, "node_modules/tar/package.json");
    ASSERT_EQ(contradictions(components).size(), 1u);
    EXPECT_EQ(contradictions(components)[0].severity, Severity::none);
}

TEST(Audit, leaves_withdrawn_records_out_and_calls_malware_by_its_name) {
    const auto index =
        index_of({R"({"id":"GHSA-w","modified":"2024-01-01T00:00:00Z","withdrawn":"2024-02-01T00:00:00Z",
        "affected":[{"package":{"ecosystem":"npm","name":"w"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}]}]})",
                  R"({"id":"MAL-2024-1","modified":"2024-01-01T00:00:00Z","summary":"Malicious code in w",
        "affected":[{"package":{"ecosystem":"npm","name":"w"},"versions":["1.0.1"]}]})"});
    std::vector<Component> components{subject(), npm("node_modules/w", "w", "1.0.1")};
    number_components(components);
    const auto findings = audit(components, index);
    ASSERT_EQ(findings->size(), 1u);
    EXPECT_EQ((*findings)[0].rule, "malicious-package");
    EXPECT_EQ((*findings)[0].severity, Severity::critical);
}

TEST(Audit, spells_versions_as_the_identity_does) {
    const auto index = index_of({R"({"id":"OSV-2022-1","modified":"2024-01-01T00:00:00Z",
        "affected":[{"package":{"ecosystem":"OSS-Fuzz","name":"openssl"},"versions":["openssl-3.0.1","OpenSSL_1_1_1m"],
        "ranges":[{"type":"GIT","repo":"https://github.com/openssl/openssl","events":[{"introduced":"aa"},{"fixed":"bb"}]}]}]})"});
    Component openssl;
    openssl.path = "deps/openssl";
    openssl.name = "openssl";
    openssl.purl = "pkg:github/openssl/openssl@1.1.1m";
    openssl.version = "1.1.1m";
    openssl.identities = {{"OSS-Fuzz", "openssl", {"openssl-{version}", "OpenSSL_{version_}"}}};
    std::vector<Component> components{subject(), openssl};
    number_components(components);
    EXPECT_EQ(audit(components, index)->size(), 1u);
    components[1].version = "1.1.1n";
    EXPECT_TRUE(audit(components, index)->empty());
}

TEST(Paths, survive_circles) {
    std::vector<Component> components{subject(), npm("a", "a", "1"), npm("b", "b", "1")};
    components[1].depends_on = {"b"};
    components[2].depends_on = {"a"};
    number_components(components);
    const Paths paths(components);
    EXPECT_EQ(paths.to(components[2]), (std::vector<std::string>{"app@1.0.0", "a@1", "b@1"}));
}

TEST(Paths, take_the_shortest_chain) {
    std::vector<Component> components{subject(), npm("a", "a", "1"), npm("b", "b", "1"), npm("c", "c", "1")};
    components[0].depends_on = {"a", "c"};
    components[1].depends_on = {"b"};
    components[2].depends_on = {"c"};
    number_components(components);
    EXPECT_EQ(Paths(components).to(components[3]), (std::vector<std::string>{"app@1.0.0", "c@1"}));
}

Component product(const std::string& name, const std::string& version) {
    Component made;
    made.path = "deps/" + name;
    made.name = name;
    made.version = version;
    made.purl = "pkg:generic/" + name + "@" + version;
    made.cpe = {"cpe:2.3:a:" + name + ":" + name + ":" + version + ":*:*:*:*:*:*:*"};
    return made;
}

// NVD's configurations: what an AND asks for beside the product is weighed against the inventory. What is not in it may
// still be on the machine, so the finding stays and says so.
TEST(Audit, weighs_conditions_against_what_is_installed) {
    const auto index = index_of({R"({"cve":{"id":"CVE-2099-1","descriptions":[{"lang":"en","value":"A flaw."}],
        "configurations":[{"operator":"AND","nodes":[
            {"operator":"OR","cpeMatch":[{"vulnerable":true,"criteria":"cpe:2.3:a:zlib:zlib:*:*:*:*:*:*:*:*","versionEndExcluding":"1.3"}]},
            {"operator":"OR","cpeMatch":[{"vulnerable":false,"criteria":"cpe:2.3:a:web:web:*:*:*:*:*:*:*:*","versionEndExcluding":"2.0"}]}]}]}})"});
    auto audited = [&](std::vector<Component> components) {
        number_components(components);
        auto findings = audit(components, index);
        EXPECT_TRUE(findings);
        return findings ? *findings : std::vector<Finding>();
    };
    const auto unknown = audited({subject(), product("zlib", "1.2.13")});
    ASSERT_EQ(unknown.size(), 1u);
    EXPECT_EQ(unknown[0].title, "A flaw. [only with web:web < 2.0]");
    ASSERT_EQ(unknown[0].matches.size(), 1u);
    EXPECT_EQ(unknown[0].matches[0].range, "< 1.3, only with web:web < 2.0");
    EXPECT_EQ(unknown[0].matches[0].ecosystem, "CPE");
    EXPECT_EQ(unknown[0].id, "CVE-2099-1");
    const auto together = audited({subject(), product("zlib", "1.2.13"), product("web", "1.9")});
    ASSERT_EQ(together.size(), 1u);
    EXPECT_EQ(together[0].title, "A flaw.");
    EXPECT_TRUE(audited({subject(), product("zlib", "1.2.13"), product("web", "2.0")}).empty());
    EXPECT_TRUE(audited({subject(), product("zlib", "1.3"), product("web", "1.9")}).empty());
}

}  // namespace
}  // namespace ward::audit
