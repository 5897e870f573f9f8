// What npm makes of a tarball on disk, by the sources of npm 11.19: pacote 21.5 (fetcher.js), tar 7.5 (unpack.js) and
// bin-links 6.0 (fix-bin.js). pnpm and Yarn differ in one point, see Installer. Everything stays in memory.
//   - the first part of each name is dropped, whatever it is called; a file without a folder is passed over
//   - what is left is made relative and clean; names with ".." in them, or the root of a Windows drive, are passed over
//   - links are passed over, and so are devices and types nobody knows
//   - of two entries with one name the later one stays
//   - a .gitignore becomes .npmignore, unless one stood before it in the tarball
//   - files become readable and writable for everybody, as far as the umask goes, and keep their executable bits; what
//     `bin` names is executable and loses the CR of its first line
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/npm/package.h"
#include "io/archive/tar.h"

namespace ward::npm {

struct UnpackLimits {
    size_t manifest_bytes = 16u << 20;            // one package.json
    uint64_t expanded_bytes = uint64_t{2} << 30;  // one tarball, expanded; its packed size is the source's limit
    // What expands more often than this is a bomb: of 1,000 packages of the most used 5,000 none reaches 28.
    uint64_t ratio = 250;
    uint64_t ratio_free_bytes = 64u << 20;  // the ratio is looked at beyond this
    archive::TarLimits tar{};
};

enum class Installer : uint8_t {
    npm,
    other,  // pnpm, Yarn: a .gitignore stays one
};

struct UnpackedFile {
    std::string path;  // from the package's folder
    std::string_view bytes;
    uint32_t mode = 0;
    bool is_bin = false;
};

// A command that a package brings: node_modules/.bin/NAME leads to it.
struct Command {
    std::string folder;  // of the package.json that names it, from the tarball's package: "", "node_modules/bundled"
    std::string name;
    std::string path;  // from the tarball's package
};

struct Unpacked {
    std::string archive;              // what the files' bytes are views of
    std::vector<UnpackedFile> files;  // sorted by path
    std::vector<Command> commands;
    std::vector<NamedText> passed_over;  // what is not unpacked: name and reason
    std::vector<NamedText> links;        // nor are these: name and where it leads
    std::vector<UnpackedFile> replaced;  // what a later entry of the same name took the place of
    uint64_t hidden_tail_bytes = 0;      // behind the end of the gzip stream, where npm does not look
    bool has_install_script = false;

    const UnpackedFile* find(std::string_view path) const;
    // Does it bring anything below that folder?
    bool has_folder(std::string_view folder) const;
};

// `name` is for messages. Errors: parse and limit of gzip and tar.
Result<Unpacked> unpack_tarball(std::string_view packed, std::string_view name, Installer installer,
                                const UnpackLimits& limits);

// Fills from the package.json files among `unpacked.files` what they tell: commands, install scripts, which files are
// commands.
void read_unpacked_manifests(Unpacked& unpacked, std::string_view name, const UnpackLimits& limits);

// Where npm puts an entry; otherwise why it does not.
std::expected<std::string, std::string_view> unpacked_path(std::string_view name);

// The commands of a package.json in `folder`: name and path from the folder above. Nothing of one that cannot be read.
std::vector<Command> commands_of(std::string_view manifest, std::string_view folder, const UnpackLimits& limits);

// The file with the line end of its #! line as npm leaves it; nothing where that changes nothing.
std::optional<std::string> without_windows_hashbang(std::string_view bytes);

}  // namespace ward::npm
