// The peer's raw results (`scorecard --format raw`, with SCORECARD_V6) as far as they tell what a forge knows. They
// have no checks or statuses, webhooks, contents of releases beyond assets, or identities beyond logins: gaps say so.
#pragma once

#include <string_view>

#include "base/result.h"
#include "facts/forge/forge_facts.h"

namespace ward::forge {

// `name` is the file's, for messages. A member of another kind than the peer writes is a `parse` error.
Result<ForgeFacts> facts_from_scorecard_raw(std::string_view json, std::string_view name);

}  // namespace ward::forge
