// Version ranges in the form of VERS (https://github.com/package-url/vers-spec): "vers:npm/>=1.2.0|<1.5.3|2.0.1".
// CycloneDX and CSAF documents state their versions so.
#pragma once

#include <string_view>

#include "base/result.h"
#include "formats/versions/versions.h"

namespace ward::versions {

constexpr size_t max_vers_bytes = 16'384;
constexpr size_t max_vers_constraints = 1'000;

// Is it meant as one?
inline bool is_vers(std::string_view text) {
    return text.starts_with("vers:");
}

// Is `version` inside? `otherwise` is the order of the component it is asked about: it serves the types "generic" and
// "all", which have none of their own (null: none is known). `parse` error where the text is no range, or of a type
// whose order is not known.
Result<bool> vers_contains(std::string_view vers, std::string_view version, const Ordering* otherwise);

}  // namespace ward::versions
