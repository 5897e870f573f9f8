// The modules that Node.js has built in, from 18 to 26: their names, since and until which release, and which of them
// need the scheme `node:`.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace ward::javascript {

struct Release {
    uint16_t major = 0;
    uint16_t minor = 0;

    auto operator<=>(const Release&) const = default;
};

enum class Access : uint8_t {
    any,          // `fs` and `node:fs`
    scheme_only,  // `node:test`; `test` is a package
    by_flag,      // the same, and only where node was started with a flag for it
};

struct Builtin {
    std::string_view name;  // without scheme
    Access access = Access::any;
    Release since = {};    // {0, 0}: before 18. Minor 0 also where the first release of that line has no better date.
    Release removed = {};  // the first release without it; {0, 0}: none so far
};

// Sorted by name.
std::span<const Builtin> builtins();
// The module that `specifier` means, with or without the scheme, in some release; nullptr: none.
const Builtin* builtin_named(std::string_view specifier);
// Does `node` have it, without flags?
bool has_builtin(const Builtin& builtin, Release node);
// Code that it gives can run programs, load native code or make code of text: child_process, vm, worker_threads, …
bool is_powerful(const Builtin& builtin);

}  // namespace ward::javascript
