// Files of a folder looked through for a taint set, and the repositories that are among them. (Private to this folder.)
#pragma once

#include <string>
#include <vector>

#include "actions/release/embargo/leak_check.h"
#include "base/survey.h"

namespace ward::release {

// Paths, relative to the survey's root, of folders that are repositories (a HEAD, objects): "" is the root itself.
std::vector<std::string> repositories_in(const Survey& survey);

// Names and contents of files and links, but for what is in the folders of objects of `repositories`.
LeakReport check_files(const Root& root, const Survey& survey, const std::vector<std::string>& repositories,
                       const TaintMatcher& matcher, const LeakCheckOptions& options);

// The bytes of one file, by what they are.
LeakReport check_bytes(std::string_view bytes, const std::string& place, const TaintMatcher& matcher,
                       const LeakCheckOptions& options);

}  // namespace ward::release
