// What the name of a file says of a license, and which licenses are approved. Contents are not looked at here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ward::scorecard {

// The SPDX id that a license file's name tells ("GPL-3.0" of COPYING-GPL-3.0.txt), empty where it tells none; nothing
// for a file that is no license. As ossf/scorecard reads names: in the first folder, or in a folder of such a name.
std::optional<std::string> license_by_name(std::string_view path);

// The SPDX name of a license that the OSI or the FSF has approved, by its id in any case; empty for all others.
std::string_view approved_license(std::string_view spdx);

// One that lets its users license their changes as they like; as the peer's probe lists them, in exactly this case.
bool is_permissive(std::string_view spdx);

}  // namespace ward::scorecard
