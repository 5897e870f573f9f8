#include "facts/npm/packument.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::npm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Packument packument(std::string_view json) {
    auto parsed = parse_packument(json, "a.json");
    EXPECT_TRUE(parsed) << parsed.error().message();
    return parsed ? *std::move(parsed) : Packument{};
}

constexpr std::string_view full = R"({
  "_id": "a", "name": "a", "readme": "text",
  "dist-tags": {"next": "2.0.0-rc.1", "latest": "1.10.0"},
  "time": {"created": "2020-01-01T00:00:00.000Z", "modified": "2020-05-01T00:00:00.000Z",
           "1.2.0": "2020-01-01T00:00:00.000Z", "1.10.0": "2020-03-01T00:00:00.000Z",
           "1.9.0": "2020-02-01T00:00:00.000Z", "2.0.0-rc.1": "2020-04-01T00:00:00.000Z"},
  "maintainers": [{"name": "m", "email": "m@h"}, "n <n@h>"],
  "versions": {
    "1.10.0": {"name": "a", "version": "1.10.0", "gitHead": "abc", "scripts": {"install": "x"},
      "_npmUser": {"name": "GitHub Actions", "email": "r@h", "trustedPublisher": {"id": "github"}},
      "dist": {"tarball": "https://r/a.tgz", "shasum": "00", "integrity": "sha512-x", "fileCount": 3, "unpackedSize": 44,
        "signatures": [{"keyid": "SHA256:k", "sig": "s"}],
        "attestations": {"url": "https://r/att", "provenance": {"predicateType": "https://slsa.dev/provenance/v1"}}},
      "hasInstallScript": true, "_hasShrinkwrap": false, "deprecated": "old", "_npmVersion": "11.0.0"},
    "1.2.0": {"name": "a", "version": "1.2.0", "_npmUser": {"name": "m", "email": "m@h"}, "dist": {}},
    "2.0.0-rc.1": {"name": "a", "version": "2.0.0-rc.1"}
  }})";

TEST(Packument, reads_the_full_form) {
    const Packument read = packument(full);
    EXPECT_EQ(read.name, "a");
    std::vector<std::string> versions;
    for (const PublishedVersion& version : read.versions) versions.push_back(version.version());
    EXPECT_THAT(versions, ElementsAre("1.2.0", "1.10.0", "2.0.0-rc.1"));
    const PublishedVersion& latest = *read.tagged("latest");
    EXPECT_EQ(latest.version(), "1.10.0");
    EXPECT_EQ(latest.published, parse_instant("2020-03-01T00:00:00Z"));
    EXPECT_EQ(latest.publisher, (Account{"GitHub Actions", "r@h", true}));
    EXPECT_EQ(latest.distribution.file_count, 3u);
    EXPECT_EQ(latest.distribution.unpacked_bytes, 44u);
    EXPECT_EQ(latest.distribution.attestations, "https://r/att");
    EXPECT_EQ(latest.distribution.provenance_type, "https://slsa.dev/provenance/v1");
    EXPECT_THAT(latest.distribution.signatures, ElementsAre(RegistrySignature{"SHA256:k", "s"}));
    EXPECT_EQ(latest.has_install_script, true);
    EXPECT_EQ(latest.deprecated, "old");
    EXPECT_EQ(latest.commit, "abc");
    EXPECT_EQ(read.find("1.2.0")->publisher->name, "m");
    EXPECT_EQ(read.find("1.2.0")->has_install_script, std::nullopt);
    EXPECT_EQ(read.find("3.0.0"), nullptr);
    ASSERT_EQ(read.removed.size(), 1u);
    EXPECT_EQ(read.removed[0].version, "1.9.0");
    EXPECT_THAT(read.maintainers, ElementsAre(Account{"m", "m@h", false}, Account{"n", "n@h", false}));
    EXPECT_EQ(read.has_readme, true);
    EXPECT_FALSE(read.is_abbreviated);
    EXPECT_TRUE(read.tells_signatures());
    EXPECT_THAT(read.problems, IsEmpty());
}

TEST(Packument, knows_the_abbreviated_form_and_guesses_no_time) {
    const Packument read = packument(R"({"name": "a", "modified": "2020-05-01T00:00:00.000Z", "dist-tags": {},
        "versions": {"1.0.0": {"name": "a", "version": "1.0.0", "hasInstallScript": true, "dist": {"tarball": "t"}}}})");
    EXPECT_TRUE(read.is_abbreviated);
    EXPECT_EQ(read.versions[0].published, std::nullopt);
    EXPECT_EQ(read.versions[0].publisher, std::nullopt);
    EXPECT_EQ(read.has_readme, std::nullopt);
    EXPECT_FALSE(read.tells_signatures());
}

TEST(Packument, tells_what_is_wrong_in_it) {
    const Packument read = packument(R"({"name": "a", "time": {"1.0.0": "yesterday", "unpublished": {"time":
        "2021-01-01T00:00:00Z"}}, "versions": {"1.0.0": {"version": "6.6.6"}, "1.0.1": 1, "no": {}}})");
    EXPECT_THAT(read.problems,
                ElementsAre("1.0.0: its value in `time` is no instant", "version 1.0.0 says that it is version 6.6.6",
                            "version 1.0.1 is no object", "version no says that it is version "));
    EXPECT_EQ(read.unpublished, parse_instant("2021-01-01T00:00:00Z"));
    EXPECT_EQ(read.versions[0].version(), "no");  // what is no version stands in front
    EXPECT_EQ(read.versions[1].published, std::nullopt);
}

TEST(Packument, keeps_its_limits) {
    const auto error = [](std::string_view json, const PackumentLimits& limits) {
        const auto parsed = parse_packument(json, "a.json", limits);
        return parsed ? "none" : parsed.error().message();
    };
    EXPECT_THAT(error(full, {.bytes = 100}), HasSubstr("a.json"));
    EXPECT_THAT(error(full, {.values = 10}), HasSubstr("more than 10 values"));
    EXPECT_THAT(error(full, {.versions = 2}), HasSubstr("more than 2 versions"));
    EXPECT_THAT(error("[1]", {}), HasSubstr("not JSON"));
    const auto cut = parse_packument(full, "a.json", {.signatures = 0, .maintainers = 1});
    ASSERT_TRUE(cut);
    EXPECT_TRUE(cut->tagged("latest")->distribution.signatures.empty());
    EXPECT_EQ(cut->maintainers.size(), 1u);
}

}  // namespace
}  // namespace ward::npm
