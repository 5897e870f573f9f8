#include "actions/release/output/proof.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/output/history_testing.h"
#include "actions/release/output/machine_testing.h"

namespace ward::release {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

std::string said(const Proof& proof) {
    std::string out;
    for (const Disagreement& each : proof.disagreements)
        out += each.format + " " + each.cve + " " + each.version + " " + each.says + "\n";
    return out;
}

class Seeded : public testing::Test {
  protected:
    std::vector<std::string> texts_of(std::string_view format) {
        std::vector<std::string> out;
        for (const OutputFile& file : files_of(format, {.release = release,
                                                        .project = project,
                                                        .now = *release.lift_at,
                                                        .number = 172,
                                                        .versions = sample_versions}))
            out.push_back(file.content);
        return out;
    }

    std::vector<Disagreement> found(std::string_view format, const std::vector<std::string>& texts) {
        std::vector<ProofText> given;
        for (const std::string& text : texts) given.push_back({format, text});
        const auto proof = prove(release, project, sample_versions, given);
        EXPECT_TRUE(proof) << proof.error().message();
        if (!proof) return {};
        EXPECT_GT(proof->answers, 0);
        EXPECT_EQ(proof->holds(), proof->disagreements.empty());
        return proof->disagreements;
    }

    // What is found where the text about the second report says something else.
    std::vector<Disagreement> wrong(std::string_view format, std::string_view from, std::string_view to) {
        std::vector<std::string> texts = texts_of(format);
        EXPECT_THAT(found(format, texts), IsEmpty());
        texts.back() = replaced(texts.back(), from, to);
        return found(format, texts);
    }

    Disagreement one(std::string_view format, std::string_view version, std::string_view says) {
        return {std::string(format), "CVE-2026-0001", std::string(version), std::string(says)};
    }

    Release release = sample_release();
    Project project = sample_project();
};

TEST_F(Seeded, TheNewestVersionAsARangeOfCve) {
    EXPECT_THAT(wrong("cve5", R"("version": "20.0.0")", R"("version": "20.5.1")"),
                ElementsAre(one("cve5", "20.0.0", "unaffected"), one("cve5", "20.5.0", "unaffected")));
    EXPECT_THAT(wrong("cve5", R"("lessThan": "20.5.2")", R"("lessThan": "20.5.1")"),
                ElementsAre(one("cve5", "20.5.1", "unaffected")));
    EXPECT_THAT(wrong("cve5", R"("defaultStatus": "unaffected")", R"("defaultStatus": "affected")"),
                Contains(one("cve5", "20.5.2", "affected")));
}

TEST_F(Seeded, TheFixedVersionInARangeOfOsv) {
    EXPECT_THAT(wrong("osv", R"("fixed": "20.5.2")", R"("fixed": "20.5.3")"),
                ElementsAre(one("osv", "20.5.2", "affected"), one("osv", "20.5.2", "affected")));
    EXPECT_THAT(wrong("osv", R"("introduced": "18.0.0")", R"("introduced": "19.0.0")"),
                ElementsAre(one("osv", "18.0.0", "unaffected"), one("osv", "18.20.8", "unaffected")));
}

TEST_F(Seeded, ARangeOfCsafWithoutItsEnd) {
    EXPECT_THAT(wrong("csaf", R"(vers:semver/>=20.0.0|\u003c20.5.2")", R"(vers:semver/>=20.0.0|\u003c20.5.1")"),
                ElementsAre(one("csaf", "20.5.1", "unaffected")));
    EXPECT_THAT(wrong("csaf", R"("name": "20.5.2")", R"("name": "20.5.3")"),
                ElementsAre(one("csaf", "20.5.2", "not fixed")));
}

TEST_F(Seeded, AVersionThatOpenvexDoesNotName) {
    EXPECT_THAT(wrong("openvex", "node@20.5.1\"", "node@20.5.9\""),
                ElementsAre(one("openvex", "20.5.1", "unaffected")));
    EXPECT_THAT(wrong("openvex", "node@20.5.2\"", "node@20.5.9\""), ElementsAre(one("openvex", "20.5.2", "not fixed")));
    EXPECT_THAT(wrong("openvex", "node@20.6.0\"", "node@21.0.0\""), ElementsAre(one("openvex", "21.0.0", "fixed")));
}

TEST_F(Seeded, AWholeLineOfVulnCore) {
    EXPECT_THAT(wrong("vuln-core", "<20.5.2", "<21"),
                ElementsAre(one("vuln-core", "20.5.2", "affected"), one("vuln-core", "20.6.0", "affected"),
                            one("vuln-core", "20.5.2", "affected")));
    EXPECT_THAT(wrong("vuln-core", "^20.5.2", "^20.6.0"), ElementsAre(one("vuln-core", "20.5.2", "not fixed")));
}

TEST_F(Seeded, ARangeOfGithub) {
    EXPECT_THAT(wrong("ghsa", R"(, \u003c 20.5.2)", R"(, \u003c= 20.5.2)"),
                ElementsAre(one("ghsa", "20.5.2", "affected"), one("ghsa", "20.5.2", "affected")));
    EXPECT_THAT(wrong("ghsa", R"("patched_versions":"20.5.2")", R"("patched_versions":"20.5.1")"),
                ElementsAre(one("ghsa", "20.5.2", "not fixed")));
}

TEST_F(Seeded, AVulnerabilityThatIsMissingDoubledOrOfAnotherRecord) {
    std::vector<std::string> texts = texts_of("cve5");
    EXPECT_THAT(found("cve5", {texts.front()}), ElementsAre(one("cve5", "", "nothing")));
    EXPECT_THAT(found("cve5", {texts.front(), texts.back(), texts.back()}),
                ElementsAre(one("cve5", "", "the same twice")));
    const std::string other = replaced(texts.front(), "CVE-2026-0002", "CVE-2026-0003");
    EXPECT_THAT(found("cve5", {texts.front(), texts.back(), other}),
                ElementsAre(Disagreement{"cve5", "CVE-2026-0003", "", "something"}));
}

TEST_F(Seeded, WhatCannotBeReadIsAnError) {
    const auto error_of = [&](std::string_view format, std::string_view text) {
        const std::vector<ProofText> texts{{format, text}};
        const auto proof = prove(release, project, sample_versions, texts);
        return proof ? std::string() : proof.error().message();
    };
    for (const std::string_view format : proven_formats()) EXPECT_NE(error_of(format, "no JSON"), "") << format;
    EXPECT_EQ(error_of("atom", "{}"), "no format 'atom' is proven");
    const std::vector<std::string> versions{"22.0.0-rc.1"};
    const auto proof = prove(release, project, versions, {});
    ASSERT_FALSE(proof);
    EXPECT_EQ(proof.error().message(), "'22.0.0-rc.1' is no released version");
}

TEST(Proof, HoldsWithEveryPolicy) {
    const Release release = sample_release();
    for (const EolPolicy policy : {EolPolicy::each_line, EolPolicy::from_zero, EolPolicy::none}) {
        Project project = sample_project();
        project.eol = policy;
        const auto proof = prove_outputs(
            {.release = release, .project = project, .now = *release.lift_at, .versions = sample_versions});
        ASSERT_TRUE(proof) << proof.error().message();
        EXPECT_TRUE(proof->holds()) << name_of(policy) << "\n" << said(*proof);
    }
}

// Without a list it is ward's own copy of Node.js's releases.
TEST(Proof, HoldsForALineWithoutFix) {
    Release release = sample_release();
    release.reports[1].ranges[0].fixed.clear();
    const Project project = sample_project();
    const auto proof = prove_outputs({.release = release, .project = project, .now = *release.lift_at});
    ASSERT_TRUE(proof) << proof.error().message();
    EXPECT_TRUE(proof->holds()) << said(*proof);
    EXPECT_GT(proof->answers, 5'000);
}

TEST(Proof, HoldsForEveryPastRelease) {
    const std::vector<std::string> versions = history_versions();
    const Project project = sample_project();
    int64_t answers = 0;
    for (const std::string& slug : history_slugs()) {
        const Release release = history_release(slug);
        const auto proof =
            prove_outputs({.release = release, .project = project, .now = *release.lift_at, .versions = versions});
        ASSERT_TRUE(proof) << slug << ": " << proof.error().message();
        EXPECT_TRUE(proof->holds()) << slug << "\n" << said(*proof);
        answers += proof->answers;
    }
    EXPECT_GT(answers, 100'000);
}

}  // namespace
}  // namespace ward::release
