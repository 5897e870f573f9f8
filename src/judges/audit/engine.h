// A script engine that is vendored out of a browser: V8. Its flaws are published as flaws of the browser's releases,
// and nearly all of them need a script that the attacker wrote. A runtime whose threat model trusts the code it runs
// has to decide about those once, not once for each: they become one finding, proposed for a person to confirm.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/advisory/advisory.h"
#include "model/finding.h"

namespace ward::audit {

// The browser's milestone that shipped a version of V8: "12.4.254.21-node.33" is of Chrome 124
// (https://v8.dev/docs/version-numbers). Nothing for texts that are no version, and for V8 before 4.1, whose numbers
// followed another rule.
std::optional<std::string> chrome_milestone(std::string_view v8_version);

// Rule `untrusted-script`, id `v8-untrusted-script`, one for each V8 that the milestone's own or a later release
// mended something in; `matches` lists the records and `gathers` their ids, so that a decision
// about one of them is known. A fix within the milestone counts as missing: which of its builds a
// patch level of V8 went into, no version says.
Result<std::vector<Finding>> engine_findings(std::span<const Component> components, const advisory::Index& index);

}  // namespace ward::audit
