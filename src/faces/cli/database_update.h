// The one place of the program that opens a socket: what `ward db update` and --update-db share.
#pragma once

#include "base/result.h"
#include "faces/cli/command.h"
#include "facts/advisory/update.h"

namespace ward::cli {

// Under --offline, a `usage` error before anything is touched; `option` is what asked for a socket, where it was one.
Result<void> forbid_offline(const Invocation& invocation, std::string_view option);
// By the options of `ward db update`: --url, --ecosystem, --accept-shrink, --db.
Result<advisory::UpdateResult> update_database(const Invocation& invocation);
// The same from another command, which lacks most of these options: with its --db, and the user's settings for the
// rest.
Result<advisory::UpdateResult> update_database_for(const Invocation& other);

}  // namespace ward::cli
