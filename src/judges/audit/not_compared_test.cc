#include "judges/audit/not_compared.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/advisory/advisory.h"

namespace ward::audit {
namespace {
using testing::ElementsAre;
using testing::IsEmpty;

advisory::Index index_of(const std::vector<std::string_view>& ecosystems) {
    std::vector<std::string> texts;
    texts.reserve(ecosystems.size());
    for (const std::string_view ecosystem : ecosystems)
        texts.push_back(R"({"id":"A-)" + std::to_string(texts.size()) + R"(","modified":"2026-01-01T00:00:00Z",)" +
                        R"("affected":[{"package":{"ecosystem":")" + std::string(ecosystem) +
                        R"(","name":"x"},"versions":["1"]}]})");
    const std::vector<std::string_view> records(texts.begin(), texts.end());
    return advisory::Index::from_bytes(advisory::build(records).value()).value();
}

Component one_of(std::string_view purl, std::vector<Identity> identities) {
    Component component;
    component.purl = purl;
    component.path = "x";
    component.identities = std::move(identities);
    if (component.identities.size() == 1) component.ecosystem = component.identities[0].ecosystem;
    return component;
}

TEST(NotCompared, CountsWhatTheDatabaseKnowsNothingOf) {
    const advisory::Index index = index_of({"npm", "Debian:12", "OSS-Fuzz"});
    const std::vector<Component> components{
        one_of("pkg:npm/a@1", {{"npm", "a", {}}}),
        one_of("pkg:golang/b@1", {{"Go", "b", {}}}),
        one_of("pkg:golang/c@1", {{"Go", "c", {}}}),
        one_of("pkg:deb/debian/d@1", {{"Debian:13", "d", {}}}),
        one_of("pkg:generic/zlib@1", {{"Upstream", "zlib", {}}, {"OSS-Fuzz", "zlib", {}}}),
        one_of("pkg:generic/other@1", {{"Upstream", "other", {}}, {"GIT", "https://example.org/other", {}}}),
        one_of("pkg:github/o/nameless@1", {}),
        one_of("pkg:docker/alpine@3", {}),
        one_of("", {})};
    EXPECT_THAT(not_compared(components, index),
                ElementsAre(NotCompared{"vendored", 3}, NotCompared{"Go", 2}, NotCompared{"docker", 1}));
}

TEST(NotCompared, ByCpeWhereTheDatabaseHasProducts) {
    Component component = one_of("pkg:generic/x@1", {});
    component.cpe = {"cpe:2.3:a:x:x:1:*:*:*:*:*:*:*"};
    EXPECT_THAT(not_compared(std::vector{component}, index_of({"CPE"})), IsEmpty());
    EXPECT_THAT(not_compared(std::vector{component}, index_of({"npm"})), ElementsAre(NotCompared{"vendored", 1}));
}

TEST(NotCompared, TheProjectsOwnPartsAreInNobodysRecords) {
    Component subject = one_of("pkg:generic/project", {});
    subject.path.clear();
    Component workspace = one_of("pkg:npm/workspace", {});
    workspace.ecosystem = "npm";
    EXPECT_THAT(not_compared(std::vector{subject, workspace}, index_of({"npm"})), IsEmpty());
    Component nameless = one_of("pkg:generic/fixture", {});
    nameless.source = Source::lockfile;
    EXPECT_THAT(not_compared(std::vector{nameless}, index_of({"npm"})), IsEmpty());
    nameless.path = "CMakeLists.txt#fixture";
    EXPECT_THAT(not_compared(std::vector{nameless}, index_of({"npm"})), ElementsAre(NotCompared{"lockfile", 1}))
        << "something is fetched there, and nobody knows what";
    // The runtime that was asked about is.
    subject.identities = {{"Node.js", "node", {}}};
    EXPECT_THAT(not_compared(std::vector{subject}, index_of({"npm"})), ElementsAre(NotCompared{"vendored", 1}));
}

TEST(NotCompared, TheStarterSetSaysThatItIsNoDatabase) {
    EXPECT_THAT(
        not_compared(std::vector{one_of("pkg:golang/b@1", {{"Go", "b", {}}})}, advisory::Index::starter().value()),
        IsEmpty());
}

}  // namespace
}  // namespace ward::audit
