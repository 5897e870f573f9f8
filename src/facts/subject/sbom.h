// Software bills of materials as the subject: CycloneDX 1.2 to 1.7 and SPDX 2.2 and 2.3, in JSON. What they list is
// believed as it stands: purls, CPE names, versions, scopes, and who needs whom. Licences, hashes and vulnerabilities
// are left alone. https://cyclonedx.org/docs/1.6/json/ https://spdx.github.io/spdx-spec/v2.3/
//
// A component stands at "bom.json/components/3": the file, then the place inside it as a JSON Pointer. What has neither
// purl nor CPE cannot be matched with any advisory; it is in the inventory and listed under skipped.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "facts/inventory/inventory.h"
#include "facts/inventory/json_scan.h"

namespace ward::subject {

constexpr size_t max_sbom_bytes = 256u << 20;
constexpr size_t max_sbom_components = 500'000;
constexpr size_t max_sbom_nesting = 64;        // components inside components
constexpr size_t max_sbom_edges = 4'000'000;   // of the dependency graph
constexpr size_t max_reported_nameless = 100;  // components without purl and CPE; the rest is counted

// `name` is the file's, for evidence and errors. The components are not numbered yet; the subject is the first.
Result<inventory::Inventory> read_cyclonedx(const inventory::Json& json, std::string_view name);
Result<inventory::Inventory> read_spdx(const inventory::Json& json, std::string_view name);

}  // namespace ward::subject
