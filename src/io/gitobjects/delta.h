// Deltas of pack files: instructions that copy pieces of a base and insert new bytes.
// https://git-scm.com/docs/gitformat-pack ("Deltified representation")
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ward::gitobjects {

struct DeltaSizes {
    size_t base = 0;
    size_t result = 0;
};

// What the delta says of itself. Takes it off `delta`.
Result<DeltaSizes> take_delta_sizes(std::string_view& delta);
// The result; an error where it would not have the size it claims, or more than `max_bytes`.
Result<std::string> apply_delta(std::string_view base, std::string_view delta, size_t max_bytes);

}  // namespace ward::gitobjects
