#include "base/secret.h"

#include <concepts>
#include <ostream>
#include <type_traits>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace ward {
namespace {

template <typename Value>
concept Streamed = requires(std::ostream& out, const Value& value) { out << value; };

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!Streamed<Secret> && Streamed<std::string>);
static_assert(!fmt::is_formattable<Secret>::value && fmt::is_formattable<std::string>::value);
static_assert(!std::convertible_to<Secret, std::string_view> && !std::equality_comparable<Secret>);

TEST(Secret, is_had_by_name_and_taken_from_its_owner) {
    std::string text = "ghp_short";
    const char* where = text.data();
    const size_t room = text.capacity();
    const Secret secret(std::move(text));
    EXPECT_EQ(secret.reveal(), "ghp_short");
    EXPECT_EQ(secret.size(), 9u);
    // NOLINTNEXTLINE(bugprone-use-after-move): what is left is the point
    EXPECT_TRUE(text.empty());
    for (size_t i = 0; i < room; ++i) EXPECT_EQ(where[i], '\0') << i;
}

TEST(Secret, moves_without_a_copy) {
    Secret first(std::string("a token"));
    const char* where = first.reveal().data();
    Secret second = std::move(first);
    EXPECT_EQ(second.reveal().data(), where);
    // NOLINTNEXTLINE(bugprone-use-after-move)
    EXPECT_TRUE(first.empty());
    Secret third(std::string("another"));
    third = std::move(second);
    EXPECT_EQ(third.reveal(), "a token");
    third = Secret();
    EXPECT_TRUE(third.empty());
}

TEST(Secret, wiping_reaches_all_that_a_text_has_room_for) {
    std::string text(100, 'x');
    text.resize(3);
    const char* where = text.data();
    wipe(text);
    for (size_t i = 0; i < 100; ++i) EXPECT_EQ(where[i], '\0') << i;
}

}  // namespace
}  // namespace ward
