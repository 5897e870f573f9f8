// The words of a report: rules of findings, kinds of skipped parts, notes.
#include <fmt/core.h>

#include "faces/cli/pages.h"
#include "faces/cli/topics.h"

namespace ward::cli {
namespace {

std::string text_words() {
    using Kind = ReportWord::Kind;
    std::string text;
    for (const auto& [kind, title] :
         {std::pair(Kind::rule, "Rules of findings"), std::pair(Kind::skipped, "Skipped parts"),
          std::pair(Kind::note, "Notes"), std::pair(Kind::denial, "Denials")}) {
        text += fmt::format("{}## {}\n\n", text.empty() ? "" : "\n", title) + table_head({name_of(kind), "means"});
        for (const ReportWord& word : report_words())
            if (word.kind == kind) text += table_row({code(word.id), plain(word.text)});
    }
    return text;
}

}  // namespace

WARD_PAGE(words) = {
    .file = "words.md",
    .title = "Words of a report",
    .about =
        "Rules of findings, kinds of skipped parts and notes, and what to do about each.\n"
        "`ward explain ID` shows one of them.",
    .text = text_words,
};

}  // namespace ward::cli
