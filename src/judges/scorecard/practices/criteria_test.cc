#include "judges/scorecard/practices/criteria.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "base/text.h"
#include "judges/scorecard/practices/rule.h"

namespace ward::scorecard::practices {
namespace {

size_t count(Level level, Strength strength) {
    size_t out = 0;
    for (const Criterion* row : criteria_of(level)) out += row->strength == strength ? 1 : 0;
    return out;
}

size_t urls(Level level) {
    size_t out = 0;
    for (const Criterion* row : criteria_of(level)) out += row->needs_url ? 1 : 0;
    return out;
}

TEST(criteria, as_many_as_the_badge_has) {
    EXPECT_EQ(criteria_of(Level::passing).size(), 67U);
    EXPECT_EQ(criteria_of(Level::silver).size(), 55U);
    EXPECT_EQ(criteria_of(Level::gold).size(), 23U);
    EXPECT_EQ(count(Level::passing, Strength::must), 43U);
    EXPECT_EQ(count(Level::passing, Strength::should), 10U);
    EXPECT_EQ(count(Level::passing, Strength::suggested), 14U);
    EXPECT_EQ(count(Level::silver, Strength::must), 44U);
    EXPECT_EQ(count(Level::silver, Strength::should), 10U);
    EXPECT_EQ(count(Level::gold, Strength::must), 21U);
    EXPECT_EQ(count(Level::gold, Strength::should), 2U);
    EXPECT_EQ(urls(Level::passing), 8U);
    EXPECT_EQ(urls(Level::silver), 17U);
    EXPECT_EQ(urls(Level::gold), 9U);
}

TEST(criteria, as_many_as_the_baseline_has) {
    EXPECT_EQ(criteria_of(Level::baseline_1).size(), 25U);
    EXPECT_EQ(criteria_of(Level::baseline_2).size(), 44U);
    EXPECT_EQ(criteria_of(Level::baseline_3).size(), 65U);
    std::map<std::string_view, size_t> levels;
    size_t retired = 0;
    for (const Criterion* row : criteria_of(Level::baseline_3)) {
        for (const Level level : row->levels) ++levels[name_of(level)];
        retired += row->is_retired ? 1 : 0;
    }
    EXPECT_EQ(levels["baseline-3"], 63U);  // two are asked for at level 1 alone, and stand in all ward's levels
    EXPECT_EQ(retired, 1U);
}

TEST(criteria, each_has_its_texts_and_stands_once_at_a_level) {
    std::set<std::pair<std::string_view, Level>> seen;
    for (const Criterion& row : all_criteria()) {
        EXPECT_TRUE(seen.emplace(row.id, row.level).second) << row.id;
        EXPECT_FALSE(row.summary.ends_with('.')) << row.id;
        EXPECT_LE(row.summary.size(), 90U) << row.id;
        EXPECT_TRUE(is_baseline(row.level) || !row.words.empty()) << row.id;
    }
}

TEST(criteria, rules_answer_criteria_that_there_are_each_once) {
    std::set<std::string_view> ids;
    for (const Criterion& row : all_criteria()) ids.insert(row.id);
    std::set<std::string_view> answered;
    for (const RuleFamily* family : all_rule_families())
        for (const Rule& rule : family->rules)
            for (const std::string_view id : split(rule.ids, ' ')) {
                EXPECT_TRUE(ids.contains(id)) << id;
                EXPECT_TRUE(answered.insert(id).second) << id;
            }
}

TEST(criteria, refuses_a_bad_row) {
    EXPECT_FALSE(read_criteria("id\tsection\n", "passing.tsv"));
    EXPECT_FALSE(read_criteria("id\ts\tMAY\t-\tword\tsummary\tsay\n", "passing.tsv"));
    EXPECT_FALSE(read_criteria("id\ts\tMUST\twhat\tword\tsummary\tsay\n", "passing.tsv"));
    EXPECT_FALSE(read_criteria("id\ts\tMUST\t-\t4\tsummary\tsay\n", "baseline.tsv"));
    EXPECT_FALSE(read_criteria("", "platinum.tsv"));
    EXPECT_EQ(read_criteria("# c\nid\ts\tMUST\turl,na\tword\tsummary\tsay\n", "gold.tsv")->size(), 1U);
}

TEST(criteria, fields_of_the_badge_site) {
    EXPECT_EQ(field_of("OSPS-AC-01.01"), "osps_ac_01_01");
    EXPECT_EQ(field_of("require_2FA"), "require_2FA");
}

}  // namespace
}  // namespace ward::scorecard::practices
