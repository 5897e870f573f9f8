// What a project's own build and package files say of its name and version. One line of a known shape is read, not the
// whole language: a file that computes its version says nothing here.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ward::inventory {

struct Declared {
    std::string name;      // may be empty
    std::string version;   // may be empty
    size_t offset = 0;     // of what proves the version, or else the name
    std::string url{};     // of the repository it was taken from; may be empty
    std::string commit{};  // there; may be empty
};

// A kind of file that declares a project. Several names may share one kind.
struct BuildFile {
    std::string_view file;       // base name, in the project's top folder
    std::string_view purl_type;  // of the package it declares: "generic", "npm", "cargo", "pypi"
    std::optional<Declared> (*read)(std::string_view text);
};

// The most telling first.
std::span<const BuildFile> build_files();

// zlib.pc or zlib.pc.in, where the Version is not filled in by a build.
std::optional<Declared> read_pkg_config(std::string_view text);
// The first variable NAME_version of a .gyp or .gypi file whose NAME, as macros begin (version_macros.h), is one of
// these.
std::optional<Declared> read_gyp(std::string_view text, std::span<const std::string> prefixes);

// The version in the first heading of a change log; the last resort.
std::optional<Declared> read_change_log(std::string_view text);
std::span<const std::string_view> change_logs();

}  // namespace ward::inventory
