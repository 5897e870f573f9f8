// What a handed-over call asks for, read from the caller's registers and memory. What memory says can change before the
// kernel reads it again, so that an answer from here is told, and never trusted to confine.
#pragma once

#include <linux/seccomp.h>

#include <vector>

#include "permission/bpf.h"
#include "ward/permission.h"

namespace ward::permission {

// The calls a watching filter hands over beside those that the enforced filter refuses.
std::vector<Row> watched_rows();

// What a call needs: none for one that fails anyway (no such file) or needs nothing. `allowed` is left false.
std::vector<Access> accesses_of(const seccomp_notif& call);

// One call's name, for those that are watched or refused: "openat"; "call 999" for others.
std::string call_name(int number);

}  // namespace ward::permission
