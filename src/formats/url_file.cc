// File URLs and paths, both ways, for POSIX and for Windows, as text. Node's pathToFileURL and fileURLToPath are the
// model; where Windows would read one spelling as two files, the spelling is refused instead.
#include <algorithm>
#include <array>
#include <vector>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/url.h"
#include "formats/url_parts.h"

namespace ward {

using namespace url_parts;

namespace {

std::unexpected<Error> refuse(std::string reason, std::string_view place) {
    return fail(ErrorCode::usage, std::move(reason), display(place.substr(0, 256)));
}

// The path of a file URL, decoded as decodeURIComponent does.
Result<std::string> decoded_path(const Url& url) {
    const auto is_hex = [](char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'); };
    for (size_t at = url.path.find('%'); at != std::string::npos; at = url.path.find('%', at + 1))
        if (at + 2 >= url.path.size() || !is_hex(url.path[at + 1]) || !is_hex(url.path[at + 2]))
            return refuse("a percent sign without two hexadecimal digits", url.href());
    std::string path = percent_decode(url.path);
    if (!is_utf8(path)) return refuse("a file URL that is not UTF-8", url.href());
    if (path.contains('\0')) return refuse("a file URL with a NUL", url.href());
    return path;
}

// What pathToFileURL encodes besides the path set (which keeps these), so that a path comes back as it was.
void append_path_segment(std::string& out, std::string_view name) {
    constexpr std::string_view more = "%\\[]^|~";
    for (size_t i = 0; i < name.size();) {
        const size_t end = std::min(name.find_first_of(more, i), name.size());
        append_encoded(out, name.substr(i, end - i), EncodeSet::path);
        if (end < name.size()) out += fmt::format("%{:02X}", static_cast<unsigned char>(name[end]));
        i = end + 1;
    }
}

// Names in the order of the path, `.` and `..` resolved; never above the root.
std::vector<std::string_view> resolved(std::span<const std::string_view> names) {
    std::vector<std::string_view> out;
    for (const std::string_view name : names) {
        if (name.empty() || name == ".") continue;
        if (name != "..") out.push_back(name);
        else if (!out.empty()) out.pop_back();
    }
    return out;
}

std::string url_path_of(std::span<const std::string_view> names, bool folder) {
    std::string out;
    for (const std::string_view name : names) {
        out += '/';
        append_path_segment(out, name);
    }
    if (folder || names.empty()) out += '/';
    return out;
}

// ---- Windows ----

bool is_device(std::string_view name) {
    const std::string_view stem = name.substr(0, name.find('.'));
    const std::string_view trimmed = stem.substr(0, stem.find_last_not_of(' ') + 1);
    for (const std::string_view device : {"con", "prn", "aux", "nul", "conin$", "conout$"})
        if (equal_ignoring_case(trimmed, device)) return true;
    for (const std::string_view port : {"com", "lpt"}) {
        if (trimmed.size() < 4 || !equal_ignoring_case(trimmed.substr(0, 3), port)) continue;
        const std::string_view number = trimmed.substr(3);
        if (number.size() == 1 && number[0] >= '1' && number[0] <= '9') return true;
        for (const std::string_view superscript : {"\u00b9", "\u00b2", "\u00b3"})
            if (number == superscript) return true;
    }
    return false;
}

Result<void> check_name(std::string_view name, std::string_view place) {
    if (name.contains(':')) return refuse("a colon in a name starts a data stream on Windows", place);
    const auto never = [](char c) {
        return static_cast<unsigned char>(c) < ' ' || std::string_view("<>\"|?*").contains(c);
    };
    if (std::ranges::any_of(name, never)) return refuse("a character that no file has in its name on Windows", place);
    if (name.ends_with('.') || name.ends_with(' '))
        return refuse("Windows drops dots and blanks at the end of a name", place);
    if (is_device(name)) return refuse(fmt::format("\"{}\" is a device on Windows", display(name)), place);
    return {};
}

// A path without its prefix.
struct WindowsText {
    std::string_view rest;
    bool verbatim = false;  // `\\?\`: names stand as they are, and only backslashes part them
    bool unc = false;
};

Result<WindowsText> take_prefix(std::string_view path) {
    const auto skip = [](std::string_view& text, std::string_view prefix) {
        if (!text.starts_with(prefix)) return false;
        text.remove_prefix(prefix.size());
        return true;
    };
    WindowsText text{.rest = path};
    if (skip(text.rest, "\\\\?\\")) {
        text.verbatim = true;
        if (text.rest.size() >= 4 && equal_ignoring_case(text.rest.substr(0, 4), "UNC\\")) {
            text.unc = true;
            text.rest.remove_prefix(4);
        }
        return text;
    }
    const auto slash = [&](size_t i) { return i < path.size() && (path[i] == '\\' || path[i] == '/'); };
    if (!slash(0) || !slash(1)) return text;
    if (path.size() > 2 && std::string_view("?.").contains(path[2]) && (path.size() == 3 || slash(3)))
        return refuse("a device path", path);
    text.unc = true;
    text.rest.remove_prefix(2);
    return text;
}

std::vector<std::string_view> windows_names(const WindowsText& text) {
    std::vector<std::string_view> names;
    const std::string_view separators = text.verbatim ? "\\" : "\\/";
    for (size_t at = 0; at <= text.rest.size();) {
        const size_t end = std::min(text.rest.find_first_of(separators, at), text.rest.size());
        names.push_back(text.rest.substr(at, end - at));
        at = end + 1;
    }
    return names;
}

// The names below the root, with the root taken off the front of `names`.
Result<std::vector<std::string_view>> checked_names(std::span<const std::string_view> names, const WindowsText& text,
                                                    std::string_view path) {
    const bool folder = !names.empty() && names.back().empty();
    if (text.verbatim) {
        const auto whole = names.first(names.size() - (folder ? 1 : 0));
        for (const std::string_view name : whole)
            if (name.empty() || name == "." || name == ".." || name.contains('/'))
                return refuse("after \\\\?\\ every name stands for itself", path);
    }
    std::vector<std::string_view> out = resolved(names);
    for (const std::string_view name : out) WARD_TRY_VOID(check_name(name, path));
    return out;
}

}  // namespace

Result<std::string> file_url_of_path(std::string_view path) {
    if (!path.starts_with('/')) return refuse("a relative path has no URL", path);
    if (path.contains('\0')) return refuse("a path with a NUL", path);
    if (!is_utf8(path)) return refuse("a path that is not UTF-8 has no URL, and node cannot name it", path);
    return "file://" + url_path_of(resolved(split(path, '/')), path.ends_with('/'));
}

Result<std::string> path_of_file_url(const Url& url) {
    if (url.scheme != "file") return refuse("not a file URL", url.href());
    if (!url.host.value_or("").empty()) return refuse("a file URL with a host is no path on this system", url.href());
    if (to_lower(url.path).contains("%2f")) return refuse("an encoded slash in a file URL", url.href());
    return decoded_path(url);
}

Result<std::string> file_url_of_windows_path(std::string_view path) {
    if (!is_utf8(path)) return refuse("a path that is not UTF-8", path);
    WARD_TRY(const WindowsText text, take_prefix(path));
    const std::vector<std::string_view> names = windows_names(text);
    const bool folder = names.back().empty();
    if (text.unc) {
        if (names.size() < 2 || names[0].empty() || names[1].empty())
            return refuse("a network path needs a server and a share", path);
        if (names[1] == "." || names[1] == "..") return refuse("a network path needs a server and a share", path);
        WARD_TRY_VOID(check_name(names[1], path));
        WARD_TRY(const std::string host, parse_host(names[0], true));
        WARD_TRY(std::vector<std::string_view> below, checked_names(std::span(names).subspan(2), text, path));
        below.insert(below.begin(), names[1]);
        return "file://" + host + url_path_of(below, folder);
    }
    if (!is_drive_letter(names[0], true))
        return refuse(names[0].size() > 2 && is_drive_letter(names[0].substr(0, 2), true)
                          ? "a path from the current directory of a drive names no certain file"
                          : "not an absolute path with a drive or a server",
                      path);
    if (names.size() == 1) return refuse("a drive without its root directory", path);
    WARD_TRY(const std::vector<std::string_view> below, checked_names(std::span(names).subspan(1), text, path));
    const char drive = static_cast<char>(to_lower(names[0][0]) - 'a' + 'A');
    return fmt::format("file:///{}:{}", drive, url_path_of(below, folder));
}

Result<std::string> windows_path_of_file_url(const Url& url) {
    const std::string href = url.href();
    if (url.scheme != "file") return refuse("not a file URL", href);
    const std::string lower = to_lower(url.path);
    if (lower.contains("%2f") || lower.contains("%5c"))
        return refuse("an encoded slash or backslash in a file URL", href);
    WARD_TRY(std::string path, decoded_path(url));
    const bool share = !url.host.value_or("").empty();
    const bool drive =
        path.size() >= 3 && is_drive_letter(path.substr(1, 2), true) && (path.size() == 3 || path[3] == '/');
    if (!share && !drive) return refuse("a file URL without a drive is no path on Windows", href);
    if (url.host == ".") return refuse("a device path", href);
    const std::vector<std::string_view> names = split(std::string_view(path).substr(1), '/');
    if (share && names[0].empty()) return refuse("a network path needs a server and a share", href);
    for (size_t i = share ? 0 : 1; i < names.size(); ++i) {
        if (names[i].empty() && i + 1 < names.size()) return refuse("an empty name in a file URL", href);
        WARD_TRY_VOID(check_name(names[i], href));
    }
    std::ranges::replace(path, '/', '\\');
    if (share) return "\\\\" + *url.host + path;
    path.erase(0, 1);
    if (path.size() == 2) path += '\\';
    path[0] = static_cast<char>(to_lower(path[0]) - 'a' + 'A');
    return path;
}

}  // namespace ward
