#include "judges/scorecard/checks/facts_fixture.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view contributors_check = "Contributors";

CheckResult judge(std::vector<forge::Contributor> people) {
    FactsFixture with;
    with.forge().contributors = std::move(people);
    return with.run(contributors_check);
}

forge::Contributor of_company(std::string_view company, int64_t contributions = 5) {
    return {.login = "x", .contributions = contributions, .company = std::string(company)};
}

TEST(Contributors, three_companies_are_enough) {
    const CheckResult none = judge({of_company("")});
    EXPECT_EQ(none.score, 0);
    EXPECT_EQ(none.reason, "project has 0 contributing companies or organizations -- score normalized to 0");
    EXPECT_EQ(probes_of(none), Lines{"contributorsFromOrgOrCompany False No companies/organizations have contributed "
                                     "to the project."});
    EXPECT_TRUE(none.details.empty());

    EXPECT_EQ(judge({of_company("a")}).score, 3);
    EXPECT_EQ(judge({of_company("a"), of_company("b")}).score, 6);
    const CheckResult three = judge({of_company("a"), of_company("b"), of_company("c")});
    EXPECT_EQ(three.score, 10);
    EXPECT_EQ(three.reason, "project has 3 contributing companies or organizations -- score normalized to 10");
    const CheckResult four = judge({of_company("a"), of_company("b"), of_company("c"), of_company("d")});
    EXPECT_EQ(four.score, 10);
    EXPECT_EQ(four.reason, "project has 4 contributing companies or organizations");
}

TEST(Contributors, names_are_sorted) {
    const CheckResult result = judge({
        {.login = "x", .contributions = 90, .company = "Zebra", .organisations = {"nodejs", "Apache"}},
        of_company("zebra"),
    });
    EXPECT_EQ(result.score, 10);
    EXPECT_EQ(lines_of(result), Lines{"Info: found contributions from: Apache, nodejs, zebra"});
    EXPECT_EQ(probes_of(result), (Lines{"contributorsFromOrgOrCompany True Apache contributor org/company found",
                                        "contributorsFromOrgOrCompany True nodejs contributor org/company found",
                                        "contributorsFromOrgOrCompany True zebra contributor org/company found"}));
}

TEST(Contributors, five_contributions_count) {
    EXPECT_EQ(judge({of_company("a", 4)}).score, 0);
    EXPECT_EQ(judge({of_company("a", 5)}).score, 3);
    EXPECT_EQ(probes_of(judge({})), Lines{"contributorsFromOrgOrCompany False Project does not have contributors."});
    EXPECT_EQ(judge({}).score, 0);
}

TEST(Contributors, one_company_has_many_spellings) {
    for (const std::string_view spelling :
         {"acme", "@ACME", "@@acme", "Acme, Inc.", " acme LLC ", "ACME,", "acme inc."}) {
        const CheckResult result = judge({of_company(spelling)});
        EXPECT_EQ(lines_of(result), Lines{"Info: found contributions from: acme"}) << spelling;
    }
    // The sign is cut before the blanks, so that this one keeps it; and "inc" without a dot stays.
    EXPECT_EQ(lines_of(judge({of_company(" @acme")})), Lines{"Info: found contributions from: @acme"});
    EXPECT_EQ(lines_of(judge({of_company("acme inc")})), Lines{"Info: found contributions from: acme inc"});
    for (const std::string_view nothing : {"", "  ", "@", "Inc.", "LLC,"}) {
        EXPECT_EQ(judge({of_company(nothing)}).score, 0) << nothing;
    }
}

TEST(Contributors, not_asked) {
    expect_needs_forge(contributors_check);
    FactsFixture with;
    with.forge();
    expect_lacks(with, contributors_check, "contributors");
    with.forge().contributors.emplace();
    with.forge().gaps = {{.part = "contributors", .reason = "not whole: 1 of 2 people are not shown"}};
    EXPECT_EQ(lines_of(with.run(contributors_check), Origin::ward),
              Lines{"Warn: the forge's facts of contributors: not whole: 1 of 2 people are not shown"});
}

}  // namespace
}  // namespace ward::scorecard
