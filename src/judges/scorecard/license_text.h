// Which license a text is, by phrases that its authors gave to no other one. For files whose name tells nothing.
#pragma once

#include <string_view>

namespace ward::scorecard {

// Its SPDX id: MIT, Apache-2.0, BSD-2-Clause, BSD-3-Clause, ISC, MPL-2.0, GPL-2.0, GPL-3.0, LGPL-2.1, LGPL-3.0,
// AGPL-3.0; empty for any other text, and for one that only names a license. A file with several licenses (node's
// LICENSE) is the one that comes first: its own.
std::string_view license_of_text(std::string_view text);

}  // namespace ward::scorecard
