// One spelling for a repository's address, whichever way it is written: what advisories of kind GIT are compared with.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ward::inventory {

// "https://host/path" without user, password, ssh's port, ".git" and a final '/': for scheme://[user@]host/path (also
// behind "git+") and [user@]host:path. Nothing for local and relative addresses, or text with blanks or controls.
std::optional<std::string> repository_url(std::string_view address);

}  // namespace ward::inventory
