// From what the kernel says was missing to what people are told: which permission, of what, by which flag.
#pragma once

#include <vector>

#include "permission/audit_record.h"
#include "ward/permission.h"

namespace ward::permission::audit {

// One for each permission that was missing. `call` may be missing: then nobody is named. Rights that are not known here
// (a newer kernel's) are told by their own names.
std::vector<Access> accesses_of(const Refusal& refusal, const CallOf* call);

}  // namespace ward::permission::audit
