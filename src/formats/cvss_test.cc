#include "formats/cvss.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/cvss_vector.h"

namespace ward::cvss {
namespace {

double value(std::string_view vector) {
    const auto result = score(vector);
    EXPECT_TRUE(result) << vector << ": " << (result ? "" : result.error().message());
    return result ? result->value : -1;
}

std::string reason(std::string_view vector) {
    const auto result = score(vector);
    return result ? "" : result.error().message();
}

TEST(Cvss, scores_the_versions) {
    EXPECT_EQ(value("AV:N/AC:L/Au:N/C:N/I:N/A:C"), 7.8);
    EXPECT_EQ(value("(AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C)"), 6.4);
    EXPECT_EQ(value("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"), 9.8);
    EXPECT_EQ(value("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N"), 6.1);
    EXPECT_EQ(value("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H"), 10.0);
    EXPECT_EQ(score("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")->version, Version::v3_0);
    EXPECT_EQ(score("AV:N/AC:L/Au:N/C:N/I:N/A:C")->version, Version::v2);
}

TEST(Cvss, without_impact_is_zero) {
    EXPECT_EQ(value("AV:N/AC:L/Au:N/C:N/I:N/A:N"), 0.0);
    EXPECT_EQ(value("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:N/I:N/A:N"), 0.0);
    EXPECT_EQ(value("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N"), 0.0);
    // Safety alone is an impact.
    EXPECT_GT(value("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N/MSI:S"), 0.0);
}

TEST(Cvss, versions_3_0_and_3_1_differ_in_rounding_and_in_one_equation) {
    // The 3.0 product is 2.300000000000000x, which its ceiling makes 2.4.
    const std::string rounding = "AV:L/AC:H/PR:N/UI:R/S:U/C:H/I:N/A:N/RL:U/RC:U/AR:M/MC:L";
    EXPECT_EQ(value("CVSS:3.0/" + rounding), 2.4);
    EXPECT_EQ(value("CVSS:3.1/" + rounding), 2.3);
    const std::string changed_scope = "AV:L/AC:H/PR:H/UI:N/S:C/C:N/I:H/A:H/RL:W/IR:H";
    EXPECT_EQ(value("CVSS:3.0/" + changed_scope), 7.3);
    EXPECT_EQ(value("CVSS:3.1/" + changed_scope), 7.4);
}

// The guide's own three examples (section 3.3), each with the highest environmental score it names.
TEST(Cvss, v2_environmental_scores_round_on_the_way) {
    EXPECT_EQ(value("AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H"), 9.2);
    EXPECT_EQ(value("AV:N/AC:L/Au:N/C:C/I:C/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:L"), 9.0);
    EXPECT_EQ(value("AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:M"), 7.5);
}

TEST(Cvss, v2_environmental_score_is_never_negative) {
    EXPECT_EQ(value("AV:L/AC:H/Au:M/C:P/I:N/A:N/RL:TF/RC:UC/CR:L"), 0.0);
}

TEST(Cvss, not_defined_is_the_same_as_absent) {
    const std::string base = "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N";
    EXPECT_EQ(value(base), value(base + "/E:X/RL:X/RC:X/CR:X/MAV:X/MS:X"));
    EXPECT_EQ(value("AV:N/AC:L/Au:N/C:N/I:N/A:C"), value("AV:N/AC:L/Au:N/C:N/I:N/A:C/E:ND/TD:ND/CDP:ND"));
    const std::string four = "CVSS:4.0/AV:N/AC:H/AT:N/PR:L/UI:N/VC:H/VI:L/VA:H/SC:L/SI:N/SA:H";
    EXPECT_EQ(value(four), value(four + "/E:X/CR:X/MAV:X/S:P/AU:Y/U:Amber"));
}

TEST(Cvss, order_of_metrics_does_not_matter) {
    EXPECT_EQ(value("CVSS:3.1/A:N/I:L/C:L/S:C/UI:R/PR:N/AC:L/AV:N"), 6.1);
    EXPECT_EQ(value("A:C/I:N/C:N/Au:N/AC:L/AV:N"), 7.8);
}

TEST(Cvss, says_what_is_wrong) {
    const std::string base = "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L";
    EXPECT_EQ(reason(base), "CVSS vector: A is missing");
    EXPECT_EQ(reason(base + "/A:Q"), "CVSS vector: A has no value \"Q\"");
    EXPECT_EQ(reason(base + "/A:X"), "CVSS vector: A has no value \"X\"");
    EXPECT_EQ(reason(base + "/A:N/A:N"), "CVSS vector: A is given twice");
    EXPECT_EQ(reason(base + "/A:N/E:X/E:H"), "CVSS vector: E is given twice");
    EXPECT_EQ(reason(base + "/A:N/Au:N"), "CVSS vector: unknown metric \"Au\"");
    EXPECT_EQ(reason(base + "/A:N/"), "CVSS vector: \"\" is not METRIC:VALUE");
    EXPECT_EQ(reason(base + "/A:"), "CVSS vector: A has no value \"\"");
    EXPECT_EQ(reason(base + "/A:N\x1b"), "CVSS vector: A has no value \"N\\x1b\"");
    EXPECT_EQ(reason("CVSS:5.0/AV:N"), "\"CVSS:5.0\" is not a known version of CVSS");
    EXPECT_EQ(reason("CVSS:3.1"), "\"CVSS:3.1\" is not a known version of CVSS");
    EXPECT_EQ(reason(""), "CVSS vector: \"\" is not METRIC:VALUE");
    EXPECT_EQ(reason("()"), "CVSS vector: \"\" is not METRIC:VALUE");
    EXPECT_EQ(reason("("), "CVSS vector: \"(\" is not METRIC:VALUE");
    EXPECT_EQ(reason(std::string(max_vector_bytes + 1, 'A')), "CVSS vector is longer than 512 bytes");
    // Safety is a value of the modified metric only.
    EXPECT_EQ(reason("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:S/SA:N"),
              "CVSS vector: SI has no value \"S\"");
}

TEST(Cvss, a_complete_vector_is_within_the_limits) {
    std::string vector = "CVSS:4.0";
    for (const Metric& metric : metrics_v4()) vector += fmt::format("/{}:{}", metric.name, metric.choices[0].letters);
    EXPECT_LT(vector.size(), max_vector_bytes / 2);
    EXPECT_EQ(metrics_v4().size(), max_metrics);
    EXPECT_EQ(value(vector), 10.0);
}

// Severity steps in 4.0 must never raise a score: the table and the interpolation are monotonous together.
TEST(Cvss, v4_is_in_range_and_never_rises_with_a_less_severe_value) {
    const auto metrics = metrics_v4().first(12);
    std::vector<size_t> at(metrics.size());
    const auto count = [&](size_t metric) {
        size_t n = 0;
        while (n < 6 && !metrics[metric].choices.at(n).letters.empty()) ++n;
        return n;
    };
    const auto text = [&] {
        std::string out = "CVSS:4.0";
        for (size_t i = 0; i < metrics.size(); ++i)
            out += fmt::format("/{}:{}", metrics[i].name, metrics[i].choices.at(at[i]).letters);
        return out;
    };
    uint32_t state = 1;
    for (int round = 0; round < 4000; ++round) {
        for (size_t i = 0; i < metrics.size(); ++i) {
            state = state * 1664525 + 1013904223;
            at[i] = (state >> 16) % std::max<size_t>(1, count(i));
        }
        const double here = value(text());
        ASSERT_GE(here, 0.0);
        ASSERT_LE(here, 10.0);
        for (size_t i = 0; i < metrics.size(); ++i) {
            if (at[i] + 1 == count(i)) continue;
            ++at[i];
            EXPECT_LE(value(text()), here) << text();
            --at[i];
        }
    }
}

struct PipeCloser {
    void operator()(FILE* pipe) const { ::pclose(pipe); }
};

// The vectors and scores that the oracle prints; empty where node or the package is not installed.
std::vector<std::pair<std::string, std::string>> oracle(std::string_view arguments) {
    std::vector<std::pair<std::string, std::string>> rows;
    const std::string command = fmt::format("node tests/oracles/cvss.js {} 2>/dev/null", arguments);
    const std::unique_ptr<FILE, PipeCloser> pipe(::popen(command.c_str(), "r"));
    if (!pipe) return rows;
    std::string text;
    std::array<char, 1 << 16> buffer{};
    for (size_t got = 0; (got = ::fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;)
        text.append(buffer.data(), got);
    for (const std::string_view line : split(text, '\n'))
        if (const size_t tab = line.find('\t'); tab != std::string_view::npos)
            rows.emplace_back(line.substr(0, tab), line.substr(tab + 1));
    return rows;
}

class CvssOracle : public testing::TestWithParam<std::string_view> {};

TEST_P(CvssOracle, agrees_on_ten_thousand_random_vectors) {
    const auto rows = oracle(fmt::format("{} 10000", GetParam()));
    if (rows.empty()) GTEST_SKIP() << "needs node and tests/oracles/node_modules/ae-cvss-calculator";
    ASSERT_EQ(rows.size(), 10'000u);
    for (const auto& [vector, expected] : rows) {
        // Some 2.0 environmental scores come out below zero, where the guide says nothing; we stop at zero.
        EXPECT_EQ(fmt::format("{:.1f}", value(vector)), expected.starts_with('-') ? "0.0" : expected) << vector;
    }
}

// What the package makes of 2.0 environmental scores (see cvss.js), held to its exact extent: these vectors and no
// others, by two tenths at most.
TEST(Cvss, oracle_deviates_only_in_v2_environmental_scores) {
    const auto rows = oracle("2.0 10000 --as-packaged");
    if (rows.empty()) GTEST_SKIP() << "needs node and tests/oracles/node_modules/ae-cvss-calculator";
    int deviations = 0;
    for (const auto& [vector, expected] : rows) {
        const double difference = std::abs(value(vector) - std::stod(expected));
        if (difference < 0.05) continue;
        ++deviations;
        EXPECT_LT(difference, 0.25) << vector;
        EXPECT_TRUE(Vector::parse(vector, metrics_v2(), "ND")->any(Group::environmental)) << vector;
    }
    EXPECT_EQ(deviations, 1159);
}

INSTANTIATE_TEST_SUITE_P(Versions, CvssOracle, testing::Values("2.0", "3.0", "3.1", "4.0"),
                         [](const auto& row) { return replace_all(row.param, ".", "_"); });

TEST(Cvss, base_vector_has_the_base_metrics_alone) {
    EXPECT_EQ(base_vector("CVSS:3.1/E:P/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H/RC:C/MAV:L"),
              "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H");
    EXPECT_EQ(base_vector("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N/E:A/AU:Y"),
              "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N");
    // What is no metric stays, so that it is no vector afterwards either.
    EXPECT_FALSE(score(base_vector("CVSS:3.1/AV:N/nonsense")));
    EXPECT_EQ(base_vector(""), "");
}

}  // namespace
}  // namespace ward::cvss
