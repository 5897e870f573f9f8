// Parts of cve_services.cc: what documents of the service say, and what its refusals mean.
#pragma once

#include <string_view>
#include <vector>

#include "formats/document.h"
#include "io/net/confidential.h"
#include "io/net/cve_services.h"

namespace ward::net {

Result<CveQuota> cve_quota(const Node& document, std::string_view place);
Result<Reservation> cve_reservation(const Node& document, std::string_view place);
Result<std::vector<CveId>> cve_ids(const Node& document, std::string_view place);
Result<CveId> cve_id(const Node& document, std::string_view place);
Result<CveRecord> cve_record(const Node& document, std::string_view place);

// {"error": WORD, "message", "details": {"errors": [{"instancePath", "keyword", ...}]}}, or details as a list of
// {"param", "msg", "location"}.
Refusal explain_cve_refusal(const Node& body);

}  // namespace ward::net
