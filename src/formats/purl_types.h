// What each purl type adds to the general rules. Private to purl.cc.
#pragma once

#include "base/result.h"
#include "formats/purl.h"

namespace ward {

// Brings type, namespace, name and version to the canonical spelling of the type. Unknown types stay as they are.
void normalise_purl(Purl& purl);
// Refuses what the type does not allow: a namespace too many or too few, a missing qualifier, an impossible name.
Result<void> check_purl(const Purl& purl);

}  // namespace ward
