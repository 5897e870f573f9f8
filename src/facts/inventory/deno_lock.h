// deno.lock, versions 2 to 5: packages of npm and of JSR, and how many modules are fetched by their URL. Deno keeps no
// scopes: what a lock lists may run.
// https://docs.deno.com/runtime/fundamentals/modules/#integrity-checking-and-lock-files
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "facts/inventory/js_lock.h"
#include "facts/inventory/registry_lock.h"

namespace ward::inventory {

struct DenoLock {
    npm::ListedPackages npm;
    RegistryLock jsr;
    size_t urls = 0;  // modules that a URL names: they have a digest there, and no name or version
};

// `limits` are of each registry's packages. Fails where the file as a whole says nothing.
Result<DenoLock> read_deno_lock(std::string_view text, std::string_view path, const npm::LockLimits& limits = {});

}  // namespace ward::inventory
