// Every installed file of a project's node_modules beside the tarball that its lock file names. npm checks a tarball
// before it unpacks it and never looks at the files again; this does, so that a byte changed after the installation, a
// file put beside the others, or a package put in another's place is found, and what no tarball brings is named with
// the reason why it is there.
//
// Trusted are the lock file's integrity metadata and nothing else: not the installed package.json (it is a file like
// the others), not npm's record inside node_modules, not where a tarball comes from. Files of a stranger are read
// through Root, and never run.
//
// Left out: empty folders, times and owners; file modes but for the executable and set-id bits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/root.h"
#include "facts/npm/tarball_source.h"
#include "facts/npm/unpack.h"

namespace ward::policy {

struct RegistryLimits : npm::UnpackLimits {
    size_t lock_bytes = 256u << 20;
    WalkLimits walk{};
};

struct RegistryOptions {
    // Which lock file, from the root; empty: npm-shrinkwrap.json, package-lock.json, yarn.lock, pnpm-lock.yaml or
    // bun.lock, the first that is there; at last npm's own record node_modules/.package-lock.json, which is told as a
    // problem, for it can be changed together with the files.
    std::string lock = {};
    // Paths from the root that somebody has recorded as made by install scripts (a manifest's `ward.generated`): files
    // that are none of their package's, and files of it that differ. Their bytes are the manifest's matter.
    std::vector<std::string> recorded = {};
    // Folders with archives of Yarn 2 and newer, beside the project's own .yarn/cache.
    std::vector<std::string> yarn_caches = {};
    RegistryLimits limits{};
};

enum class FileState : uint8_t {
    changed,    // other bytes than in the tarball, or no regular file
    missing,    // in the tarball only
    extra,      // on disk only
    unproven,   // on disk only, where an install script or a program may have made it: nothing proves it
    generated,  // on disk only, and known to be the installer's work, or recorded by the caller
    mode,       // the same bytes; executable where the tarball's is not, or the other way round
};
std::string_view name_of(FileState state);

struct FileFinding {
    std::string path;  // from the root of the project
    FileState state = FileState::changed;
    std::string reason;

    bool operator==(const FileFinding&) const = default;
};

enum class PackageState : uint8_t {
    same,          // every file was compared, and is the same
    different,     // findings that are changed, missing, extra or unproven
    missing,       // not there, though nothing says that it may be absent
    extra,         // there, and in no lock file and no tarball
    absent,        // not there, as the lock file allows (optional, for development, listed without a place)
    not_registry,  // nothing to compare with by its nature: git, a folder, a link to the project's own package
    not_compared,  // there should be something to compare with: no integrity, no tarball, a wrong or hostile tarball
};
std::string_view name_of(PackageState state);

struct PackageResult {
    std::string place;           // from the root: "node_modules/a"
    std::string name;            // real name, also of an alias
    std::string version;         // as locked
    std::string integrity = {};  // as locked, of a tarball that was found to have it; else empty
    PackageState state = PackageState::same;
    std::string reason;   // of every state but same and different
    bool is_own = false;  // a link to the folder of the project that the lock file names: its files are the project's
    bool by_archive = false;  // compared with Yarn's own zip file, whose digest is not the tarball's
    bool is_weak = false;     // the lock file has nothing better than a SHA-1, for which two tarballs can be made
    uint64_t files = 0;       // that were compared
    uint64_t bytes = 0;       // of those
    std::vector<FileFinding> findings;     // sorted by path
    std::vector<std::string> passed_over;  // of the tarball, what npm does not unpack, and why; links are not listed
};

struct RegistryResult {
    std::string lock;                     // which lock file
    std::vector<PackageResult> packages;  // sorted by place
    std::vector<FileFinding> loose;       // what belongs to no package: the installer's own files, and strangers
    std::vector<Problem> problems;        // of the lock file and of folders that could not be read

    size_t count(FileState state) const;
    size_t count(PackageState state) const;
    // Nothing changed, missing, extra or unproven among what was compared.
    bool is_clean() const;
    // No problems, and everything that has a tarball was compared.
    bool is_complete() const;
};

// Compares on several threads; `source` is asked from all of them. The result is the same whatever their number.
// Errors: no lock file, or one that says nothing; what is wrong with single packages is in the result.
Result<RegistryResult> verify_against_registry(const Root& project, npm::TarballSource& source,
                                               const RegistryOptions& options = {});

}  // namespace ward::policy
