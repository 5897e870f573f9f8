// See tarballs.h.
#include "faces/cli/tarballs.h"

#include <cstdlib>

#include "base/path.h"
#include "io/net/http.h"

namespace ward::cli {
namespace {

// npm's own default.
std::string usual_cache() {
    const std::string asked = environment("npm_config_cache");
    return asked.empty() ? environment("HOME") + "/.npm" : asked;
}

}  // namespace

Result<std::vector<std::unique_ptr<npm::TarballSource>>> tarball_sources(const Invocation& invocation,
                                                                         const std::string& registry) {
    std::vector<std::unique_ptr<npm::TarballSource>> sources;
    for (const std::string& folder : invocation.values("tarballs")) {
        WARD_TRY(auto source, npm::tarball_folder(folder));
        sources.push_back(std::move(source));
    }
    const bool named = invocation.has("npm-cache");
    const std::string cache = named ? invocation.value("npm-cache") : usual_cache();
    if (named || (!invocation.has("tarballs") && is_folder(cache))) {
        WARD_TRY(auto source, npm::npm_cache(cache));
        sources.push_back(std::move(source));
    }
    if (invocation.has("download")) {
        if (invocation.has("offline")) return fail(ErrorCode::usage, "cannot be had with --offline", "--download");
        sources.push_back(npm::downloads([] { return net::curl_http("ward/" + std::string(program_version())); },
                                         {.registry = registry}));
    }
    return sources;
}

}  // namespace ward::cli
