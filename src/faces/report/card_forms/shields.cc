// What shields.io reads from a URL: https://shields.io/badges/endpoint-badge
#include "faces/report/card.h"
#include "judges/scorecard/monitor/chart.h"

namespace ward::report {
namespace {

std::string write_shields(const Card& card, const CardStyle& /*style*/) {
    return scorecard::monitor::badge_json(card.score < 0 ? std::nullopt : std::optional(card.score));
}

}  // namespace

WARD_CARD_FORM(shields) = {
    .name = "shields", .summary = "the score for a shields.io endpoint (JSON)", .write = write_shields};

}  // namespace ward::report
