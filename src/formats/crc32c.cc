#include "formats/crc32c.h"

#include <array>
#include <cstddef>
#include <cstring>

namespace ward {
namespace {

constexpr uint32_t polynomial = 0x82f63b78;  // bits reversed

// table[k][b]: the CRC of byte b followed by k zero bytes, so that eight bytes go in one step.
constexpr auto make_tables() {
    std::array<std::array<uint32_t, 256>, 8> tables{};
    for (uint32_t byte = 0; byte < 256; ++byte) {
        uint32_t crc = byte;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? polynomial : 0);
        tables[0][byte] = crc;
    }
    for (size_t k = 1; k < 8; ++k)
        for (size_t byte = 0; byte < 256; ++byte)
            tables[k][byte] = (tables[k - 1][byte] >> 8) ^ tables[0][tables[k - 1][byte] & 0xff];
    return tables;
}
constexpr auto tables = make_tables();

// The first eight bytes.
uint64_t word_of(std::string_view bytes) {
    uint64_t word;
    std::memcpy(&word, bytes.data(), sizeof word);
    return word;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) uint32_t crc32c_sse42(std::string_view bytes, uint32_t before) {
    uint64_t crc = ~before;
    while (bytes.size() >= 8) {
        crc = __builtin_ia32_crc32di(crc, word_of(bytes));
        bytes.remove_prefix(8);
    }
    auto narrow = static_cast<uint32_t>(crc);
    for (const char byte : bytes) narrow = __builtin_ia32_crc32qi(narrow, static_cast<unsigned char>(byte));
    return ~narrow;
}
#endif

}  // namespace

uint32_t crc32c_portable(std::string_view bytes, uint32_t before) {
    uint32_t crc = ~before;
    while (bytes.size() >= 8) {
        const uint64_t word = word_of(bytes) ^ crc;
        crc = 0;
        for (size_t k = 0; k < 8; ++k) crc ^= tables[7 - k][(word >> (8 * k)) & 0xff];
        bytes.remove_prefix(8);
    }
    for (const char byte : bytes) crc = (crc >> 8) ^ tables[0][(crc ^ static_cast<unsigned char>(byte)) & 0xff];
    return ~crc;
}

uint32_t crc32c(std::string_view bytes, uint32_t before) {
#if defined(__x86_64__)
    static const bool has_instruction = __builtin_cpu_supports("sse4.2") != 0;
    if (has_instruction) return crc32c_sse42(bytes, before);
#endif
    return crc32c_portable(bytes, before);
}

}  // namespace ward
