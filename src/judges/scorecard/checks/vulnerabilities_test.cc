#include "judges/scorecard/checks/facts_fixture.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view vulnerabilities_check = "Vulnerabilities";

CheckResult judge(std::vector<std::vector<std::string>> groups) {
    FactsFixture with;
    auto& known = with.vulnerabilities.emplace();
    for (auto& ids : groups) known.push_back({.ids = std::move(ids), .path = "package-lock.json"});
    return with.run(vulnerabilities_check);
}

std::vector<std::vector<std::string>> distinct(int count) {
    std::vector<std::vector<std::string>> out;
    out.reserve(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) out.push_back({"CVE-2026-" + std::to_string(1000 + i)});
    return out;
}

TEST(Vulnerabilities, a_point_less_for_each) {
    struct Row {
        int count = 0;
        int score = 0;
    };
    for (const Row& row : std::vector<Row>{{0, 10}, {1, 9}, {4, 6}, {9, 1}, {10, 0}, {11, 0}, {40, 0}}) {
        const CheckResult result = judge(distinct(row.count));
        EXPECT_EQ(result.score, row.score) << row.count;
        EXPECT_EQ(result.reason, std::to_string(row.count) + " existing vulnerabilities detected");
    }
}

TEST(Vulnerabilities, a_starter_set_decides_nothing) {
    FactsFixture with;
    with.vulnerabilities.emplace().push_back({.ids = {"CVE-1"}, .path = "package-lock.json"});
    with.is_starter_set = true;
    const CheckResult result = with.run(vulnerabilities_check);
    EXPECT_EQ(result.score, inconclusive);
    EXPECT_EQ(result.reason,
              "1 existing vulnerabilities detected by the starter set, which is no database: `ward db update`");
    EXPECT_EQ(lines_of(result), Lines{"Warn: Project is vulnerable to: https://osv.dev/CVE-1"});
}

TEST(Vulnerabilities, tells_what_was_not_compared) {
    FactsFixture with;
    with.vulnerabilities.emplace();
    with.not_compared = "534 Go, 2 vendored";
    const CheckResult result = with.run(vulnerabilities_check);
    EXPECT_EQ(result.score, 10);
    EXPECT_EQ(lines_of(result, Origin::ward),
              Lines{"Info: not compared, as the database has nothing of their kind: 534 Go, 2 vendored"});
    EXPECT_EQ(result.findings.back().origin, Origin::ward);
}

TEST(Vulnerabilities, details) {
    const CheckResult none = judge({});
    EXPECT_EQ(probes_of(none), Lines{"hasOSVVulnerabilities False Project does not contain OSV vulnerabilities"});
    EXPECT_TRUE(none.details.empty());
    const CheckResult result = judge({{"GHSA-a", "CVE-1"}, {"PYSEC-2"}});
    EXPECT_EQ(lines_of(result), (Lines{"Warn: Project is vulnerable to: https://osv.dev/GHSA-a",
                                       "Warn: Project is vulnerable to: https://osv.dev/PYSEC-2"}));
}

TEST(Vulnerabilities, those_that_share_an_id_are_one) {
    EXPECT_EQ(lines_of(judge({{"GHSA-a", "CVE-1"}, {"CVE-2"}, {"CVE-1"}})),
              (Lines{"Warn: Project is vulnerable to: https://osv.dev/CVE-1",
                     "Warn: Project is vulnerable to: https://osv.dev/CVE-2"}));
    EXPECT_EQ(judge({{"A-1"}, {"A-1"}, {"A-1"}}).score, 9) << "in several files";
    EXPECT_EQ(judge({{"A-1"}, {"B-1"}, {"C-1", "A-1", "B-1"}}).score, 9) << "joined by a third";
    EXPECT_EQ(lines_of(judge({{"GHSA-a", "x"}, {"ZED-1", "x"}, {"CVE-9", "x"}, {"DSA-1", "x"}})),
              Lines{"Warn: Project is vulnerable to: https://osv.dev/DSA-1"});
    EXPECT_EQ(lines_of(judge({{"GHSA-b", "x"}, {"GHSA-a", "x"}})),
              Lines{"Warn: Project is vulnerable to: https://osv.dev/GHSA-a"});
}

TEST(Vulnerabilities, not_looked_for) {
    const CheckResult result = FactsFixture().run(vulnerabilities_check);
    EXPECT_EQ(result.score, inconclusive);
    EXPECT_EQ(result.reason, "needs the advisory database, and nobody has looked there");
    EXPECT_TRUE(result.findings.empty());
}

}  // namespace
}  // namespace ward::scorecard
