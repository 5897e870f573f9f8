#include "facts/advisory/json_text.h"

#include <optional>

#include "base/text.h"

namespace ward::advisory {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";

std::optional<uint32_t> four_hex(std::string_view text) {
    if (text.size() < 4) return std::nullopt;
    uint32_t value = 0;
    for (const char c : text.substr(0, 4)) {
        const char low = to_lower(c);
        if (is_digit(low)) value = value * 16 + static_cast<uint32_t>(low - '0');
        else if (low >= 'a' && low <= 'f') value = value * 16 + static_cast<uint32_t>(low - 'a' + 10);
        else return std::nullopt;
    }
    return value;
}

void append_utf8(std::string& out, uint32_t code) {
    auto put = [&out](uint32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xc0 | (code >> 6));
        put(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        put(0xe0 | (code >> 12));
        put(0x80 | ((code >> 6) & 0x3f));
        put(0x80 | (code & 0x3f));
    } else {
        put(0xf0 | (code >> 18));
        put(0x80 | ((code >> 12) & 0x3f));
        put(0x80 | ((code >> 6) & 0x3f));
        put(0x80 | (code & 0x3f));
    }
}

// Reads the escape after a backslash off `rest` and appends what it stands for; false where it stands for nothing.
bool take_escape(std::string_view& rest, std::string& out) {
    if (rest.empty()) return false;
    const char letter = rest[0];
    rest.remove_prefix(1);
    switch (letter) {
        case '"':
        case '\\':
        case '/': out += letter; return true;
        case 'b': out += '\b'; return true;
        case 'f': out += '\f'; return true;
        case 'n': out += '\n'; return true;
        case 'r': out += '\r'; return true;
        case 't': out += '\t'; return true;
        case 'u': break;
        default: return false;
    }
    const auto unit = four_hex(rest);
    if (!unit) return false;
    rest.remove_prefix(4);
    if (*unit < 0xd800 || *unit > 0xdfff) {
        append_utf8(out, *unit);
        return true;
    }
    if (*unit > 0xdbff || !rest.starts_with("\\u")) return false;
    const auto low = four_hex(rest.substr(2));
    if (!low || *low < 0xdc00 || *low > 0xdfff) return false;
    rest.remove_prefix(6);
    append_utf8(out, 0x10000 + ((*unit - 0xd800) << 10) + (*low - 0xdc00));
    return true;
}

}  // namespace

std::string_view JsonText::plain(std::string_view raw) {
    size_t backslash = raw.find('\\');
    if (backslash == std::string_view::npos) return raw;
    if (used_ == unescaped_.size()) unescaped_.emplace_back();
    std::string& out = unescaped_[used_++];
    out.clear();
    while (backslash != std::string_view::npos) {
        out += raw.substr(0, backslash);
        raw.remove_prefix(backslash + 1);
        if (!take_escape(raw, out)) {
            out += replacement;
            ++broken_;
        }
        backslash = raw.find('\\');
    }
    out += raw;
    return out;
}

void JsonText::clear() {
    used_ = 0;
    broken_ = 0;
}

}  // namespace ward::advisory
