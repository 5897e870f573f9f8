// Encodes the parts of sort keys; see key.h for the layout.
#include "formats/versions/key.h"

#include <algorithm>
#include <bit>

#include "base/text.h"

namespace ward::versions {
namespace {

constexpr uint64_t small_numbers = 40;
constexpr uint8_t first_small = 0x10;
constexpr uint8_t before_sized = 0x37;
constexpr uint8_t long_number = 0x40;
constexpr size_t digits_of_any_u64 = 19;  // every number of so many digits fits

}  // namespace

void Key::number(uint64_t value) {
    if (value < small_numbers) return tag(static_cast<uint8_t>(first_small + value));
    const int length = (static_cast<int>(std::bit_width(value)) + 7) / 8;
    tag(static_cast<uint8_t>(before_sized + length));
    for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) tag(static_cast<uint8_t>(value >> shift));
}

void Key::digits(std::string_view decimal) {
    decimal.remove_prefix(std::min(decimal.find_first_not_of('0'), decimal.size()));
    if (decimal.size() <= digits_of_any_u64) {
        uint64_t value = 0;
        for (const char c : decimal) value = value * 10 + static_cast<uint64_t>(c - '0');
        return number(value);
    }
    // A 20-digit number may or may not fit 64 bits; both sort the same way here because all of them are written so.
    tag(long_number);
    number(decimal.size());
    bytes_ += decimal;
}

void Key::text(std::string_view text) {
    bytes_ += text;
    bytes_ += '\0';
}

std::optional<std::string_view> one_word(std::string_view version) {
    version = trim(version);
    const auto blank = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; };
    if (version.empty() || version.size() > max_version_bytes || std::ranges::any_of(version, blank))
        return std::nullopt;
    return version;
}

bool is_numeric(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

std::string_view take_digits(std::string_view& text) {
    const auto end = std::ranges::find_if_not(text, is_digit);
    const std::string_view digits(text.begin(), end);
    text.remove_prefix(digits.size());
    return digits;
}

}  // namespace ward::versions
