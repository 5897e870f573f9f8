// What a registry keeps about who built and who published a version: its answer of
// /-/npm/v1/attestations/NAME@VERSION (https://docs.npmjs.com/generating-provenance-statements), a list of Sigstore
// bundles.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/signing/sigstore.h"

namespace ward::npm {

constexpr std::string_view provenance_type = "https://slsa.dev/provenance/";  // a version follows
constexpr size_t max_attestations = 100;                                      // of one version
constexpr size_t max_attestation_bytes = signing::max_bundle_bytes;           // of the whole answer

struct Attestation {
    std::string type;    // predicateType, as the registry says: what is signed has its own
    std::string bundle;  // JSON, as it stands

    bool is_provenance() const { return type.starts_with(provenance_type); }
};

// `where` is for messages. Errors: parse, limit.
Result<std::vector<Attestation>> parse_attestations(const std::string& json, const std::string& where);

// As what statements name a package: "pkg:npm/%40scope/thing@1.0.0".
std::string package_subject(std::string_view name, std::string_view version);
// Has the statement this package among its subjects? One repository may publish many.
bool names_package(const signing::Statement& statement, std::string_view name, std::string_view version);

}  // namespace ward::npm
