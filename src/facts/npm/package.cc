#include "facts/npm/package.h"

#include <algorithm>

namespace ward::npm {

const PackageFile* Package::find(std::string_view path) const {
    const auto found = std::ranges::lower_bound(files, path, {}, &PackageFile::path);
    return found != files.end() && found->path == path ? &*found : nullptr;
}

uint64_t Package::unpacked_bytes() const {
    uint64_t sum = 0;
    for (const PackageFile& file : files) sum += file.bytes.size();
    return sum;
}

}  // namespace ward::npm
