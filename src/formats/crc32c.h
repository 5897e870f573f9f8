// CRC-32C (Castagnoli, RFC 3720 appendix B.4): the checksum of database pages and of the `x-goog-hash` header. Uses the
// processor's instruction where there is one.
#pragma once

#include <cstdint>
#include <string_view>

namespace ward {

// Of `bytes`, continuing from `before` (0 at the start).
uint32_t crc32c(std::string_view bytes, uint32_t before = 0);
// The same without the instruction, for processors that lack it (and to test one against the other).
uint32_t crc32c_portable(std::string_view bytes, uint32_t before = 0);

}  // namespace ward
