// The peer's flat list of findings.
#include "faces/report/card_json.h"

namespace ward::report {
namespace {

std::string write_probe(const Card& card, const CardStyle& /*style*/) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object().member("date", format_date(card.as_of));
    json.key("repo").begin_object().member("name", card.repository).member("commit", card.commit).end_object();
    json.key("scorecard");
    write_tool(json);
    json.key("findings").begin_array();
    for (const scorecard::CheckResult& result : card.checks)
        for (const scorecard::ProbeFinding& finding : result.findings)
            if (finding.origin == scorecard::Origin::peer) write_finding(json, finding);
    json.end_array().end_object();
    return as_go_writes(json.take()) + '\n';
}

}  // namespace

WARD_CARD_FORM(probe) = {
    .name = "probe", .summary = "the probes' findings, as OpenSSF Scorecard writes them", .write = write_probe};

}  // namespace ward::report
