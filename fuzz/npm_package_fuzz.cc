// Any bytes as a package's tarball: what comes out has clean paths, sorted, each once, and its bytes lie in what it
// keeps.
// LINK: ward_npm ward_base
#include <cstdlib>
#include <string>

#include "facts/npm/read_package.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward;
    npm::PackageLimits limits;
    limits.unpack.expanded_bytes = 1u << 20;
    limits.unpack.tar = {.entries = 1'000, .entry_bytes = 1u << 20, .name_bytes = 500};
    const auto package = npm::package_of_tarball({reinterpret_cast<const char*>(data), size}, "x", limits);
    if (!package) return 0;
    std::string_view last;
    for (const npm::PackageFile& file : package->files) {
        const std::string within = "/" + file.path + "/";
        if (within.contains("/../") || within.contains("//")) std::abort();
        if (!last.empty() && last >= file.path) std::abort();
        last = file.path;
        const std::string& whole = *package->storage;
        if (!file.bytes.empty() &&
            (file.bytes.data() < whole.data() || file.bytes.data() + file.bytes.size() > whole.data() + whole.size()))
            std::abort();
    }
    return 0;
}
