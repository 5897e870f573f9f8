// The index of a vulnerability database, made of its entries as they are when it is written.
//   target: "vulnerabilities" · content: entries (paths that it has to have, a line each)
#include "actions/release/run/effect_kind.h"
#include "actions/release/vulndb/index_file.h"
#include "base/fd.h"

namespace ward::release {
namespace {

Result<std::vector<vulndb::IndexFile>> indexes_of(const Checkout& checkout) {
    WARD_TRY(const vulndb::Database database, vulndb::read_database(checkout.root));
    return vulndb::index_files(checkout.root, database);
}

Result<engine::Sight> look_vulndb_index(Doors& doors, const engine::Effect& effect, engine::Doubt) {
    WARD_TRY(const Checkout* checkout, doors.checkout(effect.target));
    WARD_TRY(const std::vector<vulndb::IndexFile> indexes, indexes_of(*checkout));
    for (const vulndb::IndexFile& index : indexes)
        if (!index.is_current()) return engine::Sight{engine::Standing::missing};
    return engine::Sight{engine::Standing::present, "current"};
}

Result<std::string> perform_vulndb_index(Doors& doors, const engine::Effect& effect) {
    WARD_TRY(const Checkout* checkout, doors.checkout(effect.target));
    WARD_TRY(const std::vector<vulndb::IndexFile> indexes, indexes_of(*checkout));
    for (const vulndb::IndexFile& index : indexes)
        if (!index.is_current()) WARD_TRY_VOID(replace_file(checkout->folder + "/" + index.path, index.bytes));
    return "current";
}

}  // namespace

WARD_RELEASE_EFFECT(vulndb_index) = {.name = "vulndb.index",
                                     .summary = "bring the index of the vulnerability database up to date",
                                     .undo = "git checkout of the file",
                                     .look = look_vulndb_index,
                                     .perform = perform_vulndb_index};

}  // namespace ward::release
