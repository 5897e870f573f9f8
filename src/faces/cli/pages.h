// The reference pages: what the tables of the program say, as Markdown for docs/reference/ and as a manual page.
// Nothing of it is written by hand, so the pages and the behaviour cannot differ; tests/docs/reference.py holds the
// committed files to it.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ward::cli {

// A family of tables, one file in pages/ each.
struct Page {
    std::string_view file;   // "commands.md", in docs/reference/
    std::string_view title;  // "Commands and options"
    std::string_view about;  // a sentence or two: the head of the page; the first line stands in the index
    std::string (*text)();   // what follows
};

#define WARD_PAGE(id)            \
    extern const Page page_##id; \
    const Page page_##id

std::span<const Page* const> all_pages();

struct PageFile {
    std::string path;  // "reference/commands.md", "ward.1"
    std::string text;
};
// Every page, their index, and the manual page.
std::vector<PageFile> page_files();

// ---- manual_page.cc: ward(1), in the man macros that groff and mandoc read ----
std::string manual_page();

// ---- Markdown for pages/ ----
std::string table_head(std::initializer_list<std::string_view> cells);
std::string table_row(std::initializer_list<std::string_view> cells);
// `text` as it stands, inside a table or outside.
std::string code(std::string_view text);
// Each of them as code(), with commas between.
std::string codes(std::span<const std::string_view> texts);
// A text of a table: its `code` stays, and nothing else of it becomes markup.
std::string plain(std::string_view text);
// "what it does" as "What it does."
std::string sentence(std::string_view text);

}  // namespace ward::cli
