// What a recipe changes in files, and which it makes (private to this folder).
#pragma once

#include "actions/update/derive/derive.h"

namespace ward::update {

// Edits, created files, modes, kept files, in this order. `files` and `origins` of `derived` are changed.
Result<void> edit_files(const Recipe& recipe, Derived& derived);
Result<void> create_files(const Recipe& recipe, Derived& derived);
Result<void> change_modes(const Recipe& recipe, Derived& derived);
Result<void> keep_files(const Recipe& recipe, const FileTree* before, Derived& derived);

}  // namespace ward::update
