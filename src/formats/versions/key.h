// Writes sort keys: byte strings whose plain comparison is the ordering of the versions they stand for.
//
// A key is a chain of self-delimiting parts. Bytes 0x10..0x40 start a number, everything else below is a tag that the
// ordering chooses, so one comparison decides "ends here", "a qualifier follows" and "another number follows" at once:
//
//     0x00..0x0f            tags: what may stand where a number may also stand, and sorts below every number
//     0x10 + n              a number n < 40
//     0x37 + length, bytes  a number of 1 to 8 bytes, big-endian
//     0x40, count, digits   a longer number: its count of decimal digits (a number again), then the digits
//
// Letters (0x41...) sort above numbers; Debian's rules need that.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ward::versions {

// Longest version that has a key (npm has its own, lower limit). Real ones stay below 120 bytes.
constexpr size_t max_version_bytes = 4096;

class Key {
  public:
    void tag(uint8_t byte) { bytes_ += static_cast<char>(byte); }
    void number(uint64_t value);
    // Decimal digits of any length; leading zeros do not count, no digits at all are 0.
    void digits(std::string_view decimal);
    // Text without NUL, and a terminator below all of it.
    void text(std::string_view text);
    std::string take() && { return std::move(bytes_); }

  private:
    std::string bytes_;
};

// `version` without white space at its ends, if it is one printable word within the limit.
std::optional<std::string_view> one_word(std::string_view version);

// Is it decimal digits, at least one?
bool is_numeric(std::string_view text);
// Takes the decimal digits that start `text` off it (perhaps none).
std::string_view take_digits(std::string_view& text);

}  // namespace ward::versions
