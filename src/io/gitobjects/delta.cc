#include "io/gitobjects/delta.h"

#include <cstdint>

#include <fmt/core.h>

namespace ward::gitobjects {
namespace {

constexpr uint32_t default_copy_bytes = 0x10000;  // a size of zero means this

std::unexpected<Error> bad(const char* reason) {
    return fail(ErrorCode::parse, std::string("delta ") + reason);
}

// Base 128, least significant first.
Result<size_t> take_size(std::string_view& bytes) {
    size_t value = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
        if (bytes.empty()) return bad("is cut short");
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        value |= size_t{byte & 0x7fu} << shift;
        if ((byte & 0x80) == 0) return value;
    }
    return bad("has a size that is too large");
}

// The bytes of a number that `bits` say are there, least significant first.
Result<uint32_t> take_number(std::string_view& bytes, unsigned bits, unsigned count) {
    uint32_t value = 0;
    for (unsigned i = 0; i < count; ++i) {
        if ((bits >> i & 1) == 0) continue;
        if (bytes.empty()) return bad("is cut short");
        value |= uint32_t{static_cast<unsigned char>(bytes.front())} << (8 * i);
        bytes.remove_prefix(1);
    }
    return value;
}

}  // namespace

Result<DeltaSizes> take_delta_sizes(std::string_view& delta) {
    DeltaSizes sizes;
    WARD_TRY(sizes.base, take_size(delta));
    WARD_TRY(sizes.result, take_size(delta));
    return sizes;
}

Result<std::string> apply_delta(std::string_view base, std::string_view delta, size_t max_bytes) {
    WARD_TRY(const DeltaSizes sizes, take_delta_sizes(delta));
    if (sizes.base != base.size()) return bad("is for a base of another size");
    if (sizes.result > max_bytes) return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", max_bytes));
    std::string result;
    result.reserve(sizes.result);
    while (!delta.empty()) {
        const auto code = static_cast<unsigned char>(delta.front());
        delta.remove_prefix(1);
        if (code == 0) return bad("has a reserved instruction");
        std::string_view piece;
        if ((code & 0x80) == 0) {
            if (code > delta.size()) return bad("is cut short");
            piece = delta.substr(0, code);
            delta.remove_prefix(code);
        } else {
            WARD_TRY(const uint32_t offset, take_number(delta, code & 0x0fu, 4));
            WARD_TRY(uint32_t size, take_number(delta, code >> 4 & 0x07u, 3));
            if (size == 0) size = default_copy_bytes;
            if (offset > base.size() || size > base.size() - offset) return bad("copies from outside of its base");
            piece = base.substr(offset, size);
        }
        if (piece.size() > sizes.result - result.size()) return bad("makes more than it says");
        result += piece;
    }
    if (result.size() != sizes.result) return bad("makes less than it says");
    return result;
}

}  // namespace ward::gitobjects
