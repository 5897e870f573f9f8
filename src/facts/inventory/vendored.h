// Vendored code: what several witnesses say of one place, weighed. Witnesses, the most trusted first:
//
//   catalogue   a rule of the catalogue for exactly this library
//   readme      README.chromium, README.v8, README.node: kept by those who import, not by those who wrote it
//   cgmanifest  cgmanifest.json with one registration
//   headers     a version macro whose name begins with the library's
//   build file  CMakeLists.txt, configure.ac, meson.build, VERSION, ...
//   change log  its first heading, where nobody else knows
//
// The first witness that knows a version is believed; each other version is a contradiction, reported and matched too.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/inventory/catalogue.h"
#include "facts/inventory/inventory.h"

namespace ward::inventory {

// Largest file that is read for a version. Amalgamated headers (simdjson.h, sqlite3.h) are some MiB.
constexpr size_t max_version_file_bytes = 16u << 20;

// One thing a file says.
struct Statement {
    std::string path;                   // the component's folder or file
    const CatalogueRow* row = nullptr;  // nullptr: outside the catalogue
    std::string name;                   // where there is no row
    std::string url;                    // its repository or home page
    std::string purl_type;              // of a package file: "npm", "pypi", "cargo"
    std::string version;                // may be empty
    std::string commit;                 // may be empty
    std::string cpe;                    // "vendor:product"
    Evidence evidence;
    bool is_sole = true;  // speaks of the only component at its path, whatever it calls it
};

// Each looks at the tree and at what was said before it, and adds what it finds.
void ask_catalogue(const Tree& tree, std::vector<Statement>& said, Collector& out);
void ask_readmes(const Tree& tree, std::vector<Statement>& said, Collector& out);
void ask_cgmanifests(const Tree& tree, std::vector<Statement>& said, Collector& out);
void ask_headers_and_build_files(const Tree& tree, std::vector<Statement>& said, Collector& out);

// One component per place and library. `said` is in order of trust.
std::vector<Component> weigh(std::vector<Statement> said);

// What something of this row (or of none) at `path` is for.
Scope scope_at(const CatalogueRow* row, std::string_view path);

// Reads a candidate file; what cannot be read is reported as unread. For use from one thread.
std::optional<std::string> read_candidate(const Tree& tree, std::string_view path, Collector& out);

}  // namespace ward::inventory
