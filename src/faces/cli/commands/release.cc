// ward release: the security release process.
#include "faces/cli/command.h"
#include "faces/cli/options.h"
#include "faces/cli/release/verbs.h"
#include "faces/cli/release/vulndb_options.h"

namespace ward::cli {
namespace {

constexpr Verb verbs[] = {
    {.name = "vulndb index",
     .usage = "[FOLDER]",
     .summary = "index.json of each collection of a vulnerability database, made of its entries",
     .options = {vulndb_index_options},
     .run = release_vulndb_index,
     .details = "FOLDER is a repository with vuln/core, vuln/deps or vuln/npm, or that vuln folder. An index that is "
                "as it has to be is not\nwritten."},
    {.name = "vulndb validate",
     .usage = "[FOLDER]",
     .summary = "what is wrong with the entries of a vulnerability database, alone and beside what was released",
     .options = {report_options, vulndb_release_options},
     .run = release_vulndb_validate,
     .details = "Reads only. `ward explain vulndb-range-covers-fixed` and the like tell what a rule means. The exit "
                "status is 4 where a file\ncould not be read, or there is no entry."},
    {.name = "vulndb vex",
     .usage = "[FOLDER]",
     .summary = "the database as an OpenVEX document: each released version, affected or fixed",
     .options = {vulndb_release_options, vulndb_vex_options},
     .run = release_vulndb_vex,
     .details = "The same entries and the same previous document give the same bytes. Entries of vuln/deps that name "
                "no versions are told:\nwhat they say holds for every version of the product."},
};

}  // namespace

WARD_COMMAND(release) = {.name = "release", .summary = "the security release process", .verbs = verbs, .rank = 60};

}  // namespace ward::cli
