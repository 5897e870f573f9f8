// What security-wg's own tools refuse: `npm run validate` for core and npm, the index builder and the VEX generator for
// deps. Nothing is accepted here that they refuse, nor the other way round; what is beyond them is joins.h's.
#pragma once

#include <vector>

#include "actions/release/vulndb/problem.h"

namespace ward::release::vulndb {

// One problem a field, with the rule vulndb-form.
std::vector<Problem> form_problems(const Entry& entry);

}  // namespace ward::release::vulndb
