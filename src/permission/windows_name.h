// What a single name of a Windows path may be: one that every way of opening a file takes for the same file.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ward::permission {

// Refuses devices, data streams, names that no file has and names that Win32 rewrites; `.` and `..` are among them.
Result<void> check_windows_name(std::string_view name);

// Has `name` the form of a short (8.3) name that Windows makes up: PROGRA~1, A1B2~3.TXT?
bool looks_short(std::string_view name);

// The length of `text` as Windows counts; nothing where it is not UTF-8.
std::optional<size_t> utf16_units(std::string_view text);

// `text` in the capitals of windows_upcase.h, with a backslash at its end. Bytes that are no UTF-8 stay as they are.
std::string windows_key(std::string_view text);

// `text` for messages, cut where it is long.
std::string shown(std::string_view text);

}  // namespace ward::permission
