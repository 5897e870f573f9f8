#include "judges/audit/unordered.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/advisory/advisory.h"

namespace ward::audit {
namespace {
using testing::IsEmpty;

std::string record_with(std::string_view id, std::string_view ecosystem, std::string_view name, std::string_view more) {
    return std::string(R"({"id":")") + std::string(id) + R"(","modified":"2026-01-01T00:00:00Z",)" +
           R"("affected":[{"package":{"ecosystem":")" + std::string(ecosystem) + R"(","name":")" + std::string(name) +
           R"("},)" + std::string(more) + "}]}";
}

Component package_of(std::string_view ecosystem, std::string_view name, std::string_view version) {
    Component component;
    component.name = name;
    component.version = version;
    component.ecosystem = ecosystem;
    component.identities = {{std::string(ecosystem), std::string(name), {}}};
    return component;
}

TEST(Unordered, TellsWhatOnlyARangeCouldDecide) {
    constexpr std::string_view range = R"("ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"2"}]}])";
    const std::string ranged = record_with("A-1", "Maven", "a:b", range);
    const std::string listed = record_with("A-2", "Maven", "a:b", R"("versions":["1.0"])");
    const std::string ordered = record_with("A-3", "RubyGems", "rack", range);
    const std::vector<std::string_view> records{ranged, listed, ordered};
    const advisory::Index index = advisory::Index::from_bytes(advisory::build(records).value()).value();
    const std::vector<Component> undecided{package_of("Maven", "a:b", "1.0"), package_of("RubyGems", "rack", "1.0"),
                                           package_of("Maven", "other:one", "1.0")};
    const std::vector<Note> notes = unordered_notes(undecided, index);
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_EQ(notes[0].kind, "version-order-unknown");
    EXPECT_EQ(
        notes[0].text,
        "no order of Maven versions is known here: 1 advisory of a:b@1.0 was compared with listed versions alone, "
        "not by range");
    // Neither lists this one.
    EXPECT_EQ(unordered_notes(std::vector{package_of("Maven", "a:b", "1.5")}, index)[0].text,
              "no order of Maven versions is known here: 2 advisories of a:b@1.5 were compared with listed versions "
              "alone, not by range");
    EXPECT_THAT(unordered_notes(std::vector{package_of("RubyGems", "rack", "1.0")}, index), IsEmpty());
    std::vector<Component> many;
    for (const std::string_view version : {"1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"})
        many.push_back(package_of("Maven", "a:b", version));
    EXPECT_THAT(unordered_notes(many, index)[0].text,
                testing::HasSubstr("a:b@1.1, a:b@1.2, a:b@1.3, a:b@1.4, a:b@1.5 and 2 more were"));
}

}  // namespace
}  // namespace ward::audit
