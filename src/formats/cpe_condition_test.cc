#include "formats/cpe_condition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward {
namespace {

using Comparison = CpeCriterion::Comparison;

constexpr std::string_view windows = "cpe:2.3:o:microsoft:windows:-:*:*:*:*:*:*:*";
constexpr std::string_view node = "cpe:2.3:a:nodejs:node.js:*:*:*:*:lts:*:*:*";

CpeCondition must_parse(std::string_view text) {
    const auto condition = CpeCondition::parse(text);
    EXPECT_TRUE(condition) << text;
    return condition.value_or(CpeCondition());
}

TEST(CpeCondition, what_is_written_is_read_again) {
    CpeConditionWriter writer;
    writer.criterion(windows, {});
    writer.criterion(node, {{Comparison::at_least, "18.0.0"}, {Comparison::below, "18.20.4"}});
    writer.any(2);
    writer.criterion(windows, {});
    writer.negate();
    writer.all(2);
    const CpeCondition condition = must_parse(writer.text());
    ASSERT_EQ(condition.lines().size(), 6u);
    EXPECT_EQ(condition.lines()[1].criterion.cpe.product, "node.js");
    EXPECT_EQ(condition.lines()[1].criterion.bounds[1].version, "18.20.4");
    EXPECT_EQ(condition.words(),
              "(microsoft:windows or nodejs:node.js >= 18.0.0, < 18.20.4) and not microsoft:windows");
}

TEST(CpeCondition, of_one_is_that_one) {
    CpeConditionWriter writer;
    writer.criterion(windows, {});
    writer.any(1);
    writer.all(1);
    EXPECT_EQ(writer.text(), windows);
}

TEST(CpeCondition, is_evaluated_with_what_is_not_known) {
    const std::string text = std::string(windows) + "\n" + std::string(node) + "\n";
    auto evaluate = [&](std::string_view operation, Truth first, Truth second) {
        return must_parse(text + std::string(operation)).evaluate([&](const CpeCriterion& criterion) {
            return criterion.cpe.product == "windows" ? first : second;
        });
    };
    EXPECT_EQ(evaluate("& 2", Truth::yes, Truth::yes), Truth::yes);
    EXPECT_EQ(evaluate("& 2", Truth::yes, Truth::unknown), Truth::unknown);
    EXPECT_EQ(evaluate("& 2", Truth::no, Truth::unknown), Truth::no);
    EXPECT_EQ(evaluate("| 2", Truth::no, Truth::unknown), Truth::unknown);
    EXPECT_EQ(evaluate("| 2", Truth::yes, Truth::unknown), Truth::yes);
    EXPECT_EQ(evaluate("| 2\n!", Truth::yes, Truth::unknown), Truth::no);
    EXPECT_EQ(evaluate("| 2\n!", Truth::no, Truth::unknown), Truth::unknown);
}

TEST(CpeCondition, texts_that_are_none) {
    const std::string one(windows);
    EXPECT_FALSE(CpeCondition::parse(""));
    EXPECT_FALSE(CpeCondition::parse("!"));
    EXPECT_FALSE(CpeCondition::parse("& 2"));
    EXPECT_FALSE(CpeCondition::parse(one + "\n& 2"));
    EXPECT_FALSE(CpeCondition::parse(one + "\n& 0"));
    EXPECT_FALSE(CpeCondition::parse(one + "\n& 18446744073709551615"));
    EXPECT_FALSE(CpeCondition::parse(one + "\n" + one));
    EXPECT_FALSE(CpeCondition::parse(one + "\n"));
    EXPECT_FALSE(CpeCondition::parse(one + "\t=1"));
    EXPECT_FALSE(CpeCondition::parse("cpe:2.3:a"));
    std::string many = one;
    for (size_t i = 0; i < limits::condition_lines; ++i) many += "\n!";
    EXPECT_FALSE(CpeCondition::parse(many));
    EXPECT_FALSE(CpeCondition::parse(std::string(limits::condition_bytes + 1, '!')));
}

TEST(CpeCriterion, compares_versions_as_upstream_does) {
    auto criterion = [](std::string_view line) { return must_parse(line).lines()[0].criterion; };
    EXPECT_EQ(criterion(windows).holds_for("10"), true);
    EXPECT_EQ(criterion(windows).holds_for(""), true);
    const CpeCriterion range = criterion(std::string(node) + "\t>18.0.0\t<=18.20.4");
    EXPECT_EQ(range.holds_for("18.0.0"), false);
    EXPECT_EQ(range.holds_for("18.9.0"), true);
    EXPECT_EQ(range.holds_for("18.20.4"), true);
    EXPECT_EQ(range.holds_for("18.20.5"), false);
    EXPECT_EQ(range.holds_for(""), std::nullopt);
    EXPECT_EQ(criterion("cpe:2.3:a:openssl:openssl:1.0.2:beta1:*:*:*:*:*:*").holds_for("1.0.2-beta1"), true);
    EXPECT_EQ(criterion("cpe:2.3:a:openssl:openssl:1.0.2:-:*:*:*:*:*:*").holds_for("1.0.2"), true);
    EXPECT_EQ(criterion("cpe:2.3:a:openssl:openssl:1.0.2:*:*:*:*:*:*:*").holds_for("1.0.2a"), false);
}

}  // namespace
}  // namespace ward
