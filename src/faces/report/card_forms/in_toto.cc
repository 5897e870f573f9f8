// An in-toto statement about the commit, to be signed by whoever vouches for it.
#include <fmt/core.h>

#include "faces/report/card_json.h"

namespace ward::report {
namespace {

std::string write_in_toto(const Card& card, const CardStyle& style) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object();
    json.key("predicate").begin_object().member("date", format_instant(card.as_of));
    write_card_members(json, card, style);
    json.end_object();
    json.member("type", "https://in-toto.io/Statement/v1").key("subject").begin_array().begin_object();
    json.member("name", card.repository);
    json.member("uri", fmt::format("git+https://{}@{}", card.repository, card.commit));
    json.key("digest").begin_object().member("gitCommit", card.commit).end_object();
    json.end_object().end_array();
    json.member("predicate_type", "https://scorecard.dev/result/v0.1").end_object();
    return as_go_writes(json.take()) + '\n';
}

}  // namespace

WARD_CARD_FORM(in_toto) = {
    .name = "in-toto", .summary = "an in-toto statement that carries the JSON", .write = write_in_toto};

}  // namespace ward::report
