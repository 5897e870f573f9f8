// bun.lock, the text form that bun has written since 1.2: which package stands under which path of names. The binary
// form before it (bun.lockb) is not read. https://bun.com/docs/pm/lockfile
#pragma once

#include <string_view>

#include "base/result.h"
#include "facts/inventory/npm_lock.h"

namespace ward::inventory::npm {

// As the lock of npm that says the same: places are those of bun's hoisted folders. With its isolated ones
// (node_modules/.bun) the packages are the same and stand elsewhere.
Result<Lock> read_bun_lock(std::string_view text, std::string_view path, const LockLimits& limits = {});

}  // namespace ward::inventory::npm
