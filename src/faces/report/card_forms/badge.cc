// A badge for a README, as an SVG that loads nothing.
#include "faces/report/card.h"
#include "judges/scorecard/monitor/chart.h"

namespace ward::report {
namespace {

std::string write_badge(const Card& card, const CardStyle& /*style*/) {
    return scorecard::monitor::badge_svg(card.score < 0 ? std::nullopt : std::optional(card.score));
}

}  // namespace

WARD_CARD_FORM(badge) = {.name = "badge", .summary = "the score as a badge (SVG)", .write = write_badge};

}  // namespace ward::report
