#include "judges/scorecard/make_probes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judges/scorecard/tree_facts_fixture.h"
#include "judges/scorecard/uncategorised.h"

namespace ward::scorecard {
namespace {

TEST(MakeProbes, answers_those_that_are_asked_in_their_order) {
    const TreeFacts facts({{"LICENSE", "x"}});
    const std::vector<const Probe*> asked{probe_named("hasPermissiveLicense"), probe_named("hasLicenseFile"),
                                          probe_named("codeApproved")};
    const Card card = make_probes(*facts, asked);
    ASSERT_EQ(card.checks.size(), 3U);
    EXPECT_EQ(card.checks[0].findings.at(0).probe, "hasPermissiveLicense");
    ASSERT_EQ(card.checks[1].findings.size(), 1U);
    EXPECT_EQ(card.checks[1].findings[0].outcome, Outcome::yes);
    EXPECT_EQ(card.checks[2].findings.at(0).outcome, Outcome::not_available) << "nobody told of the forge";
}

TEST(MakeProbes, tells_that_a_check_failed) {
    const TreeFacts facts({{".github/workflows/a.yml", "a: [\n"}});
    const std::vector<const Probe*> asked{probe_named("topLevelPermissions")};
    EXPECT_EQ(make_probes(*facts, asked).checks.at(0).findings.at(0).outcome, Outcome::error);
}

std::vector<std::string> told(const std::vector<ProbeFinding>& findings) {
    std::vector<std::string> out;
    for (const ProbeFinding& one : findings)
        out.push_back(std::string(name_of(one.outcome)) + " " + (one.location ? one.location->path : "") + ":" +
                      std::to_string(one.location ? one.location->line : 0));
    return out;
}

TEST(UnsafeBlock, reads_the_imports_of_go_and_projects_of_dotnet) {
    const TreeFacts facts({{"a.go", "// c\npackage a\nimport (\n\t\"fmt\"\n\tu \"unsafe\"\n)\nimport \"unsafe\"\n"},
                           {"b.go", "/* import \"unsafe\"\n */ package b; import \"os\"\nvar s = \"unsafe\"\n"},
                           {"c.go", "import \"unsafe\"\n"},
                           {"d.go", "package d\nimport 7\n"},
                           {"e.csproj",
                            "<Project><PropertyGroup><AllowUnsafeBlocks>true</AllowUnsafeBlocks>"
                            "</PropertyGroup></Project>"},
                           {"f.csproj", "<Project/>"},
                           {"g.csproj", "no"},
                           {"testdata/h.go", "package h\nimport \"unsafe\"\n"}});
    EXPECT_THAT(told(unsafe_block(*facts)),
                testing::ElementsAre("True a.go:5", "True a.go:7", "Error c.go:0", "Error d.go:0", "True e.csproj:0",
                                     "Error g.csproj:0"));
    EXPECT_THAT(told(unsafe_block(*TreeFacts({{"a.go", "package"}}))),
                testing::ElementsAre("Error a.go:0", "False :0"));
    EXPECT_THAT(told(unsafe_block(*TreeFacts({{"a.c", ""}}))), testing::ElementsAre("False :0"));
}

}  // namespace
}  // namespace ward::scorecard
