// url.Parse and url.ParseRequestURI.
#include <algorithm>

#include "base/text.h"
#include "judges/scorecard/go_semantics.h"

namespace ward::scorecard {
namespace {

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    const char lower = to_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool is_host_character(char c) {
    return static_cast<unsigned char>(c) >= 0x80 || is_alnum(c) ||
           std::string_view("-._~!\"$&'()*+,:;<=>[]").find(c) != std::string_view::npos;
}

// Which bytes may stand escaped, and which as they are, differs by part.
enum class Part { path, user, host, zone };

std::optional<std::string> unescape(std::string_view text, Part part) {
    std::string out;
    const bool host = part == Part::host || part == Part::zone;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            if (host && !is_host_character(text[i])) return std::nullopt;
            out += text[i];
            continue;
        }
        if (text.size() - i < 3) return std::nullopt;
        const int high = hex_value(text[i + 1]);
        const int low = hex_value(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        const char byte = static_cast<char>(high << 4 | low);
        if (part == Part::host && high < 8 && byte != '%') return std::nullopt;
        // Whatever the host itself may hold, and Windows' spaces.
        const bool whole = is_host_character(byte) && static_cast<unsigned char>(byte) < 0x80;
        if (part == Part::zone && byte != '%' && byte != ' ' && !whole) return std::nullopt;
        out += byte;
        i += 2;
    }
    return out;
}

bool is_port(std::string_view text) {
    if (text.empty()) return true;
    return text[0] == ':' && text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

// Four numbers up to 255 without zeros in front.
bool is_ipv4(std::string_view text) {
    const auto fields = split(text, '.');
    if (fields.size() != 4) return false;
    for (const std::string_view field : fields) {
        if (field.empty() || field.size() > 3 || field.find_first_not_of("0123456789") != std::string_view::npos)
            return false;
        if (field.size() > 1 && field[0] == '0') return false;
        if (*to_number<int>(field) > 255) return false;
    }
    return true;
}

// Eight groups, the last two perhaps as IPv4; `::` for at least one group of zeros; `%zone`, which must not be empty.
bool is_ipv6(std::string_view text) {
    if (const size_t zone = text.find('%'); zone != std::string_view::npos) {
        if (zone + 1 == text.size()) return false;
        text = text.substr(0, zone);
    }
    int groups = 0;
    bool gap = false;
    if (text.starts_with("::")) {
        gap = true;
        text.remove_prefix(2);
        if (text.empty()) return true;
    }
    while (groups < 8) {
        const size_t end = std::min(text.find(':'), text.size());
        const std::string_view group = text.substr(0, end);
        if (group.find('.') != std::string_view::npos) {
            if (end != text.size() || !is_ipv4(group) || groups > 6 || (groups != 6 && !gap)) return false;
            groups += 2;
            text = {};
            break;
        }
        if (group.empty() || group.size() > 4) return false;
        for (const char c : group)
            if (hex_value(c) < 0) return false;
        ++groups;
        text.remove_prefix(end);
        if (text.empty()) break;
        text.remove_prefix(1);
        if (text.empty()) return false;
        if (text[0] == ':') {
            if (gap) return false;
            gap = true;
            text.remove_prefix(1);
            if (text.empty()) break;
        }
    }
    return text.empty() && (gap ? groups < 8 : groups == 8);
}

bool is_bracketed_host(std::string_view host) {
    const size_t end = host.rfind(']');
    if (end == std::string_view::npos || !is_port(host.substr(end + 1))) return false;
    const std::string_view name = host.substr(1, end - 1);
    const size_t zone = name.find("%25");
    auto address = unescape(name.substr(0, zone), Part::host);
    if (!address) return false;
    if (zone != std::string_view::npos) {
        const auto zone_name = unescape(name.substr(zone), Part::zone);
        if (!zone_name) return false;
        *address += *zone_name;
    }
    return is_ipv6(*address);
}

bool is_host(std::string_view host) {
    const size_t bracket = host.rfind('[');
    if (bracket != std::string_view::npos) return bracket == 0 && is_bracketed_host(host);
    const size_t colon = host.rfind(':');
    if (colon != std::string_view::npos && !is_port(host.substr(colon))) return false;
    return unescape(host, Part::host).has_value();
}

bool is_user_information(std::string_view text) {
    for (const char c : text)
        if (!is_alnum(c) && std::string_view("-._:~!$&'()*+,;=%@").find(c) == std::string_view::npos) return false;
    const size_t colon = text.find(':');
    if (!unescape(text.substr(0, colon), Part::user)) return false;
    return colon == std::string_view::npos || unescape(text.substr(colon + 1), Part::user).has_value();
}

bool is_authority(std::string_view text) {
    const size_t at = text.rfind('@');
    if (at == std::string_view::npos) return is_host(text);
    return is_host(text.substr(at + 1)) && is_user_information(text.substr(0, at));
}

// The length of a scheme in front of a colon; 0 without one, nothing for a colon without scheme.
std::optional<size_t> scheme_length(std::string_view text) {
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == ':') return i == 0 ? std::nullopt : std::optional(i);
        if (!is_alpha(c) && (i == 0 || (!is_digit(c) && c != '+' && c != '-' && c != '.'))) return 0;
    }
    return 0;
}

enum class Form { any, request };

bool has_control_character(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::optional<GoUrl> parse(std::string_view text, Form form) {
    if (has_control_character(text)) return std::nullopt;
    if (text.empty() && form == Form::request) return std::nullopt;
    if (text == "*") return GoUrl{.path = "*"};
    const auto scheme = scheme_length(text);
    if (!scheme) return std::nullopt;
    GoUrl out{.scheme = to_lower(text.substr(0, *scheme))};
    std::string_view rest = *scheme == 0 ? text : text.substr(*scheme + 1);
    rest = rest.substr(0, rest.find('?'));
    if (!rest.starts_with('/')) {
        if (*scheme != 0) return out;  // opaque, without a path
        if (form == Form::request || rest.substr(0, rest.find('/')).contains(':')) return std::nullopt;
    }
    const bool has_authority =
        rest.starts_with("//") && (*scheme != 0 || (form == Form::any && !rest.starts_with("///")));
    if (has_authority) {
        rest.remove_prefix(2);
        const std::string_view authority = rest.substr(0, rest.find('/'));
        if (!is_authority(authority)) return std::nullopt;
        out.host = authority.substr(authority.rfind('@') + 1);
        rest.remove_prefix(authority.size());
    }
    auto path = unescape(rest, Part::path);
    if (!path) return std::nullopt;
    out.path = std::move(*path);
    return out;
}

}  // namespace

std::optional<GoUrl> go_parse_url(std::string_view text) {
    const size_t fragment = text.find('#');
    auto out = parse(text.substr(0, fragment), Form::any);
    if (fragment != std::string_view::npos && !unescape(text.substr(fragment + 1), Part::path)) return std::nullopt;
    return out;
}

std::optional<GoUrl> go_parse_request_uri(std::string_view text) {
    return parse(text, Form::request);
}

}  // namespace ward::scorecard
