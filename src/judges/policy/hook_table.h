// A manifest's dependency maps in the form that the hook in node reads (docs/formats/policy-hook.md): made for a quick
// start, since the hook searches it as it is and parses a map when its module first asks for something.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "formats/url.h"
#include "judges/policy/manifest.h"

namespace ward::policy {

struct HookOptions {
    std::vector<std::string> conditions;  // the user's own (--conditions)
    std::vector<std::string> entries;     // URLs that may be the entry point; empty: any that is listed
    std::vector<std::string> allow;       // abilities that are closed otherwise: "inspector", "repl", ...
    std::vector<std::string> deny;        // abilities that are open otherwise: "wasm"
};

// Error: parse for keys and targets that are no URL, or values that node would refuse.
Result<std::string> hook_table(const Manifest& manifest, const Url& base, const HookOptions& options);

}  // namespace ward::policy
