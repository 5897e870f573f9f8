// Advisories that say which versions are vulnerable and which are patched, both in npm's range language, as events: the
// versions of the one that are not in the other.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/advisory/arena.h"
#include "facts/advisory/osv_record.h"

namespace ward::advisory {

// One group of events for each stretch of versions, apart from each other and in rising order; none where everything is
// patched. A stretch that ends where a patched one begins ends in `fixed`, others in `limit` or `last_affected`. Texts
// live in `arena`. An empty `patched` is no version. The error says which range npm would not read either.
Result<std::vector<std::vector<OsvEvent>>> events_of_difference(std::string_view vulnerable, std::string_view patched,
                                                                Arena& arena);

}  // namespace ward::advisory
