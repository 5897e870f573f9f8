// Names of parts of the runtime: modules that Node.js has built in, and libraries that it and other programs embed. Who
// installs a package of such a name may have meant the other.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "facts/names/index.h"
#include "facts/names/name_table.h"

namespace ward::vet {

struct RuntimeName {
    std::string name;
    std::string what;               // "a module that Node.js has built in"
    bool is_of_the_runtime = true;  // else of a library that other programs embed: told, but it weighs nothing
};

// Sorted by name: Node.js's modules, data/names/runtime.tsv and the catalogue of vendored code.
std::vector<RuntimeName> all_runtime_names();
// Packages of such names that are what people mean by them (data/names/npm-runtime-established.txt).
bool is_established_runtime_package(std::string_view name);

class RuntimeNames {
  public:
    RuntimeNames();

    const RuntimeName* find(std::string_view name) const;
    // One edit away, both of five characters at least. `keys` are those of names::LikenessIndex.
    const RuntimeName* near(std::string_view name, std::span<const uint64_t> keys) const;

  private:
    std::vector<RuntimeName> names_;
    size_t longest_ = 0;
    names::NameList list_;
    names::LikenessIndex index_;
};

}  // namespace ward::vet
