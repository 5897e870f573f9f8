// Which platforms a record is about, where it says so. Read from the record's own JSON, in the forms that publishers
// use: `affectedEnvironments` of security-wg's vuln/core ("all", "linux", "win32", ...), at the top, in an `affected`
// entry, or in either's database_specific or ecosystem_specific; `platforms` of a CVE record's `affected` entries
// ("Windows", "Linux", free texts). The index knows no platforms: only a question with --platform asks for them, and
// then only of the records that matched.
#pragma once

#include <array>
#include <set>
#include <string_view>

namespace ward::audit {

// Node's own words (os.platform()).
constexpr std::array<std::string_view, 8> platform_names{"aix",   "android", "darwin", "freebsd",
                                                         "linux", "openbsd", "sunos",  "win32"};

// Empty: the record names none, names all, or says something that is not understood; it then counts for every platform.
std::set<std::string_view> platforms_of(std::string_view record_json);

// Does a record of these platforms speak of `platform` (one of platform_names)?
bool concerns(const std::set<std::string_view>& platforms, std::string_view platform);

}  // namespace ward::audit
