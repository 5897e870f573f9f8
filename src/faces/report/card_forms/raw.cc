// The facts behind the checks, as ossf/scorecard's `--format raw` has them (it knows none of CI-Tests, SAST, SBOM and
// Webhooks). The sentences that describe tools are ward's. What could not be had is told in a member of ward's own.
#include "faces/report/card_json.h"
#include "faces/report/card_raw.h"

namespace ward::report {
namespace {

void write_missing(JsonWriter& json, const Card& card) {
    json.key("ward").begin_object().key("missing").begin_array();
    for (const scorecard::CheckResult& result : card.checks) {
        const scorecard::Check* check = scorecard::check_named(result.check);
        const bool has_no_form = result.check == "CI-Tests" || result.check == "SAST" || result.check == "SBOM" ||
                                 result.check == "Webhooks";
        const bool is_empty =
            result.error || (check != nullptr && check->needs_forge && result.score == scorecard::inconclusive);
        if (!has_no_form && !is_empty) continue;
        json.begin_object().member("check", result.check);
        json.member("reason", is_empty ? std::string_view(result.reason) : "this form has no place for its facts");
        json.end_object();
    }
    json.end_array().end_object();
}

std::string write_raw(const Card& card, const CardStyle& style) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object().member("date", format_date(card.as_of));
    json.key("repo").begin_object().member("name", card.repository).member("commit", card.commit).end_object();
    json.key("scorecard");
    write_tool(json);
    json.key("metadata");
    if (card.metadata.empty()) json.null();
    else json.values(card.metadata);
    json.key("results").begin_object();
    if (card.facts != nullptr)
        for (const auto part :
             {write_raw_workflows, write_raw_permissions, write_raw_licenses, write_raw_issues, write_raw_badge,
              write_raw_vulnerabilities, write_raw_binaries, write_raw_policies, write_raw_update_tools,
              write_raw_branches, write_raw_contributors, write_raw_changesets, write_raw_age, write_raw_fuzzers,
              write_raw_releases, write_raw_packages, write_raw_pinning})
            part(json, card);
    json.end_object();
    if (!style.compat) write_missing(json, card);
    json.end_object();
    return as_go_writes(json.take()) + '\n';
}

}  // namespace

WARD_CARD_FORM(raw) = {
    .name = "raw", .summary = "the facts behind the checks, as OpenSSF Scorecard writes them", .write = write_raw};

}  // namespace ward::report
