// The part of URLs that module resolution needs: paths of `file:` URLs, joined and decoded as the WHATWG standard has
// it. An encoded path is what stands in the URL: `%`, `?`, `#` and `\` of file names are written as %25 and so on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ward::javascript {

// The encoded path of a file.
std::string encode_path(std::string_view path);
// What `reference` (relative, or an absolute path) means at the encoded path `base`; its query and fragment are
// dropped. Nothing where it names another host.
std::optional<std::string> join_url_path(std::string_view base, std::string_view reference);
// The file of an encoded path; nothing where it has an encoded separator or an escape that is none.
std::optional<std::string> decode_path(std::string_view encoded);
// The scheme that `text` starts with, in lower case without its colon, if it has one and is an absolute URL.
std::optional<std::string> scheme_of(std::string_view text);

// POSIX paths: `.` and `..` resolved, no slash at the end. `path` may be relative to the absolute `folder`.
std::string resolve_path(std::string_view folder, std::string_view path);
std::string_view folder_of(std::string_view path);  // "/" of "/a"

}  // namespace ward::javascript
