#include "facts/subject/node_keys.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace ward::subject {
namespace {

constexpr auto dotted = ValueForm::dotted;
constexpr auto two_parts = ValueForm::two_parts;

// Of the lines from 12 to 26. Unicode is data of ICU, which the catalogue has no row for.
constexpr std::array<NodeKey, 33> keys{{
    {"acorn", "acorn"},
    {"ada", "ada"},
    {"amaro", "amaro"},
    {"ares", "c-ares", dotted, true},
    {"base64", "base64"},
    {"brotli", "brotli", dotted, true},
    {"cjs_module_lexer", "cjs-module-lexer"},
    {"cldr", "CLDR", two_parts},
    {"http_parser", "http-parser"},
    {"icu", "ICU", two_parts},
    {"lief", "LIEF"},
    {"llhttp", "llhttp", dotted, true},
    {"merve", "merve"},
    {"modules", "", ValueForm::number, true},
    {"napi", "", ValueForm::number, true, true},
    {"nbytes", "nbytes"},
    {"ncrypto", "ncrypto"},
    {"nghttp2", "nghttp2", dotted, true},
    {"nghttp3", "nghttp3", dotted, false, true},
    {"ngtcp2", "ngtcp2", dotted, false, true},
    {"node", ""},
    {"openssl", "openssl"},
    {"simdjson", "simdjson"},
    {"simdutf", "simdutf"},
    {"sqlite", "SQLite"},
    {"tz", "tz-data", ValueForm::tz},
    {"undici", "undici"},
    {"unicode", "", two_parts},
    {"uv", "libuv", dotted, true},
    {"uvwasi", "uvwasi"},
    {"v8", "V8", ValueForm::v8, true},
    {"zlib", "zlib", dotted, true},
    {"zstd", "zstd"},
}};

// Numbers joined by dots, at least `least` of them, at most `most`; what follows a '-' or '+' is a suffix.
bool is_dotted(std::string_view value, size_t least, size_t most) {
    const std::string_view numbers = value.substr(0, value.find_first_of("-+"));
    const std::vector<std::string_view> parts = split(numbers, '.');
    if (parts.size() < least || parts.size() > most) return false;
    return std::ranges::all_of(parts, [](std::string_view part) {
        return !part.empty() && is_digit(part[0]) && std::ranges::all_of(part, is_alnum);
    });
}

}  // namespace

std::span<const NodeKey> node_keys() {
    return keys;
}

const NodeKey* node_key(std::string_view key) {
    const auto found = std::ranges::lower_bound(keys, key, {}, &NodeKey::key);
    return found == keys.end() || found->key != key ? nullptr : &*found;
}

bool fits(ValueForm form, std::string_view value) {
    const auto are_digits = [](std::string_view text) { return std::ranges::all_of(text, is_digit); };
    switch (form) {
        case ValueForm::dotted: return is_dotted(value, 3, 5);
        case ValueForm::two_parts: return is_dotted(value, 2, 3) && value.find_first_of("-+") == value.npos;
        case ValueForm::number: return !value.empty() && value.size() <= 4 && are_digits(value);
        case ValueForm::tz:
            return value.size() >= 5 && value.size() <= 6 && value.starts_with("20") &&
                   are_digits(value.substr(2, 2)) && is_alpha(value[4]) && are_digits(value.substr(5));
        case ValueForm::v8: return is_dotted(value, 4, 4);
    }
    return false;
}

}  // namespace ward::subject
