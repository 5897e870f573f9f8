#include "facts/lifecycle/schedule.h"

#include <gtest/gtest.h>

namespace ward::lifecycle {
namespace {

constexpr std::string_view sample = R"({
  "v10": {"start": "2020-04-21", "lts": "2020-10-27", "maintenance": "2021-05-19", "end": "2023-04-30", "codename": "Ten"},
  "v0.12": {"start": "2015-02-06", "end": "2016-12-31"},
  "v9": {"start": "2019-10-22", "maintenance": "2020-04-01", "end": "2020-06-01", "note": "more"}
})";

std::string error_of(std::string_view json) {
    const auto lines = parse_schedule(json, "s.json");
    return lines ? "none" : lines.error().message();
}

TEST(Schedule, reads_lines_in_their_order) {
    const auto lines = parse_schedule(sample, "s.json");
    ASSERT_TRUE(lines) << lines.error().message();
    ASSERT_EQ(lines->size(), 3u);
    EXPECT_EQ((*lines)[0], (Line{"v0.12", "2015-02-06", "", "", "2016-12-31", ""}));
    EXPECT_EQ((*lines)[1].name, "v9");
    EXPECT_EQ((*lines)[2], (Line{"v10", "2020-04-21", "2020-10-27", "2021-05-19", "2023-04-30", "Ten"}));
}

TEST(Schedule, knows_the_phase_of_every_day) {
    const Line line{"v10", "2020-04-21", "2020-10-27", "2021-05-19", "2023-04-30", "Ten"};
    const auto at = [&](std::string_view day) { return phase_of(line, parse_instant(day).value()); };
    EXPECT_EQ(at("2020-04-20T23:59:59Z"), Phase::planned);
    EXPECT_EQ(at("2020-04-21"), Phase::current);
    EXPECT_EQ(at("2020-10-27"), Phase::lts);
    EXPECT_EQ(at("2021-05-19"), Phase::maintenance);
    EXPECT_EQ(at("2023-04-30T23:59:59Z"), Phase::maintenance) << "the last day is a supported one";
    EXPECT_EQ(at("2023-05-01"), Phase::end_of_life);
    EXPECT_EQ(name_of(Phase::end_of_life), "end of life");
}

TEST(Schedule, refuses_what_is_no_schedule_with_line_and_reason) {
    EXPECT_EQ(error_of("[]"), "s.json:1: is no release schedule (an object with a member a line)");
    EXPECT_EQ(error_of("{\n\"../x\": {}}"), "s.json:2: \"../x\" is not the name of a release line (\"v22\")");
    EXPECT_NE(error_of("{\"v01\": {}}").find("not the name"), std::string::npos);
    EXPECT_EQ(error_of("{\"v1\": 3}"), "s.json:1: \"v1\" is not an object");
    EXPECT_EQ(error_of("{\"v1\": {\"end\": \"2020-01-01\"}}"), "s.json:1: \"v1\" has no \"start\"");
    EXPECT_EQ(error_of("{\"v1\": {\"start\": \"2020-01-01\"}}"), "s.json:1: \"v1\" has no \"end\"");
    EXPECT_EQ(error_of("{\"v1\": {\"start\": \"2020-13-01\"}}"),
              "s.json:1: \"v1\" has a \"start\" that is no date (YYYY-MM-DD)");
    EXPECT_EQ(error_of("{\"v1\": {\"start\": \"2021-01-01\", \"end\": \"2020-01-01\"}}"),
              "s.json:1: \"v1\" ends before it starts");
    EXPECT_NE(
        error_of("{\"v1\": {\"start\": \"2021-01-01\", \"end\": \"2022-01-01\", \"codename\": 1}}").find("codename"),
        std::string::npos);
    EXPECT_NE(error_of("{").find("s.json"), std::string::npos);
}

TEST(Schedule, keeps_its_limits) {
    std::string many = "{";
    for (size_t i = 0; i <= max_lines; ++i)
        many += (i == 0 ? "" : ",") + std::string("\"v") + std::to_string(i) +
                "\":{\"start\":\"2020-01-01\",\"end\":\"2021-01-01\"}";
    EXPECT_EQ(error_of(many + "}"), "s.json: has more than 1000 lines");
    EXPECT_NE(error_of(std::string(max_schedule_bytes + 1, ' ')), "none");
}

}  // namespace
}  // namespace ward::lifecycle
