// A row a check, for spreadsheets; the last row is the aggregate. Empty: could not be decided.
#include <fmt/core.h>

#include "faces/report/card.h"
#include "formats/escape.h"

namespace ward::report {
namespace {

using scorecard::CheckResult;

std::string number(int score) {
    return score == scorecard::inconclusive ? "" : std::to_string(score);
}

std::string write_csv(const Card& card, const CardStyle& /*style*/) {
    const std::string start = fmt::format("{},{},{}", escape_csv(card.repository), escape_csv(card.commit),
                                          escape_csv(format_date(card.as_of)));
    std::string out = "repository,commit,date,check,risk,score,own_score,reason\r\n";
    for (const CheckResult& result : card.checks) {
        const scorecard::Check* check = scorecard::check_named(result.check);
        out += fmt::format("{},{},{},{},{},{}\r\n", start, escape_csv(result.check),
                           check == nullptr ? "" : name_of(check->risk), number(result.score),
                           result.own_score ? number(*result.own_score) : "", escape_csv(result.reason));
    }
    return out +
           fmt::format("{},Aggregate,,{},,\r\n", start, card.score < 0 ? "" : scorecard::text_of_score(card.score));
}

}  // namespace

WARD_CARD_FORM(csv) = {.name = "csv", .summary = "a row a check, for spreadsheets", .write = write_csv};

}  // namespace ward::report
