// Upstream's own words on what is new between two versions, and how they are brought into texts of the project. They
// are a stranger's: what a forge would read as a mention, a reference, a command or a trailer is taken apart, so that
// nobody is notified, no issue is closed and no check is skipped by what upstream once wrote.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/update/recipe/recipe.h"
#include "actions/update/recipe/version.h"
#include "base/result.h"

namespace ward::update {

constexpr size_t max_changelog_bytes = 64u << 10;        // that are kept
constexpr size_t max_changelog_commit_bytes = 2u << 10;  // of it in a commit message
constexpr size_t max_changelog_pull_bytes = 8u << 10;    // of it in a pull request

// The parts of a changelog file that are above `old_version` (empty: only the new one's) up to `new_version`, in the
// file's order. Empty where it has none of the new version. `order` is a Selection's; `heading` as in Changelog.
Result<std::string> changelog_between(std::string_view text, const Pattern& heading, std::string_view order,
                                      std::string_view old_version, std::string_view new_version);
// The same of releases' notes, the newest first.
Result<std::string> release_notes_between(const std::vector<Candidate>& candidates, std::string_view order,
                                          std::string_view old_version, std::string_view new_version);

// Plain text for a commit message, indented by two, so that no line is a trailer or a comment. Cut at a line, with a
// last line that says so.
std::string changelog_for_commit(std::string_view text);
// Markdown for a pull request, likewise.
std::string changelog_for_pull(std::string_view text);

// "@user", "#12", "GH-12", "!12", links to a forge's issues, "[skip ci]": written so that they are only words.
std::string without_references(std::string_view text);

}  // namespace ward::update
