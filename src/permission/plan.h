// Between a policy and the kernel's two mechanisms.
#pragma once

#include "permission/landlock.h"
#include "ward/permission.h"

namespace ward::permission {

// Which rights Landlock takes charge of: what is handled is refused unless a rule allows it.
Handled handled_by(const Policy& policy, const Kernel& kernel);

}  // namespace ward::permission
