// Names of files in patches (private to this folder).
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace ward::update {

// What stands behind "--- ": perhaps quoted as C does it, perhaps with a tab and a date. `strip` leading parts are
// dropped. Otherwise what is wrong with it.
std::expected<std::string, std::string> patch_name(std::string_view text, int strip);
// The name that both sides of "diff --git a/x b/x" have, which is all that tells it where nothing else does; nothing
// where they differ or cannot be told apart.
std::optional<std::string> name_of_both(std::string_view text, int strip);
// "/dev/null", or what GNU diff -N writes: any name, and the epoch as its date.
bool is_no_file(std::string_view text);
// "a.c.orig" and "a.c~" of "a.c".
bool is_backup_of(std::string_view backup, std::string_view path);

}  // namespace ward::update
