// Archives of upstream as a tree in memory: tar (plain, gzip, xz, zstd), zip, by their first bytes. Nothing is written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/update/tree/tree.h"
#include "base/result.h"

namespace ward::update {

struct UnpackedArchive {
    FileTree files;
    std::string commit;                    // what git archive wrote into a tar or zip; empty: nothing
    std::vector<std::string> passed_over;  // what no vendored tree has: a hard link (now a copy), a bit of a mode
};

// Errors: `parse` and `limit`, a name that leads outside or cannot be a path, an entry that comes twice, two names that
// are one on some file systems, a link that leads outside. HTML where an archive is expected is a `parse` error of its
// own: a server's error page with status 200 is the commonest failure. `strip` leading folders are dropped, which must
// be the same for all; a file above them is an error. Symbolic links stay links, a hard link is a copy of an earlier
// file.
Result<UnpackedArchive> unpack(std::string bytes, std::string_view name, int strip, const TreeLimits& limits = {});

}  // namespace ward::update
