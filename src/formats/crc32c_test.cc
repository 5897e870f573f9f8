#include "formats/crc32c.h"

#include <string>

#include <gtest/gtest.h>

namespace ward {
namespace {

// The vectors of RFC 3720, appendix B.4.
TEST(Crc32c, agrees_with_the_standard) {
    EXPECT_EQ(crc32c(""), 0u);
    EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aau);
    EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43u);
    std::string rising;
    for (int i = 0; i < 32; ++i) rising += static_cast<char>(i);
    EXPECT_EQ(crc32c(rising), 0x46dd794eu);
    EXPECT_EQ(crc32c("123456789"), 0xe3069283u);
}

TEST(Crc32c, is_the_same_in_pieces_and_without_the_instruction) {
    std::string text;
    for (int i = 0; i < 1'000; ++i) text += static_cast<char>(i * 7 + i / 256);
    for (size_t cut = 0; cut <= text.size(); cut += 37) {
        const std::string_view view = text;
        EXPECT_EQ(crc32c(view.substr(cut), crc32c(view.substr(0, cut))), crc32c(view));
        EXPECT_EQ(crc32c_portable(view.substr(cut)), crc32c(view.substr(cut)));
    }
}

}  // namespace
}  // namespace ward
