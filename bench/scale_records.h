// Advisory records in any number, made from real ones: every copy has its own ids, aliases and package names, so that
// nothing can be shared or dropped that a real database of that size would not share or drop.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ward::bench {

struct Scaled {
    uint64_t records = 0;
    uint64_t json_bytes = 0;
};

// Calls `take(file name, json)` for at least `records` records made from the zip archives <folder>/*/all.zip. The same
// seed gives the same records.
Result<Scaled> scale_records(const std::string& folder, uint64_t records, uint64_t seed,
                             const std::function<void(std::string_view name, std::string_view json)>& take);

}  // namespace ward::bench
