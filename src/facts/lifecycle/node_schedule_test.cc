#include "facts/lifecycle/node_schedule.h"

#include <gtest/gtest.h>

namespace ward::lifecycle {
namespace {

std::string name_of_line(std::string_view version) {
    const auto lines = node_schedule();
    if (!lines) return lines.error().message();
    const Line* line = line_of(*lines, version);
    return line == nullptr ? "none" : line->name;
}

TEST(NodeSchedule, is_a_schedule_whose_lines_end_in_order) {
    const auto lines = node_schedule();
    ASSERT_TRUE(lines) << lines.error().message();
    ASSERT_GE(lines->size(), 24u);
    EXPECT_EQ(lines->front().name, "v0.8");
    EXPECT_TRUE(parse_instant(node_schedule_date));
    const Line* hydrogen = line_of(*lines, "18.20.4");
    ASSERT_NE(hydrogen, nullptr);
    EXPECT_EQ(hydrogen->end, "2025-04-30");
    EXPECT_EQ(hydrogen->codename, "Hydrogen");
}

TEST(NodeSchedule, finds_the_line_of_a_version) {
    EXPECT_EQ(name_of_line("22.1.0"), "v22");
    EXPECT_EQ(name_of_line("v22.1.0"), "v22");
    EXPECT_EQ(name_of_line("26.0.0-nightly20260101"), "v26");
    EXPECT_EQ(name_of_line("0.12.18"), "v0.12") << "before 1.0 the second number names the line";
    EXPECT_EQ(name_of_line("0.6.1"), "none");
    EXPECT_EQ(name_of_line("2.5.0"), "none") << "io.js has no line in it";
    EXPECT_EQ(name_of_line("99.0.0"), "none");
    EXPECT_EQ(name_of_line("latest"), "none");
    EXPECT_EQ(name_of_line("0"), "none");
    EXPECT_EQ(name_of_line(""), "none");
}

}  // namespace
}  // namespace ward::lifecycle
