#include "lang/dockerfile/json_words.h"

#include <optional>

#include "base/text.h"
#include "lang/dockerfile/runes.h"

namespace ward::dockerfile {
namespace {

// Walks over one JSON value. Containers are counted on a stack of our own: the depth that Go allows is too much for
// recursion.
class Walker {
  public:
    explicit Walker(std::string_view text) : text_(text) {}

    JsonWords array();

  private:
    void space() {
        while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
    }
    bool take(char expected) {
        if (at_ >= text_.size() || text_[at_] != expected) return false;
        ++at_;
        return true;
    }
    bool word(std::string_view expected) {
        if (!text_.substr(at_).starts_with(expected)) return false;
        at_ += expected.size();
        return true;
    }
    bool digits() {
        const size_t before = at_;
        while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
        return at_ != before;
    }
    bool number();
    std::optional<std::string> string();
    std::optional<char32_t> hex4();
    bool escape(std::string& out);
    bool scalar();
    bool value();
    bool close(std::string& open);

    std::string_view text_;
    size_t at_ = 0;
};

// A number that no double holds is an error to Go.
bool Walker::number() {
    const size_t begin = at_;
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
        ++at_;
        if (!take('+')) take('-');
        if (!digits()) return false;
    }
    double parsed = 0;
    const auto [end, error] = std::from_chars(text_.data() + begin, text_.data() + at_, parsed);
    // Too small for a double is zero to Go; from_chars has one word for too small and too large.
    const std::string_view digits_of = text_.substr(begin, at_ - begin);
    return error == std::errc{} || digits_of.find("e-") != std::string_view::npos ||
           digits_of.find("E-") != std::string_view::npos || digits_of.find("0.0") != std::string_view::npos;
}

std::optional<char32_t> Walker::hex4() {
    if (text_.size() - at_ < 4) return std::nullopt;
    unsigned value = 0;
    const char* const begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, begin + 4, value, 16);
    if (error != std::errc{} || end != begin + 4) return std::nullopt;
    at_ += 4;
    return value;
}

bool Walker::escape(std::string& out) {
    if (at_ >= text_.size()) return false;
    constexpr std::string_view from = "\"\\/bfnrt";
    constexpr std::string_view to = "\"\\/\b\f\n\r\t";
    const char c = text_[at_++];
    if (const size_t found = from.find(c); found != std::string_view::npos) {
        out += to[found];
        return true;
    }
    if (c != 'u') return false;
    const auto first = hex4();
    if (!first) return false;
    if (*first < 0xD800 || *first > 0xDFFF) {
        append_rune(out, *first);
        return true;
    }
    // Half of a pair; the other may follow. Where it does not, what follows stands for itself.
    const size_t before = at_;
    if (*first < 0xDC00 && word("\\u")) {
        const auto second = hex4();
        if (second && *second >= 0xDC00 && *second <= 0xDFFF) {
            append_rune(out, 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00));
            return true;
        }
        at_ = before;
    }
    append_rune(out, 0xFFFD);
    return true;
}

std::optional<std::string> Walker::string() {
    if (!take('"')) return std::nullopt;
    std::string out;
    while (at_ < text_.size()) {
        if (take('"')) return out;
        if (take('\\')) {
            if (!escape(out)) return std::nullopt;
            continue;
        }
        if (static_cast<unsigned char>(text_[at_]) < 0x20) return std::nullopt;
        const Rune rune = rune_at(text_, at_);
        append_rune(out, rune.value);
        at_ += rune.width;
    }
    return std::nullopt;
}

bool Walker::scalar() {
    if (at_ >= text_.size()) return false;
    const char c = text_[at_];
    if (c == '"') return string().has_value();
    return c == '-' || is_digit(c) ? number() : word("true") || word("false") || word("null");
}

// Behind a finished value: closes what ends, up to the next value. False where neither a comma nor a bracket follows.
bool Walker::close(std::string& open) {
    for (;;) {
        if (open.empty()) return true;
        space();
        if (take(',')) {
            space();
            if (open.back() == '[') return true;
            if (!string()) return false;
            space();
            return take(':');
        }
        if (!take(open.back() == '[' ? ']' : '}')) return false;
        open.pop_back();
    }
}

bool Walker::value() {
    std::string open;
    for (;;) {
        space();
        if (take('[')) {
            open += '[';
            space();
            if (take(']')) open.pop_back();
            else if (open.size() >= max_json_depth) return false;
            else continue;
        } else if (take('{')) {
            open += '{';
            space();
            if (take('}')) {
                open.pop_back();
            } else {
                if (open.size() >= max_json_depth || !string()) return false;
                space();
                if (!take(':')) return false;
                continue;
            }
        } else if (!scalar()) {
            return false;
        }
        if (!close(open)) return false;
        if (open.empty()) return true;
    }
}

JsonWords Walker::array() {
    JsonWords out{.kind = JsonWords::Kind::strings};
    if (!take('[')) return {};
    space();
    if (!take(']')) {
        for (;;) {
            space();
            if (at_ < text_.size() && text_[at_] == '"') {
                auto text = string();
                if (!text) return {};
                out.words.push_back(std::move(*text));
            } else {
                if (!value()) return {};
                out.kind = JsonWords::Kind::mixed;
            }
            space();
            if (take(']')) break;
            if (!take(',')) return {};
        }
    }
    space();
    if (at_ != text_.size()) return {};
    if (out.kind == JsonWords::Kind::mixed) out.words.clear();
    return out;
}

}  // namespace

JsonWords read_json_words(std::string_view text) {
    return Walker(trim_left_unicode(text)).array();
}

}  // namespace ward::dockerfile
