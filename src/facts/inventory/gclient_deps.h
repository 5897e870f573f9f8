// DEPS of Chromium's gclient: what `deps` and `deps_os` check out, with the variables of `vars`. Read as literals; no
// Python runs, and conditions are not decided: what may be checked out is listed.
// https://chromium.googlesource.com/chromium/tools/depot_tools/+/HEAD/gclient.py (head comment)
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/inventory/fetched.h"

namespace ward::inventory {

struct GclientDeps {
    bool has_deps = false;  // most DEPS files only say who may include whom
    Pins found;             // a pin's name is the folder it is checked out to
    bool has_relative_paths = false;
    std::vector<std::string> recursed;  // folders whose own DEPS is followed
};

Result<GclientDeps> read_gclient_deps(std::string_view text, std::string_view path);

}  // namespace ward::inventory
