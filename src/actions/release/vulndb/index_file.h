// index.json of a collection: all its entries by name, as security-wg's index builders write it.
#pragma once

#include <optional>
#include <string>

#include "actions/release/vulndb/problem.h"

namespace ward::release::vulndb {

struct IndexFile {
    Collection collection = Collection::core;
    std::string path;   // "vuln/core/index.json"
    std::string bytes;  // what it has to be
    std::optional<std::string> committed;

    bool is_current() const { return committed == bytes; }
};

// One for each collection that is there. A collection with a stray file, or with an entry of deps whose reason is no
// justification, is a `parse` error, as for the peer: an index must not leave an entry out.
Result<std::vector<IndexFile>> index_files(const Root& root, const Database& database);

// What a committed index says that the files do not: each entry that was changed, added or is gone, the layout, or that
// there is none. Rule vulndb-index-stale; a layout alone is no problem where `content_only`.
enum class Compare { bytes, content_only };
std::vector<Problem> index_problems(const IndexFile& index, Compare compare);

}  // namespace ward::release::vulndb
