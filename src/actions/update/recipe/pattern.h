// Patterns of recipes: RE2, one way of compiling them, so that the reader of recipes, the reader of versions and the
// derivation mean the same by `^`: the start of a line. RE2 runs in time linear in the text, whatever the pattern.
#pragma once

#include <memory>
#include <string_view>

#include <re2/re2.h>

#include "base/result.h"

namespace ward::update {

constexpr size_t max_pattern_bytes = 4'096;

// A `usage` error with RE2's reason where it is none.
Result<std::unique_ptr<const RE2>> compile_pattern(std::string_view pattern);

}  // namespace ward::update
