// Parts that the posts about a release share: the front matter, the announcement (which stays below the text about the
// release when that is out), dated notices, and what an output needs of a record. The text of a post is Markdown as
// Node.js's site has it: headings and list lines are the published ones.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/release/output/output.h"

namespace ward::release {

// ---- what an output needs: `usage` errors that name keys and counts, and quote nothing ----
// A date, a timezone that dates can be shown in, and lines.
Result<void> needs_date_and_lines(const Release& release);
// "2 of 5 reports have no 'summary'"
Result<void> needs_of_reports(const Release& release, std::string_view key,
                              const std::function<bool(const Report&)>& has);
// What is told of a report when it is public: title, rating, CVE id, lines.
Result<void> needs_published_reports(const Release& release);
Result<void> needs_fixed_versions(const Release& release);

// ---- words ----
// Lines by number and reports by severity, however the record was put together.
Release in_order(Release release);
std::string line_word(std::string_view line);                     // "22.x"
std::string upper_rating(Severity severity);                      // "HIGH"
std::string capital_rating(Severity severity);                    // "High"
std::string lines_newest_first(const Release& release);           // "26.x, 24.x, 22.x"
std::vector<std::string> fixed_versions(const Release& release);  // of the lines, in the record's order
// The worst rating among the reports that have a range in the line; nothing where there is none.
std::optional<Severity> worst_of_line(const Release& release, std::string_view line);
// The names of those who want to be named, in the record's order, without doubles.
std::vector<std::string> credited(const Report& report, CreditKind kind);

// The name of the post's file and the last part of its URL: "april-2024-security-releases", and with a number behind it
// where the month has had one ("…-2"). A release that is moved keeps the slug it was announced with.
std::string slug_of(Instant date, std::string_view timezone, std::span<const std::string> taken);

// ---- Markdown ----
// With its lines of dashes and the blank line behind.
std::string front_matter(const OutputInput& input, std::string_view date);
// "2026-06-18T04:00:00.000Z"
std::string post_instant(Instant instant);
// Sections of the notices that `wanted` says, the newest first: "## (Update 08-Jul-2024) TITLE".
std::string notice_sections(const Release& release, const std::function<bool(Instant)>& wanted);
// From "# Summary" on, as the record has the date now.
std::string announcement_text(const Release& release, const Project& project);
// The same of a post that is published: what was announced stays as it was. Nothing where it has none.
std::optional<std::string> announcement_of(std::string_view post);
// The value of `date:` in a post's front matter; empty where it has none.
std::string date_of(std::string_view post);

}  // namespace ward::release
