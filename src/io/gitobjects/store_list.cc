// Which objects a store has, and in which order to read them.
#include <algorithm>
#include <tuple>
#include <utility>

#include "io/gitobjects/store.h"

namespace ward::gitobjects {

Result<std::vector<ObjectId>> ObjectStore::all() const {
    std::vector<ObjectId> ids;
    for (const Pack& pack : packs_)
        for (uint32_t i = 0; i < pack.count(); ++i) ids.push_back(pack.id_at(i));
    for (const Folder& folder : folders_)
        for (const std::string& path : folder.files_below("", true)) {
            // "ab/cdef..."
            std::string hex = path;
            if (hex.size() < 3 || hex[2] != '/') continue;
            hex.erase(2, 1);
            const auto id = ObjectId::from_hex(hex);
            if (id && id->size() == id_bytes_) ids.push_back(*id);
        }
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    return ids;
}

Result<void> ObjectStore::sort_for_reading(std::vector<ObjectId>& ids) const {
    struct Placed {
        size_t pack;
        uint64_t offset;
        ObjectId id;
    };
    std::vector<Placed> placed;
    placed.reserve(ids.size());
    for (const ObjectId& id : ids) {
        WARD_TRY(const std::optional<Place> place, find_packed(id));
        // Loose ones come last, as they are.
        placed.push_back({place ? place->pack : packs_.size(), place ? place->offset : 0, id});
    }
    std::ranges::stable_sort(placed, [](const Placed& a, const Placed& b) {
        return std::tie(a.pack, a.offset) < std::tie(b.pack, b.offset);
    });
    std::ranges::transform(placed, ids.begin(), &Placed::id);
    return {};
}

}  // namespace ward::gitobjects
