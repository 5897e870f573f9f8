#include "judges/vet/metadata/difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judges/vet/metadata/metadata_fixture.h"

namespace ward::vet {
namespace {

using test::Case;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Difference, tells_what_is_new) {
    Case before;
    before.with({{"package.json", R"({"name": "a", "version": "1.0.0", "license": "MIT", "scripts": {"test": "x"},
                                     "dependencies": {"b": "1", "c": "1"}})"},
                 {"a.js", "one"},
                 {"b.js", "two"}});
    Case now;
    now.with({{"package.json", R"({"name": "a", "version": "1.0.1", "license": "ISC", "scripts": {"test": "x",
                                  "postinstall": "node s.js"}, "dependencies": {"b": "2", "d": ""}, "bin": "a.js"})"},
              {"a.js", "one!"},
              {"s.js", "three"}});
    SourceReading old_sources;
    old_sources.capabilities = {{Capability::files_read, {"a.js", 1, ""}}};
    SourceReading new_sources;
    new_sources.capabilities = {{Capability::network, {"s.js", 1, "fetch"}}, {Capability::files_read, {"a.js", 1, ""}}};
    const Sighting old_sighting{.signal = "M14", .what = "young"};
    const Sighting new_sighting{.signal = "M03", .what = "postinstall is new"};
    const Difference found = difference_of({&before.inputs, &old_sources, {old_sighting}},
                                           {&now.inputs, &new_sources, {old_sighting, new_sighting}});
    EXPECT_EQ(found.before.version, "1.0.0");
    EXPECT_EQ(found.now.license, "ISC");
    EXPECT_EQ(found.now.files, 3u);
    EXPECT_THAT(found.changes, ElementsAre(Change{"command", "a", "", "a.js"}, Change{"dependency", "b", "1", "2"},
                                           Change{"dependency", "c", "1", ""}, Change{"dependency", "d", "", "*"},
                                           Change{"script", "postinstall", "", "node s.js"}));
    EXPECT_TRUE(found.files_known);
    ASSERT_EQ(found.files.size(), 4u);
    EXPECT_EQ(found.files[0], (FileChange{FileChange::Kind::changed, "a.js", 3, 4}));
    EXPECT_EQ(found.files[1], (FileChange{FileChange::Kind::removed, "b.js", 3, 0}));
    EXPECT_EQ(found.files[2].path, "package.json");
    EXPECT_EQ(found.files[3], (FileChange{FileChange::Kind::added, "s.js", 0, 5}));
    ASSERT_EQ(found.capabilities.size(), 1u);
    EXPECT_EQ(found.capabilities[0].capability, Capability::network);
    ASSERT_EQ(found.signals.size(), 2u);
    EXPECT_EQ(found.signals[0], new_sighting);
    EXPECT_EQ(found.signals[1].signal, "S15");
    EXPECT_EQ(found.signals[1].evidence, (std::vector<Evidence>{{"s.js", 1, "fetch"}}));
}

TEST(Difference, weighs_what_is_new_by_what_it_is_and_less_with_a_new_line) {
    const auto weight = [](const std::string& version, Capability capability) {
        Case before;
        before.with({{"package.json", R"({"name": "a", "version": "1.0.0"})"}});
        Case now;
        now.with({{"package.json", R"({"name": "a", "version": ")" + version + "\"}"}});
        const SourceReading old_sources;
        SourceReading new_sources;
        new_sources.capabilities = {{capability, {"a.js", 1, ""}}};
        const Difference found = difference_of({&before.inputs, &old_sources, {}}, {&now.inputs, &new_sources, {}});
        return found.signals.size() == 1 ? found.signals[0].weight.value_or(-1) : -1;
    };
    EXPECT_EQ(weight("1.0.1", Capability::network), 2.5);
    EXPECT_EQ(weight("1.1.0", Capability::processes), 2.5);
    EXPECT_EQ(weight("1.0.1", Capability::files_written), 1.5);
    EXPECT_EQ(weight("1.0.1", Capability::environment), 1.0);
    EXPECT_EQ(weight("2.0.0", Capability::network), 1.0);
    EXPECT_EQ(weight("2.0.0", Capability::environment), 1.0);
}

TEST(Difference, is_empty_between_a_version_and_itself) {
    Case one;
    one.with({{"package.json", R"({"name": "a", "version": "1.0.0"})"}});
    const SourceReading sources;
    const Sighting sighting{.signal = "M14", .what = "young"};
    const Difference found = difference_of({&one.inputs, &sources, {sighting}}, {&one.inputs, &sources, {sighting}});
    EXPECT_TRUE(found.is_empty());
}

TEST(Difference, says_where_a_side_is_not_known) {
    Case bare(test::packument("a", {{.version = "1.0.0", .published = "2020-01-01T00:00:00Z"},
                                    {.version = "1.0.1", .published = "2020-02-01T00:00:00Z"}}));
    MetadataInputs before = bare.at("1.0.0").inputs;
    MetadataInputs now = bare.at("1.0.1").inputs;
    const Difference found = difference_of({&before, nullptr, {}}, {&now, nullptr, {}});
    EXPECT_FALSE(found.files_known);
    EXPECT_FALSE(found.capabilities_known);
    EXPECT_THAT(found.files, IsEmpty());
    EXPECT_EQ(found.before.publisher, "ann");
    EXPECT_EQ(found.before.unpacked_bytes, 1'000u);
    EXPECT_EQ(found.now.published, parse_instant("2020-02-01T00:00:00Z"));
}

}  // namespace
}  // namespace ward::vet
