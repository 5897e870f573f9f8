// See card_json.h.
#include "faces/report/card_json.h"

#include "base/text.h"
#include "judges/scorecard/annotations.h"
#include "judges/scorecard/probes.h"

namespace ward::report {

using scorecard::Check;
using scorecard::CheckResult;
using scorecard::Detail;
using scorecard::Location;
using scorecard::Origin;
using scorecard::Probe;
using scorecard::ProbeFinding;

std::string as_go_writes(std::string json) {
    json = replace_all(json, ">", "\\u003e");
    return replace_all(json, "&", "\\u0026");
}

std::string documentation_url(std::string_view check) {
    return "https://github.com/ossf/scorecard/blob/main/docs/checks.md#" + to_lower(check);
}

void write_tool(JsonWriter& json) {
    json.begin_object().member("version", scorecard::peer_version).member("commit", "unknown").end_object();
}

void write_card_members(JsonWriter& json, const Card& card, const CardStyle& style) {
    json.key("scorecard");
    write_tool(json);
    json.key("score").raw(scorecard::text_of_score(card.score));
    json.key("checks").begin_array();
    for (const CheckResult& result : card.checks) {
        json.begin_object();
        std::vector<std::string> details;
        for (const Detail& detail : result.details)
            if (detail.origin == Origin::peer && (style.debug || detail.level != Detail::Level::debug))
                details.push_back(scorecard::text_of(detail));
        json.key("details");
        if (!style.details || details.empty()) {
            json.null();
        } else {
            json.begin_array();
            for (const std::string& detail : details) json.value(detail);
            json.end_array();
        }
        json.member("score", result.score).member("reason", result.reason).member("name", result.check);
        const Check* check = scorecard::check_named(result.check);
        json.key("documentation").begin_object().member("url", documentation_url(result.check));
        json.member("short", check == nullptr ? std::string_view() : check->summary).end_object();
        if (const auto said = scorecard::annotations_of(result, card.annotations); style.annotations && !said.empty()) {
            json.key("annotations").begin_array();
            for (const scorecard::AnnotationReason* reason : said) json.value(reason->peer_text);
            json.end_array();
        }
        json.end_object();
    }
    json.end_array();
    json.key("metadata");
    if (card.metadata.empty()) {
        json.null();
        return;
    }
    json.begin_array();
    for (const std::string& word : card.metadata) json.value(word);
    json.end_array();
}

void write_finding(JsonWriter& json, const ProbeFinding& finding) {
    json.begin_object();
    if (finding.location) {
        const Location& place = *finding.location;
        json.key("location").begin_object();
        if (place.line != 0 || place.has_line_zero) json.member("lineStart", static_cast<size_t>(place.line));
        if (place.line_end != 0 || place.has_end_zero) json.member("lineEnd", static_cast<size_t>(place.line_end));
        json.member_if("snippet", place.snippet);
        json.member("path", place.path).member("type", static_cast<int>(place.kind)).end_object();
    }
    const std::string_view remedy = scorecard::remedy_of(finding);
    if (const Probe* probe = scorecard::probe_named(finding.probe); probe != nullptr && !remedy.empty()) {
        json.key("remediation").begin_object().member("text", remedy).member("markdown", "");
        json.member("effort", static_cast<int>(probe->effort)).end_object();
    }
    if (!finding.values.empty()) {
        json.key("values").begin_object();
        for (const auto& [key, value] : finding.values) json.member(key, value);
        json.end_object();
    }
    json.member("probe", finding.probe).member("message", finding.message);
    json.member("outcome", scorecard::name_of(finding.outcome)).end_object();
}

}  // namespace ward::report
