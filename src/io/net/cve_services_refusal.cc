// What CVE Services says when it refuses: a table of its own words (its source names them), because the rest of such an
// answer can hold what was sent.
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "io/net/cve_services_parse.h"

namespace ward::net {
namespace {

struct Row {
    std::string_view error;
    std::string_view words;
    ErrorCode code;
};

constexpr std::array rows{
    Row{"BAD_INPUT", "parameters are not as they should be", ErrorCode::unsupported},
    Row{"BAD_REQUEST", "it lacks a header", ErrorCode::auth},
    Row{"CANNOT_CHANGE_CVE_ID_WITH_RECORD", "the id has a record", ErrorCode::conflict},
    Row{"CANNOT_RESERVE_FOR_YEAR", "ids of this year cannot be reserved", ErrorCode::unsupported},
    Row{"CNA_ONLY", "the organization is no CNA", ErrorCode::auth},
    Row{"CVEID_DNE", "the id is not there", ErrorCode::not_found},
    Row{"CVEID_ORG_DOES_NOT_MATCH", "the id is another organization's", ErrorCode::auth},
    Row{"CVE_ID_NOT_FOUND", "the id is not there", ErrorCode::not_found},
    Row{"CVE_RECORD_DNE", "the id has no record", ErrorCode::not_found},
    Row{"CVE_RECORD_EXISTS", "the id has a record already", ErrorCode::conflict},
    Row{"CVE_UNSUPPORTED_RECORD_STATE", "not in the state of this record", ErrorCode::conflict},
    Row{"EXCEEDED_ID_QUOTA", "the quota of ids is used up", ErrorCode::conflict},
    Row{"INVALID_JSON_SCHEMA", "the record breaks the schema", ErrorCode::unsupported},
    Row{"INVALID_JSON_SYNTAX", "the record is not JSON", ErrorCode::unsupported},
    Row{"NOT_FOUND", "there is no such resource", ErrorCode::not_found},
    Row{"NO_AMOUNT", "it lacks an amount", ErrorCode::unsupported},
    Row{"ORG_CANNOT_RESERVE_FOR_OTHER", "the ids would be another organization's", ErrorCode::auth},
    Row{"ORG_DNE", "the organization is not there", ErrorCode::not_found},
    Row{"ORG_DOES_NOT_OWN_ID", "the id is another organization's", ErrorCode::auth},
    Row{"ORG_DOES_NOT_EXIST", "the organization is not there", ErrorCode::not_found},
    Row{"OVER_NONSEQUENTIAL_MAX_AMOUNT", "more ids than are given at once", ErrorCode::unsupported},
    Row{"RECORD_TOO_LARGE", "the record is larger than it takes", ErrorCode::unsupported},
    Row{"RESERVATION_IN_PROGRESS", "another reservation of the organization is under way", ErrorCode::conflict},
    Row{"TOO_MANY_REQUESTS", "too many requests", ErrorCode::rate_limited},
    Row{"UNAUTHORIZED", "the credentials are not accepted", ErrorCode::auth},
    // The record is stored before the id's state, and this is said of either.
    Row{"UNABLE_TO_STORE_CVE_RECORD", "the record could not be stored, in part or in whole", ErrorCode::network},
    Row{"YEAR_RANGE_FULL", "there are no more ids of this year", ErrorCode::unsupported},
};

// Of CNA containers, and of requests' parameters.
constexpr std::array<std::string_view, 75> known_names{"cnaContainer",
                                                       "containers",
                                                       "cna",
                                                       "cveMetadata",
                                                       "providerMetadata",
                                                       "orgId",
                                                       "shortName",
                                                       "dateUpdated",
                                                       "descriptions",
                                                       "description",
                                                       "lang",
                                                       "value",
                                                       "supportingMedia",
                                                       "base64",
                                                       "affected",
                                                       "vendor",
                                                       "product",
                                                       "packageName",
                                                       "collectionURL",
                                                       "packageURL",
                                                       "cpes",
                                                       "cpeApplicability",
                                                       "modules",
                                                       "programFiles",
                                                       "programRoutines",
                                                       "platforms",
                                                       "repo",
                                                       "defaultStatus",
                                                       "versions",
                                                       "version",
                                                       "lessThan",
                                                       "lessThanOrEqual",
                                                       "changes",
                                                       "at",
                                                       "status",
                                                       "versionType",
                                                       "references",
                                                       "url",
                                                       "name",
                                                       "tags",
                                                       "problemTypes",
                                                       "cweId",
                                                       "type",
                                                       "metrics",
                                                       "format",
                                                       "scenarios",
                                                       "cvssV3_0",
                                                       "cvssV3_1",
                                                       "cvssV4_0",
                                                       "vectorString",
                                                       "baseScore",
                                                       "baseSeverity",
                                                       "credits",
                                                       "user",
                                                       "timeline",
                                                       "time",
                                                       "datePublic",
                                                       "dateAssigned",
                                                       "title",
                                                       "impacts",
                                                       "capecId",
                                                       "source",
                                                       "discovery",
                                                       "workarounds",
                                                       "solutions",
                                                       "exploits",
                                                       "configurations",
                                                       "taxonomyMappings",
                                                       "rejectedReasons",
                                                       "replacedBy",
                                                       "amount",
                                                       "cve_year",
                                                       "short_name",
                                                       "batch_type",
                                                       "id"};

// What JSON schemas can demand.
constexpr std::array<std::string_view, 20> known_keywords{"additionalProperties",
                                                          "anyOf",
                                                          "allOf",
                                                          "const",
                                                          "contains",
                                                          "enum",
                                                          "format",
                                                          "maxItems",
                                                          "maxLength",
                                                          "maximum",
                                                          "minItems",
                                                          "minLength",
                                                          "minimum",
                                                          "not",
                                                          "oneOf",
                                                          "pattern",
                                                          "required",
                                                          "type",
                                                          "uniqueItems",
                                                          "if"};

std::string told(const Node& fault) {
    const auto path = fault.string_at("instancePath");
    std::string out =
        path ? known_path(*path, known_names) : known_path(fault.string_at("param").value_or(""), known_names);
    const auto keyword = fault.string_at("keyword");
    if (keyword && std::ranges::find(known_keywords, *keyword) != known_keywords.end())
        out += fmt::format("{}{}", out.empty() ? "" : " ", *keyword);
    const Node* parameters = fault.find("params");
    const auto missing = parameters == nullptr ? std::nullopt : parameters->string_at("missingProperty");
    if (missing && std::ranges::find(known_names, *missing) != known_names.end()) out += fmt::format(" '{}'", *missing);
    return out;
}

}  // namespace

Refusal explain_cve_refusal(const Node& body) {
    const auto error = body.string_at("error");
    const auto* row = std::ranges::find(rows, error.value_or(""), &Row::error);
    if (row == rows.end()) return {};
    Refusal refusal{std::string(row->words), row->code};
    const Node* details = body.find("details");
    if (details == nullptr) return refusal;
    const auto faults = details->is_list() ? std::span<const Node>(details->items) : items_at(*details, "errors");
    std::vector<std::string> all;
    for (const Node& fault : faults.first(std::min(faults.size(), max_told_faults)))
        if (std::string words = told(fault); !words.empty()) all.push_back(std::move(words));
    if (!all.empty()) refusal.words += ": " + join(all, "; ");
    if (faults.size() > max_told_faults) refusal.words += fmt::format("; {} more", faults.size() - max_told_faults);
    return refusal;
}

}  // namespace ward::net
