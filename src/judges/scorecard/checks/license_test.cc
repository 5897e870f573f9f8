#include "judges/scorecard/checks/facts_fixture.h"
#include "judges/scorecard/uncategorised.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view license_check = "License";
constexpr std::string_view isc = "Permission to use, copy, modify, and distribute this software for any purpose\n";

TEST(License, file_9_approved_10) {
    const CheckResult none = FactsFixture{{"README.md", "x"}}.run(license_check);
    EXPECT_EQ(none.score, 0);
    EXPECT_EQ(none.reason, "license file not detected");
    EXPECT_EQ(lines_of(none),
              (Lines{"Warn: project does not have a license file", "Debug: project does not have a license file"}));
    const CheckResult bare = FactsFixture{{"LICENSE", "All rights reserved."}}.run(license_check);
    EXPECT_EQ(bare.score, 9);
    EXPECT_EQ(bare.reason, "license file detected");
    EXPECT_EQ(lines_of(bare), (Lines{"Info: project has a license file: LICENSE:0",
                                     "Warn: project license file does not contain an FSF or OSI license."}));
    EXPECT_EQ(bare.own_score, std::nullopt);
    const CheckResult named = FactsFixture{{"LICENSE-mit", "x"}}.run(license_check);
    EXPECT_EQ(named.score, 10);
    EXPECT_EQ(lines_of(named), (Lines{"Info: project has a license file: LICENSE-mit:0",
                                      "Info: FSF or OSI recognized license: MIT License: LICENSE-mit:0"}));
}

TEST(License, the_first_file_counts) {
    const FactsFixture with{{"COPYING", "x"}, {"LICENSE-MIT", "x"}};
    EXPECT_EQ(with.run(license_check).score, 9);
    const FactsFixture folder{{"LICENSES/MIT.txt", "x"}, {"UNLICENSE", "x"}};
    EXPECT_EQ(lines_of(folder.run(license_check)).front(), "Info: project has a license file: LICENSES/MIT.txt:0");
    // Also below test data: names are enough here.
    EXPECT_EQ((FactsFixture{{"testdata/LICENSE", "x"}}.run(license_check).score), 0);
}

TEST(License, a_link_is_a_file_too) {
    FactsFixture with{{"docs/legal", isc}};
    with.link("LICENSE", "docs/legal");
    EXPECT_EQ(with.run(license_check).score, 9);
    EXPECT_EQ(with.run(license_check).own_score, 10);
    FactsFixture dangling;
    dangling.link("LICENSE", "../elsewhere");
    EXPECT_EQ(dangling.run(license_check).score, 0);
}

TEST(License, the_forges_answer_counts_first) {
    FactsFixture with{{"LICENSE-MIT", "x"}};
    with.forge().license = {.spdx = "Apache-2.0", .name = "Apache License 2.0", .path = "doc/LICENSE"};
    const CheckResult known = with.run(license_check);
    EXPECT_EQ(known.score, 10);
    EXPECT_EQ(lines_of(known).back(), "Info: FSF or OSI recognized license: Apache License 2.0: doc/LICENSE:0");
    with.forge().license = {.spdx = "NOASSERTION", .name = "Other", .path = "LICENSE-MIT"};
    EXPECT_EQ(with.run(license_check).score, 9);
    with.forge().license = {.spdx = "", .name = "", .path = ""};
    EXPECT_EQ(with.run(license_check).score, 10) << "none: by the name";
    with.forge().license.reset();
    EXPECT_EQ(with.run(license_check).score, 10) << "not asked: by the name";
}

TEST(License, none_by_name_may_be_one_that_the_forge_knows) {
    FactsFixture with{{"README.md", "x"}};
    with.forge();
    expect_lacks(with, license_check, "license");
    with.forge().license = forge::License{};
    EXPECT_EQ(with.run(license_check).score, 0);
}

TEST(License, wards_own_score_reads_the_text) {
    const CheckResult result = FactsFixture{{"LICENSE", isc}}.run(license_check);
    EXPECT_EQ(result.score, 9);
    EXPECT_EQ(result.own_score, 10);
    EXPECT_EQ(lines_of(result).size(), 2);
    EXPECT_EQ(lines_of(result, Origin::ward), Lines{"Info: the text is that of an approved license: ISC: LICENSE"});
}

TEST(HasPermissiveLicense, by_id) {
    const auto ask = [](const FactsFixture& with) {
        const auto found = with.with_facts([](const Facts& facts) { return has_permissive_license(facts); });
        return std::string(name_of(found[0].outcome)) + ' ' + found[0].message;
    };
    EXPECT_EQ(ask({{"LICENSE-MIT", "x"}}), "True MIT License");
    EXPECT_EQ(ask({{"LICENSE-GPL-3.0", "x"}}), "False ");
    EXPECT_EQ(ask({{"LICENSE", "x"}}), "False ");
    EXPECT_EQ(ask({}), "False project does not have a license file");
    FactsFixture of_forge;
    of_forge.forge();
    EXPECT_EQ(ask(of_forge), "NotAvailable the forge's facts lack license: not asked for");
}

}  // namespace
}  // namespace ward::scorecard
