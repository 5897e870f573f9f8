// Where tarballs of locked packages come from. Whatever a source gives is checked against the lock file's integrity
// metadata before anything else is done with it, so no source is trusted: one that lies costs a comparison, and can
// never make a changed tree pass.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/root.h"
#include "io/net/http.h"

namespace ward::npm {

constexpr uint64_t max_tarball_bytes = 512u << 20;  // packed

// What is known of a tarball before it is there.
struct WantedTarball {
    std::string name;
    std::string version;
    std::string resolved;   // as the lock file has it; may be empty
    std::string integrity;  // as the lock file has it, never empty
};

class TarballSource {
  public:
    virtual ~TarballSource() = default;
    // The packed bytes; nothing where this source has no such tarball. Called by several threads at once.
    virtual Result<std::optional<std::string>> tarball(const WantedTarball& wanted) = 0;
};

// npm's cache: `folder` is what `npm config get cache` tells, or the _cacache in it. Content is stored under its own
// digest there, so nothing but the integrity is needed, and nothing is written.
Result<std::unique_ptr<TarballSource>> npm_cache(const std::string& folder, uint64_t tarball_bytes = max_tarball_bytes);

// A folder of tarballs as `npm pack` names them (name-1.0.0.tgz, scope-name-1.0.0.tgz), or as registries do
// (@scope/name-1.0.0.tgz, or the last part of `resolved`). Of several candidates the one with the right digest counts.
Result<std::unique_ptr<TarballSource>> tarball_folder(const std::string& folder,
                                                      uint64_t tarball_bytes = max_tarball_bytes);

// Files that the lock file itself calls file:… of the project.
std::unique_ptr<TarballSource> project_files(const Root& project, uint64_t tarball_bytes = max_tarball_bytes);

struct DownloadOptions {
    // For entries without `resolved` (npm's omit-lockfile-registry-resolved); empty: those are not asked for.
    std::string registry = "https://registry.npmjs.org";
    uint64_t tarball_bytes = max_tarball_bytes;
};
// Asks the host that the lock file names. `make_http` gives one door per thread (net::curl_http); which URLs may be
// asked at all (https only, but for this machine itself) is that door's rule. Authentication is left out.
std::unique_ptr<TarballSource> downloads(std::function<std::unique_ptr<net::Http>()> make_http,
                                         DownloadOptions options = {});

// One after the other, until one has it. An error of one that has it not is told only where no other has it.
std::unique_ptr<TarballSource> first_of(std::vector<std::unique_ptr<TarballSource>> sources);

}  // namespace ward::npm
