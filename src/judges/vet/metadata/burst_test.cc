#include "judges/vet/metadata/burst.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judges/vet/metadata/metadata_fixture.h"

namespace ward::vet {
namespace {

using test::packument;
using test::Said;
using testing::HasSubstr;

// Twelve packages of one account: each with a version on its own day, and then all on one day, minutes apart.
std::vector<npm::Packument> packuments(bool together_before, size_t versions_each, size_t count = 12) {
    std::vector<npm::Packument> out;
    for (size_t i = 0; i < count; ++i) {
        std::vector<Said> said{{.version = "1.0.0",
                                .published = together_before ? fmt::format("2020-01-01T00:{:02}:00Z", i)
                                                             : fmt::format("2020-01-{:02}T00:00:00Z", i + 1)}};
        for (size_t each = 0; each < versions_each; ++each)
            said.push_back({.version = fmt::format("1.0.{}", each + 1),
                            .published = fmt::format("2020-05-19T0{}:{:02}:00Z", 1, i * 2 + each)});
        out.push_back(packument(fmt::format("p{:02}", i), said));
    }
    return out;
}

std::vector<BurstMember> bursts(const std::vector<npm::Packument>& documents) {
    std::vector<const npm::Packument*> pointers;
    for (const npm::Packument& document : documents) pointers.push_back(&document);
    return publish_bursts(pointers);
}

TEST(Burst, sees_many_packages_of_one_account_within_an_hour) {
    const auto documents = packuments(false, 1);
    const auto found = bursts(documents);
    ASSERT_EQ(found.size(), 12u);
    EXPECT_EQ(found[0].packument->name, "p00");
    EXPECT_EQ(found[0].version->version(), "1.0.1");
    EXPECT_EQ(found[0].sighting.signal, "M08");
    EXPECT_EQ(found[0].sighting.what,
              "ann published 12 versions of 12 packages between 2020-05-19T01:00:00Z and 2020-05-19T01:22:00Z");
    EXPECT_EQ(found[0].sighting.evidence.size(), 12u);
}

TEST(Burst, leaves_a_monorepo_that_always_publishes_together) {
    const auto later = [](std::vector<npm::Packument> documents) {
        const auto found = bursts(documents);
        return std::ranges::count_if(found, [](const BurstMember& one) { return one.version->version() != "1.0.0"; });
    };
    EXPECT_EQ(later(packuments(true, 1)), 0);
    EXPECT_EQ(later(packuments(true, 2)), 24);  // but not two versions of each
    // Its very first release has no habit to go by.
    EXPECT_EQ(bursts(packuments(true, 1)).size(), 12u);
}

TEST(Burst, needs_more_than_ten_packages_and_one_account) {
    EXPECT_TRUE(bursts(packuments(false, 1, 10)).empty());
    EXPECT_EQ(bursts(packuments(false, 1, 11)).size(), 11u);
    auto documents = packuments(false, 1);
    for (size_t i = 0; i < documents.size(); i += 2)
        for (npm::PublishedVersion& version : documents[i].versions) version.publisher->name = "bob";
    EXPECT_TRUE(bursts(documents).empty());
    documents = packuments(false, 1);
    for (npm::Packument& document : documents)
        for (npm::PublishedVersion& version : document.versions) version.publisher.reset();
    EXPECT_TRUE(bursts(documents).empty());
    documents = packuments(false, 1);
    for (npm::Packument& document : documents)
        for (npm::PublishedVersion& version : document.versions) version.published.reset();
    EXPECT_TRUE(bursts(documents).empty());
    EXPECT_TRUE(bursts({}).empty());
}

}  // namespace
}  // namespace ward::vet
