// What this file decides: the one spelling that stands for all that mean the same name. It is coarser than any one file
// system (APFS, HFS+, NTFS each fold less), because a tree that is refused on all of them is safe on each.
#include "actions/update/tree/name_key.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/text.h"

namespace ward::update {

extern const std::string_view unicode_file_names;  // data/unicode/file-names.tsv

namespace {

constexpr char32_t hangul_first = 0xac00;
constexpr char32_t hangul_last = 0xd7a3;

struct Table {
    std::unordered_map<char32_t, std::u32string> folds;
    std::vector<std::pair<char32_t, char32_t>> marks;  // sorted

    bool is_mark(char32_t c) const {
        const auto after = std::ranges::upper_bound(marks, c, {}, &std::pair<char32_t, char32_t>::first);
        return after != marks.begin() && c <= std::prev(after)->second;
    }
};

char32_t number(std::string_view digits) {
    uint32_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (error != std::errc{} || end != digits.data() + digits.size())
        throw std::logic_error("data/unicode/file-names.tsv is damaged");
    return value;
}

Table read_table() {
    Table table;
    for (const std::string_view line : split(unicode_file_names, '\n')) {
        if (line.empty() || line[0] == '#') continue;
        const size_t tab = line.find('\t');
        const std::string_view left = line.substr(0, tab);
        if (const size_t dash = left.find('-'); dash != std::string_view::npos) {
            table.marks.emplace_back(number(left.substr(0, dash)), number(left.substr(dash + 1)));
            continue;
        }
        std::u32string fold;
        for (const std::string_view digits : split(line.substr(tab + 1), ' ')) fold += number(digits);
        table.folds.emplace(number(left), std::move(fold));
    }
    return table;
}

// https://www.unicode.org/versions/Unicode14.0.0/ch03.pdf, 3.12
void add_hangul(std::u32string& out, char32_t c) {
    const char32_t index = c - hangul_first;
    out.push_back(0x1100 + index / 588);
    out.push_back(0x1161 + index % 588 / 28);
    if (index % 28 != 0) out.push_back(0x11a7 + index % 28);
}

std::u32string folded(std::string_view name, const Table& table) {
    std::u32string out;
    while (!name.empty()) {
        const size_t length = utf8_length(name);
        // Beyond Unicode, so that no character is taken for a byte that is none.
        const char32_t c =
            length == 0 ? 0x110000 + static_cast<unsigned char>(name[0]) : decode_utf8(name.substr(0, length));
        name.remove_prefix(std::max<size_t>(length, 1));
        if (c < 0x80) out += static_cast<unsigned char>(to_lower(static_cast<char>(c)));
        else if (c >= hangul_first && c <= hangul_last) add_hangul(out, c);
        else if (const auto fold = table.folds.find(c); fold != table.folds.end()) out += fold->second;
        else out += c;
    }
    return out;
}

}  // namespace

std::string name_key(std::string_view name) {
    if (std::ranges::all_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return to_lower(name);
    static const Table table = read_table();
    std::u32string text = folded(name, table);
    for (size_t at = 0; at < text.size(); ++at) {
        size_t end = at;
        while (end < text.size() && table.is_mark(text[end])) ++end;
        std::sort(text.begin() + static_cast<ptrdiff_t>(at), text.begin() + static_cast<ptrdiff_t>(end));
        at = std::max(at, end);
    }
    // Only compared, never shown: four bytes a character are as good as any form, and ASCII stays one byte.
    std::string key;
    for (const char32_t c : text) {
        if (c < 0x80) {
            key += static_cast<char>(c);
            continue;
        }
        key += '\xff';
        for (int shift = 16; shift >= 0; shift -= 8) key += static_cast<char>(c >> shift & 0xff);
    }
    return key;
}

}  // namespace ward::update
