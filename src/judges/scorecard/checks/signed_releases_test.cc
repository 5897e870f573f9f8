#include "judges/scorecard/checks/facts_fixture.h"
#include "judges/scorecard/uncategorised.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view signed_releases_check = "Signed-Releases";

forge::Release release(std::string_view tag, std::initializer_list<std::string_view> assets) {
    forge::Release out{.tag = std::string(tag), .target = "main", .url = "https://f/" + std::string(tag)};
    for (const std::string_view asset : assets) {
        out.assets.push_back({.name = std::string(asset), .url = out.url + '/' + std::string(asset)});
    }
    return out;
}

FactsFixture with_releases(std::vector<forge::Release> releases) {
    FactsFixture with;
    with.forge().releases = std::move(releases);
    return with;
}

CheckResult judge(std::vector<forge::Release> releases) {
    return with_releases(std::move(releases)).run(signed_releases_check);
}

TEST(SignedReleases, signature_8_provenance_10) {
    for (const std::string_view ending : {".asc", ".minisig", ".sig", ".sign", ".sigstore", ".sigstore.json"}) {
        EXPECT_EQ(judge({release("v1", {"a.tgz", "a.tgz" + std::string(ending)})}).score, 8) << ending;
    }
    EXPECT_EQ(judge({release("v1", {"a.tgz", "multiple.intoto.jsonl"})}).score, 10);
    for (const std::string_view other : {"a.tgz.ASC", "a.asc.txt", "a.intoto.json", "a.sha256", "a.pem", "asc"}) {
        EXPECT_EQ(judge({release("v1", {other})}).score, 0) << other;
    }
}

TEST(SignedReleases, the_mean_is_cut) {
    const CheckResult result =
        judge({release("v3", {"a", "a.intoto.jsonl", "a.asc"}), release("v2", {"a", "a.asc"}), release("v1", {"a"})});
    EXPECT_EQ(result.score, 6) << "18 of 3";
    EXPECT_EQ(result.reason, "2 out of the last 3 releases have a total of 3 signed artifacts.");
    EXPECT_EQ(judge({release("v2", {"a.asc"}), release("v1", {"a"})}).score, 4);
    EXPECT_EQ(judge({release("v3", {"a.asc"}), release("v2", {"a"}), release("v1", {"a"})}).score, 2) << "8 of 3";
}

TEST(SignedReleases, five_releases_are_looked_at) {
    const forge::Release bad = release("bad", {"a"});
    std::vector<forge::Release> five;
    for (const std::string_view tag : {"v6", "v5", "v4", "v3", "v2"}) five.push_back(release(tag, {"a.asc"}));
    five.push_back(bad);
    EXPECT_EQ(judge(five).reason, "5 out of the last 5 releases have a total of 5 signed artifacts.");
    // Those without files are among the five, and do not count.
    five.front().assets.clear();
    EXPECT_EQ(judge(five).reason, "4 out of the last 4 releases have a total of 4 signed artifacts.");
}

TEST(SignedReleases, without_files_nothing_is_said) {
    for (const auto& releases : {std::vector<forge::Release>{}, {release("v1", {}), release("v0", {})}}) {
        const CheckResult result = judge(releases);
        EXPECT_EQ(result.score, inconclusive);
        EXPECT_EQ(result.reason, "no releases found");
        EXPECT_EQ(result.error, std::nullopt);
        EXPECT_EQ(probes_of(result), (Lines{"releasesAreSigned NotApplicable no GitHub/GitLab releases found",
                                            "releasesHaveProvenance NotApplicable no GitHub releases found"}));
    }
    EXPECT_EQ(judge({release("", {"a"})}).error, "no release found");
}

TEST(SignedReleases, details) {
    const CheckResult none = judge({release("v1", {"a.tgz"})});
    EXPECT_EQ(none.score, 0);
    EXPECT_EQ(none.reason, "Project has not signed or included provenance with any releases.");
    EXPECT_EQ(lines_of(none),
              (Lines{"Debug: GitHub release found: v1", "Warn: release artifact v1 not signed: https://f/v1",
                     "Warn: release artifact v1 does not have provenance: https://f/v1"}));
    // Provenance makes up for a signature, a signature not for provenance.
    const CheckResult some = judge({release("v2", {"a.intoto.jsonl"}), release("v1", {"a", "a.sig"})});
    EXPECT_EQ(lines_of(some),
              (Lines{"Debug: GitHub release found: v2", "Debug: GitHub release found: v1",
                     "Info: signed release artifact: a.sig: https://f/v1/a.sig",
                     "Info: provenance for release artifact: a.intoto.jsonl: https://f/v2/a.intoto.jsonl",
                     "Warn: release artifact v1 does not have provenance: https://f/v1"}));
    EXPECT_EQ(some.findings[1].values,
              (std::map<std::string, std::string>{{"assetName", "a.sig"}, {"releaseName", "v1"}}));
}

TEST(SignedReleases, verified_packages_move_wards_score_alone) {
    FactsFixture with = with_releases({release("v2.0.0", {"a"}), release("v1.0.0", {"a", "a.asc"})});
    with.forge().provenance = {{{.system = "NPM", .name = "p", .version = "2.0.0", .is_verified = true},
                                {.system = "NPM", .name = "p", .version = "1.0.0", .is_verified = false}}};
    const CheckResult result = with.run(signed_releases_check);
    EXPECT_EQ(result.score, 4);
    EXPECT_EQ(result.own_score, 9);
    EXPECT_EQ(lines_of(result, Origin::ward), Lines{"Info: NPM package p 2.0.0 has verified provenance"});
    with.forge().provenance->front().version = "3.0.0";
    EXPECT_EQ(with.run(signed_releases_check).own_score, std::nullopt);
}

TEST(SignedReleases, a_package_proves_a_release_without_files) {
    FactsFixture with = with_releases({release("p@1.2.3", {}), release("older", {})});
    with.forge().provenance = {{{.system = "NPM", .name = "p", .version = "1.2.3", .is_verified = true}}};
    const CheckResult result = with.run(signed_releases_check);
    EXPECT_EQ(result.score, inconclusive);
    EXPECT_EQ(result.own_score, 10);
}

TEST(SignedReleases, not_asked) {
    expect_needs_forge(signed_releases_check);
    FactsFixture with;
    with.forge();
    expect_lacks(with, signed_releases_check, "releases");
}

TEST(ReleasesHaveVerifiedProvenance, says_so_of_each_package) {
    FactsFixture with = with_releases({});
    const auto ask = [](const Facts& facts) { return releases_have_verified_provenance(facts); };
    EXPECT_EQ(with.with_facts(ask)[0].message, "no package manager releases found");
    with.forge().provenance = {{{.name = "p", .is_verified = true}, {.name = "q"}}};
    EXPECT_EQ(with.with_facts(ask)[0].outcome, Outcome::yes);
    EXPECT_EQ(with.with_facts(ask)[1].message, "release without verified provenance");
}

}  // namespace
}  // namespace ward::scorecard
