#include "io/net/confidential.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::net {
namespace {

using testing::SizeIs;

TEST(HttpDates, are_read_in_their_one_form) {
    EXPECT_EQ(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), parse_instant("1994-11-06T08:49:37Z"));
    for (const std::string_view text : {"", "Sun, 06 Nov 1994 08:49:37 UTC", "06 Nov 1994 08:49:37 GMT",
                                        "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 99 Nov 1994 08:49:37 GMT"})
        EXPECT_FALSE(http_date(text)) << text;
}

TEST(KnownPaths, keep_names_and_numbers_alone) {
    constexpr std::array<std::string_view, 2> names{"affected", "versions"};
    EXPECT_EQ(known_path("/affected/0/versions/12", names), "/affected/0/versions/12");
    EXPECT_EQ(known_path("/affected/secret/1234567", names), "/affected/…/…");
    EXPECT_EQ(known_path("", names), "");
    EXPECT_THAT(
        known_path(std::string(1000, '/') + std::string(100, 'a') + "/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0", names),
        SizeIs(testing::Lt(100u)));
}

}  // namespace
}  // namespace ward::net
