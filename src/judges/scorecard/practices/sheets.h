// The forms of a sheet of answers, each the bytes of one file.
#pragma once

#include <string>
#include <string_view>

#include "judges/scorecard/practices/assess.h"

namespace ward::scorecard::practices {

// For a terminal: unknown first, a line a criterion and its evidence below.
std::string sheet_table(const Sheet& sheet);
std::string sheet_markdown(const Sheet& sheet);
// ward-practices/1 (docs/formats/practices.md).
std::string sheet_json(const Sheet& sheet, std::string_view version, std::string_view commit);

// .bestpractices.json, from which the badge site proposes answers: only those that were seen, and of those that need a
// URL only where there is one.
// https://github.com/coreinfrastructure/best-practices-badge/blob/main/docs/bestpractices-json.md
constexpr size_t max_automation_bytes = 50'000;  // the site reads no larger file
struct Automation {
    std::string text;
    std::vector<std::string> without_url = {};  // ids that were left out for that
};
Automation sheet_automation(const Sheet& sheet);

}  // namespace ward::scorecard::practices
