// Answers of HackerOne as values: {"data": {"id", "type", "attributes": {}, "relationships": {"x": {"data": ...}}}}.
// What a step decides by (ids, states, CVE ids) has to be there in its form; what is only shown may be missing.
#include "io/net/hackerone_parse.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/cve_id.h"
#include "io/net/confidential.h"
#include "io/net/hackerone.h"

namespace ward::net {
namespace {

constexpr size_t max_word_bytes = 64;

bool is_word(std::string_view text) {
    return !text.empty() && text.size() <= max_word_bytes &&
           std::ranges::all_of(text, [](char c) { return is_alnum(c) || c == '-' || c == '_'; });
}

const Node* related(const Node& resource, std::string_view name) {
    const Node* relationships = resource.find("relationships");
    const Node* relation = relationships == nullptr ? nullptr : relationships->find(name);
    return relation == nullptr ? nullptr : relation->find("data");
}

const Node& attributes_of(const Node* resource) {
    static const Node nothing;
    const Node* attributes = resource == nullptr ? nullptr : resource->find("attributes");
    return attributes == nullptr ? nothing : *attributes;
}

// Ids are texts by JSON:API; some attributes repeat them as numbers.
std::string id_at(const Node& table, std::string_view key) {
    const Node* id = table.find(key);
    if (id == nullptr || (!id->is_string() && id->kind != Node::Kind::integer)) return {};
    return id->text;
}

Result<std::string> id_of(const Node& resource, std::string_view place) {
    std::string id = id_at(resource, "id");
    if (!is_hackerone_id(id)) return confidential_fault(place, resource, "'id'");
    return id;
}

Result<void> take_text(const Node& table, std::string_view key, std::string_view place, std::string& out) {
    const auto text = table.string_at(key);
    if (!text) return {};
    if (text->size() > max_hackerone_text)
        return fail(ErrorCode::limit, fmt::format("'{}' has more than {} bytes", key, max_hackerone_text),
                    std::string(place));
    out = *text;
    return {};
}

Result<std::span<const Node>> list_of(const Node& table, std::string_view key, std::string_view place) {
    const auto items = items_at(table, key);
    if (items.size() > max_hackerone_list)
        return fail(ErrorCode::limit, fmt::format("'{}' has more than {} items", key, max_hackerone_list),
                    std::string(place));
    return items;
}

Result<void> take_cves(const Node& attributes, std::string_view place, std::vector<std::string>& out) {
    const Node* list = attributes.find("cve_ids");
    if (list == nullptr || list->kind == Node::Kind::null) return {};
    // Whoever reads none where some are asks for another one.
    if (!list->is_list()) return confidential_fault(place, *list, "list 'cve_ids'");
    WARD_TRY(const auto items, list_of(attributes, "cve_ids", place));
    for (const Node& item : items) {
        if (!item.is_string() || !is_cve_id(item.text)) return confidential_fault(place, item, "CVE id in 'cve_ids'");
        out.push_back(item.text);
    }
    return {};
}

// The first summary that the team wrote; the reporter's is another one.
Result<void> take_summary(const Node& report, std::string_view place, std::string& out) {
    const Node* summaries = related(report, "summaries");
    if (summaries == nullptr) return {};
    for (const Node& summary : summaries->items) {
        const Node& attributes = attributes_of(&summary);
        if (attributes.string_at("category") == "team") return take_text(attributes, "content", place, out);
    }
    return {};
}

std::string cwe_of(std::string_view external) {
    constexpr std::string_view prefix = "cwe-";
    constexpr size_t most_digits = 6;
    const std::string_view digits = external.substr(std::min(prefix.size(), external.size()));
    if (!to_lower(external).starts_with(prefix) || digits.empty() || digits.size() > most_digits ||
        !std::ranges::all_of(digits, is_digit))
        return {};
    return "CWE-" + std::string(digits);
}

// Activities come in the order of time.
bool is_disclosure_requested(const Node& report, std::string_view reporter) {
    const Node* activities = related(report, "activities");
    if (activities == nullptr) return false;
    bool requested = false;
    for (const Node& activity : activities->items) {
        const auto type = activity.string_at("type");
        if (type == "activity-cancelled-disclosure-request") requested = false;
        if (type != "activity-agreed-on-going-public") continue;
        const std::string actor = text_at(attributes_of(related(activity, "actor")), "username");
        if (!actor.empty() && actor != reporter) requested = true;
    }
    return requested;
}

Result<HackerOneReport> report_of(const Node& node, std::string_view place) {
    if (node.string_at("type") != "report") return confidential_fault(place, node, "report");
    HackerOneReport report;
    WARD_TRY(report.id, id_of(node, place));
    const Node& attributes = attributes_of(&node);
    const auto state = attributes.string_at("state");
    if (!state || !is_word(*state)) return confidential_fault(place, node, "'state'");
    report.state = *state;
    WARD_TRY_VOID(take_text(attributes, "title", place, report.title));
    WARD_TRY_VOID(take_text(attributes, "created_at", place, report.created_at));
    WARD_TRY_VOID(take_text(attributes, "disclosed_at", place, report.disclosed_at));
    WARD_TRY_VOID(take_cves(attributes, place, report.cves));
    const Node& severity = attributes_of(related(node, "severity"));
    WARD_TRY_VOID(take_text(severity, "rating", place, report.rating));
    WARD_TRY_VOID(take_text(severity, "cvss_vector_string", place, report.cvss_vector));
    if (const Node* weakness = related(node, "weakness"); weakness != nullptr && weakness->is_table()) {
        WARD_TRY(report.weakness, id_of(*weakness, place));
        report.cwe = cwe_of(text_at(attributes_of(weakness), "external_id"));
    }
    WARD_TRY_VOID(take_text(attributes_of(related(node, "reporter")), "username", place, report.reporter));
    WARD_TRY_VOID(take_summary(node, place, report.summary));
    if (const Node* fields = related(node, "custom_field_values"); fields != nullptr && !fields->items.empty())
        WARD_TRY_VOID(take_text(attributes_of(&fields->items.front()), "value", place, report.pull));
    report.disclosure_requested = is_disclosure_requested(node, report.reporter);
    return report;
}

// {"version": FROM, "lessThan": BELOW}, of versions that are affected. Others are counted: that all of them became
// something else must not read as if nothing was said.
void take_versions(const Node& attributes, HackerOneCveRequest& request) {
    for (const Node& version : items_at(attributes, "versions")) {
        const auto from = version.string_at("version");
        const auto below = version.string_at("lessThan");
        const Node* affected = version.find("affected");
        const bool is_affected = affected != nullptr && affected->truth;
        const Node* operation = version.find("func");
        const bool plain = operation == nullptr || operation->kind == Node::Kind::null;
        if (from && below && is_affected && plain) request.ranges.push_back({std::string(*from), std::string(*below)});
        else ++request.other_versions;
    }
}

Result<HackerOneCveRequest> cve_request_of(const Node& node, std::string_view place) {
    if (node.string_at("type") != "cve-request") return confidential_fault(place, node, "CVE request");
    HackerOneCveRequest request;
    WARD_TRY(request.id, id_of(node, place));
    const Node& attributes = attributes_of(&node);
    if (const Node* cve = attributes.find("cve_identifier"); cve != nullptr && cve->kind != Node::Kind::null) {
        if (!cve->is_string() || !is_cve_id(cve->text)) return confidential_fault(place, *cve, "'cve_identifier'");
        request.cve = cve->text;
    }
    if (const auto state = attributes.string_at("state"); state && is_word(*state)) request.state = *state;
    request.report = id_at(attributes, "report_id");
    if (request.report.empty())
        if (const Node* report = related(node, "report")) request.report = id_at(*report, "id");
    if (!request.report.empty() && !is_hackerone_id(request.report))
        return confidential_fault(place, node, "id of a report");
    WARD_TRY([[maybe_unused]] const auto versions, list_of(attributes, "versions", place));
    take_versions(attributes, request);
    return request;
}

Result<HackerOneProgram> program_of(const Node& node, std::string_view place) {
    if (node.string_at("type") != "program") return confidential_fault(place, node, "program");
    HackerOneProgram program;
    WARD_TRY(program.id, id_of(node, place));
    const auto handle = attributes_of(&node).string_at("handle");
    if (!handle || !is_word(*handle)) return confidential_fault(place, node, "'handle'");
    program.handle = *handle;
    return program;
}

template <typename Value>
Result<std::vector<Value>> each(const Node& document, std::string_view place,
                                Result<Value> (*read)(const Node&, std::string_view)) {
    const Node* data = document.find("data");
    if (data == nullptr || !data->is_list()) return confidential_fault(place, document, "list 'data'");
    WARD_TRY(const auto items, list_of(document, "data", place));
    std::vector<Value> out;
    for (const Node& item : items) {
        WARD_TRY(Value value, read(item, place));
        out.push_back(std::move(value));
    }
    return out;
}

template <typename Value>
Result<Value> one(const Node& document, std::string_view place, Result<Value> (*read)(const Node&, std::string_view)) {
    const Node* data = document.find("data");
    return data == nullptr ? confidential_fault(place, document, "'data'") : read(*data, place);
}

}  // namespace

bool is_hackerone_id(std::string_view text) {
    constexpr size_t most_digits = 18;
    return !text.empty() && text.size() <= most_digits && std::ranges::all_of(text, is_digit);
}

Result<HackerOneReport> hackerone_report(const Node& document, std::string_view place) {
    return one(document, place, report_of);
}
Result<HackerOneCveRequest> hackerone_cve_request(const Node& document, std::string_view place) {
    return one(document, place, cve_request_of);
}
Result<std::vector<HackerOneReport>> hackerone_reports(const Node& document, std::string_view place) {
    return each(document, place, report_of);
}
Result<std::vector<HackerOneProgram>> hackerone_programs(const Node& document, std::string_view place) {
    return each(document, place, program_of);
}
Result<std::vector<HackerOneCveRequest>> hackerone_cve_requests(const Node& document, std::string_view place) {
    return each(document, place, cve_request_of);
}

Result<HackerOneReport> hackerone_report_from_json(std::string_view json, std::string_view place) {
    WARD_TRY(const Node document, confidential_json(json, place));
    return hackerone_report(document, place);
}
Result<std::vector<HackerOneReport>> hackerone_reports_from_json(std::string_view json, std::string_view place) {
    WARD_TRY(const Node document, confidential_json(json, place));
    return hackerone_reports(document, place);
}
Result<std::vector<HackerOneProgram>> hackerone_programs_from_json(std::string_view json, std::string_view place) {
    WARD_TRY(const Node document, confidential_json(json, place));
    return hackerone_programs(document, place);
}
Result<std::vector<HackerOneCveRequest>> hackerone_cve_requests_from_json(std::string_view json,
                                                                          std::string_view place) {
    WARD_TRY(const Node document, confidential_json(json, place));
    return hackerone_cve_requests(document, place);
}

}  // namespace ward::net
