// Reads a version out of a file's text by a rule of the catalogue. All text is a stranger's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "facts/inventory/catalogue.h"

namespace ward::inventory {

struct FoundText {
    std::string value;
    size_t offset = 0;  // of the line that proves it
};

// The value given to `name` in C, C++, Python, make or shell text: `#define NAME "v"`, `NAME = v,`, `NAME=v`. Quotes,
// parentheses and comments are taken off. The first definition counts.
std::optional<FoundText> find_definition(std::string_view text, std::string_view name);

// The version (of Form::fork: the suffix) that `rule` finds in `text`; nothing where it does not apply or yields
// something else.
std::optional<FoundText> find_version(const VersionRule& rule, std::string_view text);

// The version that a number holds; empty for Packing::none.
std::string unpacked(Packing packing, uint64_t number);

}  // namespace ward::inventory
