// What the rungs over an npm registry's word share.
#pragma once

#include <string>
#include <string_view>

#include "actions/update/ladder/rung_input.h"

namespace ward::update {

// What the source kept of the registry's answer; empty where it has not that.
std::string npm_fact(const RungInput& input, const std::string& name);
// The package's tarball among what was fetched; a `usage` error where there is none.
Result<const Fetched*> npm_tarball(const RungInput& input);
std::string registry_of(const RungInput& input);

}  // namespace ward::update
