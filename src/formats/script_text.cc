#include "formats/script_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include <fmt/core.h>

#include "base/text.h"

namespace ward {

void append_script_string(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\b': out += "\\b"; break;
            case '\f': out += "\\f"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
                else out += c;
        }
    }
    out += '"';
}

std::string script_number(double number) {
    if (number == 0) return "0";
    if (!std::isfinite(number)) return "null";  // as JSON.stringify has it
    std::array<char, 40> buffer;
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(number), std::chars_format::scientific);
    const std::string_view text(buffer.data(), static_cast<size_t>(end.ptr - buffer.data()));
    const size_t e = text.find('e');
    const std::string digits = replace_all(text.substr(0, e), ".", "");
    const std::string_view written = text.substr(e + 1);
    const int point = to_number<int>(written.starts_with('+') ? written.substr(1) : written).value_or(0) + 1;
    const int count = static_cast<int>(digits.size());
    std::string out = number < 0 ? "-" : "";
    if (point > 21 || point <= -6) {
        out += digits.substr(0, 1);
        if (count > 1) out += "." + digits.substr(1);
        return out + fmt::format("e{}{}", point > 0 ? '+' : '-', std::abs(point - 1));
    }
    if (point <= 0) return out + "0." + std::string(static_cast<size_t>(-point), '0') + digits;
    if (count <= point) return out + digits + std::string(static_cast<size_t>(point - count), '0');
    return out + digits.substr(0, static_cast<size_t>(point)) + "." + digits.substr(static_cast<size_t>(point));
}

std::optional<uint32_t> script_index(std::string_view name) {
    const auto number = to_number<uint32_t>(name);
    if (!number || *number == UINT32_MAX || std::to_string(*number) != name) return std::nullopt;
    return number;
}

}  // namespace ward
