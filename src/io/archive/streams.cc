// gzip (RFC 1952), zstd (RFC 8878) and xz (https://tukaani.org/xz/xz-file-format.txt) streams, whole and in memory,
// with a stop at the first byte over a limit.
#include <lzma.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <fmt/core.h>
#include <libdeflate.h>
#include <zlib.h>
#include <zstd.h>

#include "io/archive/archive.h"

namespace ward::archive {
namespace {

constexpr uint64_t least_piece_bytes = 1u << 20;
constexpr uint64_t most_piece_bytes = 16u << 20;
// A frame may ask for a window of gigabytes; 2^27 (128 MiB) is what zstd itself accepts without --long.
constexpr int zstd_window_log = 27;

// The result under construction, and the limits it must keep. In pieces, so that a large one is never there twice.
class Output {
  public:
    Output(std::string_view input, std::string_view name, const ExpandLimits& limits)
        : input_bytes_(input.size()), name_(name), limits_(limits) {}

    // Room for what comes next: at most one byte more than the limit, so that passing it is seen.
    std::span<char> room() {
        if (pieces_.empty() || pieces_.back().used == pieces_.back().size) {
            const uint64_t left = limits_.expanded_bytes - used_ + 1;
            const size_t size = static_cast<size_t>(
                std::min<uint64_t>(left, std::clamp<uint64_t>(used_, least_piece_bytes, most_piece_bytes)));
            pieces_.push_back({std::make_unique_for_overwrite<char[]>(size), size});
        }
        const Piece& last = pieces_.back();
        return std::span(last.bytes.get(), last.size).subspan(last.used);
    }
    Result<void> add(size_t count) {
        used_ += count;
        pieces_.back().used += count;
        if (used_ > limits_.expanded_bytes)
            return fail(ErrorCode::limit, fmt::format("expands to more than {} bytes", limits_.expanded_bytes), name_);
        if (used_ > limits_.ratio_free_bytes && used_ / std::max<size_t>(1, input_bytes_) >= limits_.ratio)
            return fail(ErrorCode::limit, fmt::format("expands more than {} times", limits_.ratio), name_);
        return {};
    }
    std::string take() {
        std::string text;
        text.resize_and_overwrite(used_, [&](char* to, size_t size) {
            for (Piece& piece : pieces_) {
                to = std::ranges::copy_n(piece.bytes.get(), static_cast<std::ptrdiff_t>(piece.used), to).out;
                piece.bytes.reset();
            }
            return size;
        });
        return text;
    }

  private:
    struct Piece {
        std::unique_ptr<char[]> bytes;
        size_t size = 0;
        size_t used = 0;
    };

    size_t input_bytes_;
    std::string name_;
    ExpandLimits limits_;
    std::vector<Piece> pieces_;
    size_t used_ = 0;
};

struct Gzip : z_stream {
    Gzip() : z_stream{} {}
    Gzip(const Gzip&) = delete;
    Gzip& operator=(const Gzip&) = delete;
    ~Gzip() { inflateEnd(this); }
};

struct Xz : lzma_stream {
    Xz() : lzma_stream(LZMA_STREAM_INIT) {}
    Xz(const Xz&) = delete;
    Xz& operator=(const Xz&) = delete;
    ~Xz() { lzma_end(this); }
};

struct DeflateFree {
    void operator()(libdeflate_decompressor* decompressor) const { libdeflate_free_decompressor(decompressor); }
};

// The usual gzip, in one go and in half the time: one member that tells its size truly. Nothing where it is another, or
// is wrong: zlib then says what it is.
std::optional<std::string> expand_single_gzip(std::string_view bytes, const ExpandLimits& limits) {
    constexpr size_t least_gzip = 18;     // a header, an empty block, the trailer
    constexpr uint8_t header_crc = 0x02;  // zlib checks it
    if (bytes.size() < least_gzip || (static_cast<uint8_t>(bytes[3]) & header_crc) != 0) return std::nullopt;
    uint32_t told = 0;
    for (size_t i = 0; i < 4; ++i) told |= uint32_t{static_cast<uint8_t>(bytes[bytes.size() - 4 + i])} << (8 * i);
    if (told > limits.expanded_bytes || (told > limits.ratio_free_bytes && told / bytes.size() >= limits.ratio))
        return std::nullopt;
    const std::unique_ptr<libdeflate_decompressor, DeflateFree> decompressor(libdeflate_alloc_decompressor());
    if (!decompressor) return std::nullopt;
    bool is_whole = false;
    std::string out;
    out.resize_and_overwrite(told, [&](char* data, size_t size) {
        size_t eaten = 0;
        size_t made = 0;
        const libdeflate_result result =
            libdeflate_gzip_decompress_ex(decompressor.get(), bytes.data(), bytes.size(), data, size, &eaten, &made);
        is_whole = result == LIBDEFLATE_SUCCESS && eaten == bytes.size() && made == size;
        return is_whole ? size : 0;
    });
    if (!is_whole) return std::nullopt;
    return out;
}

struct ZstdFree {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

Packing packing_of(std::string_view bytes) {
    using namespace std::string_view_literals;
    if (bytes.starts_with("PK\x03\x04"sv) || bytes.starts_with("PK\x05\x06"sv)) return Packing::zip;
    if (bytes.starts_with("\x1f\x8b"sv)) return Packing::gzip;
    if (bytes.starts_with("\x28\xb5\x2f\xfd"sv)) return Packing::zstd;
    if (bytes.starts_with("\xfd"
                          "7zXZ\0"sv))
        return Packing::xz;
    return Packing::none;
}

namespace {

Result<std::string> expand_members(std::string_view bytes, std::string_view name, const ExpandLimits& limits,
                                   GzipTail* tail) {
    if (auto whole = expand_single_gzip(bytes, limits)) return *std::move(whole);
    Output output(bytes, name, limits);
    Gzip stream;
    constexpr int gzip_only = 16 + MAX_WBITS;
    if (inflateInit2(&stream, gzip_only) != Z_OK) return fail(ErrorCode::internal, "cannot start zlib");
    std::string_view rest = bytes;
    for (;;) {
        // zlib counts in 32 bits: larger inputs go in piece by piece.
        const size_t piece = std::min<size_t>(rest.size(), 1u << 30);
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest.data()));
        stream.avail_in = static_cast<uInt>(piece);
        const std::span<char> room = output.room();
        const size_t offered = std::min<size_t>(room.size(), 1u << 30);
        stream.next_out = reinterpret_cast<Bytef*>(room.data());
        stream.avail_out = static_cast<uInt>(offered);
        const int status = inflate(&stream, Z_NO_FLUSH);
        const size_t eaten = piece - stream.avail_in;
        rest.remove_prefix(eaten);
        WARD_TRY_VOID(output.add(offered - stream.avail_out));
        if (status == Z_STREAM_END) {
            if (tail != nullptr && rest.starts_with('\0')) {
                *tail = {.bytes = rest.size(), .is_padding = rest.find_first_not_of('\0') == std::string_view::npos};
                return output.take();
            }
            if (rest.empty()) return output.take();
            if (inflateReset(&stream) != Z_OK) return fail(ErrorCode::internal, "cannot restart zlib");
        } else if (status == Z_OK || status == Z_BUF_ERROR) {
            if (rest.empty() && stream.avail_out != 0) return fail(ErrorCode::parse, "is cut short", std::string(name));
        } else {
            return fail(ErrorCode::parse, "is not valid gzip", std::string(name));
        }
    }
}

}  // namespace

Result<std::string> expand_gzip(std::string_view bytes, std::string_view name, const ExpandLimits& limits) {
    return expand_members(bytes, name, limits, nullptr);
}

Result<std::string> expand_gzip_before_tail(std::string_view bytes, std::string_view name, const ExpandLimits& limits,
                                            GzipTail& tail) {
    tail = {};
    return expand_members(bytes, name, limits, &tail);
}

Result<std::string> expand_zstd(std::string_view bytes, std::string_view name, const ExpandLimits& limits) {
    Output output(bytes, name, limits);
    const std::unique_ptr<ZSTD_DCtx, ZstdFree> context(ZSTD_createDCtx());
    if (!context) return fail(ErrorCode::internal, "cannot start zstd");
    ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, zstd_window_log);
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    size_t hint = 1;
    while (input.pos < input.size || hint != 0) {
        const std::span<char> room = output.room();
        ZSTD_outBuffer out{room.data(), room.size(), 0};
        const size_t before = input.pos;
        hint = ZSTD_decompressStream(context.get(), &out, &input);
        if (ZSTD_isError(hint) != 0)
            return fail(ErrorCode::parse, std::string("is not valid zstd: ") + ZSTD_getErrorName(hint),
                        std::string(name));
        WARD_TRY_VOID(output.add(out.pos));
        if (hint != 0 && input.pos == input.size && input.pos == before && out.pos == 0)
            return fail(ErrorCode::parse, "is cut short", std::string(name));
    }
    return output.take();
}

Result<std::string> expand_xz(std::string_view bytes, std::string_view name, const ExpandLimits& limits) {
    Output output(bytes, name, limits);
    Xz stream;
    // Several streams one after the other, as `cat a.xz b.xz` makes them, and a checksum that can be checked.
    constexpr uint32_t flags = LZMA_CONCATENATED | LZMA_TELL_UNSUPPORTED_CHECK;
    if (lzma_stream_decoder(&stream, max_xz_memory_bytes, flags) != LZMA_OK)
        return fail(ErrorCode::internal, "cannot start liblzma");
    stream.next_in = reinterpret_cast<const uint8_t*>(bytes.data());
    stream.avail_in = bytes.size();
    for (;;) {
        const std::span<char> room = output.room();
        stream.next_out = reinterpret_cast<uint8_t*>(room.data());
        stream.avail_out = room.size();
        const lzma_ret status = lzma_code(&stream, LZMA_FINISH);
        WARD_TRY_VOID(output.add(room.size() - stream.avail_out));
        switch (status) {
            case LZMA_OK: break;
            case LZMA_STREAM_END: return output.take();
            case LZMA_BUF_ERROR: return fail(ErrorCode::parse, "is cut short", std::string(name));
            case LZMA_MEMLIMIT_ERROR:
                return fail(ErrorCode::limit,
                            fmt::format("needs more than {} bytes of memory to expand", max_xz_memory_bytes),
                            std::string(name));
            case LZMA_UNSUPPORTED_CHECK:
                return fail(ErrorCode::unsupported, "has a checksum that is not known here", std::string(name));
            default: return fail(ErrorCode::parse, "is not valid xz", std::string(name));
        }
    }
}

}  // namespace ward::archive
