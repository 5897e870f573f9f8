// ward scorecard practices: criteria of the OpenSSF Best Practices badge and the OSPS Baseline, answered from what is
// seen.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

Result<int> run_practices(const Invocation& invocation);

}  // namespace ward::cli
