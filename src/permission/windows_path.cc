// Reads paths as the Win32 layer does before it asks the kernel: "File path formats on Windows systems"
// (https://learn.microsoft.com/dotnet/standard/io/file-path-formats), "Naming Files, Paths, and Namespaces"
// (https://learn.microsoft.com/windows/win32/fileio/naming-a-file) and [MS-FSCC] 2.1.5. `..` is taken away by text,
// which is right here: Win32 does so before any link is looked at, and a drive, a share and a volume are never left.
//
// Prefixes are read one by one and never skipped by length. Node.js took four characters off whatever began with `\\`
// (CVE-2024-37372), so that `\\server\share` was compared without its server.
//
// Refused although Windows opens it, because two ways of opening disagree: `\\.\C:\x` and `//?/C:/x` (whose `..` leaves
// the drive), an empty name inside `\\server\share` (which shifts what `..` cannot leave), `.`, `..` and `/` behind
// `\\?\` (GetFullPathName reads them, CreateFile takes them for names), `\??\C:\x` (the kernel's drive, or Win32's
// folder `??`), and the names of windows_name.cc. `\\?\C:` is the raw drive, a share called pipe has no files.
#include "permission/windows_path.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "permission/windows_name.h"
#include "permission/windows_upcase.h"

namespace ward::permission {
namespace {

// Win32 turns `/` into `\` and reads `.` and `..`; in a verbatim path they are names like others.
enum class Spelling { win32, verbatim };
enum class RootEnd { separator, none };

// A path as it is put together. `text` has its root without a last separator: "C:", "\\server\share".
struct Walk {
    std::string text;
    size_t root = 0;  // so many bytes of it are the root
    RootEnd root_end = RootEnd::separator;
};

constexpr bool is_separator(char c) {
    return c == '\\' || c == '/';
}

bool begins_with_drive(std::string_view text) {
    return text.size() >= 2 && is_alpha(text[0]) && text[1] == ':';
}

char drive_letter(std::string_view text) {
    return static_cast<char>(upcase(static_cast<unsigned char>(text[0])));
}

std::unexpected<Error> refuse(std::string reason) {
    return fail(ErrorCode::usage, std::move(reason));
}

std::string canonical_text(const Walk& walk) {
    const bool bare = walk.text.size() == walk.root && walk.root_end == RootEnd::separator;
    return bare ? walk.text + '\\' : walk.text;
}

Result<void> append_name(Walk& walk, std::string_view name, const WindowsContext& context) {
    WARD_TRY_VOID(check_windows_name(name));
    std::optional<std::string> long_name;
    if (looks_short(name)) {
        if (context.long_name) long_name = context.long_name(canonical_text(walk), name);
        if (!long_name) return refuse('"' + shown(name) + "\" may be the short name of another file");
        WARD_TRY_VOID(check_windows_name(*long_name));
        name = *long_name;
    }
    walk.text += '\\';
    walk.text += name;
    return {};
}

Result<void> append_names(Walk& walk, std::string_view rest, Spelling spelling, const WindowsContext& context) {
    while (!rest.empty()) {
        const size_t end = rest.find_first_of(spelling == Spelling::win32 ? "\\/" : "\\");
        const std::string_view name = rest.substr(0, end);
        rest = end == std::string_view::npos ? "" : rest.substr(end + 1);
        const bool special = name.empty() || name == "." || name == "..";
        if (special && spelling == Spelling::verbatim)
            return refuse("has \".\", \"..\" or a repeated separator behind \\\\?\\, where they are names");
        if (name == ".." && walk.text.size() > walk.root) walk.text.resize(walk.text.rfind('\\'));
        if (special) continue;
        WARD_TRY_VOID(append_name(walk, name, context));
    }
    return {};
}

Result<Walk> read_drive(std::string_view& rest) {
    Walk walk{.text = {drive_letter(rest), ':'}, .root = 2};
    if (rest.size() == 2) return refuse("is the raw drive, not the folder at its root");
    rest.remove_prefix(3);
    return walk;
}

Result<Walk> read_share(std::string_view& rest) {
    std::array<std::string_view, 2> names;
    for (std::string_view& name : names) {
        name = rest.substr(0, rest.find_first_of("\\/"));
        rest.remove_prefix(std::min(rest.size(), name.size() + 1));
        if (name.empty()) return refuse("does not name a server and a share");
        WARD_TRY_VOID(check_windows_name(name));
    }
    for (const std::string_view pipes : {"pipe", "mailslot", "ipc$"})
        if (equal_ignoring_case(names[1], pipes)) return refuse("names pipes of a server, not files");
    Walk walk{.text = "\\\\", .root_end = RootEnd::none};
    walk.text.append(names[0]).append("\\").append(names[1]);
    walk.root = walk.text.size();
    return walk;
}

Result<Walk> read_volume(std::string_view& rest) {
    constexpr std::string_view pattern = "Volume{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}\\";
    const auto is_hex = [](char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'); };
    const bool fits = rest.size() >= pattern.size() &&
                      std::ranges::equal(rest.substr(0, pattern.size()), pattern, [&](char c, char p) {
                          return p == 'x' ? is_hex(c) : to_lower(c) == to_lower(p);
                      });
    if (!fits) return refuse("is no folder of a volume with a GUID");
    Walk walk{.text = "\\\\?\\Volume" + to_lower(rest.substr(6, pattern.size() - 7))};
    walk.root = walk.text.size();
    rest.remove_prefix(pattern.size());
    return walk;
}

// Takes the root from the front of `rest`.
Result<Walk> read_root(std::string_view& rest, WindowsForm form) {
    switch (form) {
        case WindowsForm::drive: return read_drive(rest);
        case WindowsForm::unc: rest.remove_prefix(2); return read_share(rest);
        case WindowsForm::verbatim_drive: rest.remove_prefix(4); return read_drive(rest);
        case WindowsForm::verbatim_unc: rest.remove_prefix(std::min<size_t>(rest.size(), 8)); return read_share(rest);
        case WindowsForm::volume: rest.remove_prefix(4); return read_volume(rest);
        case WindowsForm::device: return refuse("is a name of a device, or of a file among devices");
        case WindowsForm::nt: return refuse("is a name of the NT kernel, which Win32 takes for a folder's");
        case WindowsForm::relative:
        case WindowsForm::drive_relative:
        case WindowsForm::rooted: break;
    }
    return refuse("is no absolute directory to start from");
}

Result<void> check_text(std::string_view path) {
    if (path.empty()) return refuse("is empty");
    // Functions of C end at a NUL: what is checked must be all that is opened.
    if (path.contains('\0')) return refuse("has a NUL character");
    const auto units = utf16_units(path);
    if (!units) return refuse("is not UTF-8");
    if (*units > max_windows_path_units) return refuse("is longer than 32767 UTF-16 units");
    return {};
}

Result<Walk> read_absolute(std::string_view path, const WindowsContext& context) {
    const WindowsForm form = windows_form(path);
    const bool as_it_stands = path.starts_with("\\\\?\\");
    if (as_it_stands && path.contains('/')) return refuse("has a slash behind \\\\?\\, where it is part of a name");
    WARD_TRY(Walk walk, read_root(path, form));
    WARD_TRY_VOID(append_names(walk, path, as_it_stands ? Spelling::verbatim : Spelling::win32, context));
    return walk;
}

Result<Walk> read_directory(std::string_view directory, const WindowsContext& context) {
    auto checked = check_text(directory);
    auto walk = checked ? read_absolute(directory, context) : std::unexpected(checked.error());
    if (!walk) walk.error().where = "current directory \"" + shown(directory) + '"';
    return walk;
}

// Win32's order: the current directory where it is on that drive, else the drive's own, else its root.
Result<Walk> read_drive_directory(char letter, const WindowsContext& context) {
    const auto is_on_drive = [&](std::string_view one) {
        return begins_with_drive(one) && drive_letter(one) == letter;
    };
    if (is_on_drive(context.current_directory)) return read_directory(context.current_directory, context);
    const auto own = std::ranges::find_if(context.drive_directories, is_on_drive);
    if (own != context.drive_directories.end()) return read_directory(*own, context);
    return Walk{.text = {letter, ':'}, .root = 2};
}

Result<Walk> read_path(std::string_view path, WindowsForm form, const WindowsContext& context) {
    WARD_TRY_VOID(check_text(path));
    if (form != WindowsForm::relative && form != WindowsForm::rooted && form != WindowsForm::drive_relative)
        return read_absolute(path, context);
    WARD_TRY(Walk walk, form == WindowsForm::drive_relative ? read_drive_directory(drive_letter(path), context)
                                                            : read_directory(context.current_directory, context));
    if (form == WindowsForm::drive_relative) path.remove_prefix(2);
    if (form == WindowsForm::rooted) walk.text.resize(walk.root);
    WARD_TRY_VOID(append_names(walk, path, Spelling::win32, context));
    return walk;
}

bool begins_with(std::string_view text, std::string_view lower_case) {
    return equal_ignoring_case(text.substr(0, lower_case.size()), lower_case);
}

}  // namespace

WindowsForm windows_form(std::string_view path) {
    const auto separator_at = [&](size_t i) { return i < path.size() && is_separator(path[i]); };
    if (path.starts_with("\\\\?\\")) {
        const std::string_view rest = path.substr(4);
        if (begins_with_drive(rest) && (rest.size() == 2 || rest[2] == '\\')) return WindowsForm::verbatim_drive;
        if (begins_with(rest, "unc\\") || equal_ignoring_case(rest, "unc")) return WindowsForm::verbatim_unc;
        return begins_with(rest, "volume{") ? WindowsForm::volume : WindowsForm::device;
    }
    if (separator_at(0) && path.substr(1).starts_with("??") && separator_at(3)) return WindowsForm::nt;
    if (separator_at(0) && separator_at(1)) {
        const bool mark = path.size() > 2 && (path[2] == '?' || path[2] == '.');
        return mark && (path.size() == 3 || separator_at(3)) ? WindowsForm::device : WindowsForm::unc;
    }
    if (separator_at(0)) return WindowsForm::rooted;
    if (!begins_with_drive(path)) return WindowsForm::relative;
    return separator_at(2) ? WindowsForm::drive : WindowsForm::drive_relative;
}

Result<WindowsPath> resolve_windows_path(std::string_view utf8_path, const WindowsContext& context) {
    const WindowsForm form = windows_form(utf8_path);
    auto walk = read_path(utf8_path, form, context);
    if (walk && utf16_units(walk->text) > max_windows_path_units)
        walk = refuse("is longer than 32767 UTF-16 units with the directory it starts from");
    if (!walk) {
        // A bad directory of the context is told by its own name.
        if (walk.error().where.empty()) walk.error().where = shown(utf8_path);
        return std::unexpected(std::move(walk).error());
    }
    return WindowsPath{.form = form, .canonical = canonical_text(*walk), .key = windows_key(walk->text)};
}

bool windows_inside(const WindowsPath& granted, const WindowsPath& path) {
    // A path that was never resolved has no key, and grants nothing.
    return !granted.key.empty() && path.key.starts_with(granted.key);
}

}  // namespace ward::permission
