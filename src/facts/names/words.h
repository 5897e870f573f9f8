// Words that names of packages are made of, compiled in from data/names/ (private to this folder).
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace ward::names {

// The right spelling of a common misspelling.
std::optional<std::string_view> corrected(std::string_view word);

}  // namespace ward::names
