// The JSON of the peer (encoding/json of Go, json.v2.schema): shared by the forms that carry it.
#pragma once

#include <string>

#include "faces/report/card.h"
#include "formats/json_writer.h"

namespace ward::report {

// Go writes `>` and `&` as escapes too.
std::string as_go_writes(std::string json);

// The members "scorecard", "score", "checks" and "metadata" of a card.
void write_card_members(JsonWriter& json, const Card& card, const CardStyle& style);
// {"version": ..., "commit": ...}
void write_tool(JsonWriter& json);
void write_finding(JsonWriter& json, const scorecard::ProbeFinding& finding);

std::string documentation_url(std::string_view check);

}  // namespace ward::report
