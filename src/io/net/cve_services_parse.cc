// Answers of CVE Services as values.
#include "io/net/cve_services_parse.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/cve_id.h"
#include "formats/json_writer.h"

namespace ward::net {
namespace {

constexpr std::array<std::string_view, 3> state_names{"RESERVED", "PUBLISHED", "REJECTED"};
constexpr size_t max_short_text = 256;  // bytes of a name or a time

std::optional<int64_t> number_at(const Node& table, std::string_view key) {
    const Node* number = table.find(key);
    if (number == nullptr || number->kind != Node::Kind::integer) return std::nullopt;
    return number->integer;
}

Result<CveState> state_at(const Node& table, std::string_view place) {
    const auto* found = std::ranges::find(state_names, table.string_at("state").value_or(""));
    if (found == state_names.end()) return confidential_fault(place, table, "'state'");
    return static_cast<CveState>(std::distance(state_names.begin(), found));
}

std::string short_text(const Node* table, std::string_view key) {
    if (table == nullptr) return {};
    std::string text = text_at(*table, key);
    return text.size() > max_short_text ? std::string() : text;
}

Result<std::string> cve_id_at(const Node& table, std::string_view key, std::string_view place) {
    const auto id = table.string_at(key);
    if (!id || !is_cve_id(*id)) return confidential_fault(place, table, fmt::format("CVE id in '{}'", key));
    return std::string(*id);
}

void write_value(JsonWriter& json, const Node& node, bool outermost) {
    switch (node.kind) {
        case Node::Kind::null: json.null(); return;
        case Node::Kind::boolean: json.value(node.truth); return;
        case Node::Kind::integer: json.value(node.integer); return;
        case Node::Kind::real:
            // 7.0 comes back from the service as 7.
            if (constexpr double exact = 1e15; std::abs(node.real) < exact && std::trunc(node.real) == node.real)
                json.value(static_cast<int64_t>(node.real));
            else json.value(node.real);
            return;
        case Node::Kind::string:
        case Node::Kind::date: json.value(node.text); return;
        case Node::Kind::list:
            json.begin_array();
            for (const Node& item : node.items) write_value(json, item, false);
            json.end_array();
            return;
        case Node::Kind::table: break;
    }
    std::vector<const std::pair<std::string, Node>*> fields;
    for (const auto& field : node.fields)
        if (!outermost || field.first != "providerMetadata") fields.push_back(&field);
    std::ranges::sort(fields, {}, [](const auto* field) -> const std::string& { return field->first; });
    json.begin_object();
    for (const auto* field : fields) write_value(json.key(field->first), field->second, false);
    json.end_object();
}

std::string comparable(const Node& container) {
    JsonWriter json(JsonLayout::compact);
    write_value(json, container, true);
    return json.take();
}

}  // namespace

std::string_view name_of(CveState state) {
    return state_names.at(static_cast<size_t>(state));
}

Result<CveQuota> cve_quota(const Node& document, std::string_view place) {
    const auto quota = number_at(document, "id_quota");
    const auto reserved = number_at(document, "total_reserved");
    const auto available = number_at(document, "available");
    if (!quota || !reserved || !available) return confidential_fault(place, document, "quota");
    return CveQuota{*quota, *reserved, *available};
}

Result<CveId> cve_id(const Node& document, std::string_view place) {
    CveId out;
    WARD_TRY(out.id, cve_id_at(document, "cve_id", place));
    WARD_TRY(out.state, state_at(document, place));
    out.owner = short_text(&document, "owning_cna");
    out.requested_by = short_text(document.find("requested_by"), "user");
    out.reserved_at = short_text(&document, "reserved");
    out.modified_at = short_text(document.find("time"), "modified");
    return out;
}

Result<std::vector<CveId>> cve_ids(const Node& document, std::string_view place) {
    const Node* list = document.find("cve_ids");
    if (list == nullptr || !list->is_list()) return confidential_fault(place, document, "list 'cve_ids'");
    if (list->items.size() > max_cve_ids_in_answer)
        return fail(ErrorCode::limit, fmt::format("has more than {} ids", max_cve_ids_in_answer), std::string(place));
    std::vector<CveId> out;
    for (const Node& item : list->items) {
        WARD_TRY(CveId id, cve_id(item, place));
        out.push_back(std::move(id));
    }
    return out;
}

Result<Reservation> cve_reservation(const Node& document, std::string_view place) {
    Reservation out;
    WARD_TRY(out.ids, cve_ids(document, place));
    out.partial = document.string_at("error") == "RESERVED_PARTIAL_AMOUNT";
    if (const Node* meta = document.find("meta")) out.remaining = number_at(*meta, "remaining_quota");
    return out;
}

Result<CveRecord> cve_record(const Node& document, std::string_view place) {
    const Node* metadata = document.find("cveMetadata");
    const Node* containers = document.find("containers");
    const Node* container = containers == nullptr ? nullptr : containers->find("cna");
    if (metadata == nullptr || container == nullptr || !container->is_table())
        return confidential_fault(place, document, "CVE record");
    CveRecord record;
    WARD_TRY(record.id, cve_id_at(*metadata, "cveId", place));
    WARD_TRY(record.state, state_at(*metadata, place));
    record.published_at = short_text(metadata, "datePublished");
    record.updated_at = short_text(metadata, "dateUpdated");
    record.container = comparable(*container);
    return record;
}

Result<CveQuota> cve_quota_from_json(std::string_view json, std::string_view place) {
    WARD_TRY(const Node document, confidential_json(json, place));
    return cve_quota(document, place);
}
Result<Reservation> reservation_from_json(std::string_view json, std::string_view place) {
    WARD_TRY(const Node document, confidential_json(json, place));
    return cve_reservation(document, place);
}
Result<std::vector<CveId>> cve_ids_from_json(std::string_view json, std::string_view place) {
    WARD_TRY(const Node document, confidential_json(json, place));
    return cve_ids(document, place);
}
Result<CveId> cve_id_from_json(std::string_view json, std::string_view place) {
    WARD_TRY(const Node document, confidential_json(json, place));
    return cve_id(document, place);
}
Result<CveRecord> cve_record_from_json(std::string_view json, std::string_view place) {
    WARD_TRY(const Node document, confidential_json(json, place));
    return cve_record(document, place);
}
Result<std::string> comparable_container(std::string_view json, std::string_view place) {
    WARD_TRY(const Node document, confidential_json(json, place, max_cve_container));
    if (!document.is_table()) return confidential_fault(place, document, "CNA container");
    return comparable(document);
}

}  // namespace ward::net
