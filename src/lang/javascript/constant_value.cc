#include "lang/javascript/constant_value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace ward::javascript {
namespace {

constexpr double max_safe_integer = 9007199254740991;

int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    const char lower = to_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

int base64_digit(char c, bool url) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (is_digit(c)) return c - '0' + 52;
    if (c == '+' || (url && c == '-')) return 62;
    if (c == '/' || (url && c == '_')) return 63;
    return -1;
}

void put(std::string& out, uint32_t byte) {
    out += static_cast<char>(static_cast<unsigned char>(byte));
}

void put_utf8(std::string& out, uint32_t c) {
    if (c < 0x80) {
        put(out, c);
    } else if (c < 0x800) {
        put(out, 0xc0 | c >> 6);
        put(out, 0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        put(out, 0xe0 | c >> 12);
        put(out, 0x80 | (c >> 6 & 0x3f));
        put(out, 0x80 | (c & 0x3f));
    } else {
        put(out, 0xf0 | c >> 18);
        put(out, 0x80 | (c >> 12 & 0x3f));
        put(out, 0x80 | (c >> 6 & 0x3f));
        put(out, 0x80 | (c & 0x3f));
    }
}

std::optional<double> safe(double number) {
    if (std::abs(number) > max_safe_integer || std::floor(number) != number) return std::nullopt;
    return number == 0 ? 0 : number;  // no -0: its text is "0" too, but 1 / -0 is not
}

int32_t to_int32(double number) {
    return static_cast<int32_t>(static_cast<uint32_t>(static_cast<int64_t>(number)));
}

}  // namespace

bool has_needless_escapes(std::string_view literal, std::string_view text) {
    size_t found = 0;
    for (size_t i = 0; i + 3 < literal.size(); ++i) {
        if (literal[i] != '\\') continue;
        ++i;
        const std::string_view digits = literal[i] == 'x'   ? literal.substr(i + 1, 2)
                                        : literal[i] == 'u' ? literal.substr(i + 1, 4)
                                                            : std::string_view();
        if (digits.empty()) continue;
        const auto bytes = bytes_of_hex(digits);
        if (bytes && (bytes->size() == 1 || bytes->front() == '\0') && bytes->back() >= ' ' && bytes->back() < '\x7f')
            ++found;
    }
    return found >= 3 && found * 2 >= text.size();
}

Value text_value(std::string text, Detours detours) {
    return {.kind = Value::Kind::text, .text = std::move(text), .detours = detours};
}

Value number_value(double number, Detours detours) {
    return {.kind = Value::Kind::number, .number = number, .detours = detours};
}

std::optional<double> integer_of(std::string_view literal) {
    int base = 10;
    if (literal.size() > 1 && literal[0] == '0') {
        const char mark = to_lower(literal[1]);
        base = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 0;
        if (base == 0) return std::nullopt;  // 017, 0.5
        literal.remove_prefix(2);
    }
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(literal.data(), literal.data() + literal.size(), number, base);
    if (error != std::errc() || end != literal.data() + literal.size()) return std::nullopt;
    return safe(static_cast<double>(number));
}

std::optional<std::string> text_of(const Value& value) {
    switch (value.kind) {
        case Value::Kind::text: return value.text;
        case Value::Kind::number: return std::to_string(static_cast<int64_t>(value.number));
        case Value::Kind::bytes:
            if (!is_utf8(value.text)) return std::nullopt;
            return value.text;
        case Value::Kind::list: return std::nullopt;
    }
    return std::nullopt;
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_utf8(std::string_view text) {
    for (size_t i = 0; i < text.size();) {
        if (static_cast<unsigned char>(text[i]) < 0x80) {
            ++i;
            continue;
        }
        const size_t length = utf8_length(text.substr(i));
        if (length == 0) return false;
        i += length;
    }
    // Node's decoder takes a byte order mark away.
    return !text.starts_with("\xef\xbb\xbf");
}

std::optional<double> arithmetic(std::string_view operation, double left, double right) {
    const auto shift = static_cast<uint32_t>(to_int32(right)) & 31;
    if (operation == "+") return safe(left + right);
    if (operation == "-") return safe(left - right);
    if (operation == "*") return safe(left * right);
    if (operation == "/") return right == 0 ? std::nullopt : safe(left / right);
    if (operation == "%") return right == 0 ? std::nullopt : safe(std::fmod(left, right));
    if (operation == "^") return to_int32(left) ^ to_int32(right);
    if (operation == "&") return to_int32(left) & to_int32(right);
    if (operation == "|") return to_int32(left) | to_int32(right);
    if (operation == "<<") return static_cast<int32_t>(static_cast<uint32_t>(to_int32(left)) << shift);
    if (operation == ">>") return to_int32(left) >> shift;
    if (operation == ">>>") return static_cast<uint32_t>(to_int32(left)) >> shift;
    return std::nullopt;
}

std::string utf8_of_latin1(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    for (const char c : bytes) put_utf8(out, static_cast<unsigned char>(c));
    return out;
}

std::optional<std::string> latin1_of_utf8(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size();) {
        const size_t length = utf8_length(text.substr(i));
        if (length == 0) return std::nullopt;
        const char32_t c = decode_utf8(text.substr(i, length));
        if (c > 0xff) return std::nullopt;
        put(out, c);
        i += length;
    }
    return out;
}

std::optional<std::string> bytes_of_base64(std::string_view text, bool url) {
    std::string out;
    out.reserve(text.size() / 4 * 3 + 3);
    uint32_t bits = 0;
    size_t digits = 0;
    size_t padding = 0;
    for (const char c : text) {
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f') continue;
        if (c == '=') {
            if (++padding > 2) return std::nullopt;
            continue;
        }
        const int digit = base64_digit(c, url);
        if (digit < 0 || padding > 0) return std::nullopt;
        bits = bits << 6 | static_cast<uint32_t>(digit);
        if (++digits % 4 == 0) {
            put(out, bits >> 16);
            put(out, bits >> 8);
            put(out, bits);
        }
    }
    if (digits % 4 == 1 || (padding > 0 && (digits + padding) % 4 != 0)) return std::nullopt;
    if (digits % 4 == 2) put(out, bits >> 4);
    if (digits % 4 == 3) {
        put(out, bits >> 10);
        put(out, bits >> 2);
    }
    return out;
}

std::optional<std::string> bytes_of_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::string out;
    for (size_t i = 0; i < text.size(); i += 2) {
        const int high = hex_digit(text[i]);
        const int low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        put(out, static_cast<uint32_t>(high * 16 + low));
    }
    return out;
}

std::optional<std::string> percent_decoded(std::string_view text, bool keep_reserved) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const auto byte = bytes_of_hex(text.substr(i + 1, 2));
        if (!byte || byte->size() != 1) return std::nullopt;
        if (keep_reserved && std::string_view(";/?:@&=+$,#").contains(byte->front())) return std::nullopt;
        out += *byte;
        i += 2;
    }
    // A byte order mark stays here, so that it is no obstacle; other wrong sequences throw.
    if (!is_utf8(out.starts_with("\xef\xbb\xbf") ? std::string_view(out).substr(3) : std::string_view(out)))
        return std::nullopt;
    return out;
}

std::optional<std::string> unescaped(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const bool wide = text.substr(i + 1).starts_with('u');
        const auto bytes = wide ? bytes_of_hex(text.substr(i + 2, 4)) : bytes_of_hex(text.substr(i + 1, 2));
        if (!bytes || bytes->size() != (wide ? 2 : 1)) {  // as it is written
            out += '%';
            continue;
        }
        uint32_t unit = 0;
        for (const char c : *bytes) unit = unit << 8 | static_cast<unsigned char>(c);
        if (unit >= 0xd800 && unit <= 0xdfff) return std::nullopt;
        put_utf8(out, unit);
        i += wide ? 5 : 2;
    }
    return out;
}

std::optional<std::string> text_of_units(const std::vector<Value>& units) {
    std::string out;
    uint32_t high = 0;
    for (const Value& value : units) {
        if (value.kind != Value::Kind::number) return std::nullopt;
        const uint32_t unit = static_cast<uint32_t>(to_int32(value.number)) & 0xffff;
        if (high != 0) {
            if (unit < 0xdc00 || unit > 0xdfff) return std::nullopt;
            put_utf8(out, 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
            high = 0;
        } else if (unit >= 0xd800 && unit < 0xdc00) {
            high = unit;
        } else if (unit >= 0xdc00 && unit <= 0xdfff) {
            return std::nullopt;
        } else {
            put_utf8(out, unit);
        }
    }
    if (high != 0) return std::nullopt;
    return out;
}

}  // namespace ward::javascript
