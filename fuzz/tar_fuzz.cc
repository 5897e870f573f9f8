// Tar archives: whatever the bytes are, reading stays inside them and inside the limits, and ends; what is read lies in
// the archive. Where the bytes are a package's tarball, unpacking them gives clean paths only; where they are a
// commit's, all that is listed is clean and can be read.
// LINK: ward_npm ward_inventory ward_archive ward_base
#include <cstdlib>
#include <string>

#include "facts/inventory/tar_source.h"
#include "facts/npm/unpack.h"
#include "io/archive/tar.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const archive::TarLimits limits{.entries = 1'000, .entry_bytes = 1u << 20, .name_bytes = 500};
    if (const auto entries = archive::read_tar(bytes, "x", limits)) {
        uint64_t sum = 0;
        for (const archive::TarEntry& entry : *entries) {
            if (entry.name.empty() || entry.name.size() > limits.name_bytes) std::abort();
            if (!entry.bytes.empty() && (entry.bytes.data() < bytes.data() ||
                                         entry.bytes.data() + entry.bytes.size() > bytes.data() + bytes.size()))
                std::abort();
            sum += entry.bytes.size();
        }
        if (sum > size) std::abort();
    }
    if (const auto source = inventory::TarSource::open(std::string(bytes), "x", limits))
        for (const Entry& entry : (*source)->list({}).entries) {
            const std::string within = "/" + entry.path + "/";
            if (within.find("/../") != std::string::npos || within.find("//") != std::string::npos) std::abort();
            if (entry.kind == EntryKind::file && !(*source)->read(entry.path, size)) std::abort();
            if (entry.kind == EntryKind::symlink && !(*source)->link_target(entry.path)) std::abort();
        }
    npm::UnpackLimits registry;
    registry.expanded_bytes = 1u << 20;
    registry.tar = limits;
    const auto unpacked = npm::unpack_tarball(bytes, "x", npm::Installer::npm, registry);
    if (!unpacked) return 0;
    for (const npm::UnpackedFile& file : unpacked->files) {
        const std::string within = "/" + file.path + "/";
        if (within.find("/../") != std::string::npos || within.find("//") != std::string::npos) std::abort();
    }
    return 0;
}
