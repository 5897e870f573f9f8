// Hosts: IPv6 in brackets, IPv4 in all the forms that browsers took over from inet_aton, domains of ASCII, and the
// opaque hosts of other schemes.
#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/url_parts.h"

namespace ward::url_parts {
namespace {

std::unexpected<Error> bad(std::string_view reason, std::string_view host) {
    return fail(ErrorCode::parse, fmt::format("{}: \"{}\"", reason, display(host.substr(0, 256))));
}

bool is_forbidden_in_host(char c) {
    return std::string_view("\0\t\n\r #/:<>?@[\\]^|", 17).contains(c);
}
bool is_forbidden_in_domain(char c) {
    return is_forbidden_in_host(c) || static_cast<unsigned char>(c) <= 0x1f || c == '%' || c == 0x7f;
}

// Numbers that are too great for any address are held at this.
constexpr uint64_t too_great = uint64_t{1} << 40;

std::optional<uint64_t> ipv4_number(std::string_view text) {
    if (text.empty()) return std::nullopt;
    int radix = 10;
    if (text.size() >= 2 && text[0] == '0' && to_lower(text[1]) == 'x') {
        radix = 16;
        text.remove_prefix(2);
    } else if (text.size() >= 2 && text[0] == '0') {
        radix = 8;
        text.remove_prefix(1);
    }
    uint64_t number = 0;
    for (const char c : text) {
        const char lower = to_lower(c);
        const int digit = is_digit(lower) ? lower - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 16;
        if (digit >= radix) return std::nullopt;
        number = std::min(number * static_cast<uint64_t>(radix) + static_cast<uint64_t>(digit), too_great);
    }
    return number;
}

bool ends_in_number(std::string_view domain) {
    if (domain.ends_with('.')) domain.remove_suffix(1);
    const std::string_view last = domain.substr(domain.rfind('.') + 1);
    if (last.empty()) return false;
    return std::ranges::all_of(last, is_digit) || ipv4_number(last).has_value();
}

Result<std::string> parse_ipv4(std::string_view domain) {
    std::vector<std::string_view> parts = split(domain, '.');
    if (parts.back().empty() && parts.size() > 1) parts.pop_back();
    if (parts.size() > 4) return bad("an IPv4 address has at most four numbers", domain);
    uint64_t address = 0;
    for (size_t i = 0; i < parts.size(); ++i) {
        const auto number = ipv4_number(parts[i]);
        if (!number) return bad("a host that ends in a number must be an IPv4 address", domain);
        const bool last = i + 1 == parts.size();
        // The last number fills the bytes that are left.
        const uint64_t limit = last ? uint64_t{1} << (8 * (5 - parts.size())) : 256;
        if (*number >= limit) return bad("a number of an IPv4 address is too great", domain);
        address += last ? *number : *number << (8 * (3 - i));
    }
    return fmt::format("{}.{}.{}.{}", address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255);
}

using Pieces = std::array<uint16_t, 8>;

// The standard's IPv6 parser, over the text between the brackets.
class Ipv6Reader {
  public:
    explicit Ipv6Reader(std::string_view text) : text_(text) {}

    std::optional<Pieces> read() {
        if (peek() == ':') {
            if (!text_.starts_with("::")) return std::nullopt;
            at_ = 2;
            compress_ = ++piece_;
        }
        while (at_ < text_.size()) {
            if (piece_ == pieces_.size()) return std::nullopt;
            if (peek() == ':') {
                if (compress_) return std::nullopt;
                ++at_;
                compress_ = ++piece_;
                continue;
            }
            bool finished = false;
            if (!read_piece(finished)) return std::nullopt;
            if (finished) break;
        }
        if (compress_) {
            const size_t count = piece_ - *compress_;
            for (size_t i = 0; i < count; ++i) std::swap(pieces_.at(7 - i), pieces_.at(*compress_ + count - 1 - i));
        } else if (piece_ != pieces_.size()) {
            return std::nullopt;
        }
        return pieces_;
    }

  private:
    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    // A group of hexadecimal digits, or the IPv4 address at the end.
    bool read_piece(bool& finished) {
        const size_t start = at_;
        unsigned value = 0;
        for (; at_ < text_.size() && at_ - start < 4; ++at_) {
            const char lower = to_lower(peek());
            if (!is_digit(lower) && (lower < 'a' || lower > 'f')) break;
            value = value * 16 + static_cast<unsigned>(is_digit(lower) ? lower - '0' : lower - 'a' + 10);
        }
        if (peek() == '.') {
            if (at_ == start) return false;
            at_ = start;
            finished = true;
            return read_ipv4();
        }
        if (peek() == ':') {
            if (++at_ == text_.size()) return false;
        } else if (at_ < text_.size()) {
            return false;
        }
        pieces_.at(piece_++) = static_cast<uint16_t>(value);
        return true;
    }

    bool read_ipv4() {
        if (piece_ > 6) return false;
        for (int seen = 0; seen < 4; ++seen) {
            if (seen > 0 && (peek() != '.' || ++at_ == text_.size())) return false;
            const size_t start = at_;
            unsigned value = 0;
            for (; is_digit(peek()); ++at_) {
                if (at_ > start && value == 0) return false;  // leading zero
                value = value * 10 + static_cast<unsigned>(peek() - '0');
                if (value > 255) return false;
            }
            if (at_ == start) return false;
            pieces_.at(piece_) = static_cast<uint16_t>(pieces_.at(piece_) << 8 | value);
            if (seen % 2 == 1) ++piece_;
        }
        return at_ == text_.size();
    }

    std::string_view text_;
    size_t at_ = 0;
    Pieces pieces_{};
    size_t piece_ = 0;
    std::optional<size_t> compress_;
};

std::string ipv6_text(const Pieces& pieces) {
    // The first longest run of at least two zeros becomes "::".
    size_t best = pieces.size();
    size_t length = 1;
    for (size_t i = 0; i < pieces.size(); ++i) {
        size_t end = i;
        while (end < pieces.size() && pieces.at(end) == 0) ++end;
        if (end - i > length) {
            best = i;
            length = end - i;
        }
    }
    std::string out = "[";
    for (size_t i = 0; i < pieces.size(); ++i) {
        if (i == best) {
            out += i == 0 ? "::" : ":";
            i += length - 1;
            continue;
        }
        out += fmt::format("{:x}", pieces.at(i));
        if (i + 1 < pieces.size()) out += ':';
    }
    return out + ']';
}

Result<std::string> parse_domain(std::string_view text) {
    std::string domain = percent_decode(text);
    for (char& c : domain) {
        if (static_cast<unsigned char>(c) >= 0x80)
            return fail(ErrorCode::unsupported,
                        fmt::format("host \"{}\" is not ASCII; write it in ASCII", display(domain)));
        c = to_lower(c);
    }
    if (domain.empty()) return bad("an empty host", text);
    if (domain.starts_with("xn--") || domain.contains(".xn--"))
        return fail(ErrorCode::unsupported, fmt::format("host \"{}\" has a label in punycode", display(domain)));
    if (std::ranges::any_of(domain, is_forbidden_in_domain)) return bad("a character that no host has", domain);
    if (ends_in_number(domain)) return parse_ipv4(domain);
    return domain;
}

}  // namespace

Result<std::string> parse_host(std::string_view text, bool special) {
    if (text.starts_with('[')) {
        if (!text.ends_with(']')) return bad("an IPv6 address without its closing bracket", text);
        const auto pieces = Ipv6Reader(text.substr(1, text.size() - 2)).read();
        if (!pieces) return bad("not an IPv6 address", text);
        return ipv6_text(*pieces);
    }
    if (special) return parse_domain(text);
    if (std::ranges::any_of(text, is_forbidden_in_host)) return bad("a character that no host has", text);
    std::string out;
    append_encoded(out, text, EncodeSet::c0_control);
    return out;
}

}  // namespace ward::url_parts
