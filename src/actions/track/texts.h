// What issues and comments say. Every text of a finding is a stranger's: it passes issue_text(), and no address of a
// stranger becomes a link, because GitHub tells the place that a link leads to.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "actions/track/matter.h"

namespace ward::track {

constexpr size_t max_places_shown = 20;    // of a branch
constexpr size_t max_rows_bytes = 40'000;  // of all branches together; GitHub takes 65,536 characters
constexpr size_t max_text_bytes = 500;     // of one text of a finding

// One line of Markdown that formats nothing, links nothing, names nobody and commands nothing.
std::string issue_text(std::string_view text);

// "CVE-2024-1 (undici)": set once, then people's.
std::string issue_title(const Matter& matter);

// Rows of the table, a branch each with its lines. What a run does not look at keeps the rows of the run before.
using Rows = std::map<std::string, std::vector<std::string>>;
Rows rows_of(const Matter& matter);
// The rows of these branches, as they stand in the text of an earlier run.
Rows rows_in(std::string_view managed, const std::set<std::string>& branches);

// The part of an issue's body that is ward's, without markers. `earlier` are closed issues about the same.
std::string managed_text(const Matter& matter, const Rows& rows, const std::vector<int64_t>& earlier);

// Comments, without their marker.
std::string gone_text(const std::set<std::string>& branches);
std::string assessed_text(const Matter& matter);
std::string returned_text(const std::set<std::string>& branches);

// The text that an issue had, with the rows of `gone` branches taken out.
std::string without_rows(std::string_view managed, const std::set<std::string>& gone);

}  // namespace ward::track
