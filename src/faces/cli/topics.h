// What has an explanation: the words of a report and the rows of the tables. `ward explain`, the reference pages and
// the shell's completion read the same list.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ward::cli {

// A word of a report that is no row of any table.
struct ReportWord {
    enum class Kind { rule, skipped, note, denial };
    std::string_view id;
    Kind kind;
    std::string_view text;
};

std::span<const ReportWord> report_words();
std::string_view name_of(ReportWord::Kind kind);

struct Topic {
    std::string id;
    std::string kind;  // "word", "judge", "reader", ...
    std::string text;
};

// Advisories apart, which are in the database.
std::vector<Topic> all_topics();

}  // namespace ward::cli
