#include "lang/javascript/name_numbers.h"

#include <map>
#include <string>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace ward::javascript {
namespace {

TEST(NameNumbers, are_equal_where_names_are_written_alike) {
    std::string source;
    std::vector<std::pair<size_t, size_t>> places;
    // Of all lengths around eight bytes, each twice, and more of them than the first table holds.
    for (int round = 0; round < 2; ++round)
        for (int i = 0; i < 3000; ++i) {
            const std::string name = fmt::format("{}{}", std::string(static_cast<size_t>(i % 20), 'x'), i);
            places.emplace_back(source.size(), name.size());
            source += name;
        }
    NameNumbers numbers;
    for (int file = 0; file < 2; ++file) {
        numbers.reset(source);
        std::map<std::string, uint32_t, std::less<>> seen;
        for (const auto& [offset, length] : places) {
            const uint32_t number = numbers.add(offset, length).number;
            const auto [known, fresh] = seen.emplace(source.substr(offset, length), number);
            ASSERT_EQ(known->second, number);
            ASSERT_EQ(numbers.text(number), known->first);
            ASSERT_TRUE(!fresh || number + 1 == seen.size());
        }
        EXPECT_EQ(numbers.size(), seen.size());
    }
}

TEST(NameNumbers, know_words) {
    const std::string source = "class classes instanceof instanceOf";
    NameNumbers numbers;
    numbers.reset(source);
    EXPECT_EQ(numbers.add(0, 5).word, Word::class_);
    EXPECT_EQ(numbers.add(6, 7).word, Word::none);
    EXPECT_EQ(numbers.add(14, 10).word, Word::instanceof_);
    EXPECT_EQ(numbers.add(14, 10).word, Word::instanceof_);
    EXPECT_EQ(numbers.add(25, 10).word, Word::none);
    EXPECT_EQ(numbers.size(), 4u);
}

}  // namespace
}  // namespace ward::javascript
