// Who vouches for a manifest: detached signatures beside it, and a digest that the caller knows. All are over the bytes
// of the file and are checked before one of them is parsed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "faces/cli/command.h"
#include "judges/policy/manifest.h"

namespace ward::cli {

// --signature, --policy-integrity and what belongs to them: an error for the first that does not hold, with its own
// message (damaged, mostly; the signature's own word in brackets). `said` gains a line for each that does. `usage`
// where a signature is given and nothing to trust, or the other way round.
Result<void> check_signatures(const Invocation& invocation, std::string_view bytes, std::vector<std::string>& said);

// --min-serial: the manifest's own number, which no older one can have.
Result<void> check_serial(const Invocation& invocation, const policy::ManifestHead& manifest);

// ward policy sign
Result<int> policy_sign(const Invocation& invocation);

}  // namespace ward::cli
