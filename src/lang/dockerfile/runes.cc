#include "lang/dockerfile/runes.h"

namespace ward::dockerfile {

void append_rune(std::string& out, char32_t c) {
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | c >> 6);
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | c >> 12);
        out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | c >> 18);
        out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
        out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    }
}

bool is_unicode_space(char32_t c) {
    if (c < 0x80) return is_space(static_cast<char>(c));
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

std::string_view trim_left_unicode(std::string_view text) {
    for (;;) {
        const Rune first = rune_at(text, 0);
        if (first.width == 0 || !is_unicode_space(first.value)) return text;
        text.remove_prefix(first.width);
    }
}

std::string_view trim_unicode(std::string_view text) {
    text = trim_left_unicode(text);
    while (!text.empty()) {
        size_t width = 1;
        while (width < 4 && width < text.size() && (text[text.size() - width] & 0xC0) == 0x80) ++width;
        const Rune last = rune_at(text, text.size() - width);
        if (last.width != width || !is_unicode_space(last.value)) break;
        text.remove_suffix(width);
    }
    return text;
}

std::string lower_name(std::string_view name) {
    std::string lower = to_lower(name);
    if (lower.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos) return lower;
    lower = replace_all(lower, "\xE2\x84\xAA", "k");  // KELVIN SIGN
    return replace_all(lower, "\xC4\xB0", "i");       // LATIN CAPITAL LETTER I WITH DOT ABOVE
}

}  // namespace ward::dockerfile
