// A git bundle looked through for a taint set. (Private to this folder.)
#pragma once

#include <string>
#include <string_view>

#include "actions/release/embargo/leak_check.h"

namespace ward::release {

// What cannot be unpacked is a problem of the report. `place` is redacted already.
LeakReport check_bundle(std::string_view bytes, const std::string& place, const TaintMatcher& matcher,
                        const LeakCheckOptions& options);

// "GIT_ALLOW_PROTOCOL=…": no transport that runs a program.
inline constexpr const char* allowed_transports = "GIT_ALLOW_PROTOCOL=https:ssh:file";

}  // namespace ward::release
