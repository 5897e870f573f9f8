// What installing a package brings along, as its manifest says it (private to this folder and the commands).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/npm/package.h"

namespace ward::vet {

struct Need {
    std::string_view field;  // "dependencies", "optionalDependencies", "peerDependencies"
    std::string_view name;
    std::string_view range;
    bool is_peer = false;
};

// In the order of the fields, then of the file; without bundled ones, which come in the tarball. Views of `manifest`.
std::vector<Need> needs_of(const npm::Manifest& manifest);
bool needs(const npm::Manifest& manifest, std::string_view name);

// The package behind an alias: of "npm:other@1" it is "other".
std::string real_name(const Need& need);

// Does the range name a URL, a repository, a tarball?
bool is_outside_registry(std::string_view range);

// A range as two readers would write it differently: "" is "*", and one repository has one spelling.
std::string normal_range(std::string_view range);

}  // namespace ward::vet
