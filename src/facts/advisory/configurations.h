// Configurations of products that a flaw needs, as NVD has them in `configurations`, and CVE records of format 5.1 in
// `cpeApplicability`. Include it in .cc files alone.
#pragma once

#include <string_view>

#include "base/result.h"
#include "facts/advisory/arena.h"
#include "facts/advisory/json_dom.h"
#include "facts/advisory/notes.h"
#include "facts/advisory/osv_record.h"

namespace ward::advisory {

// Reads the array at `key` of `owner`, and adds an entry to `record.affected` for each product and condition, with all
// its ranges. Views live in `arena`. An error where a limit is passed; what names nothing is counted in `notes`.
Result<void> add_configurations(const dom::Element& owner, std::string_view key, OsvRecord& record, Arena& arena,
                                Notes& notes);

}  // namespace ward::advisory
