// Decides which file a path names on Windows, and whether it lies inside a granted folder, from its text alone: pure
// functions that run, and are tested, on every system.
//
// Only what every way of opening a file agrees on is accepted. The Win32 layer rewrites paths (`C:\secret. ` opens
// `C:\secret`, `C:\x\nul` a device), while those that begin with `\\?\` reach the file system as they stand, and
// Node.js puts `\\?\` in front of every path before it opens it. A spelling that names two different files, depending
// on who opens it, is refused; refused means not granted.
//
// What text cannot tell, and the caller has to: links, junctions and mount points; drives that stand for folders or
// shares (subst, net use); shares that show a local drive (\\localhost\C$), other names of a server; folders with
// case-sensitive names; short names without a tilde, which an administrator can give. So a path that is not inside may
// still be another name of a file that is: this answers for grants and must not be used to deny.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::permission {

// In UTF-16 units, as Windows counts: of a path, before and after it is resolved, and of one name in it.
constexpr size_t max_windows_path_units = 32767;
constexpr size_t max_windows_name_units = 255;

enum class WindowsForm {
    relative,        // foo
    drive_relative,  // C:foo, from the current directory of that drive
    rooted,          // \foo, from the root of the current directory
    drive,           // C:\foo
    unc,             // \\server\share\foo
    verbatim_drive,  // \\?\C:\foo
    verbatim_unc,    // \\?\UNC\server\share\foo
    volume,          // \\?\Volume{GUID}\foo
    device,          // \\.\COM1, \\.\C:\foo, \\?\GLOBALROOT\..., and //?/ in any separators but backslashes
    nt,              // \??\C:\foo
};

// What relative paths start from, as values; each directory is absolute, in a form that resolve_windows_path accepts.
struct WindowsContext {
    std::string current_directory;               // of the process
    std::vector<std::string> drive_directories;  // of other drives: the values of the hidden variables =D:
    // The long name of what `name`, which looks like a short one, names in the canonical `folder`; nothing where there
    // is no telling. Without it such names are refused.
    std::function<std::optional<std::string>(std::string_view folder, std::string_view name)> long_name;
};

struct WindowsPath {
    WindowsForm form = WindowsForm::relative;  // as it was written
    // The one spelling, names in the case they were written in: `C:\`, `C:\dir\file`, `\\server\share\file`,
    // `\\?\Volume{guid}\file`. It resolves to itself and names the same file with `\\?\` (`\\?\UNC`) in front.
    std::string canonical;
    // For comparison: upper-case (windows_upcase.h), and a backslash closes every name, the last one too. So a key
    // starts with another exactly where its names start with the other's names.
    std::string key;

    bool operator==(const WindowsPath&) const = default;
};

// How Windows will read the beginning of `path`; every text has a form, also one that is refused.
WindowsForm windows_form(std::string_view path);

// The file that `utf8_path` names, or why it is refused (code usage, the path as its place).
Result<WindowsPath> resolve_windows_path(std::string_view utf8_path, const WindowsContext& context);

// Is `path` the file `granted`, or in or below the folder `granted`? Name by name, never by a prefix of the text.
bool windows_inside(const WindowsPath& granted, const WindowsPath& path);

}  // namespace ward::permission
