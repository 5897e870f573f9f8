// The files of a tree as the peer lists them where it reads a folder: regular files and links that lead to one, each
// folder's names in byte order, a folder's files where its name stands. Order matters: some checks stop at the first.
// (The peer also lists links that leave the folder; ward follows none of these.)
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/inventory/inventory.h"

namespace ward::scorecard {

// The file that is read for an entry of the listing: itself, or what a link leads to; nothing where that is no file.
std::optional<std::string> source_of(const inventory::Tree& tree, const Entry& entry);
std::vector<std::string_view> listed_files(const inventory::Tree& tree);
// A file of that list, read through its link where it is one.
Result<std::string> read_listed(const inventory::Tree& tree, std::string_view path);

// Below testdata/ or src/test/, which checks of contents pass by.
bool is_test_data(std::string_view path);
// Is `name` the whole path or its last part, in any case of ASCII letters?
bool is_path_or_name(std::string_view path, std::string_view name);
std::string_view base_name(std::string_view path);

}  // namespace ward::scorecard
