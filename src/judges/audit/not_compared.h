// What an audit says nothing of, however clean it is: components of ecosystems that the database knows nothing about.
#pragma once

#include <span>
#include <vector>

#include "facts/advisory/advisory.h"
#include "model/component.h"
#include "model/report.h"

namespace ward::audit {

// Components none of whose identities is of an ecosystem that has a record in the index, counted by ecosystem, most
// first; those without an ecosystem by the kind of their purl, or by how they are here ("vendored", "submodule"). What
// is the project's own does not count. Nothing for the starter set, which is no database anyway.
std::vector<NotCompared> not_compared(std::span<const Component> components, const advisory::Index& index);

}  // namespace ward::audit
