// Texts of a record as parts of Markdown and its front matter.
//
// A title is plain text in which code spans count, as the titles of reports are written: `fs.statfs` in backticks is
// code, and whatever else could be markup (emphasis, links, HTML, an open backtick) is shown as it stands.
#pragma once

#include <string>
#include <string_view>

namespace ward::release {

// A title within a line: of a heading, or of a list item behind its first word.
std::string markdown_title(std::string_view title);
// `text` as code, whatever backticks it has itself; nothing of nothing.
std::string markdown_code(std::string_view text);
// A value of the front matter: as it is where YAML reads that as this text, else in quotes.
std::string yaml_value(std::string_view text);

}  // namespace ward::release
