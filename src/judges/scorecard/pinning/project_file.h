// Project files of .NET, as far as the checks ask them.
#pragma once

#include <optional>
#include <string>

#include <pugixml.hpp>

namespace ward::scorecard {

// A Project element's document; nothing where it is none.
std::optional<pugi::xml_document> project_of(const std::string& text);

// Does a group of properties say yes? Nothing where one says something that is neither yes nor no.
std::optional<bool> says(const pugi::xml_document& document, const char* property);

}  // namespace ward::scorecard
