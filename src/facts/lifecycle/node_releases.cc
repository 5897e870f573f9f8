#include "facts/lifecycle/node_releases.h"

namespace ward::lifecycle {

extern const std::string_view node_releases_tsv;  // data/lifecycle/node-releases.tsv

Result<ReleaseIndex> node_releases() {
    return ReleaseIndex::parse(node_releases_tsv, "data/lifecycle/node-releases.tsv");
}

}  // namespace ward::lifecycle
