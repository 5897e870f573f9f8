#include "faces/report/text_table.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "formats/escape.h"

namespace ward::report {
namespace {

constexpr size_t gap = 2;             // blanks between columns
constexpr size_t least_wrapped = 24;  // wrapped lines never get narrower
constexpr std::string_view ellipsis = "…";

struct Range {
    char32_t first, last;
};

// Combining marks and variation selectors; the main blocks, as Unicode 15 has them.
constexpr std::array<Range, 14> zero_width{{{0x300, 0x36f},
                                            {0x483, 0x489},
                                            {0x591, 0x5bd},
                                            {0x610, 0x61a},
                                            {0x64b, 0x65f},
                                            {0x6d6, 0x6dc},
                                            {0x900, 0x902},
                                            {0xe31, 0xe31},
                                            {0xe34, 0xe3a},
                                            {0x1ab0, 0x1aff},
                                            {0x1dc0, 0x1dff},
                                            {0x20d0, 0x20ff},
                                            {0xfe00, 0xfe0f},
                                            {0xfe20, 0xfe2f}}};
// East Asian wide and full-width characters, and emoji.
constexpr std::array<Range, 11> double_width{{{0x1100, 0x115f},
                                              {0x2e80, 0x303e},
                                              {0x3041, 0xa4cf},
                                              {0xa960, 0xa97f},
                                              {0xac00, 0xd7a3},
                                              {0xf900, 0xfaff},
                                              {0xfe30, 0xfe6f},
                                              {0xff00, 0xff60},
                                              {0xffe0, 0xffe6},
                                              {0x1f300, 0x1faff},
                                              {0x20000, 0x3fffd}}};

template <size_t count>
bool is_in(const std::array<Range, count>& ranges, char32_t c) {
    return std::ranges::any_of(ranges, [c](const Range& range) { return c >= range.first && c <= range.last; });
}

// Bytes and cells of the first character.
std::pair<size_t, size_t> first_character(std::string_view text) {
    const size_t length = std::max<size_t>(1, utf8_length(text));
    if (length == 1) return {1, 1};
    char32_t c = static_cast<unsigned char>(text[0]) & (0xff >> (length + 1));
    for (size_t i = 1; i < length; ++i) c = (c << 6) | (static_cast<unsigned char>(text[i]) & 0x3f);
    return {length, is_in(zero_width, c) ? 0 : is_in(double_width, c) ? 2 : 1};
}

// The longest prefix of at most `width` cells, in bytes.
size_t prefix_of(std::string_view text, size_t width) {
    size_t at = 0;
    size_t used = 0;
    while (at < text.size()) {
        const auto [bytes, cells] = first_character(text.substr(at));
        if (used + cells > width) break;
        used += cells;
        at += bytes;
    }
    return at;
}

// The longest suffix of at most `width` cells: where it starts.
size_t suffix_of(std::string_view text, size_t width) {
    size_t at = 0;
    for (size_t left = width_of(text); left > width;) {
        const auto [bytes, cells] = first_character(text.substr(at));
        left -= cells;
        at += bytes;
    }
    return at;
}

void trim_end(std::string& line) {
    line.erase(line.find_last_not_of(' ') + 1);
}

}  // namespace

std::string shown(std::string_view text) {
    return replace_all(escape_log_line(text), "##", "#\\#");
}

size_t width_of(std::string_view text) {
    size_t width = 0;
    for (size_t at = 0; at < text.size();) {
        const auto [bytes, cells] = first_character(text.substr(at));
        width += cells;
        at += bytes;
    }
    return width;
}

std::string shorten(std::string_view text, size_t width, Cut cut) {
    if (width == 0 || width_of(text) <= width) return std::string(text);
    if (width == 1) return std::string(ellipsis);
    // The end of a path says more than its start.
    const size_t tail = cut == Cut::middle ? (width - 1) * 2 / 3 : 0;
    std::string out(text.substr(0, prefix_of(text, width - 1 - tail)));
    out += ellipsis;
    if (tail > 0) out += text.substr(suffix_of(text, tail));
    return out;
}

std::vector<std::string> wrap(std::string_view text, size_t width) {
    if (width == 0 || width_of(text) <= width) return {std::string(text)};
    std::vector<std::string> lines;
    while (!text.empty()) {
        size_t end = prefix_of(text, width);
        if (end < text.size()) {
            const size_t blank = text.substr(0, end + 1).rfind(' ');
            if (blank != std::string_view::npos && blank > 0) end = blank;
            else end = std::max(end, first_character(text).first);
        }
        // A line that starts in the middle of a text is a line all the same: shown() again.
        lines.push_back(shown(text.substr(0, end)));
        text.remove_prefix(end);
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    }
    return lines;
}

std::string paint(std::string_view text, Ink ink, Colour colour) {
    constexpr std::array<std::string_view, 9> codes{"", "1", "2", "31", "1;31", "33", "32", "34", "35"};
    if (colour == Colour::off || ink == Ink::plain || text.empty()) return std::string(text);
    std::string out = "\x1b[";
    out += codes.at(static_cast<size_t>(ink));
    return ((out += 'm') += text) += "\x1b[0m";
}

void TextTable::row(std::vector<TextCell> cells) {
    cells.resize(columns_.size());
    rows_.push_back({std::move(cells), {}});
}

void TextTable::below(size_t from, TextCell text) {
    if (!rows_.empty()) rows_.back().below.emplace_back(from, std::move(text));
}

std::vector<size_t> TextTable::widths(size_t width) const {
    std::vector<size_t> widths;
    size_t total = 0;
    for (size_t i = 0; i < columns_.size(); ++i) {
        size_t widest = width_of(columns_[i].heading);
        for (const Row& row : rows_) widest = std::max(widest, width_of(row.cells[i].text));
        widths.push_back(widest);
        total += widest + (i == 0 ? 0 : gap);
    }
    // Too wide: the widest flexible column gives way, cell by cell.
    while (width > 0 && total > width) {
        size_t widest = columns_.size();
        for (size_t i = 0; i < columns_.size(); ++i)
            if (columns_[i].flexible && widths[i] > columns_[i].least)
                if (widest == columns_.size() || widths[i] > widths[widest]) widest = i;
        if (widest == columns_.size()) break;
        --widths[widest];
        --total;
    }
    return widths;
}

size_t TextTable::natural_width() const {
    size_t total = 0;
    for (const size_t width : widths(0)) total += width + (total == 0 ? 0 : gap);
    return total;
}

std::string TextTable::render(size_t width, Colour colour) const {
    const std::vector<size_t> column_widths = widths(width);
    std::vector<size_t> starts(columns_.size(), 0);
    for (size_t i = 1; i < columns_.size(); ++i) starts[i] = starts[i - 1] + column_widths[i - 1] + gap;

    std::string out;
    const auto add_row = [&](const std::vector<TextCell>& cells) {
        std::string line;
        size_t pending = 0;  // blanks owed before the next text
        for (size_t i = 0; i < cells.size(); ++i) {
            const std::string text = shorten(cells[i].text, column_widths[i], columns_[i].cut);
            if (!text.empty()) {
                line.append(pending, ' ');
                line += paint(text, cells[i].ink, colour);
                pending = 0;
            }
            const size_t used = width_of(text);
            pending += column_widths[i] - std::min(used, column_widths[i]) + gap;
        }
        trim_end(line);
        (out += line) += '\n';
    };
    std::vector<TextCell> headings;
    bool headed = false;
    for (const Column& column : columns_) {
        headings.push_back({column.heading, Ink::faint});
        headed = headed || !column.heading.empty();
    }
    if (headed) add_row(headings);
    for (const Row& row : rows_) {
        add_row(row.cells);
        for (const auto& [from, text] : row.below) {
            const size_t start = starts.at(from);
            const size_t room = width == 0 ? 0 : std::max(least_wrapped, width - std::min(start, width));
            for (const std::string& line : wrap(text.text, room))
                ((out.append(start, ' ')) += paint(line, text.ink, colour)) += '\n';
        }
    }
    return out;
}

}  // namespace ward::report
