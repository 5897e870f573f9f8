// What the checks share. Private to checks/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/update/check/check.h"
#include "actions/update/upstream/artefact.h"

namespace ward::update {

// Is it program code that nobody can read: ELF, Mach-O, PE, WebAssembly, an archive of objects, a Java class, Python's
// bytecode? The word for it, or nothing.
std::string_view binary_kind(std::string_view bytes);

// The derived tree as `current_version` reads it: paths from the dependency's folder, or with '/' from the project's,
// where generated files win over what is there.
FileReader reader_of_derived(const CheckInput& input);

inline CheckResult holds() {
    return {};
}
// Holds without details.
CheckResult fails_with(std::vector<std::string> details);
CheckResult acknowledge_with(std::vector<std::string> details);

}  // namespace ward::update
