// Percent-encode sets, each as a table of the 256 bytes.
#include <array>

#include "base/text.h"
#include "formats/url_parts.h"

namespace ward::url_parts {
namespace {

bool is_in_set(unsigned char c, EncodeSet set) {
    using enum EncodeSet;
    if (c <= 0x1f || c > 0x7e) return true;
    switch (set) {
        case c0_control: return false;
        case fragment: return std::string_view(" \"<>`").contains(static_cast<char>(c));
        case query: return std::string_view(" \"#<>").contains(static_cast<char>(c));
        case special_query: return std::string_view(" \"#<>'").contains(static_cast<char>(c));
        case path: return std::string_view(" \"#<>?^`{}").contains(static_cast<char>(c));
        case userinfo: return std::string_view(" \"#<>?^`{}/:;=@[\\]|").contains(static_cast<char>(c));
    }
    return true;
}

constexpr size_t sets = static_cast<size_t>(EncodeSet::userinfo) + 1;

const std::array<bool, 256>& members(EncodeSet set) {
    static const auto tables = [] {
        std::array<std::array<bool, 256>, sets> all{};
        for (size_t i = 0; i < sets; ++i)
            for (size_t c = 0; c < 256; ++c)
                all.at(i).at(c) = is_in_set(static_cast<unsigned char>(c), static_cast<EncodeSet>(i));
        return all;
    }();
    return tables.at(static_cast<size_t>(set));
}

int hex_digit(char c) {
    const char lower = to_lower(c);
    return is_digit(lower) ? lower - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

void append_encoded(std::string& out, std::string_view text, EncodeSet set) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const std::array<bool, 256>& encoded = members(set);
    for (size_t at = 0; at < text.size();) {
        size_t end = at;
        while (end < text.size() && !encoded[static_cast<unsigned char>(text[end])]) ++end;
        out += text.substr(at, end - at);
        if (end < text.size()) {
            const auto byte = static_cast<unsigned char>(text[end]);
            out += {'%', digits[byte >> 4], digits[byte & 15]};
        }
        at = end + 1;
    }
}

std::string percent_decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
        const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
        if (low < 0) {
            out += text[i];
            continue;
        }
        out += static_cast<char>(high << 4 | low);
        i += 2;
    }
    return out;
}

bool is_utf8(std::string_view text) {
    for (size_t at = 0; at < text.size();) {
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            ++at;
            continue;
        }
        const size_t length = utf8_length(text.substr(at));
        if (length == 0) return false;
        at += length;
    }
    return true;
}

bool is_drive_letter(std::string_view text, bool normalised) {
    return text.size() == 2 && is_alpha(text[0]) && (text[1] == ':' || (!normalised && text[1] == '|'));
}

}  // namespace ward::url_parts
