// An in-toto statement about the commit, to be signed by whoever vouches for it.
// https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
//
// The peer's own has other names in it (`type`, `predicate_type`), which no verifier of statements reads: it is written
// so with --compat alone.
#include <fmt/core.h>

#include "faces/report/card_json.h"

namespace ward::report {
namespace {

void write_predicate(JsonWriter& json, const Card& card, const CardStyle& style) {
    json.key("predicate").begin_object().member("date", format_instant(card.as_of));
    write_card_members(json, card, style);
    json.end_object();
}

std::string write_in_toto(const Card& card, const CardStyle& style) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object();
    if (style.compat) write_predicate(json, card, style);
    json.member(style.compat ? "type" : "_type", "https://in-toto.io/Statement/v1");
    json.key("subject").begin_array().begin_object().member("name", card.repository);
    // A folder on this machine is not to be had by anybody else.
    if (style.compat || !card.repository.starts_with("file://"))
        json.member("uri", fmt::format("git+https://{}@{}", card.repository, card.commit));
    json.key("digest").begin_object().member("gitCommit", card.commit).end_object();
    json.end_object().end_array();
    json.member(style.compat ? "predicate_type" : "predicateType", "https://scorecard.dev/result/v0.1");
    if (!style.compat) write_predicate(json, card, style);
    json.end_object();
    return as_go_writes(json.take()) + '\n';
}

}  // namespace

WARD_CARD_FORM(in_toto) = {
    .name = "in-toto", .summary = "an in-toto statement that carries the JSON", .write = write_in_toto};

}  // namespace ward::report
