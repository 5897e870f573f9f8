// URLs by the WHATWG URL standard, as Node.js's `new URL(text, base)` reads and writes them, and file URLs as paths.
// A manifest names what it approves by URL, and node compares the text of the serialised URL: two readers that disagree
// about one character disagree about which file is meant. So this is the whole algorithm (special, opaque and other
// schemes; IPv4 and IPv6 hosts; drive letters; percent-encode sets) and not a likeness of it.
//
// Left out: hosts that are not ASCII, and labels in punycode (`xn--`), are refused instead of being mapped by IDNA.
// Input is UTF-8; an invalid sequence is refused (JavaScript would have put U+FFFD there).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ward {

constexpr size_t max_url_bytes = 1u << 20;

struct Url {
    std::string scheme;  // lower-case, without ':'
    std::string username;
    std::string password;
    std::optional<std::string> host;  // as serialised: "", "example.org", "127.0.0.1", "[::1]"
    std::optional<uint16_t> port;     // none where it is the scheme's own
    std::string path;                 // as serialised: "/a/b", "" or, where opaque, anything
    bool opaque_path = false;         // data:, node:, blob: and the like: no hierarchy
    std::optional<std::string> query;
    std::optional<std::string> fragment;

    std::string href() const;
    std::string protocol() const { return scheme + ':'; }
    // file, ftp, http, https, ws, wss.
    bool is_special() const;
    // "https://host:port"; "null" for file and for schemes without one; a blob: has that of the URL in it.
    std::string origin() const;

    bool operator==(const Url&) const = default;
};

// `text` as a URL, relative to `base` where one is given. Error: parse with the reason, `text` as its place;
// unsupported for a host that needs IDNA; limit above max_url_bytes.
Result<Url> parse_url(std::string_view text, const Url* base = nullptr);

// The file URL of an absolute POSIX path, as node's pathToFileURL writes it: `.` and `..` are resolved, and
// % \ [ ] ^ | ~ are encoded besides what URLs encode in paths. (So `a~b.js` is loaded as a%7Eb.js, and a manifest that
// lists `./a~b.js` never matches it.) Error: usage for a relative path, NUL, or bytes that are not UTF-8.
Result<std::string> file_url_of_path(std::string_view path);
// The other way, as node's fileURLToPath on POSIX: no host, no encoded slash, no NUL. Error: usage.
Result<std::string> path_of_file_url(const Url& url);

// The same for Windows paths, as text and on every system: `C:\x y` and `file:///C:/x%20y`, `\\server\share\a` and
// `file://server/share/a`. The drive letter becomes upper-case, `\\?\` and `\\?\UNC\` are taken off. Refused (usage):
// drive-relative and relative paths, devices, data streams, names that Win32 rewrites, encoded slashes and backslashes.
// Names are kept in the case they are written in; windows_path.h of permission/ compares them.
Result<std::string> file_url_of_windows_path(std::string_view path);
Result<std::string> windows_path_of_file_url(const Url& url);

}  // namespace ward
