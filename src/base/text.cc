#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace ward {

std::string to_lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = to_lower(c);
    return out;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    size_t start = 0;
    for (;;) {
        const size_t end = text.find(separator, start);
        parts.push_back(text.substr(start, end == std::string_view::npos ? end : end - start));
        if (end == std::string_view::npos) return parts;
        start = end + 1;
    }
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
    std::string out;
    for (size_t i = 0; i < parts.size(); ++i) {
        if (i != 0) out += separator;
        out += parts[i];
    }
    return out;
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
    std::string out;
    for (size_t at = 0;;) {
        const size_t hit = from.empty() ? std::string_view::npos : text.find(from, at);
        out += text.substr(at, hit == std::string_view::npos ? hit : hit - at);
        if (hit == std::string_view::npos) return out;
        out += to;
        at = hit + from.size();
    }
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return to_lower(x) == to_lower(y); });
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

bool glob_match(std::string_view pattern, std::string_view path) {
    // One row of a dynamic programme: reach[i] says that pattern[0..p) matches path[0..i).
    std::vector<char> reach(path.size() + 1, 0);
    reach[0] = 1;
    for (size_t p = 0; p < pattern.size(); ++p) {
        if (pattern[p] == '*') {
            const bool deep = p + 1 < pattern.size() && pattern[p + 1] == '*';
            const bool whole_folders = deep && p + 2 < pattern.size() && pattern[p + 2] == '/';
            if (whole_folders) {
                // "**/" also matches nothing at all: a/**/b matches a/b.
                char seen = 0;
                std::vector<char> next(path.size() + 1, 0);
                for (size_t i = 0; i <= path.size(); ++i) {
                    next[i] = reach[i];
                    if (i > 0 && path[i - 1] == '/' && seen != 0) next[i] = 1;
                    seen = static_cast<char>(seen | reach[i]);
                }
                reach = std::move(next);
                p += 2;
                continue;
            }
            for (size_t i = 1; i <= path.size(); ++i)
                if (reach[i - 1] != 0 && (deep || path[i - 1] != '/')) reach[i] = 1;
            if (deep) ++p;
            continue;
        }
        for (size_t i = path.size(); i > 0; --i) {
            const bool same = pattern[p] == '?' ? path[i - 1] != '/' : path[i - 1] == pattern[p];
            reach[i] = same ? reach[i - 1] : char{0};
        }
        reach[0] = 0;
    }
    return reach[path.size()] != 0;
}

std::optional<std::string_view> closest(std::string_view word, std::span<const std::string_view> choices) {
    // The work grows with the length of a word that a stranger may have chosen.
    constexpr size_t longest_word = 64;
    if (word.size() > longest_word) return std::nullopt;
    std::optional<std::string_view> best;
    size_t best_distance = std::max<size_t>(1, word.size() / 3) + 1;
    for (const std::string_view choice : choices) {
        // Optimal string alignment: insertions, omissions, substitutions and swaps of neighbours cost one.
        const size_t width = choice.size() + 1;
        std::vector<size_t> rows((word.size() + 1) * width);
        auto at = [&](size_t i, size_t j) -> size_t& { return rows[i * width + j]; };
        for (size_t i = 0; i <= word.size(); ++i) {
            for (size_t j = 0; j <= choice.size(); ++j) {
                if (i == 0 || j == 0) {
                    at(i, j) = i + j;
                    continue;
                }
                const size_t swap_or_copy = at(i - 1, j - 1) + (word[i - 1] == choice[j - 1] ? 0 : 1);
                at(i, j) = std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, swap_or_copy});
                if (i > 1 && j > 1 && word[i - 1] == choice[j - 2] && word[i - 2] == choice[j - 1])
                    at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
            }
        }
        const size_t distance = at(word.size(), choice.size());
        // Of equally near ones the one that only has more around it: "v5.x", not "2.x", for "5.x".
        const bool holds_more = best && distance == best_distance && choice.find(word) != std::string_view::npos &&
                                best->find(word) == std::string_view::npos;
        if (distance < best_distance || holds_more) {
            best_distance = distance;
            best = choice;
        }
    }
    return best;
}

size_t utf8_length(std::string_view text) {
    if (text.empty()) return 0;
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
    for (size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xc0) != 0x80) return 0;
    if (first == 0xe0 && byte(1) < 0xa0) return 0;  // overlong
    if (first == 0xed && byte(1) > 0x9f) return 0;  // surrogate
    if (first == 0xf0 && byte(1) < 0x90) return 0;  // overlong
    if (first == 0xf4 && byte(1) > 0x8f) return 0;  // above U+10FFFF
    return length;
}

std::string valid_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const size_t length = utf8_length(text);
        out += length == 0 ? std::string_view("\xef\xbf\xbd") : text.substr(0, length);
        text.remove_prefix(std::max<size_t>(1, length));
    }
    return out;
}

char32_t decode_utf8(std::string_view sequence) {
    constexpr std::array<unsigned char, 5> masks{0, 0x7f, 0x1f, 0x0f, 0x07};
    char32_t value = static_cast<unsigned char>(sequence[0]) & masks.at(sequence.size());
    for (const char c : sequence.substr(1)) value = (value << 6) | (static_cast<unsigned char>(c) & 0x3f);
    return value;
}

bool is_deceptive(char32_t c) {
    return (c >= 0x80 && c <= 0x9f) || c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || c == 0x061c || (c >= 0xfff9 && c <= 0xfffb) ||
           (c >= 0xe0000 && c <= 0xe007f);
}

std::string display(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    std::array<char, 16> escaped{};
    while (!text.empty()) {
        const size_t length = utf8_length(text);
        const auto first = static_cast<unsigned char>(text[0]);
        if (length == 0 || first < 0x20 || first == 0x7f) {
            std::snprintf(escaped.data(), escaped.size(), "\\x%02x", first);
            out += escaped.data();
        } else if (length > 1 && is_deceptive(decode_utf8(text.substr(0, length)))) {
            std::snprintf(escaped.data(), escaped.size(), "\\u%04x",
                          static_cast<unsigned>(decode_utf8(text.substr(0, length))));
            out += escaped.data();
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(std::max<size_t>(1, length));
    }
    return out;
}

}  // namespace ward
