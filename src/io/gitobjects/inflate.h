// zlib streams (RFC 1950) of known size, as git keeps objects.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ward::gitobjects {

// The stream at the beginning of `packed`, which must expand to exactly `size` bytes. What follows it is not looked at.
// A size that no stream of these bytes could have is refused before memory is taken for it.
Result<std::string> inflate_exactly(std::string_view packed, size_t size);
// The first bytes of the stream, at most `size`; fewer where it is shorter.
Result<std::string> inflate_head(std::string_view packed, size_t size);

}  // namespace ward::gitobjects
