// Parts of github_advisories.cc: what documents of the service say.
#pragma once

#include <string_view>
#include <vector>

#include "formats/document.h"
#include "io/net/github_advisories.h"

namespace ward::net {

Result<RepositoryAdvisory> repository_advisory(const Node& document, std::string_view place);
Result<std::vector<RepositoryAdvisory>> repository_advisories(const Node& document, std::string_view place);

}  // namespace ward::net
