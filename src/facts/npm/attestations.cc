// See attestations.h: {"attestations":[{"predicateType":"…","bundle":{…}}]}
#include "facts/npm/attestations.h"

#include <algorithm>

#include <fmt/core.h>
#include <simdjson.h>

#include "base/text.h"
#include "formats/document.h"

namespace ward::npm {

Result<std::vector<Attestation>> parse_attestations(const std::string& json, const std::string& where) {
    namespace ondemand = simdjson::ondemand;
    const auto undocumented = [&] { return fail(ErrorCode::parse, "the answer is not as documented", where); };
    if (json.size() > max_attestation_bytes)
        return fail(ErrorCode::limit, fmt::format("has more than {} bytes", max_attestation_bytes), where);
    // First as a whole: below, only what is looked at is checked, and a key that is there twice would be two things.
    WARD_TRY([[maybe_unused]] const Node whole, parse_json(json, where));
    const simdjson::padded_string padded(json);
    ondemand::parser parser;
    ondemand::document document;
    ondemand::array list;
    if (parser.iterate(padded).get(document) != simdjson::SUCCESS) return undocumented();
    if (document["attestations"].get_array().get(list) != simdjson::SUCCESS) return undocumented();
    std::vector<Attestation> all;
    for (auto item : list) {
        ondemand::object object;
        std::string_view type;
        std::string_view bundle;
        if (item.get_object().get(object) != simdjson::SUCCESS) return undocumented();
        if (object["predicateType"].get_string().get(type) != simdjson::SUCCESS) return undocumented();
        std::string kind(type);
        ondemand::object inner;
        if (object["bundle"].get_object().get(inner) != simdjson::SUCCESS) return undocumented();
        if (inner.raw_json().get(bundle) != simdjson::SUCCESS) return undocumented();
        if (all.size() == max_attestations)
            return fail(ErrorCode::limit, fmt::format("has more than {} attestations", max_attestations), where);
        all.push_back({std::move(kind), std::string(bundle)});
    }
    return all;
}

std::string package_subject(std::string_view name, std::string_view version) {
    return fmt::format("pkg:npm/{}@{}", replace_all(name, "@", "%40"), version);
}

bool names_package(const signing::Statement& statement, std::string_view name, std::string_view version) {
    return std::ranges::find(statement.subjects, package_subject(name, version), &signing::StatementSubject::name) !=
           statement.subjects.end();
}

}  // namespace ward::npm
