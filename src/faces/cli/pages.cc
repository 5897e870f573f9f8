#include "faces/cli/pages.h"

#include <fmt/core.h>

#include "base/text.h"

namespace ward::cli {
namespace {

constexpr std::string_view origin =
    "<!-- Made from the program's tables by `ward explain --pages docs`; `./test --bless` does it too. Edit the "
    "tables. "
    "-->\n\n";

std::string index_page() {
    std::string text(origin);
    text +=
        "# Reference\n\nWhat the tables inside the program say. `ward COMMAND --help` and `ward explain` tell the "
        "same offline.\n\n";
    for (const Page* page : all_pages())
        text += fmt::format("- [{}]({}): {}\n", page->title, page->file, page->about.substr(0, page->about.find('\n')));
    return text + "- [ward.1](../ward.1): the manual page (`man -l docs/ward.1`)\n";
}

}  // namespace

std::vector<PageFile> page_files() {
    std::vector<PageFile> files{{"reference/README.md", index_page()}, {"ward.1", manual_page()}};
    for (const Page* page : all_pages())
        files.push_back({"reference/" + std::string(page->file),
                         fmt::format("{}# {}\n\n{}\n\n{}", origin, page->title, page->about, page->text())});
    return files;
}

std::string table_row(std::initializer_list<std::string_view> cells) {
    std::string row = "|";
    for (const std::string_view cell : cells) row += cell.empty() ? " |" : fmt::format(" {} |", cell);
    return row + '\n';
}

std::string table_head(std::initializer_list<std::string_view> cells) {
    std::string head = table_row(cells) + "|";
    for (size_t i = 0; i < cells.size(); ++i) head += " --- |";
    return head + '\n';
}

std::string code(std::string_view text) {
    if (text.empty()) return {};
    return '`' + replace_all(text, "|", "\\|") + '`';
}

std::string codes(std::span<const std::string_view> texts) {
    std::string all;
    for (const std::string_view text : texts) all += (all.empty() ? "" : ", ") + code(text);
    return all;
}

std::string plain(std::string_view text) {
    std::string result;
    bool in_code = false;
    for (const char c : text) {
        if (c == '`') in_code = !in_code;
        const bool is_markup = c == '|' || (!in_code && (c == '<' || c == '*' || c == '[' || c == ']'));
        if (is_markup) result += '\\';
        result += c;
    }
    return result;
}

std::string sentence(std::string_view text) {
    std::string result(text);
    if (!result.empty() && result[0] >= 'a' && result[0] <= 'z') result[0] = static_cast<char>(result[0] - 32);
    return result.ends_with('.') ? result : result + '.';
}

}  // namespace ward::cli
