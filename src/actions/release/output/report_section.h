// What a post says when the releases are out: sections of reports, lists of dependencies and downloads. Forms:
//
//   ## TITLE (CVE-2026-1, CVE-2026-2) - (high)
//   - This vulnerability affects all users in active release lines: 20.x, 22.x
//   - undici (7.28.0) on 24.17.0, 22.23.0
//   - undici (7.28.0) on all release lines (GHSA-…)
//   - [Node.js v24.17.0](/blog/release/v24.17.0/)
#pragma once

#include <string>

#include "actions/release/output/markdown.h"
#include "actions/release/output/post.h"

namespace ward::release {

bool has_summary(const Report& report);
// With a blank line behind each; a list of nothing is nothing.
std::string report_section(const Report& report);
std::string dependency_list(const Release& release);
std::string download_list(const Release& release, const Project& project);

// "all users", "all Windows and macOS users", or what the report says itself.
std::string who_is_concerned(const Report& report);

}  // namespace ward::release
