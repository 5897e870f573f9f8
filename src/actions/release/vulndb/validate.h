// Everything that can be said against a vulnerability database, without changing it.
#pragma once

#include "actions/release/vulndb/problem.h"
#include "facts/lifecycle/releases.h"

namespace ward::release::vulndb {

// By collection, file and line.
std::vector<Problem> validate(const Root& root, const Database& database, const lifecycle::ReleaseIndex& releases);

}  // namespace ward::release::vulndb
