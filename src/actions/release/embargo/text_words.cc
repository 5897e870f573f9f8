#include "actions/release/embargo/text_words.h"

#include <array>

#include "base/text.h"

namespace ward::release {
namespace {

constexpr uint64_t hash_start = 0xcbf29ce484222325;
constexpr uint64_t hash_step = 0x100000001b3;
constexpr size_t max_entity_bytes = 12;  // "&apos;", "&#x2019;"

enum class Sort : uint8_t { separator, word, high };

struct Table {
    std::array<Sort, 256> sort{};
    std::array<unsigned char, 256> folded{};
};

constexpr Table make_table() {
    Table table;
    for (size_t i = 0; i < 256; ++i) {
        const char c = static_cast<char>(i);
        table.sort.at(i) = i >= 0x80 ? Sort::high : is_alnum(c) ? Sort::word : Sort::separator;
        table.folded.at(i) = static_cast<unsigned char>(to_lower(c));
    }
    return table;
}
constexpr Table table = make_table();

enum class High { letter, separator, ignored };
struct HighCharacter {
    High kind;
    size_t length;
};

// Blanks and punctuation outside of ASCII part words as those of ASCII do; what is not seen parts nothing.
HighCharacter high_character(std::string_view rest) {
    const size_t length = utf8_length(rest);
    if (length == 0) return {High::letter, 1};
    const char32_t c = decode_utf8(rest.substr(0, length));
    if (c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x2060 && c <= 0x2064) || c == 0xfeff)
        return {High::ignored, length};
    const bool parts = (c >= 0x80 && c <= 0xbf && c != 0xaa && c != 0xb5 && c != 0xba) || c == 0xd7 || c == 0xf7 ||
                       (c >= 0x2000 && c <= 0x206f) || (c >= 0x2190 && c <= 0x2bff) || (c >= 0x3000 && c <= 0x303f) ||
                       (c >= 0xff00 && c <= 0xff0f);
    return {parts ? High::separator : High::letter, length};
}

// "\n" as JSON and C write it, one character of two or six; a backslash alone.
size_t escape_length(std::string_view rest) {
    if (rest.size() < 2) return 1;
    if (rest[1] == 'u' && rest.size() >= 6) return 6;
    return std::string_view("nrtbf\\\"/").contains(rest[1]) ? 2 : 1;
}

// "&amp;", "&#39;"
size_t entity_length(std::string_view rest) {
    size_t at = 1;
    while (at < rest.size() && at < max_entity_bytes && (is_alnum(rest[at]) || rest[at] == '#')) ++at;
    return at > 1 && at < rest.size() && rest[at] == ';' ? at + 1 : 1;
}

}  // namespace

// Where markup that begins at `at` ends; `at` where it does not. Remembers how far there is no end, so that a text of
// openings alone is not searched once for each of them.
size_t TextWords::end_of_markup(size_t at, char close) {
    size_t& searched = close == '>' ? no_tag_before_ : no_target_before_;
    if (at < searched) return at;
    const std::string_view window = text_.substr(at, max_markup_bytes);
    const size_t end = window.find(close);
    if (end == std::string_view::npos) {
        searched = at + window.size() / 2;
        return at;
    }
    return at + end;
}

size_t TextWords::skip_to_word(size_t at) {
    while (at < text_.size()) {
        const char c = text_[at];
        switch (table.sort[static_cast<unsigned char>(c)]) {
            case Sort::word: return at;
            case Sort::high: {
                const HighCharacter high = high_character(text_.substr(at));
                if (high.kind == High::letter) return at;
                at += high.length;
                break;
            }
            case Sort::separator:
                if (c == '\\') {
                    at += escape_length(text_.substr(at));
                } else if (c == '&') {
                    at += entity_length(text_.substr(at));
                } else {
                    const char next = at + 1 < text_.size() ? text_[at + 1] : '\0';
                    if (at >= markup_end_ && c == '<' && (is_alpha(next) || next == '/'))
                        markup_end_ = end_of_markup(at, '>');
                    else if (at >= markup_end_ && c == ']' && next == '(') markup_end_ = end_of_markup(at, ')');
                    ++at;
                }
                break;
        }
    }
    return at;
}

bool TextWords::next(TextWord& word) {
    for (;;) {
        at_ = skip_to_word(at_);
        if (at_ >= text_.size()) return false;
        word.begin = at_;
        word.is_markup = at_ < markup_end_;
        uint64_t hash = hash_start;
        size_t at = at_;
        while (at < text_.size()) {
            const auto c = static_cast<unsigned char>(text_[at]);
            const Sort sort = table.sort[c];
            if (sort == Sort::word) {
                hash = (hash ^ table.folded[c]) * hash_step;
                ++at;
                continue;
            }
            if (sort == Sort::separator) break;
            const HighCharacter high = high_character(text_.substr(at));
            if (high.kind == High::separator) break;
            for (size_t i = 0; high.kind == High::letter && i < high.length; ++i)
                hash = (hash ^ static_cast<unsigned char>(text_[at + i])) * hash_step;
            at += high.length;
        }
        at_ = at;
        if (hash == hash_start) continue;
        word.end = at_;
        // Spread over all bits: sums and filters use the upper ones.
        hash ^= hash >> 32;
        hash *= 0x9e3779b97f4a7c15;
        word.hash = hash ^ (hash >> 29);
        return true;
    }
}

}  // namespace ward::release
