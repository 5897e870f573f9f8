// When statements of a document were made: as the document before it says, or now.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.h"
#include "formats/openvex.h"

namespace ward::release::vulndb {

// Sets id, version, time and (where it has none) tooling of `document`, and the times of its statements, which are
// those of `previous` where it says the same of the same vulnerability. Without a `previous` the id is made of the
// author and `product`, so that it is the same on every machine. Returns how many statements are as they were.
int64_t put_times(openvex::Document& document, const std::optional<openvex::Document>& previous, Instant now,
                  std::string_view product);

}  // namespace ward::release::vulndb
