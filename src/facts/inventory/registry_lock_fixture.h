// What the tests of registries' lock files share.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "facts/inventory/registry_lock.h"
#include "facts/inventory/tree_fixture.h"

namespace ward::inventory {

using Parse = Result<RegistryLock> (*)(std::string_view text, std::string_view path);

inline RegistryLock lock_of(Parse parse, std::string_view text, std::string_view path = "f") {
    auto lock = parse(text, path);
    if (!lock) throw std::runtime_error(lock.error().message());
    return *std::move(lock);
}

// Names of what the project itself needs.
inline std::vector<std::string> roots_of(const RegistryLock& lock) {
    return each(lock.roots, [&](size_t number) { return lock.packages[number].name; });
}

}  // namespace ward::inventory
