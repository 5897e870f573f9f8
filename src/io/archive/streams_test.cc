#include <lzma.h>

#include <array>

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

std::string xz(std::string_view text, uint32_t preset, lzma_check check) {
    std::string out(lzma_stream_buffer_bound(text.size()), '\0');
    size_t used = 0;
    if (lzma_easy_buffer_encode(preset, check, nullptr, reinterpret_cast<const uint8_t*>(text.data()), text.size(),
                                reinterpret_cast<uint8_t*>(out.data()), &used, out.size()) != LZMA_OK)
        return {};
    out.resize(used);
    return out;
}
std::string xz(std::string_view text) {
    return xz(text, 6, LZMA_CHECK_CRC64);
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
                         testing::Values(Form{"gzip", gzip, expand_gzip}, Form{"zstd", zstd, expand_zstd},
                                         Form{"xz", xz, expand_xz}),
                         [](const auto& row) { return row.param.name; });

TEST(Gzip, that_tells_another_size_or_digest_is_refused) {
    const std::string packed = gzip(patterned(3'000));
    for (size_t back = 1; back <= 8; ++back) {
        std::string forged = packed;
        forged[forged.size() - back] = static_cast<char>(forged[forged.size() - back] ^ 1);
        const auto out = expand_gzip(forged, "x");
        ASSERT_FALSE(out) << back;
        EXPECT_EQ(out.error().what, "is not valid gzip");
    }
    // A header with a digest of its own, which is wrong.
    std::string digested = packed;
    digested[3] = static_cast<char>(digested[3] | 2);
    digested.insert(10, "\x01\x02");
    EXPECT_FALSE(expand_gzip(digested, "x"));
    // One that claims gigabytes is told by what comes out of it.
    std::string boasting = packed;
    boasting.replace(boasting.size() - 4, 4, "\xff\xff\xff\x7f");
    EXPECT_FALSE(expand_gzip(boasting, "x"));
}

// What Node.js 20 and npm 11 do with each was tried.
TEST(Gzip, ends_at_a_zero_byte_behind_a_member_as_node_reads_it) {
    const std::string first = gzip("one ");
    const std::string whole = first + gzip("two");
    GzipTail tail{.bytes = 7, .is_padding = false};
    EXPECT_EQ(expand_gzip_before_tail(whole, "x", {}, tail), "one two");
    EXPECT_EQ(tail.bytes, 0U);
    EXPECT_TRUE(tail.is_padding);
    EXPECT_EQ(expand_gzip_before_tail(whole + std::string(10, '\0'), "x", {}, tail), "one two");
    EXPECT_EQ(tail.bytes, 10U);
    EXPECT_TRUE(tail.is_padding);
    EXPECT_EQ(expand_gzip_before_tail(first + '\0' + whole, "x", {}, tail), "one ");
    EXPECT_EQ(tail.bytes, whole.size() + 1);
    EXPECT_FALSE(tail.is_padding);
    for (const std::string_view rubbish : {"P", "\x1f\x8b", "\x1f\x8b\xff\xff", "PPPPPPPPPP"})
        EXPECT_FALSE(expand_gzip_before_tail(whole + std::string(rubbish), "x", {}, tail)) << rubbish;
    EXPECT_FALSE(expand_gzip(whole + '\0', "x")) << "only where it is asked for";
}

TEST(Gzip, of_several_pieces_comes_out_whole) {
    const std::string text = patterned(40'000'000);
    // A member in front, so that nobody knows the size beforehand.
    const auto out = expand_gzip(gzip("x") + gzip(text), "x");
    ASSERT_TRUE(out) << out.error().message();
    EXPECT_TRUE(*out == "x" + text);
}

TEST(Xz, is_read_with_the_settings_people_use) {
    const std::string text = patterned(200'000);
    for (const lzma_check check : {LZMA_CHECK_NONE, LZMA_CHECK_CRC32, LZMA_CHECK_CRC64, LZMA_CHECK_SHA256}) {
        const auto out = expand_xz(xz(text, 9 | LZMA_PRESET_EXTREME, check), "x");
        ASSERT_TRUE(out) << out.error().message();
        EXPECT_TRUE(*out == text);
    }
}

TEST(Xz, stops_at_the_memory_that_its_dictionary_may_take) {
    lzma_options_lzma options{};
    lzma_lzma_preset(&options, 0);
    options.dict_size = 512u << 20;
    const std::array<lzma_filter, 2> filters{{{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, nullptr}}};
    // The encoder would need the memory too; the decoder reads the dictionary's size from the block header, which
    // liblzma's raw header functions write without it.
    const std::string text = "small";
    std::string packed = xz(text, 0, LZMA_CHECK_CRC32);
    constexpr size_t block = 12;  // behind the stream header
    lzma_block header{};
    header.version = 0;
    header.check = LZMA_CHECK_CRC32;
    header.filters = const_cast<lzma_filter*>(filters.data());
    header.compressed_size = LZMA_VLI_UNKNOWN;
    header.uncompressed_size = LZMA_VLI_UNKNOWN;
    ASSERT_EQ(lzma_block_header_size(&header), LZMA_OK);
    std::string bytes(header.header_size, '\0');
    ASSERT_EQ(lzma_block_header_encode(&header, reinterpret_cast<uint8_t*>(bytes.data())), LZMA_OK);
    packed.replace(block, bytes.size(), bytes);
    const auto out = expand_xz(packed, "x");
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().code, ErrorCode::limit);
    EXPECT_EQ(out.error().what, "needs more than 268435456 bytes of memory to expand");
}

TEST(Packing, is_told_by_the_first_bytes) {
    EXPECT_EQ(packing_of(gzip("x")), Packing::gzip);
    EXPECT_EQ(packing_of(zstd("x")), Packing::zstd);
    EXPECT_EQ(packing_of(xz("x")), Packing::xz);
    EXPECT_EQ(packing_of("PK\x03\x04"), Packing::zip);
    EXPECT_EQ(packing_of("{\"id\":1}"), Packing::none);
    EXPECT_EQ(packing_of(""), Packing::none);
}

}  // namespace
}  // namespace ward::archive
