// See packuments.h.
#include "faces/cli/packuments.h"

#include "base/path.h"
#include "facts/npm/tarball_source.h"
#include "io/net/http.h"

namespace ward::cli {

Result<std::unique_ptr<npm::PackumentSource>> packument_source(const Invocation& invocation) {
    std::vector<std::unique_ptr<npm::PackumentSource>> sources;
    for (const std::string& path : invocation.values("packuments")) {
        WARD_TRY(auto source, is_folder(path) ? npm::packument_folder(path) : npm::packument_file(path));
        sources.push_back(std::move(source));
    }
    if (invocation.has("download"))
        sources.push_back(npm::packument_downloads(net::curl_http("ward/" + std::string(program_version())),
                                                   invocation.value("registry", npm::DownloadOptions{}.registry)));
    return npm::first_packument_of(std::move(sources));
}

}  // namespace ward::cli
