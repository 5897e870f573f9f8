// An npm package as it is published: what its manifest says, and its files, in memory. The same shape for a tarball,
// for an installed folder, and (the manifest alone) for one version of a registry's document.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/component.h"

namespace ward::npm {

struct NamedText {
    std::string name;
    std::string text;

    bool operator==(const NamedText&) const = default;
};

// package.json, as far as a review asks. Texts are as written; what has a form that npm would refuse is in `problems`.
struct Manifest {
    std::string name;
    std::string version;
    std::string description;
    std::string license;
    std::string homepage;
    std::string repository;            // its URL or shorthand
    std::string repository_directory;  // of a monorepo
    std::string main;
    std::vector<NamedText> bin;           // command and path; a text alone has the package's name
    std::vector<NamedText> scripts;       // in the order of the file
    std::vector<NamedText> dependencies;  // name and range, without those that are optional too
    std::vector<NamedText> optional_dependencies;
    std::vector<NamedText> development_dependencies;
    std::vector<NamedText> peer_dependencies;
    std::vector<std::string> bundled;    // bundleDependencies; of `true` all dependencies
    std::vector<std::string> system;     // `os`, as written ("linux", "!win32")
    std::vector<std::string> processor;  // `cpu`
    bool is_private = false;
    std::optional<bool> gypfile;  // as the manifest says it, if it does
    std::vector<std::string> problems;

    const std::string* script(std::string_view wanted) const {
        for (const NamedText& one : scripts)
            if (one.name == wanted) return &one.text;
        return nullptr;
    }
    bool operator==(const Manifest&) const = default;
};

struct PackageFile {
    std::string path;  // from the package's folder: "lib/index.js"
    std::string_view bytes;
    uint32_t mode = 0;
};

struct Package {
    std::string label;  // for people: "left-pad@1.3.0", or the tarball's or folder's name
    Manifest manifest;
    std::string manifest_text;       // package.json as it is
    std::vector<PackageFile> files;  // sorted by path, no path twice
    // What the archive or folder has and an installer would not unpack (links too): path and reason.
    std::vector<NamedText> passed_over;
    // What could not be read, so that nothing is known of it: path and reason.
    std::vector<NamedText> unread;
    // Names that two readers may understand differently: entries that come twice, names that differ by letter case
    // alone. Path and reason.
    std::vector<NamedText> ambiguous;
    bool has_two_manifests = false;  // package.json comes twice in the tarball, with different bytes
    // What it puts into node_modules/.bin, as npm makes it of `bin` or `directories.bin`: name and path.
    std::vector<NamedText> commands;
    bool builds_on_install = false;  // by a binding.gyp alone: npm runs `node-gyp rebuild`, though no script says so
    uint64_t packed_bytes = 0;       // of the tarball, 0 of a folder
    std::shared_ptr<const std::string> storage;  // keeps the bytes of `files`

    const PackageFile* find(std::string_view path) const;
    uint64_t unpacked_bytes() const;
};

}  // namespace ward::npm
