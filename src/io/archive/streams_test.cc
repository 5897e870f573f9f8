#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libdeflate.h>
#include <zstd.h>

#include "io/archive/archive.h"

namespace ward::archive {
namespace {

std::string gzip(std::string_view text) {
    libdeflate_compressor* compressor = libdeflate_alloc_compressor(6);
    std::string out(libdeflate_gzip_compress_bound(compressor, text.size()), '\0');
    out.resize(libdeflate_gzip_compress(compressor, text.data(), text.size(), out.data(), out.size()));
    libdeflate_free_compressor(compressor);
    return out;
}

std::string zstd(std::string_view text) {
    std::string out(ZSTD_compressBound(text.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
    return out;
}

struct Form {
    const char* name;
    std::string (*pack)(std::string_view);
    Result<std::string> (*expand)(std::string_view, std::string_view, const ExpandLimits&);
};

class Streams : public testing::TestWithParam<Form> {};

std::string patterned(size_t bytes) {
    std::string text;
    for (size_t i = 0; text.size() < bytes; ++i) text += std::to_string(i * i);
    return text;
}

TEST_P(Streams, give_back_what_was_packed) {
    for (const size_t size : {0u, 1u, 1'000u, 5'000'000u}) {
        const std::string text = patterned(size);
        const auto out = GetParam().expand(GetParam().pack(text), "x", {});
        ASSERT_TRUE(out) << out.error().message();
        EXPECT_TRUE(*out == text) << size;
    }
}

TEST_P(Streams, join_members_one_after_the_other) {
    const auto out = GetParam().expand(GetParam().pack("one ") + GetParam().pack("two"), "x", {});
    ASSERT_TRUE(out) << out.error().message();
    EXPECT_EQ(*out, "one two");
}

TEST_P(Streams, stop_at_the_limits) {
    const std::string packed = GetParam().pack(std::string(1u << 20, 'x'));
    const auto exact = GetParam().expand(packed, "x", {.expanded_bytes = 1u << 20});
    EXPECT_TRUE(exact) << "the limit itself may be reached";
    const auto over = GetParam().expand(packed, "x", {.expanded_bytes = (1u << 20) - 1});
    ASSERT_FALSE(over);
    EXPECT_EQ(over.error().code, ErrorCode::limit);
    EXPECT_THAT(over.error().what, testing::HasSubstr("expands to more than 1048575 bytes"));
    const auto bomb = GetParam().expand(packed, "x", {.ratio = 100, .ratio_free_bytes = 1000});
    ASSERT_FALSE(bomb);
    EXPECT_EQ(bomb.error().what, "expands more than 100 times");
}

TEST_P(Streams, refuse_every_cut_and_trailing_rubbish) {
    const std::string packed = GetParam().pack(patterned(3'000));
    for (size_t size = 0; size < packed.size(); ++size)
        EXPECT_FALSE(GetParam().expand(packed.substr(0, size), "x", {})) << size;
    EXPECT_FALSE(GetParam().expand(packed + "rubbish", "x", {}));
}

INSTANTIATE_TEST_SUITE_P(Forms, Streams,
                         testing::Values(Form{"gzip", gzip, expand_gzip}, Form{"zstd", zstd, expand_zstd}),
                         [](const auto& row) { return row.param.name; });

TEST(Packing, is_told_by_the_first_bytes) {
    EXPECT_EQ(packing_of(gzip("x")), Packing::gzip);
    EXPECT_EQ(packing_of(zstd("x")), Packing::zstd);
    EXPECT_EQ(packing_of("PK\x03\x04"), Packing::zip);
    EXPECT_EQ(packing_of("{\"id\":1}"), Packing::none);
    EXPECT_EQ(packing_of(""), Packing::none);
}

}  // namespace
}  // namespace ward::archive
