// What installing a package runs: scripts of its manifest and of packages that it brings along, the scripts that those
// call by `npm run`, and the commands in a binding.gyp (private to read_sources.cc).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "facts/npm/package.h"
#include "judges/vet/source/marks.h"
#include "judges/vet/source/package_files.h"

namespace ward::vet {

// Limits: scripts that call each other, manifests of bundled and nested packages that are looked at.
inline constexpr size_t max_scripts = 500;
inline constexpr size_t max_inner_manifests = 2'000;

struct InstallScripts {
    std::map<std::string, FileMarks> marks;  // by the file that the commands stand in
    std::vector<std::string> files;          // that are run, from the package's folder
    std::vector<std::string> shell_files;    // of them, by a shell
};

InstallScripts read_install_scripts(const npm::Package& package);

// Commands that gyp runs while it reads a file, `<!(…)` and `<!@(…)`, and those of its actions.
std::vector<std::string> gyp_commands(std::string_view text);

}  // namespace ward::vet
