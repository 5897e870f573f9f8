// Text for a terminal: width in cells, shortening, wrapping, colour, and columns that line up.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ward::report {

// A subject's string made safe for a line of a terminal or of a CI log: escape_log_line(), so no "::command::" at its
// start, and no "##[command]" anywhere either, which CI systems would obey.
std::string shown(std::string_view text);

// Cells that a terminal needs for `text`, which must have passed through display(): 2 for wide characters, 0 for
// combining ones.
size_t width_of(std::string_view text);

enum class Cut { middle, end };
// `text` in at most `width` cells, with "…" where something was left out; `width` 0 means no limit.
std::string shorten(std::string_view text, size_t width, Cut cut);
// Lines of at most `width` cells (0: one line), broken at blanks, inside a word only where it is longer than a line.
std::vector<std::string> wrap(std::string_view text, size_t width);

enum class Ink { plain, strong, faint, red, bold_red, yellow, green, blue, magenta };
enum class Colour { off, on };
std::string paint(std::string_view text, Ink ink, Colour colour);

// One column of a table. Only columns that say how they may be cut are shortened when a row is too wide.
struct Column {
    std::string heading;
    bool flexible = false;
    Cut cut = Cut::middle;
    size_t least = 16;  // cells that a flexible column keeps, if its texts need them
};

struct TextCell {
    std::string text;  // safe already: the table adds nothing but blanks and colour
    Ink ink = Ink::plain;
};

class TextTable {
  public:
    explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

    void row(std::vector<TextCell> cells);
    // Whole lines below the last row, indented to column `from`; wrapped, never cut.
    void below(size_t from, TextCell text);
    // Cells of the widest line, if nothing is cut.
    size_t natural_width() const;
    // Lines with their ends, none with blanks at its end.
    std::string render(size_t width, Colour colour) const;

  private:
    struct Row {
        std::vector<TextCell> cells;
        std::vector<std::pair<size_t, TextCell>> below;
    };
    // Of each column, in a terminal of `width` cells (0: no limit).
    std::vector<size_t> widths(size_t width) const;

    std::vector<Column> columns_;
    std::vector<Row> rows_;
};

}  // namespace ward::report
