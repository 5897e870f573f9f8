// The repositories of an organisation or a user, as the forge lists them.
#pragma once

#include <string>
#include <vector>

#include "faces/cli/command.h"
#include "judges/scorecard/monitor/repository.h"

namespace ward::cli {

constexpr size_t max_discovered_pages = 200;  // of 100 each

// `owner`: "github.com/nodejs". Archived repositories and forks are left out.
Result<std::vector<scorecard::monitor::Repository>> discover_repositories(const Invocation& invocation,
                                                                          const std::string& owner);

}  // namespace ward::cli
