// The peer's JSON, version 2.
#include "faces/report/card_json.h"

namespace ward::report {
namespace {

std::string write_scorecard(const Card& card, const CardStyle& style) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object().member("date", format_instant(card.as_of));
    json.key("repo").begin_object().member("name", card.repository).member("commit", card.commit).end_object();
    write_card_members(json, card, style);
    json.end_object();
    return as_go_writes(json.take()) + '\n';
}

}  // namespace

WARD_CARD_FORM(scorecard) = {.name = "scorecard", .summary = "OpenSSF Scorecard's JSON (v2)", .write = write_scorecard};

}  // namespace ward::report
