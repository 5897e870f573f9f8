// A pack and its index from one input: whatever the bytes are, reading stays inside them and inside the limits. Also
// deltas, trees, commits and tags. The first four bytes say how long the index is.
// LINK: ward_gitobjects
#include <algorithm>
#include <string>
#include <string_view>

#include "io/gitobjects/delta.h"
#include "io/gitobjects/store.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::gitobjects;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    (void)apply_delta(bytes.substr(0, size / 2), bytes.substr(size / 2), 1u << 20);
    (void)parse_commit(bytes, sha1_bytes);
    (void)parse_tag(bytes, sha256_bytes);
    if (const auto tree = parse_tree(bytes, sha1_bytes))
        for (const TreeEntry& entry : *tree)
            if (entry.name.empty() || entry.name == ".." || entry.name.find('/') != std::string::npos) __builtin_trap();
    if (size < 4) return 0;
    const size_t index = std::min<size_t>(size - 4, size_t{data[2]} << 8 | data[3]);
    const auto store = ObjectStore::of_pack(bytes.substr(4, index), bytes.substr(4 + index), sha1_bytes);
    if (!store) return 0;
    const auto ids = (*store)->all();
    if (!ids) return 0;
    for (size_t i = 0; i < std::min<size_t>(ids->size(), 16); ++i) {
        const auto info = (*store)->info((*ids)[i]);
        const auto object = (*store)->read((*ids)[i], 1u << 20);
        if (object && (!info || info->size != object->bytes.size())) __builtin_trap();
    }
    return 0;
}
