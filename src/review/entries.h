// What all entries of assessments.toml have in common.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"
#include "model/component.h"

namespace ward::review {

std::string where(const Evidence& origin);  // "assessments.toml:12"
// An unreadable date counts as past: an entry cannot outlive review by a slip of the pen.
bool has_expired(std::string_view expires, Instant now);
// The same package, and the same version where the wanted purl has one ("v5.1.1" is 5.1.1).
bool same_package(std::string_view wanted, std::string_view purl);

}  // namespace ward::review
