#include "actions/release/replay/known_differences.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::release {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string list_of(const std::string& rows) {
    return fmt::format("{{\"schema\": 1, \"differences\": [\n{}\n]}}", rows);
}

const std::string row =
    R"({"release": "june-2026", "field": "lines", "ours": "24 22", "published": "22 24", "reason": "Order."})";

TEST(KnownDifferences, RowsAreReadAndMatched) {
    const auto known = known_differences(
        list_of(
            row + ",\n" +
            R"({"release": "june-2026", "in": "cve", "field": "title", "of": "CVE-2026-1111", "ours": "a", "published": "b", "ruling": "theirs-right", "reason": "Theirs is clearer."},
                   {"release": "july-2026", "field": "title", "reason": "Of another release."})"),
        "known.json");
    ASSERT_TRUE(known) << known.error().message();
    ASSERT_EQ(known->size(), 3U);
    std::vector<Difference> found{{.release = "june-2026",
                                   .field = "lines",
                                   .ours = "24 22",
                                   .published = "22 24",
                                   .ruling = Ruling::policy,
                                   .reason = "found"},
                                  {.release = "june-2026", .field = "lines", .ours = "24 22", .published = "22"}};
    const KnownMatch match = match_known(found, *known, {"june-2026"});
    EXPECT_THAT(match.is_known, ElementsAre(true, false));
    EXPECT_EQ(found[0].ruling, Ruling::policy);
    EXPECT_EQ(found[0].reason, "Order.");
    ASSERT_EQ(match.gone.size(), 1U);
    EXPECT_EQ(match.gone.front()->difference.of, "CVE-2026-1111");
    EXPECT_EQ(match.gone.front()->line, 3);

    found.push_back(known->at(1).difference);
    found.back().ruling = Ruling::open;
    EXPECT_TRUE(match_known(found, *known, {"june-2026"}).gone.empty());
    EXPECT_EQ(found.back().ruling, Ruling::theirs_right);
}

TEST(KnownDifferences, WhatIsNoListSaysWhere) {
    const auto error_of = [](const std::string& json) {
        const auto known = known_differences(json, "known.json");
        EXPECT_FALSE(known);
        return known ? std::string() : known.error().message();
    };
    EXPECT_THAT(error_of("{"), HasSubstr("known.json"));
    EXPECT_THAT(error_of(R"({"differences": []})"), HasSubstr("has not 'schema' 1"));
    EXPECT_THAT(error_of(R"({"schema": 2, "differences": []})"), HasSubstr("has not 'schema' 1"));
    EXPECT_THAT(error_of(R"({"schema": 1})"), HasSubstr("has no list 'differences'"));
    EXPECT_THAT(error_of(R"({"schema": 1, "differences": [], "more": 1})"), HasSubstr("unknown key 'more'"));
    EXPECT_THAT(error_of(list_of(row + ",\n" + row)), HasSubstr("known.json:3: stands there twice"));
    EXPECT_THAT(error_of(list_of(R"({"release": "a", "field": "b"})")), HasSubstr("known.json:2: has no 'reason'"));
    EXPECT_THAT(error_of(list_of(R"({"release": "a", "field": "b", "reason": " "})")), HasSubstr("has no 'reason'"));
    EXPECT_THAT(error_of(list_of(R"({"release": "a", "reason": "c"})")), HasSubstr("has no 'field'"));
    EXPECT_THAT(error_of(list_of(R"({"field": "a", "reason": "c"})")), HasSubstr("has no 'release'"));
    EXPECT_THAT(error_of(list_of(R"({"release": 1, "field": "b", "reason": "c"})")), HasSubstr("'release' is no text"));
    EXPECT_THAT(error_of(list_of(R"({"release": "a", "field": "b", "reason": "c", "in": "mail"})")),
                HasSubstr("'in' is none of"));
    EXPECT_THAT(error_of(list_of(R"({"release": "a", "field": "b", "reason": "c", "ruling": "open"})")),
                HasSubstr("'ruling' is none of"));
    EXPECT_THAT(error_of(list_of(R"({"release": "a", "field": "b", "reason": "c", "rulings": "policy"})")),
                HasSubstr("unknown key 'rulings'"));
    EXPECT_THAT(error_of(list_of("1")), HasSubstr("is no difference"));
    std::string many = row;
    for (size_t i = 0; i < max_known_differences; ++i) many += "," + row;
    EXPECT_THAT(error_of(list_of(many)), HasSubstr("has more than 20000 differences"));
    EXPECT_THAT(error_of(std::string(max_known_bytes + 1, ' ')), HasSubstr("known.json"));
}

}  // namespace
}  // namespace ward::release
