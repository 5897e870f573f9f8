// The words that ward's reports share, unescaped.
#pragma once

#include <string>

#include "judges/scorecard/monitor/watch.h"

namespace ward::scorecard::monitor {

std::string counted(size_t count, std::string_view one, std::string_view many);  // "1 row", "2 rows"
std::string signed_text(double delta);                                           // "+0.3", "-1", "0"
std::string age_text(const Watched& watched);                                    // "3 days", "today", "unknown"
std::string score_or_known(const Watched& watched);                              // "6.3", "failed (last 6.3)"
std::string delta_text(const Watched& watched);                                  // "+0.3", "new", ""
// "Code-Review 8 -> 6", "SAST new (0)", "Webhooks not made".
std::string check_change_text(const CheckChange& change);
// What there is to say about a row in a word or two each: "stale", "noise", "renamed from a/b/c", "checks missing: X".
std::vector<std::string> marks_of(const Watched& watched);

}  // namespace ward::scorecard::monitor
