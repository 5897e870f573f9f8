// Reads and writes package URLs: https://github.com/package-url/purl-spec, "Core Specification", "How to parse", "How
// to build". The rules of single types are in purl_types.cc.
//
// Read from right to left, as the specification says, with what its own tests add: an '@' that starts a segment before
// another one is an npm scope that someone forgot to encode, not a version. More is taken than is canonical (upper-case
// types and qualifier keys, slashes after the colon, blanks and UTF-8 that should have been encoded), but never
// guessed: bad percent-encoding, invalid UTF-8, repeated or nameless parts are errors.
#include "formats/purl.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/purl_types.h"

namespace ward {
namespace {

std::unexpected<Error> bad(std::string reason) {
    return fail(ErrorCode::parse, std::move(reason));
}

int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    const char lower = to_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

Result<std::string> decode(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
        if (high < 0 || low < 0) return bad(fmt::format("\"{}\" has a % without two digits", display(text)));
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    for (std::string_view rest = out; !rest.empty(); rest.remove_prefix(utf8_length(rest)))
        if (utf8_length(rest) == 0) return bad(fmt::format("\"{}\" is not UTF-8", display(text)));
    return out;
}

// The colon is the one reserved character that the specification leaves alone.
std::string encode(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (is_alnum(c) || std::string_view(".-_~:").find(c) != std::string_view::npos) out += c;
        else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

std::string encode_segments(std::string_view path) {
    std::string out;
    for (const std::string_view segment : split(path, '/')) {
        if (segment.empty()) continue;
        if (!out.empty()) out += '/';
        out += encode(segment);
    }
    return out;
}

bool is_relative(std::string_view segment) {
    return segment == "." || segment == "..";
}

// Decoded segments joined by '/'; empty ones, and in a subpath `.` and `..`, do not count.
enum class Part { name_space, subpath };
Result<std::string> decode_segments(std::string_view path, Part part) {
    std::string out;
    for (const std::string_view raw : split(path, '/')) {
        WARD_TRY(const std::string segment, decode(raw));
        if (segment.empty() || (part == Part::subpath && is_relative(segment))) continue;
        if (segment.find('/') != std::string::npos)
            return bad(fmt::format("\"{}\" hides a slash in one segment", display(raw)));
        if (!out.empty()) out += '/';
        out += segment;
    }
    return out;
}

bool is_type(std::string_view text) {
    return !text.empty() && is_alpha(text[0]) &&
           std::ranges::all_of(text, [](char c) { return is_alnum(c) || c == '.' || c == '-'; });
}

bool is_key(std::string_view text) {
    return !text.empty() && is_alpha(text[0]) &&
           std::ranges::all_of(text, [](char c) { return is_alnum(c) || c == '.' || c == '-' || c == '_'; });
}

Result<std::map<std::string, std::string>> parse_qualifiers(std::string_view text) {
    std::map<std::string, std::string> qualifiers;
    if (text.empty()) return qualifiers;
    for (const std::string_view pair : split(text, '&')) {
        const size_t equals = pair.find('=');
        if (equals == std::string_view::npos)
            return bad(fmt::format("qualifier \"{}\" is not KEY=VALUE", display(pair)));
        const std::string key = to_lower(pair.substr(0, equals));
        if (!is_key(key)) return bad(fmt::format("\"{}\" cannot be the key of a qualifier", display(key)));
        WARD_TRY(std::string value, decode(pair.substr(equals + 1)));
        if (value.empty()) continue;
        if (!qualifiers.emplace(key, std::move(value)).second)
            return bad(fmt::format("qualifier {} is given twice", key));
    }
    return qualifiers;
}

// Where the '@' of the version is, or npos.
size_t version_mark(std::string_view text) {
    const size_t at = text.rfind('@');
    if (at == std::string_view::npos) return at;
    const bool starts_segment = at == 0 || text[at - 1] == '/';
    const size_t slash = text.find('/', at);
    const bool is_scope = starts_segment && slash != std::string_view::npos &&
                          text.find_first_not_of('/', slash) != std::string_view::npos;
    return is_scope ? std::string_view::npos : at;
}

Result<Purl> parse_parts(std::string_view text) {
    if (text.size() > max_purl_bytes)
        return fail(ErrorCode::limit, fmt::format("is longer than {} bytes", max_purl_bytes));
    if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
        return bad("has a control character");

    Purl purl;
    if (const size_t hash = text.rfind('#'); hash != std::string_view::npos) {
        WARD_TRY(purl.subpath, decode_segments(text.substr(hash + 1), Part::subpath));
        text = text.substr(0, hash);
    }
    if (const size_t question = text.rfind('?'); question != std::string_view::npos) {
        WARD_TRY(purl.qualifiers, parse_qualifiers(text.substr(question + 1)));
        text = text.substr(0, question);
    }
    if (text.size() < 4 || !equal_ignoring_case(text.substr(0, 4), "pkg:")) return bad("does not start with pkg:");
    text.remove_prefix(4);
    while (text.starts_with('/')) text.remove_prefix(1);

    const size_t type_end = text.find('/');
    purl.type = text.substr(0, type_end);
    if (!is_type(purl.type)) return bad(fmt::format("\"{}\" cannot be a type", display(purl.type)));
    text = type_end == std::string_view::npos ? std::string_view{} : text.substr(type_end + 1);

    if (const size_t mark = version_mark(text); mark != std::string_view::npos) {
        WARD_TRY(purl.version, decode(text.substr(mark + 1)));
        text = text.substr(0, mark);
        if (text.ends_with('/')) return bad("the name is missing");
    }
    while (text.ends_with('/')) text.remove_suffix(1);
    const size_t slash = text.rfind('/');
    WARD_TRY(purl.name, decode(slash == std::string_view::npos ? text : text.substr(slash + 1)));
    if (purl.name.empty()) return bad("the name is missing");
    if (slash != std::string_view::npos) {
        WARD_TRY(purl.name_space, decode_segments(text.substr(0, slash), Part::name_space));
    }
    normalise_purl(purl);
    WARD_TRY_VOID(check_purl(purl));
    return purl;
}

}  // namespace

Result<Purl> Purl::parse(std::string_view text) {
    auto purl = parse_parts(text);
    if (!purl) {
        constexpr size_t shown = 200;
        purl.error().where = display(text.substr(0, shown)) + (text.size() > shown ? "..." : "");
    }
    return purl;
}

std::string Purl::to_string() const {
    Purl canonical = *this;
    normalise_purl(canonical);
    std::string out = "pkg:" + canonical.type + '/';
    if (const std::string path = encode_segments(canonical.name_space); !path.empty()) out += path + '/';
    out += encode(canonical.name);
    if (!canonical.version.empty()) out += '@' + encode(canonical.version);
    char separator = '?';
    for (const auto& [key, value] : canonical.qualifiers) {
        if (value.empty()) continue;
        out += separator + to_lower(key) + '=' + encode(value);
        separator = '&';
    }
    std::string path;
    for (const std::string_view segment : split(canonical.subpath, '/'))
        if (!segment.empty() && !is_relative(segment)) path += (path.empty() ? "" : "/") + encode(segment);
    return path.empty() ? out : out + '#' + path;
}

Purl Purl::package() const {
    return {.type = type, .name_space = name_space, .name = name, .version = {}, .qualifiers = {}, .subpath = {}};
}

Purl npm_purl(std::string_view name, std::string_view version) {
    const size_t slash = name.starts_with('@') ? name.find('/') : std::string_view::npos;
    Purl purl{
        .type = "npm", .name_space = {}, .name = {}, .version = std::string(version), .qualifiers = {}, .subpath = {}};
    if (slash != std::string_view::npos) purl.name_space = name.substr(0, slash);
    purl.name = slash == std::string_view::npos ? name : name.substr(slash + 1);
    return purl;
}

}  // namespace ward
