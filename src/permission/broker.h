// The broker carries out changes of modes, owners and times for a confined process, where writing is granted. The
// kernel's path rules do not see these calls, and a filter does not see their paths: here the file is opened once, its
// real path is judged, and the change is made on what was opened.
#pragma once

#include <linux/seccomp.h>

#include "ward/permission.h"

namespace ward::permission {

// 0, or the errno for the caller. The supervisor has no capabilities by now: the kernel refuses it whatever it would
// refuse the caller. Extended attributes are not carried out (EOPNOTSUPP): programs go on without them.
int carry_out(const seccomp_notif& call, const Permissions& permissions);

}  // namespace ward::permission
