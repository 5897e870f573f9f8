// URIs of SARIF's artifact locations, resolved to paths below the root of what was looked at (RFC 3986, SARIF section
// 3.4). Nothing is opened: a path is text, and stays below its root as text.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ward::sarif {

// originalUriBaseIds: what a uriBaseId stands for, which may stand on another one.
struct UriBase {
    std::string uri;
    std::string base_id;
};
using UriBases = std::map<std::string, UriBase, std::less<>>;

// The path below the root, or nothing where the URI leads elsewhere: another scheme or host, "..", an absolute path
// that is neither below `root` nor below a base that the file names. A base that is absolute, or has no URI, stands for
// the root itself: the tool ran on another machine.
std::optional<std::string> path_of(std::string_view uri, std::string_view base_id, const UriBases& bases,
                                   std::string_view root);

}  // namespace ward::sarif
