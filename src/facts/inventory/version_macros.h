// Version macros of a library whose name is all that is known: ZLIB_VERSION for "zlib", LIBFOO_VERSION_MAJOR and its
// kin for "foo".
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "facts/inventory/version_rules.h"

namespace ward::inventory {

// "libFoo-bar" as macros begin: "FOOBAR". Without a version at its end.
std::string macro_prefix(std::string_view name);

// The version that macros of one of these prefixes (as macro_prefix gives them) define in `text`. Underscores make no
// difference, nor a "LIB" before the prefix.
std::optional<FoundText> find_version_macros(std::string_view text, std::span<const std::string> prefixes);

// Whether a header of this base name may hold them: version.h, *version*.h, <library>.h, config.h.
bool may_hold_version(std::string_view base_name, std::span<const std::string> prefixes);

}  // namespace ward::inventory
