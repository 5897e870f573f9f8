// Is a repository among those that OSS-Fuzz builds? By a file: its own status (JSON with `projects[].main_repo`), or a
// list of URLs, one a line, with # before remarks.
#pragma once

#include <string_view>

#include "base/result.h"

namespace ward::forge {

// A `parse` error for what is neither.
Result<bool> oss_fuzz_has(std::string_view list, std::string_view host, std::string_view name);

}  // namespace ward::forge
