#include "actions/track/marker.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/digest.h"

namespace ward::track {
namespace {

constexpr std::string_view opening = "<!-- ward:track/1 ";
constexpr std::string_view closing = " -->";
constexpr size_t key_digits = 16;

bool is_plain(char c) {
    return is_alnum(c) || std::string_view("._/:@+~-").find(c) != std::string_view::npos;
}

// Percent-encoded but for signs that mean nothing in HTML or here; "--" would trouble old readers of comments.
std::string encode(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool doubled = c == '-' && out.ends_with('-');
        if (is_plain(c) && !doubled) out += c;
        else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

std::optional<std::string> decode(std::string_view text) {
    const auto digit = [](char c) -> int {
        if (is_digit(c)) return c - '0';
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    };
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (is_plain(text[i])) {
            out += text[i];
            continue;
        }
        if (text[i] != '%' || i + 2 >= text.size()) return std::nullopt;
        const int high = digit(text[i + 1]);
        const int low = digit(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

template <typename Texts>
std::string encode_all(const Texts& texts) {
    std::string out;
    for (const std::string& text : texts) out += (out.empty() ? "" : ",") + encode(text);
    return out;
}

std::optional<std::vector<std::string>> decode_all(std::string_view text) {
    std::vector<std::string> out;
    if (text.empty()) return out;
    for (const std::string_view part : split(text, ',')) {
        auto one = decode(part);
        if (!one || one->empty() || out.size() == max_marker_values) return std::nullopt;
        out.push_back(std::move(*one));
    }
    return out;
}

bool is_key(std::string_view text) {
    return text.size() == key_digits &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

bool set_field(Marker& marker, std::string_view name, std::string_view value) {
    if (name == "key") {
        marker.key = value;
        return is_key(value);
    }
    if (name == "kind") {
        marker.adopted = value == "adopted";
        return marker.adopted || value == "own";
    }
    if (name == "state") {
        marker.closed = value == "closed";
        return marker.closed || value == "open";
    }
    if (name == "round") {
        const auto number = to_number<int>(value);
        marker.round = number.value_or(0);
        return number && *number >= 0;
    }
    if (name == "package") {
        auto text = decode(value);
        marker.package = text.value_or("");
        return text.has_value();
    }
    if (name == "ids") {
        auto texts = decode_all(value);
        marker.ids = texts.value_or(std::vector<std::string>());
        return texts.has_value();
    }
    if (name == "branches") {
        const auto texts = decode_all(value);
        if (texts) marker.branches = {texts->begin(), texts->end()};
        return texts.has_value();
    }
    return true;  // of a later ward
}

std::string_view without_return(std::string_view line) {
    return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

}  // namespace

std::string to_line(const Marker& marker) {
    return fmt::format("{}key={} kind={} state={} round={} package={} ids={} branches={}{}", opening, marker.key,
                       marker.adopted ? "adopted" : "own", marker.closed ? "closed" : "open", marker.round,
                       encode(marker.package), encode_all(marker.ids), encode_all(marker.branches), closing);
}

std::optional<Marker> parse_marker(std::string_view line) {
    line = without_return(line);
    if (line.size() > max_marker_bytes || !line.starts_with(opening) || !line.ends_with(closing) ||
        line.size() < opening.size() + closing.size())
        return std::nullopt;
    line = line.substr(opening.size(), line.size() - opening.size() - closing.size());
    Marker marker;
    for (const std::string_view part : split(line, ' ')) {
        const size_t equals = part.find('=');
        if (equals == std::string_view::npos || !set_field(marker, part.substr(0, equals), part.substr(equals + 1)))
            return std::nullopt;
    }
    if (marker.key.empty() || marker.package.empty() || marker.ids.empty()) return std::nullopt;
    return marker;
}

std::string end_line(const Marker& marker) {
    return "<!-- /ward:track/1 " + marker.key + " -->";
}

std::string comment_line(std::string_view key, std::string_view what, int round, std::string_view text) {
    return fmt::format("<!-- ward:comment/1 {} {} {} {} -->", key, what, round, sha256_hex(text).substr(0, 8));
}

std::optional<MarkedBody> split_body(std::string_view body) {
    MarkedBody parts;
    for (size_t at = 0; at < body.size();) {
        const size_t end = std::min(body.find('\n', at), body.size());
        const auto marker = parse_marker(body.substr(at, end - at));
        const size_t next = std::min(end + 1, body.size());
        if (!marker) {
            at = next;
            continue;
        }
        parts.before = body.substr(0, at);
        parts.marker = *marker;
        // The end is looked for by lines too: a text may quote it.
        const std::string wanted = end_line(*marker);
        for (size_t from = next; !marker->adopted && from < body.size();) {
            const size_t stop = std::min(body.find('\n', from), body.size());
            if (without_return(body.substr(from, stop - from)) == wanted) {
                parts.ended = true;
                parts.managed = replace_all(body.substr(next, from - next), "\r", "");
                parts.after = body.substr(from + wanted.size());
                return parts;
            }
            from = stop + 1;
        }
        parts.after = body.substr(at + without_return(body.substr(at, end - at)).size());
        return parts;
    }
    return std::nullopt;
}

std::string join_body(const MarkedBody& body, const Marker& marker, std::string_view managed) {
    std::string text = body.before + to_line(marker);
    if (body.ended) text += "\n" + std::string(managed) + end_line(marker);
    return text + body.after;
}

std::string normal_body(std::string_view body) {
    std::string text = replace_all(body, "\r", "");
    while (!text.empty() && is_space(text.back())) text.pop_back();
    return text;
}

}  // namespace ward::track
