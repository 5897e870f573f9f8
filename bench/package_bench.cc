// How long a package takes before any of its files is judged: `package_bench FILE…` reads each tarball (.tgz) into a
// package with all signals of metadata, and each registry's document (.json) into its versions. The best of ten times.
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "base/fd.h"
#include "facts/npm/packument.h"
#include "facts/npm/read_package.h"
#include "judges/vet/metadata/metadata.h"

namespace {

using namespace ward;

constexpr int runs = 10;
constexpr size_t max_file_bytes = size_t{1} << 30;

std::string once(const std::string& path, std::string_view bytes) {
    if (path.ends_with(".json")) {
        const auto document = npm::parse_packument(bytes, path);
        return document ? fmt::format("{} versions", document->versions.size()) : document.error().message();
    }
    const auto package = npm::package_of_tarball(bytes, path);
    if (!package) return package.error().message();
    vet::MetadataInputs inputs;
    inputs.name = package->manifest.name;
    inputs.version = package->manifest.version;
    inputs.package = &*package;
    const auto reading = vet::read_metadata(inputs);
    if (!reading) return reading.error().message();
    return fmt::format("{} files, {} bytes, {} sightings", package->files.size(), package->unpacked_bytes(),
                       reading->sightings.size());
}

}  // namespace

int main(int count, char** words) {
    for (int i = 1; i < count; ++i) {
        const std::string path = words[i];
        const auto bytes = read_file(path, max_file_bytes);
        if (!bytes) {
            fmt::print("{}: {}\n", path, bytes.error().message());
            return 1;
        }
        double best = 0;
        std::string result;
        for (int run = 0; run < runs; ++run) {
            const auto start = std::chrono::steady_clock::now();
            result = once(path, *bytes);
            const double took =
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
            if (run == 0 || took < best) best = took;
        }
        fmt::print("{:9.1f} ms  {}: {}\n", best, path, result);
    }
    return 0;
}
