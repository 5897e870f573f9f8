// Yarn 2 and newer keeps each package as a zip file that it makes itself, and its lock file names the SHA-512 of that
// file, not of the registry's tarball. So what Yarn installed is compared with these files: the digest is checked
// before anything else is done with one, and it does not matter where it lies.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/root.h"
#include "facts/npm/unpack.h"

namespace ward::npm {

constexpr uint64_t max_yarn_archive_bytes = 512u << 20;  // packed

struct WantedArchive {
    std::string name;
    std::string reference;  // as the lock file has it: "npm:1.2.3", "patch:…"
    std::string sha512;     // hex
};

struct YarnArchive {
    std::string path;  // as the folder was named, with the file's name
    std::string bytes;
};

class YarnCache {
  public:
    // Folders of archives; those named first are asked first. Error: of one that cannot be listed.
    Result<void> add(const std::string& folder);
    // The project's own, where it has one: paths are then from the project.
    void add_of(const Root& project, const std::string& folder);

    // The archives that are called like the package, whatever they hold.
    std::vector<std::string> named(const WantedArchive& wanted) const;
    // Nothing where none has this digest. Called by several threads at once.
    std::optional<YarnArchive> find(const WantedArchive& wanted) const;

  private:
    struct Folder {
        Root root;
        std::string path;
        std::vector<std::string> names;  // of zip files, sorted

        std::span<const std::string> starting_with(const std::string& start) const;
    };
    std::vector<Folder> folders_;
};

// What Yarn puts on disk of an archive of `name`, whose files are below node_modules/NAME/ there. Errors: parse and
// limit of zip.
Result<Unpacked> unpack_yarn_archive(std::string_view zip, std::string_view name, const UnpackLimits& limits);

}  // namespace ward::npm
