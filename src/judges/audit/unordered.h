// What an audit cannot decide for want of an order of versions.
#pragma once

#include <span>
#include <vector>

#include "facts/advisory/advisory.h"
#include "model/report.h"

namespace ward::audit {

// A note for each ecosystem whose versions have no order here (Maven, GitHub Actions, …) and of which components have
// advisories that do not list their version: should one of those have ranges besides, they were not looked at. By
// ecosystem.
std::vector<Note> unordered_notes(std::span<const Component> components, const advisory::Index& index);

}  // namespace ward::audit
