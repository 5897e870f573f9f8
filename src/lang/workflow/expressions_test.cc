#include "lang/workflow/expressions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::workflow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string_view> insides(std::string_view text, ExpressionEnd rule) {
    std::vector<std::string_view> out;
    for (const Expression& expression : find_expressions(text, rule).found) out.push_back(expression.inside);
    return out;
}

TEST(Expressions, are_found_with_their_places) {
    const auto found = find_expressions("echo ${{ a }}${{b}} $ {{c}}", ExpressionEnd::first_braces);
    ASSERT_EQ(found.found.size(), 2u);
    EXPECT_EQ(found.found[0].begin, 5u);
    EXPECT_EQ(found.found[0].end, 13u);
    EXPECT_EQ(found.found[0].inside, " a ");
    EXPECT_EQ(found.found[1].inside, "b");
    EXPECT_FALSE(found.unclosed);
}

TEST(Expressions, one_that_is_not_closed_is_told) {
    EXPECT_EQ(find_expressions("${{ a }} ${{ b }", ExpressionEnd::first_braces).unclosed, 9u);
    EXPECT_EQ(find_expressions("}} ${{", ExpressionEnd::outside_literals).unclosed, 3u);
    EXPECT_THAT(insides("${{ a", ExpressionEnd::first_braces), IsEmpty());
}

TEST(Expressions, braces_in_literals_count_by_rule) {
    constexpr std::string_view text = "${{ 'a}}b' }} ${{ 'it''s }}' }}";
    EXPECT_THAT(insides(text, ExpressionEnd::outside_literals), ElementsAre(" 'a}}b' ", " 'it''s }}' "));
    EXPECT_THAT(insides(text, ExpressionEnd::first_braces), ElementsAre(" 'a", " 'it''s "));
    EXPECT_EQ(find_expressions("${{ 'a }}", ExpressionEnd::outside_literals).unclosed, 0u);
}

TEST(Expressions, a_value_that_is_one_expression) {
    for (const std::string_view text :
         {"${{ a }}", " \t${{a}}\n", "\xC2\xA0${{a}}\xE3\x80\x80", "${{ a }} b }}", "${{}}"})
        EXPECT_TRUE(is_one_expression(text)) << text;
    for (const std::string_view text : {"", "a", "${{ a", "a ${{ b }}", "${{ a }}b", "${{a}}${{b}}", "${{a}}\xA0"})
        EXPECT_FALSE(is_one_expression(text)) << text;
}

}  // namespace
}  // namespace ward::workflow
