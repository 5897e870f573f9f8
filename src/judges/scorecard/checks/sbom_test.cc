#include "judges/scorecard/checks/facts_fixture.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view sbom_check = "SBOM";

FactsFixture with_file(std::string_view path) {
    FactsFixture with;
    with.file(path);
    with.forge().releases.emplace();
    return with;
}

FactsFixture with_assets(std::vector<std::string_view> assets) {
    FactsFixture with;
    auto& releases = with.forge().releases.emplace();
    for (const std::string_view asset : assets) {
        releases.push_back(
            {.tag = "v", .assets = {{.name = std::string(asset), .url = "https://f/" + std::string(asset)}}});
    }
    return with;
}

TEST(Sbom, knows_files_by_their_names) {
    for (const std::string_view path : {"a.cdx.json", "a.cdx.xml", "a.spdx", "a.spdx.json", "a.spdx.xml", "a.spdx.yaml",
                                        "a.spdx.rdf", "a.spdx.rdf.xml", "A.CDX.JSON", "a.b.SPDX", "a.spdx.yml",
                                        "a.spdx.old", "a.cdx_json", "a.cdx\u00e9xml", "a.spdxology"}) {
        EXPECT_EQ(with_file(path).run(sbom_check).score, 5) << path;
    }
    for (const std::string_view path : {"bom.json", "sbom.xml", "cyclonedx.json", "a.cdx", "a.cdxjson", "spdx.json",
                                        ".spdx", ".a.spdx", "docs/a.spdx", "a.cdx..json"}) {
        EXPECT_EQ(with_file(path).run(sbom_check).score, 0) << path;
    }
}

TEST(Sbom, scores_and_details) {
    const CheckResult none = with_file("a.txt").run(sbom_check);
    EXPECT_EQ(none.score, 0);
    EXPECT_EQ(none.reason, "SBOM file not detected");
    EXPECT_EQ(lines_of(none), (Lines{"Warn: Project does not have a SBOM file",
                                     "Warn: Project is not publishing an SBOM file as part of a release or CICD"}));
    const CheckResult kept = with_file("a.spdx").run(sbom_check);
    EXPECT_EQ(kept.score, 5);
    EXPECT_EQ(kept.reason, "SBOM file found in project");
    EXPECT_EQ(lines_of(kept), (Lines{"Info: Project has a SBOM file: a.spdx:0",
                                     "Warn: Project is not publishing an SBOM file as part of a release or CICD"}));
    const CheckResult released = with_assets({"a.spdx.json"}).run(sbom_check);
    EXPECT_EQ(released.score, 10);
    EXPECT_EQ(released.reason, "SBOM file found in release artifacts");
    EXPECT_EQ(lines_of(released),
              (Lines{"Info: Project has a SBOM file: https://f/a.spdx.json:0",
                     "Info: Project publishes an SBOM file as part of a release or CICD: https://f/a.spdx.json:0"}));
    EXPECT_EQ(released.findings[1].values, (std::map<std::string, std::string>{{"assetName", "a.spdx.json"},
                                                                               {"assetURL", "https://f/a.spdx.json"}}));
}

TEST(Sbom, five_releases_are_looked_at) {
    EXPECT_EQ(with_assets({"a", "b", "c", "d", "e.spdx"}).run(sbom_check).score, 10);
    EXPECT_EQ(with_assets({"a", "b", "c", "d", "e", "f.spdx"}).run(sbom_check).score, 0);
    FactsFixture with = with_assets({"a.spdx"});
    with.forge().releases->front().assets.push_back({.name = "b.spdx", .url = "https://f/b.spdx"});
    EXPECT_EQ(with.run(sbom_check).findings.size(), 2) << "one a release";
}

TEST(Sbom, not_asked) {
    expect_needs_forge(sbom_check);
    FactsFixture with;
    with.forge();
    expect_lacks(with, sbom_check, "releases");
}

}  // namespace
}  // namespace ward::scorecard
