#include "judges/scorecard/checks/facts_fixture.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view security_policy_check = "Security-Policy";
constexpr std::string_view full = "Tell a@b.org of a vulnerability within 30 days.\n";

TEST(SecurityPolicy, links_6_words_3_disclosure_1) {
    struct Row {
        std::string_view text;
        int score = 0;
    };
    for (const Row& row : std::vector<Row>{
             {"", 0}, {"https://a", 6}, {"words", 3}, {"vuln vuln", 4}, {"Write to a@b.org", 9}, {full, 10}}) {
        const CheckResult result = FactsFixture{{"SECURITY.md", row.text}}.run(security_policy_check);
        EXPECT_EQ(result.score, row.score) << row.text;
        EXPECT_EQ(result.reason, "security policy file detected");
    }
}

TEST(SecurityPolicy, details) {
    EXPECT_EQ(lines_of(FactsFixture{{"SECURITY.md", full}}.run(security_policy_check)),
              (Lines{"Info: security policy file detected: SECURITY.md:1", "Info: Found linked content: SECURITY.md:1",
                     "Info: Found disclosure, vulnerability, and/or timelines in security policy: SECURITY.md:1",
                     "Info: Found text in security policy: SECURITY.md:1"}));
    EXPECT_EQ(lines_of(FactsFixture{{"SECURITY.md", "\n"}}.run(security_policy_check)),
              (Lines{"Info: security policy file detected: SECURITY.md:1", "Warn: no linked content found",
                     "Warn: One or no descriptive hints of disclosure, vulnerability, and/or timelines in security "
                     "policy",
                     "Warn: No text (besides links / emails) found in security policy"}));
    const CheckResult none = FactsFixture{{"README.md", full}}.run(security_policy_check);
    EXPECT_EQ(none.score, 0);
    EXPECT_EQ(none.reason, "security policy file not detected");
    EXPECT_EQ(lines_of(none), (Lines{"Warn: no security policy file detected", "Warn: no security file to analyze",
                                     "Warn: no security file to analyze", "Warn: no security file to analyze"}));
    EXPECT_EQ(none.findings[2].probe, "securityPolicyContainsVulnerabilityDisclosure");
}

TEST(SecurityPolicy, is_looked_for_in_thirteen_places) {
    for (const std::string_view path :
         {"security.md", "SECURITY.MD", ".github/SECURITY.md", "docs/Security.md", "security.markdown",
          ".github/security.markdown", "docs/security.markdown", "security.adoc", ".github/security.adoc",
          "docs/security.adoc", "SECURITY.rst", ".github/security.rst", "doc/security.rst", "docs/security.rst"}) {
        EXPECT_EQ((FactsFixture{{path, full}}.run(security_policy_check).score), 10) << path;
    }
    for (const std::string_view path :
         {"SECURITY", "SECURITY.txt", "doc/security.md", "src/SECURITY.md", ".gitlab/security.md", "security.yaml"}) {
        EXPECT_EQ((FactsFixture{{path, full}}.run(security_policy_check).score), 0) << path;
    }
}

TEST(SecurityPolicy, the_first_of_the_listing_counts) {
    const FactsFixture with{{".github/SECURITY.md", "https://a"}, {"SECURITY.md", full}};
    EXPECT_EQ(with.run(security_policy_check).score, 6);
}

TEST(SecurityPolicy, the_text_may_come_from_another_folder) {
    // The peer looks for the text by the name alone where the policy is in the first folder.
    EXPECT_EQ((FactsFixture{{"A/SECURITY.md", "https://a"}, {"SECURITY.md", full}}.run(security_policy_check).score),
              6);
    EXPECT_EQ((FactsFixture{{"A/SECURITY.md", ""}, {"SECURITY.md", full}}.run(security_policy_check).score), 10)
        << "an empty one";
    EXPECT_EQ((FactsFixture{{"Z/SECURITY.md", "https://a"}, {"SECURITY.md", full}}.run(security_policy_check).score),
              10)
        << "later";
    EXPECT_EQ(
        (FactsFixture{{"A/testdata/SECURITY.md", "https://a"}, {"SECURITY.md", full}}.run(security_policy_check).score),
        10);
    EXPECT_EQ(
        (FactsFixture{{".a/SECURITY.md", "https://a"}, {".github/SECURITY.md", full}}.run(security_policy_check).score),
        10)
        << "a path with a folder has to match as a whole";
}

TEST(SecurityPolicy, the_owners_policy_stands_in) {
    FactsFixture with;
    with.forge().organisation_files = {
        {{.path = "README.md", .text = "x"}, {.path = "SECURITY.md", .text = std::string(full)}}};
    const CheckResult result = with.run(security_policy_check);
    EXPECT_EQ(result.score, 10);
    EXPECT_EQ(lines_of(result).front(), "Info: security policy file detected: github.com/o/.github/SECURITY.md:1");
    EXPECT_EQ(result.findings[0].location->kind, Location::Kind::url);
    with.file("SECURITY.md", "https://a");
    EXPECT_EQ(with.run(security_policy_check).score, 6) << "the project's own comes first";
    FactsFixture none;
    none.forge().organisation_files.emplace();
    EXPECT_EQ(none.run(security_policy_check).score, 0);
    EXPECT_EQ(none.run(security_policy_check).reason, "security policy file not detected");
}

TEST(SecurityPolicy, not_asked) {
    FactsFixture with;
    with.forge();
    expect_lacks(with, security_policy_check, "organisation_files");
    with.file("SECURITY.md", full);
    EXPECT_EQ(with.run(security_policy_check).score, 10) << "not needed then";
}

TEST(SecurityPolicy, policies_for_programs_move_wards_score_alone) {
    for (const std::string_view path :
         {"security.txt", ".well-known/security.txt", "SECURITY-INSIGHTS.yml", ".github/security-insights.yaml"}) {
        const CheckResult result = FactsFixture{{path, "contact: https://a.example/report"}}.run(security_policy_check);
        EXPECT_EQ(result.score, 0) << path;
        EXPECT_EQ(result.own_score, 9) << path;
        EXPECT_EQ(lines_of(result, Origin::ward),
                  Lines{"Info: security policy for programs found: " + std::string(path) + ":1"});
    }
    const CheckResult both =
        FactsFixture{{"SECURITY.md", full}, {"security.txt", "https://a"}}.run(security_policy_check);
    EXPECT_EQ(both.own_score, std::nullopt) << "no better";
}

}  // namespace
}  // namespace ward::scorecard
