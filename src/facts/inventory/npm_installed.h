// Packages that stand on disk: the direct children of node_modules folders, wherever those are.
#pragma once

#include <string>
#include <vector>

#include "facts/inventory/inventory.h"
#include "facts/inventory/npm_manifest.h"

namespace ward::inventory::npm {

struct InstalledPackage {
    std::string place;
    Manifest manifest;  // its name is the folder's where package.json has none
};

// Everything installed that has a version, sorted as the tree is. A package.json elsewhere inside a package (a marker
// such as {"type": "module"}, a test's fixture) is not a package; a node_modules folder inside a package's own tests,
// examples or documents is not part of the installed tree, and is noted. Links are not followed.
std::vector<InstalledPackage> find_installed(const Tree& tree, Collector& out);

// Whether `holder`, the folder before a node_modules, belongs to a store whose packages reach each other by links:
// pnpm's node_modules/.pnpm/NAME, npm's linked strategy node_modules/.store/NAME.
bool is_in_store(std::string_view holder);

// Whether a node_modules in `holder` belongs to a package's own tests, examples or documents.
bool is_fixture(std::string_view holder);

// The package whose package.json stands in `folder` of vendored code. The catalogue calls it by the same folder and
// purl, so that both are one component.
Component vendored_package(std::string_view folder, const Manifest& manifest);

// The project's own application in `folder`: it stands for what it needs, so that chains show it. It has no identities,
// as its name is not that of a package in the registry; without a name it is called after its folder.
Component own_application(std::string_view folder, const Manifest& manifest, Source source);

// What could not be read of npm's files: unread, unless it is a test's fixture, which is only noted.
void report_unread(std::string_view path, std::string_view reason, Collector& out);

}  // namespace ward::inventory::npm
