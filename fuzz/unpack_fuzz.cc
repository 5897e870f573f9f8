// Archives of upstream: whatever the bytes are, what comes out is a tree, inside of the limits, whose links stay in it.
// LINK: ward_update
#include <cstdlib>
#include <string>

#include "actions/update/tree/unpack.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::update;
    const TreeLimits limits{
        .files = 100, .file_bytes = 1u << 16, .total_bytes = 1u << 18, .path_bytes = 200, .depth = 8};
    for (const int strip : {0, 1}) {
        const auto unpacked = unpack(std::string(reinterpret_cast<const char*>(data), size), "x", strip, limits);
        if (!unpacked) continue;
        if (!check_tree(unpacked->files, limits) || git_tree_id(unpacked->files).size() != 40) std::abort();
        for (const auto& [path, file] : unpacked->files)
            if (file.kind() == FileKind::symlink && !link_stays_inside(path, file.bytes())) std::abort();
    }
    return 0;
}
