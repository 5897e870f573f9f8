// npm 9 to 11: node, and the tree of npm itself, where Debian and the official archives put it.
#include "faces/cli/run/profile.h"

namespace ward::cli {
namespace {

constexpr std::string_view npm_read[] = {
    "/usr/share/nodejs/",           "/usr/share/npm/", "/usr/lib/node_modules/",
    "/usr/local/lib/node_modules/", "/etc/npmrc",      "/usr/etc/npmrc",
    "/usr/local/etc/npmrc",         "/etc/os-release", "/usr/lib/os-release",
};
constexpr std::string_view with[] = {"node"};

}  // namespace

WARD_PROFILE(npm) = {.name = "npm", .summary = "npm 9 to 11", .read = npm_read, .with = with};

}  // namespace ward::cli
