// CVE records as everybody sees them.
#pragma once

#include <optional>
#include <string>

#include "actions/release/run/doors.h"
#include "io/net/cve_services.h"

namespace ward::release {

constexpr size_t max_public_record = 8u << 20;

// The published record of an id; nothing where it has none. By the group's own account where there is one, and without
// any otherwise: published records are for everybody.
Result<std::optional<net::CveRecord>> published_record(Doors& doors, const std::string& cve);

}  // namespace ward::release
