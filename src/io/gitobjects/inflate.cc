#include "io/gitobjects/inflate.h"

#include <algorithm>
#include <memory>

#include <libdeflate.h>
#include <zlib.h>

namespace ward::gitobjects {
namespace {

constexpr size_t max_deflate_ratio = 1032;  // of the format itself

struct Free {
    void operator()(libdeflate_decompressor* one) const { libdeflate_free_decompressor(one); }
};

libdeflate_decompressor* decompressor() {
    thread_local const std::unique_ptr<libdeflate_decompressor, Free> one(libdeflate_alloc_decompressor());
    return one.get();
}

struct Stream : z_stream {
    Stream() : z_stream{} {}
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    ~Stream() { inflateEnd(this); }
};

}  // namespace

Result<std::string> inflate_exactly(std::string_view packed, size_t size) {
    if (size / max_deflate_ratio > packed.size()) return fail(ErrorCode::parse, "claims more bytes than it can hold");
    if (decompressor() == nullptr) return fail(ErrorCode::internal, "cannot start libdeflate");
    std::string out(size, '\0');
    size_t used = 0;
    size_t made = 0;
    const auto status = libdeflate_zlib_decompress_ex(decompressor(), packed.data(), packed.size(), out.data(),
                                                      out.size(), &used, &made);
    if (status == LIBDEFLATE_SUCCESS && made == size) return out;
    if (status == LIBDEFLATE_BAD_DATA) return fail(ErrorCode::parse, "is not a whole zlib stream");
    return fail(ErrorCode::parse, "has another size than it says");
}

Result<std::string> inflate_head(std::string_view packed, size_t size) {
    Stream stream;
    if (inflateInit(&stream) != Z_OK) return fail(ErrorCode::internal, "cannot start zlib");
    std::string out(size, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(std::min<size_t>(packed.size(), 1u << 16));
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int status = inflate(&stream, Z_SYNC_FLUSH);
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
        return fail(ErrorCode::parse, "is not a zlib stream");
    out.resize(out.size() - stream.avail_out);
    return out;
}

}  // namespace ward::gitobjects
