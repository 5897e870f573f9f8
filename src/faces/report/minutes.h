// The report as a document for people: what the minutes of a security meeting need, in the order they need it.
// The Markdown and HTML formats only add their markup to this. Nothing here is escaped; each of them escapes every text
// in one place.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "faces/report/report.h"

namespace ward::report {

struct Span {
    enum class Kind { plain, strong, faint, code, severity, mark };
    std::string text;
    Kind kind = Kind::plain;
    std::string link = {};  // followed only where is_safe_link() agrees
};

using Line = std::vector<Span>;
using Cell = std::vector<Line>;

struct Section {
    std::string id;  // "open-findings": fixed words, safe everywhere
    std::string title;
    std::vector<Line> text;
    std::vector<std::string> head;  // of the table; empty: no table
    std::vector<std::vector<Cell>> rows;
    bool folded = false;  // long reference material: closed until asked for
};

struct Minutes {
    enum class Tone { calm, attention, incomplete };

    std::string title;    // "Security review"
    std::string subject;  // "node 18.20.4"
    std::string date;     // "22 November 2026"
    Tone tone = Tone::calm;
    std::string headline;   // what is new, in one sentence
    std::string remainder;  // the rest of the state: what is open, assessed, unread
    std::vector<std::pair<std::string, Line>> facts;
    std::vector<Section> sections;
    std::string paste;  // summary_line()
};

Minutes minutes_of(const Report& report, const Style& style);

}  // namespace ward::report
