// The database as one OpenVEX document: of every published version, what is affected and what is fixed, and which
// vulnerabilities of dependencies do not concern the product.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actions/release/vulndb/entries.h"
#include "base/time.h"
#include "facts/lifecycle/releases.h"
#include "formats/openvex.h"

namespace ward::release::vulndb {

// What the product is called. All without a version.
struct ProductNames {
    // The id: a package URL. The unregistered type of older documents ("pkg:nodejs/node") is written as they have it,
    // with a v before the version.
    std::string purl = "pkg:generic/nodejs/node";
    std::string scanner_purl = {};  // as scanners call what they find ("pkg:generic/node"); empty: as the id
    std::string cpe = {};           // "nodejs:node.js"; empty: none

    bool operator==(const ProductNames&) const = default;
};
// Those of Node.js, for each of the purls it has been called by; the purl alone for another product. `parse` error for
// what is no package URL, or one with a version.
Result<ProductNames> product_names(std::string_view purl);

struct VexOptions {
    ProductNames product;
    std::string author;
    std::string role;
    Instant now = 0;
    // The document that this one replaces: its id is kept, and so is the time of each statement. `last_updated` tells
    // where a statement says something else now; where none does, the document's own time and version stay too.
    std::optional<openvex::Document> previous = {};
};

struct VexResult {
    openvex::Document document;
    // Files of deps that name no versions: their statements hold for every version of the product, also for those that
    // do not exist yet.
    std::vector<std::string> unversioned;
    int64_t kept = 0;  // statements that are as they were in `previous`
};

// Statements by vulnerability, then status. An entry without a CVE goes by its label ("NSWG-COR-2"). `parse` error for
// a range or a justification that cannot be read.
Result<VexResult> vex_document(const Database& database, const lifecycle::ReleaseIndex& releases,
                               const VexOptions& options);

}  // namespace ward::release::vulndb
