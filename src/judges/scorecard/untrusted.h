// Expressions of a workflow that hold what strangers write.
#pragma once

#include <string_view>

namespace ward::scorecard {

// What stands between `${{` and `}}`: https://securitylab.github.com/resources/github-actions-untrusted-input/
bool is_untrusted(std::string_view expression);

}  // namespace ward::scorecard
