// pnpm-lock.yaml of the versions 5.x, 6.x and 9.0: the packages with their edges, and what each importer (the root or a
// workspace) needs for which purpose. https://github.com/pnpm/spec/tree/master/lockfile
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "facts/inventory/js_lock.h"

namespace ward::inventory::npm {

constexpr size_t max_pnpm_documents = 16;  // of one file; pnpm writes one or two

Result<ListedPackages> read_pnpm_lock(std::string_view text, std::string_view path, const LockLimits& limits = {});

// The package that a key of `packages` or `snapshots` names: "/a/1.0.0_b@2.0.0" (5.x), "/a@1.0.0(b@2.0.0)" (6.x),
// "a@1.0.0(b@2.0.0)" (9.0). The reference may be a URL; both are empty where the key is only a URL.
struct PnpmKey {
    std::string name;
    std::string reference;
};
PnpmKey split_pnpm_key(std::string_view key);

}  // namespace ward::inventory::npm
