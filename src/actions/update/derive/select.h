// Which of upstream's files a dependency has, and under which names (private to this folder).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "actions/update/derive/derive.h"
#include "formats/glob.h"

namespace ward::update {

struct Selected {
    FileTree files;
    std::map<std::string, std::string, std::less<>> from;  // upstream's path of each
    std::vector<std::string> notes;
};

// Artefacts below `into`, take, drop, rename, flatten, in this order.
Result<Selected> select_files(const Recipe& recipe, const std::vector<UnpackedArtefact>& artefacts);

// A word of the recipe that is no glob is an error with the recipe's id.
Result<std::vector<Glob>> compile_globs(const Recipe& recipe, const std::vector<std::string>& patterns);

}  // namespace ward::update
