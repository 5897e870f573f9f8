// Intervals against the specification's own algorithm, on examples and on random lists of events.
#include "facts/advisory/ranges.h"

#include <algorithm>

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace ward::advisory {
namespace {

using enum EventKind;
using Events = std::vector<OsvEvent>;

struct Outcome {
    std::vector<Interval> intervals;
    std::vector<std::string_view> exact;
    Notes notes;
    Arena arena;
};

void evaluate(const Events& events, Outcome& outcome, const char* ordering = "semver") {
    KeyCache keys;
    RangeEvaluator().evaluate(events, ordering == nullptr ? nullptr : versions::ordering_named(ordering), "x", keys,
                              outcome.arena, outcome.intervals, outcome.exact, outcome.notes);
}

// "[1.0.0,2.0.0) [3.0.0,4.0.0]"
std::string shown(const Events& events, const char* ordering = "semver") {
    Outcome outcome;
    evaluate(events, outcome, ordering);
    std::string text;
    for (const Interval& one : outcome.intervals) {
        if (!text.empty()) text += ' ';
        text += one.lower ? fmt::format("[{},", one.lower->text) : "(-,";
        if (one.upper_kind == Upper::none) text += "-)";
        else text += fmt::format("{}{}", one.upper.text, one.upper_kind == Upper::last_affected ? "]" : ")");
    }
    return text;
}

TEST(Ranges, follow_the_specification) {
    EXPECT_EQ(shown({{introduced, "0"}, {fixed, "1.2.3"}}), "(-,1.2.3)");
    EXPECT_EQ(shown({{introduced, "1.0.0"}, {last_affected, "1.2.3"}}), "[1.0.0,1.2.3]");
    EXPECT_EQ(shown({{introduced, "0"}}), "(-,-)");
    EXPECT_EQ(shown({{introduced, "1.0.0"}}), "[1.0.0,-)");
    EXPECT_EQ(shown({{introduced, "1.0.0"}, {fixed, "1.5.0"}, {introduced, "2.0.0"}, {fixed, "2.5.0"}}),
              "[1.0.0,1.5.0) [2.0.0,2.5.0)");
}

TEST(Ranges, are_sorted_first) {
    EXPECT_EQ(shown({{fixed, "2.5.0"}, {introduced, "2.0.0"}, {fixed, "1.5.0"}, {introduced, "1.0.0"}}),
              "[1.0.0,1.5.0) [2.0.0,2.5.0)");
    EXPECT_EQ(shown({{fixed, "10.0.0"}, {introduced, "9.0.0"}}), "[9.0.0,10.0.0)");
    Outcome outcome;
    evaluate({{fixed, "1.0.0"}, {introduced, "0"}}, outcome);
    EXPECT_EQ(outcome.notes.count(Defect::unsorted_events, "x"), 1u);
}

TEST(Ranges, may_open_or_close_twice) {
    EXPECT_EQ(shown({{introduced, "1.0.0"}, {introduced, "1.1.0"}, {fixed, "2.0.0"}, {fixed, "3.0.0"}}),
              "[1.0.0,2.0.0)");
}

TEST(Ranges, without_introduced_affect_nothing) {
    Outcome outcome;
    evaluate({{fixed, "1.0.0"}}, outcome);
    EXPECT_TRUE(outcome.intervals.empty());
    EXPECT_EQ(outcome.notes.count(Defect::no_introduced, "x"), 1u);
}

TEST(Ranges, break_ties_as_introduced_last_affected_fixed) {
    EXPECT_EQ(shown({{introduced, "1.0.0"}, {fixed, "1.0.0"}}), "");
    EXPECT_EQ(shown({{fixed, "1.0.0"}, {introduced, "1.0.0"}}), "");
    EXPECT_EQ(shown({{introduced, "1.0.0"}, {last_affected, "1.0.0"}}), "[1.0.0,1.0.0]");
    // Fixed and introduced again at one version: the fix has the last word, in either order of writing.
    EXPECT_EQ(shown({{introduced, "0"}, {fixed, "2.0.0"}, {introduced, "2.0.0"}}), "(-,2.0.0)");
    EXPECT_EQ(shown({{introduced, "0"}, {introduced, "2.0.0"}, {fixed, "2.0.0"}}), "(-,2.0.0)");
    // Affected up to and including 2.0.0, introduced again there: closed behind it.
    EXPECT_EQ(shown({{introduced, "0"}, {last_affected, "2.0.0"}, {introduced, "2.0.0"}}), "(-,2.0.0]");
}

TEST(Ranges, end_at_the_highest_limit) {
    EXPECT_EQ(shown({{introduced, "1.0.0"}, {limit, "2.0.0"}}), "[1.0.0,2.0.0)");
    EXPECT_EQ(shown({{introduced, "1.0.0"}, {limit, "2.0.0"}, {limit, "3.0.0"}}), "[1.0.0,3.0.0)");
    EXPECT_EQ(shown({{introduced, "1.0.0"}, {limit, "2.0.0"}, {limit, "*"}}), "[1.0.0,-)");
    EXPECT_EQ(shown({{introduced, "1.0.0"}, {last_affected, "2.0.0"}, {limit, "2.0.0"}}), "[1.0.0,2.0.0)");
    EXPECT_EQ(shown({{introduced, "1.0.0"}, {fixed, "1.5.0"}, {introduced, "3.0.0"}, {limit, "2.0.0"}}),
              "[1.0.0,1.5.0)");
}

TEST(Ranges, keep_what_has_no_place_as_exact_versions) {
    Outcome outcome;
    evaluate({{introduced, "not a version"}, {introduced, "1.0.0"}, {fixed, "nor this"}, {fixed, "2.0.0"}}, outcome);
    ASSERT_EQ(outcome.intervals.size(), 1u);
    ASSERT_EQ(outcome.exact.size(), 1u);
    EXPECT_EQ(outcome.exact[0], "not a version");
    EXPECT_EQ(outcome.notes.count(Defect::unplaced_event, "x"), 2u);
}

TEST(Ranges, without_an_order_only_say_every_version) {
    EXPECT_EQ(shown({{introduced, "0"}}, nullptr), "(-,-)");
    EXPECT_EQ(shown({{introduced, "0"}, {limit, "*"}}, nullptr), "(-,-)");
    Outcome outcome;
    evaluate({{introduced, "0"}, {fixed, "1"}}, outcome, nullptr);
    EXPECT_TRUE(outcome.intervals.empty());
    EXPECT_EQ(outcome.notes.count(Defect::unordered_ecosystem, "x"), 1u);
}

// The algorithm of the specification, for one version, over numbers instead of versions.
bool affected_by_the_book(std::vector<std::pair<int, EventKind>> events, int version) {
    bool has_limit = false;
    bool below = false;
    for (const auto& [at, kind] : events) {
        has_limit = has_limit || kind == limit;
        below = below || (kind == limit && version < at);
    }
    if (has_limit && !below) return false;
    std::ranges::stable_sort(events);
    bool affected = false;
    for (const auto& [at, kind] : events) {
        if (kind == introduced && version >= at) affected = true;
        else if ((kind == fixed && version >= at) || (kind == last_affected && version > at)) affected = false;
    }
    return affected;
}

TEST(Ranges, equal_the_book_for_random_events) {
    const bool holds = rc::check([](const std::vector<std::pair<uint8_t, uint8_t>>& drawn) {
        std::vector<std::pair<int, EventKind>> events;
        std::vector<std::string> texts;
        for (const auto& [number, kind] : drawn) {
            const int at = number % 12;
            // "0" before every version is tested above; here it is 0.0.0.
            events.emplace_back(at, static_cast<EventKind>(kind % 4));
            texts.push_back(fmt::format("{}.0.0", at));
        }
        Events written;
        for (size_t i = 0; i < events.size(); ++i) written.push_back({events[i].second, texts[i]});
        Outcome outcome;
        evaluate(written, outcome);
        for (size_t i = 1; i < outcome.intervals.size(); ++i)
            RC_ASSERT(outcome.intervals[i - 1].upper.key <= outcome.intervals[i].lower->key);
        const versions::Ordering& semver = *versions::ordering_named("semver");
        for (int version = 0; version < 13; ++version) {
            const std::string key = semver.key(fmt::format("{}.0.0", version)).value();
            const bool inside =
                std::ranges::any_of(outcome.intervals, [&](const Interval& one) { return one.contains(key); });
            RC_ASSERT(inside == affected_by_the_book(events, version));
        }
    });
    EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace ward::advisory
