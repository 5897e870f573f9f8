// Node.js's module resolution over a table of files: what a specifier means in a file, by `require` (index files,
// extensions, `main`) and by `import` (URLs, no guessing), with exports and imports of package.json and their
// conditions, as Node.js 24 does it. Pure: all it knows of the world comes from the table. `browser` fields, NODE_PATH
// and the folders of a user's home are no part of it.
//
// Paths are absolute, with slashes, without `.` and `..`. The root of a scanned tree may be given as "/": a
// package.json there is read too (node looks at every folder but the file system's root).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lang/javascript/builtins.h"
#include "lang/javascript/imports.h"
#include "lang/javascript/package.h"

namespace ward::javascript {

class FileTable {
  public:
    virtual ~FileTable() = default;
    virtual bool is_file(std::string_view path) const = 0;
    virtual bool is_folder(std::string_view path) const = 0;
    // The bytes of a file; nothing if there is none.
    virtual std::optional<std::string> read(std::string_view path) const = 0;
    // The path of a file with its symbolic links resolved.
    virtual std::string real_path(std::string_view path) const { return std::string(path); }
};

enum class Loader : uint8_t { require, import };

enum class ResolveError : uint8_t {
    none,
    not_found,           // MODULE_NOT_FOUND, ERR_MODULE_NOT_FOUND
    directory_import,    // ERR_UNSUPPORTED_DIR_IMPORT
    not_exported,        // ERR_PACKAGE_PATH_NOT_EXPORTED
    import_not_defined,  // ERR_PACKAGE_IMPORT_NOT_DEFINED
    invalid_specifier,   // ERR_INVALID_MODULE_SPECIFIER
    invalid_target,      // ERR_INVALID_PACKAGE_TARGET
    invalid_package,     // ERR_INVALID_PACKAGE_CONFIG
    unsupported_scheme,  // ERR_UNSUPPORTED_ESM_URL_SCHEME, ERR_INVALID_URL_SCHEME
    unknown_builtin,     // ERR_UNKNOWN_BUILTIN_MODULE: `node:` and no module of that name
};
// The code that node's error has.
std::string_view code_of(ResolveError error, Loader loader);

struct Resolution {
    std::string path;                   // of the file; empty where it is none
    std::string builtin;                // "fs", where it is a module of node
    bool is_data = false;               // a data: URL
    std::vector<std::string> packages;  // every package.json that was read on the way, in that order
    ResolveError error = ResolveError::none;
};

enum class Format : uint8_t {
    commonjs,
    module,
    detect,  // what its syntax shows: see `detected`
    json,
    wasm,
    addon,
    commonjs_typescript,
    module_typescript,
    detect_typescript,
    unknown,  // `import` refuses it
};
std::string_view name_of(Format format);
// What a file of an undecided format is (Node.js from 22.7 on), by what is in it.
Format detected(Format format, const Scan& scan);

struct ResolveOptions {
    std::vector<std::string> conditions = {};  // of the user (--conditions)
    Release node = {24, 0};                    // which modules are built in
};

// Keeps every package.json that it has read. Not to be shared by threads.
class Resolver {
  public:
    // `files` must outlive it.
    explicit Resolver(const FileTable& files, ResolveOptions options = {});

    // What `specifier` means in the file `from`.
    Resolution resolve(std::string_view specifier, std::string_view from, Loader loader);
    // How the file would be run; the package.json that decides is added to `packages` if one does.
    Format format_of(std::string_view path, Loader loader, std::vector<std::string>* packages = nullptr);

  private:
    class Task;

    struct Entry {
        bool exists = false;
        bool broken = false;
        Package package;
    };
    const Entry& package_at(const std::string& path);

    const FileTable& files_;
    ResolveOptions options_;
    std::unordered_map<std::string, Entry> packages_;
};

}  // namespace ward::javascript
