// What of a vendored dependency people can read, and what somebody had to build: which files are program code, minified
// or bundled, whether what they were made of is beside them, what would build them again, and which of the recipe's
// sources may change under the same name (nodejs/security-wg#1037).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/update/recipe/recipe.h"
#include "actions/update/tree/tree.h"

namespace ward::update {

enum class Make : uint8_t {
    source,  // text that people write
    binary,  // ELF, Mach-O, PE, archives of objects
    wasm,
    minified,    // JavaScript without its lines
    bundled,     // JavaScript that a bundler joined
    transpiled,  // JavaScript that a compiler wrote of another language
    generated,   // says of itself that it is
    data,        // bytes that are none of these
};
std::string_view name_of(Make make);

struct MadeFile {
    std::string path;  // from the dependency's folder
    Make make = Make::source;
    std::string sign;    // what was seen: "a line of 120,331 bytes", "made by bison 3.8"
    std::string source;  // the file or folder of the tree that it was made of, where there is one
    std::string tool;    // that it names, with its version where it says it
};

struct Provenance {
    const Recipe* recipe = nullptr;
    std::vector<MadeFile> made;  // all but `source`, by path
    size_t readable = 0;         // files of source
    // What may give other bytes tomorrow: a branch, a tag that nothing pins, an artefact without a digest.
    std::vector<std::string> mutable_sources;
    std::vector<std::string> rebuilds;  // steps of the recipe that make files: "hook NAME: argv"
};

// `is_locked`: the lock file has digests of what was taken.
Provenance provenance_of(const Recipe& recipe, const FileTree& tree, bool is_locked);

}  // namespace ward::update
