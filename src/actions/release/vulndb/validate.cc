#include "actions/release/vulndb/validate.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "actions/release/vulndb/form.h"
#include "actions/release/vulndb/index_file.h"
#include "actions/release/vulndb/joins.h"

namespace ward::release::vulndb {
namespace {

void append(std::vector<Problem>& out, std::vector<Problem> more) {
    out.insert(out.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

std::vector<Problem> validate(const Root& root, const Database& database, const lifecycle::ReleaseIndex& releases) {
    std::vector<Problem> out;
    out.reserve(database.strays.size());
    for (const Stray& stray : database.strays)
        out.push_back({"vulndb-unreadable", stray.path, std::max(stray.line, 1), stray.reason, {}, stray.path, {}});
    for (const Entry& entry : database.entries) {
        append(out, form_problems(entry));
        append(out, word_problems(entry));
        append(out, entry.collection == Collection::core ? release_problems(entry, releases) : range_problems(entry));
    }
    append(out, duplicate_problems(database));
    // Where an index cannot be made, what is in the way was told above.
    if (const auto files = index_files(root, database))
        for (const IndexFile& file : *files) append(out, index_problems(file, Compare::content_only));
    return out;
}

}  // namespace ward::release::vulndb
