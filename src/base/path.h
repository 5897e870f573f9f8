// Questions about paths of this machine that are not a scanned tree's (those go through Root).
#pragma once

#include <string>

namespace ward {

// What stands before the last slash: "/a" of "/a/b", "/" of "/a" and of what has no slash.
std::string folder_of(const std::string& path);
// What stands behind it.
std::string base_name(const std::string& path);

// Links are followed; false too where the answer cannot be had.
bool path_exists(const std::string& path);
bool is_regular_file(const std::string& path);
bool is_folder(const std::string& path);

// Without links, . and ..; `path` itself where it leads nowhere.
std::string real_path(const std::string& path);

}  // namespace ward
