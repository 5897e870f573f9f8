// One escape per sink. What comes from a scanned subject or an advisory passes through the escape of the place where it
// is written: display() (base/text.h) for terminals, these for the rest, JsonWriter for JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ward {

// Text and attribute values of HTML and XML; control characters become visible as on a terminal.
std::string escape_html(std::string_view text);
// A run of Markdown text on one line (rules in escape_markdown.cc): no markup, link, image, mention, issue reference,
// table cell break or HTML can come out of it, whether it starts the line or not.
std::string escape_markdown(std::string_view text);
// The same for a run within a line of a page that nobody searches for mentions and references, as a site's own posts
// are: `PKCS#1` stays as it is.
std::string escape_markdown_within(std::string_view text);
// A cell by RFC 4180; a leading = + - @ (formula) gets an apostrophe.
std::string escape_csv(std::string_view text);
// One line of a CI log: no "::command" or "##[command]" of a workflow runner can be in it.
std::string escape_log_line(std::string_view text);
// The same for a line that is escaped already, in a language where a backslash takes away a sign's meaning (Markdown).
std::string disarm_log_commands(std::string_view line);
// A path as a relative URI reference: percent-encoded, '/' kept, but never "//", which starts a host.
std::string escape_uri_path(std::string_view path);
// Percent-encoded as one part of a path or a query.
std::string escape_uri_part(std::string_view text);
// The way back; nothing where two hexadecimal digits do not follow a percent sign.
std::optional<std::string> percent_decoded(std::string_view text);
// Only http and https URLs of plain ASCII without blanks, quotes, brackets or user names; anything else is not a link.
bool is_safe_link(std::string_view url);

}  // namespace ward
