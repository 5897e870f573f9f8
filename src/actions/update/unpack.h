// Archives of upstream as a tree in memory: tar (plain, gzip, xz, zstd), zip, by their first bytes. Nothing is written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/update/tree.h"
#include "base/result.h"

namespace ward::update {

struct UnpackedArchive {
    FileTree files;
    std::string commit;                    // what git archive wrote into a tar; empty: nothing
    std::vector<std::string> passed_over;  // links and the like that no vendored tree may have, with the reason
};

// Errors: `parse` and `limit`, a name that leads outside or cannot be a path, an entry that comes twice, two names that
// are one on some file systems, a link that leads outside. HTML where an archive is expected is a `parse` error of its
// own: a server's error page with status 200 is the commonest failure. `strip` leading folders are dropped; a file
// above them is an error.
Result<UnpackedArchive> unpack(std::string bytes, std::string_view name, int strip, const TreeLimits& limits = {});

}  // namespace ward::update
