#include "formats/line_sum.h"

#include <charconv>

#include <fmt/core.h>

#include "base/text.h"

namespace ward {
namespace {

constexpr uint64_t hash_start = 0xcbf29ce484222325;
constexpr uint64_t hash_step = 0x100000001b3;
constexpr size_t digits = 16;

// The finalizer of splitmix64: without it, sums of similar lines would meet.
uint64_t spread(uint64_t value) {
    value ^= value >> 30;
    value *= 0xbf58476d1ce4e5b9;
    value ^= value >> 27;
    value *= 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

std::optional<uint64_t> number(std::string_view text) {
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::string LineSum::hex() const {
    return fmt::format("{:016x}{:016x}", first, second);
}

std::optional<LineSum> LineSum::from_hex(std::string_view text) {
    if (text.size() != 2 * digits) return std::nullopt;
    const auto one = number(text.substr(0, digits));
    const auto two = number(text.substr(digits));
    if (!one || !two) return std::nullopt;
    return LineSum{*one, *two};
}

LineSum line_sum(std::string_view text) {
    LineSum sum;
    uint64_t hash = hash_start;
    const auto end_line = [&] {
        // A line of white space counts for nothing.
        if (hash != hash_start) sum += LineSum{spread(hash), spread(hash ^ 0x6a09e667f3bcc908)};
        hash = hash_start;
    };
    for (const char c : text) {
        if (c == '\n') end_line();
        else if (!is_space(c)) hash = (hash ^ static_cast<unsigned char>(c)) * hash_step;
    }
    end_line();
    return sum;
}

}  // namespace ward
