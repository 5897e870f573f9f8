// A package's files as Node's module resolution asks for them, and what its scripts, main, exports and bin reach.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/npm/package.h"
#include "judges/vet/source/marks.h"

namespace ward::vet {

enum class FileKind : uint8_t {
    javascript,   // TypeScript and JSX too
    declaration,  // .d.ts: nothing of it is run
    shell,
    python,
    windows_script,  // .bat, .cmd, .ps1, .vbs
    manifest,        // package.json
    planted,         // a workflow, a task of an editor, a hook of an assistant
    addon,           // .node
    other,
};
FileKind kind_of(std::string_view path, std::string_view bytes);

// Folders of tests, examples and documents.
bool is_aside(std::string_view path);

// LICENSE, README and the like, without an ending.
bool is_document(std::string_view path);

enum class Reach : uint8_t { none, entry, install };

struct Asked {
    std::string specifier;
    bool by_import = false;
    bool is_mentioned = false;  // a path in a text, whoever uses it; parts that are computed are holes
};

// Of each file of the package, by what it is reached. `asked` has each file's requests, in the order of the files;
// `install_files` are those that install scripts run, as they name them ("./scripts/install").
std::vector<Reach> reached(const npm::Package& package, const std::vector<std::vector<Asked>>& asked,
                           const std::vector<std::string>& install_files);

}  // namespace ward::vet
