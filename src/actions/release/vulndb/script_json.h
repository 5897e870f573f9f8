// JSON as JavaScript's JSON.stringify(value, null, 2) writes it, byte for byte: members whose names are array indices
// first, by number; numbers in JavaScript's form; no final line end.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "formats/document.h"

namespace ward::release::vulndb {

std::string script_json(const Node& value);
// One object of these members, as if it had been filled in that order.
std::string script_json(const std::vector<std::pair<std::string, const Node*>>& members);

}  // namespace ward::release::vulndb
