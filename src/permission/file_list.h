// The ruleset behind FileList.
#pragma once

#include "permission/landlock.h"
#include "ward/permission.h"

namespace ward::permission {

struct FileList::State {
    Ruleset ruleset;
};

}  // namespace ward::permission
