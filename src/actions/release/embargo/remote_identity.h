// The one name of a repository that several spellings of its URL have: https, ssh, scp's form, a path of this machine.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ward::release {

// "github.com/nodejs/node", "git.example:8443/a/b", "file:/srv/git/a.git". Empty where the spelling says nothing sure:
// a transport that is not encrypted or runs a program (http://, git://, ext::), a path that leads nowhere, "." parts.
//
// User and password are dropped, hosts are small letters without a final dot, ports that a transport has by itself are
// left out, ".git" at the end does not count, nor does the case of owner and repository on github.com (which
// ssh.github.com is another name of). A repository of this machine is its git folder without links; relative paths are
// relative to `folder`. Hosts are not looked up: an address is not its name.
std::string remote_identity(std::string_view url, const std::string& folder);

// Is it one that git would hand to the file system?
bool is_local_url(std::string_view url);

}  // namespace ward::release
