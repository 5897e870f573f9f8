// What a project's own build and package files say of its name and version. One line of a known shape is read, not the
// whole language: a file that computes its version says nothing here.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ward::inventory {

struct Declared {
    std::string name;     // may be empty
    std::string version;  // may be empty
    size_t offset = 0;    // of what proves the version, or else the name
};

// A kind of file that declares a project. Several names may share one kind.
struct BuildFile {
    std::string_view file;       // base name, in the project's top folder
    std::string_view purl_type;  // of the package it declares: "generic", "npm", "cargo", "pypi"
    std::optional<Declared> (*read)(std::string_view text);
};

// The most telling first.
std::span<const BuildFile> build_files();

// The version in the first heading of a change log; the last resort.
std::optional<Declared> read_change_log(std::string_view text);
std::span<const std::string_view> change_logs();

}  // namespace ward::inventory
