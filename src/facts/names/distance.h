// How far two names are from each other, in edits: one character more, less or other, or two neighbours swapped
// (optimal string alignment: no part is edited twice). Characters are bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ward::names {

// The distance where it is at most `most`, which is at most 3; else nothing. Names of more than max_name_bytes are far
// from everything.
std::optional<size_t> distance_within(std::string_view a, std::string_view b, size_t most);

enum class EditKind : uint8_t { inserted, omitted, replaced, transposed };

// The one edit that makes `written` of `meant`.
struct Edit {
    EditKind kind = EditKind::inserted;
    size_t at = 0;     // in `written` (in `meant` for omitted)
    char meant = 0;    // omitted, replaced: the character of `meant`; transposed: its first of the two
    char written = 0;  // inserted, replaced: the character of `written`; transposed: its first of the two
};
// Nothing where the names are equal, or more than one edit apart.
std::optional<Edit> single_edit(std::string_view meant, std::string_view written);

}  // namespace ward::names
