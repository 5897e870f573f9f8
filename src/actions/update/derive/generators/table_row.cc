// The cell of a row in a table of a Markdown document: which version, or of which day, a project's list says it has.
// Only that cell changes. A row is found by its first cell, without the marks of a link or of code around it.
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "actions/update/derive/derive.h"
#include "actions/update/derive/generator.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr std::array<std::string_view, 3> table_row_words{"row", "column", "value"};

// A line's cells, as places in it; empty where it is no row.
struct Cell {
    size_t begin = 0;
    size_t end = 0;
};
std::vector<Cell> cells_of(std::string_view line) {
    const std::string_view text = trim(line);
    if (!text.contains('|')) return {};
    std::vector<Cell> out;
    size_t at = static_cast<size_t>(text.data() - line.data()) + (text.starts_with('|') ? 1 : 0);
    const size_t end = static_cast<size_t>(text.data() - line.data()) + text.size();
    for (size_t i = at; i < end; ++i) {
        if (line[i] == '\\') ++i;  // "\|" is a letter of the cell
        else if (line[i] == '|') {
            out.push_back({at, i});
            at = i + 1;
        }
    }
    if (at < end) out.push_back({at, end});
    return out;
}

std::string_view text_of(std::string_view line, Cell cell) {
    return trim(line.substr(cell.begin, cell.end - cell.begin));
}

bool is_delimiter(std::string_view line) {
    const auto cells = cells_of(line);
    return !cells.empty() && std::ranges::all_of(cells, [&](Cell cell) {
        const std::string_view text = text_of(line, cell);
        return text.contains('-') && text.find_first_not_of("-:") == std::string_view::npos;
    });
}

// "[`zlib`][]", "[zlib](https://…)" and "**zlib**" are the row zlib.
std::string_view plain_name(std::string_view text) {
    for (size_t before = text.size() + 1; before != text.size();) {
        before = text.size();
        if (text.starts_with('[')) text = text.substr(1, text.find(']') - 1);
        while (!text.empty() && std::string_view("*`_").contains(text.front()) && text.back() == text.front() &&
               text.size() > 1)
            text = text.substr(1, text.size() - 2);
    }
    return text;
}

// The cell with the value: as wide as it was, where the value fits into it.
std::string with_value(std::string_view line, Cell cell, std::string_view value) {
    const size_t width = cell.end - cell.begin;
    const bool is_last = cell.end == line.size();
    std::string text = fmt::format(" {}", value);
    if (!is_last) {
        text += ' ';
        if (text.size() < width) text.resize(width, ' ');
    }
    return std::string(line.substr(0, cell.begin)) + text + std::string(line.substr(cell.end));
}

struct Place {
    size_t line = 0;
    Cell cell = {};
};

// Rows of all tables that have the column; what stands in a fenced block is no table.
class TableSearch {
  public:
    TableSearch(std::string_view row, std::string_view column) : row_(row), column_(column) {}

    std::vector<Place> find(const std::vector<std::string_view>& lines) {
        for (size_t i = 0; i < lines.size(); ++i) look(lines, i);
        return places_;
    }
    bool has_column() const { return has_column_; }

  private:
    void look(const std::vector<std::string_view>& lines, size_t i) {
        const std::string_view text = trim(lines[i]);
        if (text.starts_with("```") || text.starts_with("~~~")) is_fenced_ = !is_fenced_;
        const auto cells = cells_of(lines[i]);
        if (is_fenced_ || cells.empty()) {
            index_.reset();
            return;
        }
        if (i + 1 < lines.size() && is_delimiter(lines[i + 1]) && !is_delimiter(lines[i])) {
            index_.reset();
            for (size_t cell = 0; cell < cells.size(); ++cell)
                if (plain_name(text_of(lines[i], cells[cell])) == column_) index_ = cell;
            has_column_ = has_column_ || index_;
            return;
        }
        if (!index_ || is_delimiter(lines[i]) || plain_name(text_of(lines[i], cells.front())) != row_) return;
        if (*index_ < cells.size()) places_.push_back({i, cells[*index_]});
    }

    std::string_view row_;
    std::string_view column_;
    std::optional<size_t> index_;  // of the column in the table at hand
    bool is_fenced_ = false;
    bool has_column_ = false;
    std::vector<Place> places_;
};

Result<std::string> make_table_row(const GenerateInput& input) {
    const std::string& to = input.rule->to;
    WARD_TRY(const std::string row, needed_word(input, "row"));
    WARD_TRY(const std::string column, needed_word(input, "column"));
    auto value = fill(word_or(input, "value", "{new}"), words_of(input));
    if (!value) return fail(value.error().code, value.error().what, to);
    if (value->find_first_of("|\n\r") != std::string::npos)
        return fail(ErrorCode::usage, fmt::format("'{}' is no text of a cell", display(*value)), to);
    WARD_TRY(const std::string text, text_as_it_is(input));
    const std::vector<std::string_view> lines = split(text, '\n');
    TableSearch search(row, column);
    const std::vector<Place> places = search.find(lines);
    if (!search.has_column())
        return fail(ErrorCode::not_found, fmt::format("has no table with a column '{}'", display(column)), to);
    if (places.size() != 1)
        return fail(ErrorCode::not_found,
                    fmt::format("has {} rows '{}' with a cell of the column '{}', and should have one", places.size(),
                                display(row), display(column)),
                    to);
    std::string out;
    for (size_t i = 0; i < lines.size(); ++i) {
        if (i > 0) out += '\n';
        std::string_view line = lines[i];
        if (i != places.front().line) {
            out += line;
            continue;
        }
        const bool has_return = line.ends_with('\r');
        if (has_return) line.remove_suffix(1);
        out += with_value(line, places.front().cell, *value);
        if (has_return) out += '\r';
    }
    return out;
}

}  // namespace

WARD_UPDATE_GENERATOR(table_row) = {
    .name = "table-row",
    .summary = "a cell of a row in a table of a Markdown document (also as `docs`)",
    .words = table_row_words,
    .lists = {},
    .make = make_table_row,
};

}  // namespace ward::update
