// Parts of hackerone.cc: what documents of the service say.
#pragma once

#include <string_view>
#include <vector>

#include "formats/document.h"
#include "io/net/hackerone.h"

namespace ward::net {

bool is_hackerone_id(std::string_view text);  // digits
Result<HackerOneReport> hackerone_report(const Node& document, std::string_view place);
Result<HackerOneCveRequest> hackerone_cve_request(const Node& document, std::string_view place);
Result<std::vector<HackerOneReport>> hackerone_reports(const Node& document, std::string_view place);
Result<std::vector<HackerOneProgram>> hackerone_programs(const Node& document, std::string_view place);
Result<std::vector<HackerOneCveRequest>> hackerone_cve_requests(const Node& document, std::string_view place);

}  // namespace ward::net
