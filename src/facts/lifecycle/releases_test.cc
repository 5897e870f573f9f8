#include "facts/lifecycle/releases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/lifecycle/node_releases.h"
#include "facts/lifecycle/node_schedule.h"

namespace ward::lifecycle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> names(const std::vector<const Release*>& releases) {
    std::vector<std::string> out;
    for (const Release* release : releases) out.push_back(release->version);
    return out;
}

std::string name_of(const Release* release) {
    return release == nullptr ? "none" : release->version;
}

std::string error_of(std::string_view text) {
    const auto index = ReleaseIndex::parse(text, "releases");
    return index ? "" : index.error().message();
}

constexpr std::string_view table =
    "# version\tdate\tline\tsecurity\n"
    "2.10.0\t2030-03-01\tv2\tyes\n"
    "2.9.0\t2030-02-01\n"
    "1.0.1\t-\tv1\t-\n"
    "1.0.0\t2029-12-31\tv1\tno\n";

TEST(Releases, are_read_from_a_table_in_the_order_of_versions) {
    const auto index = ReleaseIndex::parse(table, "releases.tsv");
    ASSERT_TRUE(index) << index.error().message();
    ASSERT_EQ(index->all().size(), 4u);
    EXPECT_EQ(index->all()[0], (Release{"1.0.0", "2029-12-31", "v1", false}));
    EXPECT_EQ(index->all()[1], (Release{"1.0.1", "", "v1", std::nullopt}));
    EXPECT_EQ(index->all()[2], (Release{"2.9.0", "2030-02-01", "v2", std::nullopt})) << "9 before 10, the line its own";
    EXPECT_EQ(index->all()[3], (Release{"2.10.0", "2030-03-01", "v2", true}));
    EXPECT_THAT(names(index->of_line("v2")), ElementsAre("2.9.0", "2.10.0"));
    EXPECT_TRUE(index->of_line("v3").empty());
}

TEST(Releases, are_read_from_an_index_as_nodejs_org_has_it) {
    const auto index = ReleaseIndex::parse(
        R"([{"version": "v22.1.0", "date": "2030-05-02", "files": ["src"], "lts": false, "security": true},
            {"version": "v0.12.18", "date": "2020-02-22", "lts": false, "security": false},
            {"version": "7.0", "date": "2021-01-01", "line": "stable"}])",
        "index.json");
    ASSERT_TRUE(index) << index.error().message();
    EXPECT_EQ(index->all()[0], (Release{"0.12.18", "2020-02-22", "v0.12", false}));
    EXPECT_EQ(index->all()[1], (Release{"7.0", "2021-01-01", "stable", std::nullopt}));
    EXPECT_EQ(index->all()[2], (Release{"22.1.0", "2030-05-02", "v22", true}));
}

TEST(Releases, have_neighbours_in_their_line) {
    const auto index = ReleaseIndex::parse(table, "releases.tsv");
    ASSERT_TRUE(index) << index.error().message();
    EXPECT_EQ(name_of(index->find("v2.9.0")), "2.9.0");
    EXPECT_EQ(name_of(index->find("2.9.1")), "none");
    EXPECT_EQ(name_of(index->find("")), "none");
    EXPECT_EQ(name_of(index->next("2.9.0")), "2.10.0");
    EXPECT_EQ(name_of(index->next("1.0.1")), "none") << "2.9.0 is of another line";
    EXPECT_EQ(name_of(index->previous("2.10.0")), "2.9.0");
    EXPECT_EQ(name_of(index->previous("2.9.0")), "none");
    EXPECT_EQ(name_of(index->next("2.9.1")), "none") << "never published";
}

TEST(Releases, are_current_until_a_newer_one_of_the_line_is_out) {
    const auto index = ReleaseIndex::parse(table, "releases.tsv");
    ASSERT_TRUE(index) << index.error().message();
    const auto at = [&](std::string_view when) { return names(index->newest_at(parse_instant(when).value_or(0))); };
    EXPECT_TRUE(at("2029-12-30T23:59:59Z").empty());
    EXPECT_THAT(at("2029-12-31T00:00:00Z"), ElementsAre("1.0.0"));
    EXPECT_THAT(at("2030-02-28T12:00:00Z"), ElementsAre("1.0.0", "2.9.0")) << "1.0.1 has no date";
    EXPECT_THAT(at("2040-01-01"), ElementsAre("1.0.0", "2.10.0"));
    const std::vector<Line> schedule{{"v2", "2030-01-01", "", "", "2031-01-01", ""}};
    EXPECT_THAT(names(current_at(*index, schedule, parse_instant("2030-06-01").value_or(0))), ElementsAre("2.10.0"));
    EXPECT_TRUE(current_at(*index, schedule, parse_instant("2031-06-01").value_or(0)).empty());
}

TEST(Releases, that_cannot_be_read_are_errors_with_their_place) {
    EXPECT_EQ(error_of(""), "releases: has no release");
    EXPECT_EQ(error_of("[]"), "releases: has no release");
    EXPECT_EQ(error_of("# a\n1.0.0\n"), "releases:2: has not two to four cells: version, date, line, security");
    EXPECT_EQ(error_of("1.0.0\t2030-13-01\n"), "releases:1: has a date that is none (YYYY-MM-DD) for 1.0.0");
    EXPECT_EQ(error_of("latest\t2030-01-01\n"), "releases:1: \"latest\" is no version");
    EXPECT_EQ(error_of("1.0.0\t-\tv1\tmaybe\n"), "releases:1: says neither yes, no nor -");
    EXPECT_EQ(error_of("1.0.0\t-\nv1.0.0\t-\n"), "releases: has 1.0.0 twice");
    EXPECT_EQ(error_of("[\n1]"), "releases:2: is no object with a \"version\"");
    EXPECT_EQ(error_of("[{\n\"date\": \"2030-01-01\"}]"), "releases:1: \"\" is no version");
    EXPECT_EQ(error_of(std::string(max_version_bytes + 1, '1') + "\t-\n").substr(0, 13), "releases:1: \"");
    EXPECT_THAT(error_of(std::string(max_releases_bytes + 1, ' ')), HasSubstr("bytes"));
    std::string many;
    for (size_t i = 0; i <= max_releases; ++i) many += "1.0." + std::to_string(i) + "\t-\n";
    EXPECT_THAT(error_of(many), HasSubstr("releases: has more than 50000 releases"));
}

TEST(NodeReleases, are_all_that_were_published_until_the_day_of_the_copy) {
    const auto index = node_releases();
    ASSERT_TRUE(index) << index.error().message();
    EXPECT_EQ(index->all().size(), 886u);
    std::string newest;
    for (const Release& release : index->all()) newest = std::max(newest, release.date);
    EXPECT_EQ(newest, node_releases_date);
    EXPECT_EQ(*index->find("22.22.2"), (Release{"22.22.2", "2026-03-24", "v22", true}));
    EXPECT_EQ(name_of(index->next("26.3.0")), "26.3.1");
    EXPECT_EQ(name_of(index->previous("16.16.0")), "16.15.1");
    EXPECT_EQ(index->find("2.5.0"), nullptr) << "io.js";
    EXPECT_EQ(index->find("26.3.2"), nullptr);
}

TEST(NodeReleases, know_what_was_current_on_a_day) {
    const auto index = node_releases();
    const auto schedule = node_schedule();
    ASSERT_TRUE(index && schedule);
    EXPECT_THAT(names(current_at(*index, *schedule, parse_instant("2022-07-08").value_or(0))),
                ElementsAre("14.20.0", "16.16.0", "18.5.0"));
    EXPECT_THAT(names(current_at(*index, *schedule, parse_instant("2026-06-19").value_or(0))),
                ElementsAre("22.23.0", "24.17.0", "26.3.1"));
}

}  // namespace
}  // namespace ward::lifecycle
