// Which names mean the same to the Win32 layer and behind `\\?\`: "Naming Files, Paths, and Namespaces"
// (https://learn.microsoft.com/windows/win32/fileio/naming-a-file), [MS-FSCC] 2.1.5.2 and 2.1.5.3.
//
// A dot or a space at the end is refused, not dropped. Win32 opens `C:\secret` for `C:\secret. `, and `C:\a\b` for
// `C:\a.\b` (there it drops one dot, and no space); behind `\\?\`, which Node.js puts in front of all it opens, they
// are other files. Whoever has one canonical name for both checks one file and opens the other.
//
// A device name is refused wherever it stands: Win32 finds it in any folder and with extensions, up to Windows 10, in
// fewer places later, and behind `\\?\` it is a file. A stream is refused because a grant for a file says nothing of
// its streams, and because `file::$DATA` and `dir:$I30:$INDEX_ALLOCATION` are second names of `file` and `dir`.
#include "permission/windows_name.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "permission/windows_path.h"
#include "permission/windows_upcase.h"

namespace ward::permission {
namespace {

std::unexpected<Error> refuse(std::string reason) {
    return fail(ErrorCode::usage, std::move(reason));
}

// Win32 looks for devices behind extensions, streams and blanks ("nul .txt", "NUL:x"), and takes the three
// superscripts of Latin-1 for digits. Which of these count differs from version to version: here all do.
bool is_device(std::string_view name) {
    constexpr std::array<std::string_view, 6> plain{"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"};
    constexpr std::array<std::string_view, 3> superscripts{"\u00b9", "\u00b2", "\u00b3"};
    name = name.substr(0, name.find_first_of(".:"));
    name = name.substr(0, name.find_last_not_of(' ') + 1);
    if (std::ranges::any_of(plain, [&](std::string_view one) { return equal_ignoring_case(name, one); })) return true;
    const std::string_view port = name.substr(0, 3);
    if (!equal_ignoring_case(port, "COM") && !equal_ignoring_case(port, "LPT")) return false;
    const std::string_view number = name.substr(3);
    return (number.size() == 1 && number[0] >= '1' && number[0] <= '9') ||
           std::ranges::find(superscripts, number) != superscripts.end();
}

}  // namespace

// For messages: what is wrong is seen at the start, and a path can be long.
std::string shown(std::string_view text) {
    constexpr size_t most = 200;
    return display(text.substr(0, most)) + (text.size() > most ? "..." : "");
}

// Nothing where `text` is not UTF-8. A lone surrogate, which WTF-8 would write in three bytes, is not.
std::optional<size_t> utf16_units(std::string_view text) {
    size_t units = 0;
    while (!text.empty()) {
        const size_t length = utf8_length(text);
        if (length == 0) return std::nullopt;
        units += length == 4 ? 2 : 1;
        text.remove_prefix(length);
    }
    return units;
}

// The form that Windows gives to the names it makes up: PROGRA~1, A1B2~3.TXT. Files may truly be called so, but only
// the disk knows.
bool looks_short(std::string_view name) {
    const size_t dot = name.find('.');
    const std::string_view base = name.substr(0, dot);
    const std::string_view extension = dot == std::string_view::npos ? "" : name.substr(dot + 1);
    const size_t tilde = base.rfind('~');
    if (tilde == std::string_view::npos || tilde + 1 == base.size()) return false;
    return std::ranges::all_of(base.substr(tilde + 1), is_digit) && utf16_units(base) <= 8 &&
           utf16_units(extension) <= 3 && extension.find('.') == std::string_view::npos;
}

// Every way of opening a file must take `name` for the same one.
Result<void> check_windows_name(std::string_view name) {
    const std::string quoted = '"' + shown(name) + '"';
    const auto units = utf16_units(name);
    if (!units) return refuse(quoted + " is not UTF-8");
    if (is_device(name)) return refuse(quoted + " is a device, whatever folder it stands in");
    if (name.find(':') != std::string_view::npos) return refuse(quoted + " names a data stream of a file");
    if (std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20; }) ||
        name.find_first_of("<>\"|?*\\/") != std::string_view::npos)
        return refuse(quoted + " has a character that no file name has");
    if (name.empty() || name.ends_with('.') || name.ends_with(' '))
        return refuse(quoted + " ends in a dot or a space, which only some ways of opening a file drop");
    if (*units > max_windows_name_units) return refuse(quoted + " is longer than 255 UTF-16 units");
    return {};
}

std::string windows_key(std::string_view text) {
    std::string key;
    key.reserve(text.size() + 1);
    while (!text.empty() && static_cast<unsigned char>(text.front()) < 0x80) {
        const char c = text.front();
        key += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        text.remove_prefix(1);
    }
    while (!text.empty()) {
        const size_t length = utf8_length(text);
        if (length == 0) {
            key += text.front();
            text.remove_prefix(1);
            continue;
        }
        const char32_t big = upcase(decode_utf8(text.substr(0, length)));
        if (big < 0x80) {
            key += static_cast<char>(big);
        } else if (big < 0x800) {
            key += {static_cast<char>(0xc0 | big >> 6), static_cast<char>(0x80 | (big & 0x3f))};
        } else if (big < 0x10000) {
            key += {static_cast<char>(0xe0 | big >> 12), static_cast<char>(0x80 | (big >> 6 & 0x3f)),
                    static_cast<char>(0x80 | (big & 0x3f))};
        } else {
            key += text.substr(0, length);  // has no case here
        }
        text.remove_prefix(length);
    }
    return key + '\\';
}

}  // namespace ward::permission
