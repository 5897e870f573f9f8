// What a JSON pointer (RFC 6901) leads to. One word more than the RFC: a part "*" is every item of a list, so that
// "/releases/*/version" leads to many.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/document.h"

namespace ward::update {

// `not_found` where a part leads nowhere, `usage` for what is no pointer. The nodes live as long as `root`.
Result<std::vector<const Node*>> find_all(const Node& root, std::string_view pointer);

}  // namespace ward::update
